import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.coding.csv_tables import CsvTable, add_columns, read_table, write_table
from discourse.domain.errors import UsageError

CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


@given(rows=st.lists(st.tuples(CELLS, CELLS), max_size=8))
def test_cells_come_back_as_they_were(rows: list[tuple[str, str]], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("cells") / "table.csv"
    table = CsvTable("table.csv", ("text", "other"), tuple(rows))
    write_table(table, path)
    assert read_table(path, column="text") == table
    with path.open(encoding="utf-8", newline="") as stream:
        assert [tuple(row) for row in csv.reader(stream)][1:] == rows


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_delimiters_and_byte_order_marks_are_understood(tmp_path: Path, delimiter: str, encoding: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(delimiter.join(["text", "née"]) + "\n" + delimiter.join(["a", "b"]) + "\n\n", encoding=encoding)
    assert read_table(path, column="text") == CsvTable("table.csv", ("text", "née"), (("a", "b"),))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a,b\n1,2\n", "'t.csv' has no column 'text'; its columns are a, b."),
        (b"a;b\n1;2\n", "its columns are a, b."),
        (b"", "'t.csv' is empty"),
        (b"text,b\n1,2\n1\n", "Row 3 of 't.csv' has 1 cells and its header has 2"),
        (b"text\n\xe9t\xe9\n", "'t.csv' is not UTF-8 at byte 5"),
    ],
)
def test_a_bad_table_is_refused_with_its_reason(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=message):
        read_table(path, column="text")


def test_a_missing_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"There is no file '.*none\.csv'"):
        read_table(tmp_path / "none.csv", column="text")


def test_a_table_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    target = tmp_path / "folder"
    target.mkdir()
    with pytest.raises(UsageError, match="cannot be written"):
        write_table(CsvTable("t.csv", ("a",), ()), target)
    assert list(tmp_path.iterdir()) == [target]


def test_columns_of_an_added_name_are_renamed() -> None:
    table = CsvTable("t.csv", ("status", "input_status", "text"), (("x", "y", "z"),))
    added = add_columns(table, ["status", "model"], [["coded", "m"]])
    assert added.header == ("input_input_status", "input_status", "text", "status", "model")
    assert added.rows == (("x", "y", "z", "coded", "m"),)
