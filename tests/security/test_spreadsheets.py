"""G9: of 10,000 texts in every exporter none becomes a formula, and those meant to come back come back exactly."""

import csv
import io
from pathlib import Path

import openpyxl
import polars as pl
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from discourse.domain.results import Table
from discourse.domain.spreadsheets import arm, disarm
from discourse.report.files import write_csv
from discourse.report.workbook import write_workbook

STARTS = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
    " =",
    "\x00=",
    "'=",
    "''+",
    "{=",
    "\u3000=",
    "\xa0@",
    "\r\n=",
)
BODIES = ("1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://x")', "SUM(A1)", "1;=1", "a\n=1", "", '"', "a,b")
_PLAIN = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=12)
CELLS = st.one_of(st.builds("{}{}".format, st.sampled_from(STARTS), st.sampled_from(BODIES) | _PLAIN), _PLAIN)
TABLES = st.lists(CELLS, min_size=200, max_size=200)
# A table of 200 cells is not worth the minutes that it takes to make a failing one small.
_settings = settings(
    max_examples=50,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def is_run(cell: str) -> bool:
    """Whether a spreadsheet may take a cell of a CSV for a formula (OWASP's rule, blanks before it left out)."""
    return cell.lstrip(" \t\r\n\x00\xa0\u3000")[:1] in tuple("=+-@＝＋－＠") or cell[:1] in ("\t", "\r", "\n", "\x00")


@_settings
@given(TABLES)
def test_no_text_of_a_csv_is_run(tmp_path_factory: object, cells: list[str]) -> None:
    path = Path(tmp_path_factory.mktemp("t", numbered=True), "t.csv")  # type: ignore[attr-defined]
    write_csv(Table("t", "T", pl.DataFrame({"=a": cells, "n": [-1.5] * len(cells)})), path)
    head, *rows = csv.reader(io.StringIO(path.read_bytes().decode(), newline=""))
    assert (head, len(rows)) == (["'=a", "n"], len(cells))
    assert not [row for row in rows if is_run(row[0])]
    assert [arm(row[0]) for row in rows] == cells
    assert {row[1] for row in rows} == {"-1.5"}


@settings(_settings, max_examples=5)
@given(TABLES)
def test_no_text_of_a_workbook_is_a_formula(tmp_path_factory: object, cells: list[str]) -> None:
    path = Path(tmp_path_factory.mktemp("t", numbered=True), "t.xlsx")  # type: ignore[attr-defined]
    write_workbook([Table("t", "=T", pl.DataFrame({"=a": cells, "n": [-1.5] * len(cells)}))], path, about={"=k": "=v"})
    book = openpyxl.load_workbook(path)
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds <= {"s", "n", "inlineStr"}
    numbers = [row[1].value for row in book["t"].iter_rows(min_row=4, max_row=3 + len(cells))]
    assert numbers == [-1.5] * len(cells)
    book.close()


@given(st.text())
def test_disarming_can_be_undone(text: str) -> None:
    assert arm(disarm(text)) == text
    assert not is_run(disarm(text)) or disarm(text).startswith("'")
