import warnings
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from openpyxl.workbook import Workbook
from report_example import example_report

from discourse.domain.errors import DiscourseError
from discourse.domain.results import Table
from discourse.report import workbook
from discourse.report.workbook import write_workbook

ABOUT = {"title": "What five republics say", "Method": "Shares of passages.", "Versions": "discourse 0.1.0"}


def written(tmp_path: Path, *tables: Table, about: dict[str, str] | None = None) -> Workbook:
    write_workbook(tables, tmp_path / "t.xlsx", about=about or ABOUT)
    return openpyxl.load_workbook(tmp_path / "t.xlsx")


def one(**columns: object) -> Table:
    return Table("one", "One", pl.DataFrame(columns), "A note")


def test_the_readme_comes_first_and_names_every_sheet(tmp_path: Path) -> None:
    report = example_report()
    assert report.contrasts is not None
    book = written(tmp_path, report.prevalence, report.contrasts)
    assert book.sheetnames == ["README", "prevalence", "contrasts"]
    cells = [cell.value for row in book["README"].iter_rows() for cell in row if cell.value]
    assert cells[0] == "What five republics say"
    assert {"Method", "Shares of passages.", "prevalence", "contrasts"} <= set(cells)
    links = {row[0].value: row[0].hyperlink for row in book["README"].iter_rows(min_row=3) if row[0].hyperlink}
    assert {name: link.location for name, link in links.items()} == {
        "prevalence": "'prevalence'!A1",
        "contrasts": "'contrasts'!A1",
    }


def test_a_sheet_has_a_title_a_frozen_header_and_a_filter(tmp_path: Path) -> None:
    report = example_report()
    sheet = written(tmp_path, report.prevalence)["prevalence"]
    assert sheet["A1"].value == report.prevalence.title
    assert [cell.value for cell in sheet[3]] == report.prevalence.frame.columns
    assert sheet.freeze_panes == "B4"
    assert sheet.auto_filter.ref == f"A3:J{3 + report.prevalence.frame.height}"
    assert sheet["A3"].font.bold


def test_numbers_are_numbers_with_formats_and_missing_ones_are_empty(tmp_path: Path) -> None:
    sheet = written(tmp_path, one(share=[0.083, None], passages=[1234, 1], year=[2019, 2020], difference=[-0.1, 0.2]))[
        "one"
    ]
    assert [cell.value for cell in sheet[4]] == [0.083, 1234, 2019, -0.1]
    assert sheet["A5"].value is None
    assert [cell.number_format for cell in sheet[4]] == ["[<0.0995]0.0%;0%", "#,##0", "0", "+0.0%;-0.0%;0.0%"]


def test_negative_limits_are_written_with_their_sign(tmp_path: Path) -> None:
    assert written(tmp_path, one(low=[-0.1, 0.2]))["one"]["A4"].number_format == "+0.0%;-0.0%;0.0%"


def test_texts_are_never_formulas(tmp_path: Path) -> None:
    hostile = ['=HYPERLINK("x")', "+1", "@a", "http://example.org", "internal:README!A1", "{=1}"]
    sheet = written(tmp_path, one(title=hostile))["one"]
    cells = [sheet.cell(row, 1) for row in range(4, 10)]
    assert [cell.value for cell in cells] == hostile
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)


def test_links_to_files_are_links_and_others_are_texts(tmp_path: Path) -> None:
    sheet = written(tmp_path, one(link=["../documents/a%20b.pdf#page=3", "javascript:alert(1)", "file:///srv/a.pdf"]))[
        "one"
    ]
    assert sheet["A4"].hyperlink.target.replace("\\", "/") == "../documents/a%20b.pdf"
    assert sheet["A4"].value == "../documents/a%20b.pdf#page=3"
    assert sheet["A5"].hyperlink is None
    assert (sheet["A6"].value, sheet["A6"].hyperlink) == ("file:///srv/a.pdf", None)


def test_widths_follow_the_texts_within_bounds(tmp_path: Path) -> None:
    sheet = written(tmp_path, one(group=["Kestria"], text=["long " * 100], share=[0.5]))["one"]
    widths = [sheet.column_dimensions[letter].width for letter in "ABC"]
    assert widths[0] == pytest.approx(9, abs=1)
    assert widths[1] == pytest.approx(workbook.MAX_WIDTH, abs=1)
    assert sheet["B4"].alignment.wrap_text


@pytest.mark.parametrize("name", ["a/b:c*d?[e]", "x" * 50, "history", "'quoted'", ""])
def test_any_name_becomes_a_sheet(name: str, tmp_path: Path) -> None:
    table = Table(name, "", pl.DataFrame({"a": [1]}))
    book = written(tmp_path, table, table)
    assert len(book.sheetnames) == 3
    assert all(len(sheet) <= 31 for sheet in book.sheetnames)


def test_a_text_too_long_for_a_cell_is_cut_and_says_so(tmp_path: Path) -> None:
    value = written(tmp_path, one(text=["a" * 40_000]))["one"]["A4"].value
    assert len(value) == workbook.CELL_LENGTH
    assert value.endswith("the CSV file has the whole]")


def test_a_table_longer_than_a_sheet_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "SHEET_ROWS", 10)
    with pytest.raises(DiscourseError, match="Table 'one' has 8 rows and a sheet of Excel holds 10; write it as CSV"):
        written(tmp_path, one(a=range(8)))


def test_lists_and_truth_values_and_infinities_can_be_written(tmp_path: Path) -> None:
    sheet = written(tmp_path, one(words=[["a", "b"]], sure=[True], z=[float("nan")]))["one"]
    assert [cell.value for cell in sheet[4]] == ["a; b", True, None]


def test_nothing_is_dropped_with_a_warning(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        written(tmp_path, one(link=["a" * 3_000 + ".pdf"]))
