import datetime
from pathlib import Path

import pytest
import xlsxwriter

from discourse.domain.documents import Reading, Status
from discourse.domain.errors import SourceError, UsageError
from discourse.domain.sources import Source, SourceKind
from discourse.reading.listings.columns import cells_to_course, take_columns
from discourse.reading.listings.mapping import NO_MAP, ColumnMap, settings_to_map
from discourse.reading.listings.structured import read_json_listing
from discourse.reading.listings.tables import read_csv_listing
from discourse.reading.listings.workbook import read_workbook_listing

COURSES = [["Course Title", "Duration (weeks)", "Fee", "Start Date"], ["Knots", 6, 49.5, datetime.date(2024, 3, 1)]]


def read(
    tmp_path: Path,
    sheets: dict[str, list[list[object]]],
    kind: SourceKind = SourceKind.AUTO,
    columns: ColumnMap = NO_MAP,
) -> Reading:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return read_workbook_listing(Source(path, "0" * 64, kind), columns=columns)


def test_a_sheet_is_read_row_by_row_as_the_spreadsheet_counts(tmp_path: Path) -> None:
    reading = read(tmp_path, {"Sheet1": [*COURSES, [], ["Rope", 2, 30, ""]]})
    first, second = reading.documents
    assert (first.place, second.place, reading.engine) == ("row 2", "row 4", "calamine")
    assert "Price: 49.5\nStart: 2024-03-01" in first.text
    assert first.metadata.extra["duration"] == "6 weeks"
    assert first.metadata.year == 2024


def test_the_sheet_with_courses_is_found_and_the_others_are_named(tmp_path: Path) -> None:
    reading = read(tmp_path, {"Notes": [["About", "Author"], ["This", "Ann"]], "Courses": COURSES, "Blank": []})
    assert len(reading.documents) == 1
    assert reading.reason == "sheet 'Courses' was read, not 'Notes'"


@pytest.mark.parametrize(
    ("sheets", "said"),
    [
        ({"A": []}, "all its sheets are empty"),
        ({"A": [["Name", "Age"], ["Ann", 7]]}, "is not a course listing: its columns are 'Name', 'Age'"),
    ],
)
def test_a_workbook_without_courses_is_refused(
    tmp_path: Path, sheets: dict[str, list[list[object]]], said: str
) -> None:
    with pytest.raises(SourceError, match=said):
        read(tmp_path, sheets)


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(SourceError, match=r"'a\.xlsx' cannot be opened as a workbook"):
        read_workbook_listing(Source(path, "0" * 64))


def test_the_settings_map_columns_and_give_units_to_bare_numbers(tmp_path: Path) -> None:
    columns = settings_to_map({"Kursname": "title", "Dauer": "duration, weeks", "Raum": "", "Fee": "price, EUR"})
    (document,) = read(
        tmp_path, {"A": [["Kursname", "Dauer ", "Raum", "Fee"], ["Knoten", 6, "B2", 40]]}, columns=columns
    ).documents
    assert document.text == "Knoten\n\nDuration: 6 weeks\nPrice: 40 EUR"
    assert document.metadata.extra["duration_min_days"] == "42"
    assert document.metadata.extra["Raum"] == "B2"


def test_a_mapped_column_goes_before_a_recognised_one() -> None:
    columns = settings_to_map({"Label": "title"})
    assert cells_to_course([("title", "K1"), ("Label", "Knots")], columns=columns).title == "Knots"


def test_csv_columns_and_json_keys_are_mapped_alike(tmp_path: Path) -> None:
    columns = settings_to_map({"Kursname": "title", "Dauer": "duration, weeks"})
    (tmp_path / "a.csv").write_text("Kursname;Dauer\nKnoten;6\n", encoding="utf-8")
    (tmp_path / "a.json").write_text('[{"Kursname": "Knoten", "Dauer": 6}]', encoding="utf-8")
    readings = [
        read_csv_listing(Source(tmp_path / "a.csv", "0" * 64), columns=columns),
        read_json_listing(Source(tmp_path / "a.json", "0" * 64), columns=columns),
    ]
    assert {document.text for reading in readings for document in reading.documents} == {"Knoten\n\nDuration: 6 weeks"}


def test_what_became_of_each_column_can_be_shown() -> None:
    taken = take_columns(["Course Title", "Dauer", "Room", ""], settings_to_map({"Dauer": "duration"}))
    assert taken.taken == (("Course Title", "title"), ("Dauer", "duration"))
    assert taken.left == ("Room",)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"Dauer": "lenght"}, "Column 'Dauer' is mapped to 'lenght', which no course has; known are title, "),
        ({"Dauer": 6}, "Column 'Dauer' is mapped to 6; give a text"),
    ],
)
def test_a_wrong_mapping_is_refused_by_name(table: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        settings_to_map(table)


def test_a_column_that_says_minutes_once_says_them_always(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("title,duration\nKnots,30m\nRope,1h 19m\n", encoding="utf-8")
    knots, rope = read_csv_listing(Source(path, "0" * 64)).documents
    assert (knots.metadata.extra["effort_max_hours"], rope.metadata.extra["effort_max_hours"]) == ("0.5", "1.32")


def test_objects_as_python_writes_them_are_read_but_never_run(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [
        "title,duration,locale,teachers",
        "Knots,1 week,\"{'_class': 'locale', 'title': 'English (US)'}\",\"[{'name': 'Ann'}]\"",
    ]
    rows.append("Rope,1 week,\"{'x': __import__('os')}\",[]")
    path.write_text("\n".join(rows), encoding="utf-8")
    reading = read_csv_listing(Source(path, "0" * 64))
    knots, rope = reading.documents
    assert (knots.metadata.language, knots.metadata.extra["teachers"]) == ("en", "Ann")
    assert rope.metadata.extra["language"] == "{'x': __import__('os')}"
    assert reading.status is Status.OK


def test_a_second_price_in_its_own_currency_column_stays_apart(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("title,Price,Tuition_Cost(non-USD),Currency\nKnots,120.0,110.0,CHF\nRope,90,,\n", encoding="utf-8")
    knots, rope = read_csv_listing(Source(path, "0" * 64), columns=settings_to_map({"title": "title"})).documents
    assert knots.metadata.extra["price"] == "120.0 USD; 110.0 CHF"
    assert rope.metadata.extra["price"] == "90"


def test_rows_of_one_title_and_address_are_one_course(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = "title,url,category,duration\nKnots,https://h.example/k,Sea,1 week\nKNOTS,https://h.example/k,Rope,1 week\n"
    path.write_text(rows + "Knots,https://h.example/other,Sea,1 week\n", encoding="utf-8")
    reading = read_csv_listing(Source(path, "0" * 64))
    assert [document.place for document in reading.documents] == ["row 2", "row 4"]
    assert reading.rejected == ("row 3: the same title and address as row 2",)
