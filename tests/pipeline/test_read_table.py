from pathlib import Path

import polars as pl
import pytest

import discourse
from discourse.domain.errors import UsageError
from discourse.domain.results import Table
from discourse.report.files import write_csv

FRAME = pl.DataFrame(
    {"group": ["Kestria", "=Lindavar"], "share": [0.25, 0.5], "low": [None, None]}, schema_overrides={"low": pl.Float64}
)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    discourse.init(tmp_path)
    write_csv(Table("prevalence", "Shares", FRAME), tmp_path / "outputs" / "prevalence.csv")
    return tmp_path


def test_a_table_comes_back_as_it_was_before_it_was_made_safe(study: Path) -> None:
    found = discourse.read_table("prevalence", project=study)
    assert found["group"].to_list() == ["Kestria", "=Lindavar"]
    assert found.schema == {"group": pl.String, "share": pl.Float64, "low": pl.Null}


def test_a_mistyped_table_is_guessed(study: Path) -> None:
    with pytest.raises(UsageError, match="no table 'prevalance'; did you mean 'prevalence'"):
        discourse.read_table("prevalance", project=study)


def test_before_the_first_run_there_are_no_tables(tmp_path: Path) -> None:
    discourse.init(tmp_path)
    with pytest.raises(UsageError, match="run 'discourse run' first"):
        discourse.read_table("prevalence", project=tmp_path)
