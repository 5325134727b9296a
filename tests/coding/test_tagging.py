from pathlib import Path

import pytest
from coding_example import CODEBOOK, WordEncoder, passages

from discourse.coding.csv_tables import CsvTable, read_table, write_table
from discourse.coding.model import FramingModel
from discourse.coding.tagging import added_columns, tag_table
from discourse.coding.training import train_heads
from discourse.domain.errors import UsageError


@pytest.fixture(scope="module")
def model() -> FramingModel:
    return train_heads(passages(), CODEBOOK, WordEncoder(), seed=1)


def detect(text: str) -> str:
    return "de" if "verkaufen" in text else "en"


def tag(model: FramingModel, table: CsvTable, **options: str) -> CsvTable:
    return tag_table(table, text_column="text", model=model, encoder=WordEncoder(), detect=detect, **options)


TEXTS = (
    "They sell eels on the market.",
    "",
    "Sie verkaufen Aale.",
    ' "Quoted",\n  text ',
    "They sell eels on the market.",
)
TABLE = CsvTable("t.csv", ("id", "text", "status"), tuple((str(n), text, "") for n, text in enumerate(TEXTS)))


def test_the_columns_are_those_of_the_contract(model: FramingModel) -> None:
    assert added_columns(model) == (
        *("trade", "trade_p", "trade_stance", "weather", "weather_p", "weather_stance"),
        *("themes", "language", "status", "model"),
    )
    assert tag(model, TABLE).header == ("id", "text", "input_status", *added_columns(model))


def test_rows_keep_their_order_and_their_cells(model: FramingModel) -> None:
    assert [row[:3] for row in tag(model, TABLE).rows] == list(TABLE.rows)


def test_a_coded_row_has_value_probability_and_stance(model: FramingModel) -> None:
    table = CsvTable("t.csv", ("id", "text"), (("1", "They buy eels at the market, which is a myth and nonsense."),))
    row = dict(zip(added_columns(model), tag(model, table).rows[0][2:], strict=True))
    assert (row["trade"], row["trade_stance"], row["weather"], row["weather_stance"]) == ("1", "contested", "0", "")
    assert 0.5 < float(row["trade_p"]) <= 1
    assert (row["language"], row["status"]) == ("en", "coded")
    assert row["model"] == f"framing@{model.id[:12]}"


def test_a_blank_row_is_coded_with_nothing_in_it(model: FramingModel) -> None:
    row = tag(model, TABLE).rows[1][3:]
    assert row == ("0", "0.0000", "", "0", "0.0000", "", "", "", "coded", f"framing@{model.id[:12]}")


def test_another_language_leaves_the_cells_empty(model: FramingModel) -> None:
    row = tag(model, TABLE).rows[2][3:]
    assert row == ("",) * 7 + ("de", "language_unsupported", f"framing@{model.id[:12]}")


def test_a_table_without_rows_gets_its_columns(model: FramingModel) -> None:
    empty = CsvTable("t.csv", ("text",), ())
    assert tag(model, empty) == CsvTable("t.csv", ("text", *added_columns(model)), ())


@pytest.mark.parametrize("options", [{"context_column": "before"}])
def test_a_missing_context_column_is_named(model: FramingModel, options: dict[str, str]) -> None:
    with pytest.raises(UsageError, match=r"'t\.csv' has no column 'before'; its columns are id, text, status"):
        tag(model, TABLE, **options)


def test_a_tagged_file_can_be_tagged_again(model: FramingModel, tmp_path: Path) -> None:
    once = tag(model, TABLE)
    write_table(once, tmp_path / "o.csv")
    twice = tag(model, read_table(tmp_path / "o.csv", column="text"))
    assert [row[: len(once.header)] for row in twice.rows] == list(once.rows)
    assert len(set(twice.header)) == len(twice.header)
