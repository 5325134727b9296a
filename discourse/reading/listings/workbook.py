"""Course listings in spreadsheets (XLSX, XLS, XLSB, ODS): the sheet whose columns are those of courses, row by row."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook

from discourse.domain.documents import Reading
from discourse.domain.errors import SourceError
from discourse.domain.sources import Source, SourceKind
from discourse.reading.listings.columns import has_title, names_courses
from discourse.reading.listings.mapping import NO_MAP, ColumnMap
from discourse.reading.listings.sheet_area import check_sheets
from discourse.reading.listings.tables import rows_to_reading, split_header

ENGINE = "calamine"
_Rows = list[tuple[int, list[str]]]


def read_workbook_listing(source: Source, *, columns: ColumnMap = NO_MAP) -> Reading:
    """Read the first sheet that lists courses; a row's number is the one the spreadsheet shows.

    A `SourceError` refuses a file that cannot be opened or of which no sheet has the columns of a course listing.
    """
    check_sheets(source.path)
    try:
        book = CalamineWorkbook.from_path(source.path)
        sheets = [(name, _sheet_rows(book, name)) for name in book.sheet_names]
    except (CalamineError, OSError, ValueError) as error:
        raise SourceError(
            f"'{source.name}' cannot be opened as a workbook ({error}); take off its password or save it as CSV."
        ) from error
    filled = [(name, rows) for name, rows in sheets if rows]
    if not filled:
        raise SourceError(
            f"'{source.name}' is not a course listing: all its sheets are empty; give the workbook of the courses."
        )
    name, rows = next(((name, rows) for name, rows in filled if _lists_courses(source, rows, columns)), filled[0])
    others = [other for other, _ in filled if other != name]
    note = f"sheet '{name}' was read, not {', '.join(map(repr, others))}" if others else ""
    return rows_to_reading(source, rows, engine=ENGINE, columns=columns, note=note)


def _lists_courses(source: Source, rows: _Rows, columns: ColumnMap) -> bool:
    header, _ = split_header(rows)
    return has_title(header, columns) if source.kind is SourceKind.LISTING else names_courses(header, columns)


def _sheet_rows(book: CalamineWorkbook, name: str) -> _Rows:
    rows: Sequence[Sequence[object]] = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return [(number, [_cell_to_text(cell) for cell in row]) for number, row in enumerate(rows, start=1) if any(row)]


def _cell_to_text(cell: object) -> str:
    """A cell as it was meant: a whole number without `.0`, a day without its midnight."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return f"{cell:.15g}"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, date | time | timedelta):
        return str(cell)
    return str(cell)
