"""docs/outputs.md names every file that a run writes, and every column of each table or a neighbour it refers to."""

import re
from pathlib import Path

import polars as pl
import pytest

import discourse
from discourse.domain.documents import Metadata

PAGE = (Path(__file__).parents[2] / "docs" / "outputs.md").read_text(encoding="utf-8")
TEXT = (
    "# Skills\n\nShort courses will help firms to fill vacancies. Fees are waived for learners on low incomes. "
    "A micro-credential carries 5 credits and takes six weeks. Robots change what dockers must learn.\n"
)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("outputs")
    discourse.init(folder)
    for place, year in (("Kestria", 2012), ("Osmara", 2020)):
        (folder / f"{place}.md").write_text(TEXT + f"\nThe {place} board met in spring.\n", encoding="utf-8")
        discourse.add([folder / f"{place}.md"], project=folder, metadata=Metadata(jurisdiction=place, year=year))
    discourse.run(folder, workers=1)
    return folder / "outputs"


def test_every_file_of_a_run_is_on_the_page(outputs: Path) -> None:
    named = set(re.findall(r"`([\w-]+\.\w+)`", PAGE))
    there = {path.name for path in outputs.iterdir() if path.is_file() and path.suffix not in (".md", ".tex")}
    assert there - named == set()


def test_every_column_of_a_table_is_on_the_page(outputs: Path) -> None:
    words = set(re.findall(r"\w+", PAGE))
    missing = {
        f"{path.name}: {column}"
        for path in outputs.glob("*.csv")
        for column in pl.read_csv(path, n_rows=0).columns
        if column not in words
    }
    assert missing == set()
