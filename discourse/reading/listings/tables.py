"""Course listings in CSV: one row, one course."""

import csv
import io
import re
from collections.abc import Iterator, Sequence

from discourse.domain.documents import Reading, Status
from discourse.domain.errors import SourceError
from discourse.domain.sources import Source, SourceKind
from discourse.reading.encoding import decode_text
from discourse.reading.listings.columns import cells_to_course, has_title, names_courses
from discourse.reading.listings.compose import FoundCourse, FoundCourses, courses_to_reading
from discourse.reading.listings.flatten import literal_to_text
from discourse.reading.listings.mapping import NO_MAP, ColumnMap

ENGINE = "csv"
_DELIMITERS = (",", ";", "\t", "|")
_SHOWN_COLUMNS = 8
_HOURS_AND_MINUTES = re.compile(r"\d+ ?h \d+ ?m")
_MINUTES = re.compile(r"^\s*(\d+) ?m\s*$")
# Descriptions may be longer than the 128 KiB at which the csv module gives up by default.
csv.field_size_limit(1 << 24)


def read_csv_listing(source: Source, *, columns: ColumnMap = NO_MAP) -> Reading:
    """Read a CSV of courses; rows are counted as a spreadsheet counts them, a header at the top being row 1.

    The delimiter is told from the header, and the columns from their names after what `columns` says. A
    `SourceError` refuses a table whose columns are not those of courses, unless the source was added as a listing.
    """
    decoded = decode_text(source.path.read_bytes(), name=source.name)
    rows, notes = _rows(decoded.text, source.name)
    if decoded.note:
        notes.insert(0, decoded.note)
    return rows_to_reading(source, rows, engine=ENGINE, columns=columns, note="; ".join(notes))


def rows_to_reading(
    source: Source, rows: Sequence[tuple[int, list[str]]], *, engine: str, columns: ColumnMap = NO_MAP, note: str = ""
) -> Reading:
    """A table's numbered rows, the first filled one its column names, as a listing; errors are `read_csv_listing`'s."""
    header, body = split_header(rows)
    check_columns(source, header, columns)
    if not any(any(cell.strip() for cell in row) for _, row in body):
        return Reading(source.id, Status.EMPTY, reason=f"'{source.name}' has column names but no rows.", engine=engine)
    found = _courses(header, body, columns, note=note)
    return courses_to_reading(source, found, engine=engine, sought="row with a title")


def check_columns(source: Source, names: Sequence[str], columns: ColumnMap = NO_MAP) -> None:
    """Refuse, with a `SourceError`, column names or keys that are not those of a course listing."""
    shown = ", ".join(f"'{name.strip()}'" for name in names[:_SHOWN_COLUMNS] if name.strip()) or "none"
    if source.kind is SourceKind.LISTING:
        if not has_title(names, columns):
            raise SourceError(
                f"'{source.name}' has no column for the course's title among {shown}; name that column 'title', or map "
                "it to title in the project's settings."
            )
    elif not names_courses(names, columns):
        raise SourceError(
            f"'{source.name}' is not a course listing: its columns are {shown}; add it with --type listing if each row "
            "is a course, or save it as text if it is one document."
        )


def _rows(text: str, name: str) -> tuple[list[tuple[int, list[str]]], list[str]]:
    """Numbered rows, and a note where quotes do not match."""
    text = re.sub(r"\A\ufeff?sep=(.)\r?\n", "", text).removeprefix("\ufeff")
    delimiter = _delimiter(text)
    try:
        return list(enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 1)), []
    except csv.Error as error:
        note = f"quotes do not match ({error}); cells may be joined or cut"
    try:
        return list(enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1)), [note]
    except csv.Error as error:
        raise SourceError(f"'{name}' is not a CSV table ({error}); save it again as CSV in UTF-8.") from error


def _delimiter(text: str) -> str:
    """The delimiter that cuts the first filled line into most cells."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(_DELIMITERS, key=lambda mark: len(next(csv.reader([first], delimiter=mark), [])))


def read_header(text: str) -> list[str]:
    """The column names of a CSV, from its text or from the beginning of it."""
    start = re.sub(r"\A\ufeff?sep=(.)\r?\n", "", text).removeprefix("\ufeff")
    rows = csv.reader(io.StringIO(start, newline=""), delimiter=_delimiter(start))
    return _unique(next((row for row in rows if any(cell.strip() for cell in row)), []))


def split_header(rows: Sequence[tuple[int, list[str]]]) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Column names, those that come again numbered, and the rows below them."""
    for place, (_, row) in enumerate(rows):
        if any(cell.strip() for cell in row):
            return _unique(row), list(rows[place + 1 :])
    return [], []


def _unique(header: Sequence[str]) -> list[str]:
    """Column names with a number after those that come again."""
    names: list[str] = []
    taken: set[str] = set()
    last: dict[str, int] = {}
    for cell in header:
        name = base = cell.strip()
        while name and name in taken:
            last[base] = last.get(base, 1) + 1
            name = f"{base} ({last[base]})"
        names.append(name)
        taken.add(name)
    return names


def _courses(
    header: Sequence[str], rows: Sequence[tuple[int, list[str]]], columns: ColumnMap, *, note: str
) -> FoundCourses:
    found: list[FoundCourse] = []
    rejected: list[str] = []
    timed = _columns_of_minutes(header, rows)
    for number, row in _filled(rows):
        if any(cell.strip() for cell in row[len(header) :]):
            rejected.append(f"row {number}: it has {len(row)} cells under {len(header)} column names")
        elif 2 * len(row) < len(header):
            rejected.append(f"row {number}: it breaks off after {len(row)} of {len(header)} cells")
        else:
            cells = [
                (name, _MINUTES.sub(r"\1 min", cell) if place in timed else literal_to_text(cell))
                for place, (name, cell) in enumerate(zip(header, row, strict=False))
            ]
            found.append(FoundCourse(f"row {number}", cells_to_course(cells, columns=columns)))
    return FoundCourses(tuple(found), tuple(rejected), note)


def _columns_of_minutes(header: Sequence[str], rows: Sequence[tuple[int, list[str]]]) -> frozenset[int]:
    """Columns in which `30m` is minutes, not months, because other cells say `1h 19m`."""
    return frozenset(
        place
        for place in range(len(header))
        if any(place < len(row) and _HOURS_AND_MINUTES.fullmatch(row[place].strip()) for _, row in rows)
    )


def _filled(rows: Sequence[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    return ((number, row) for number, row in rows if any(cell.strip() for cell in row))
