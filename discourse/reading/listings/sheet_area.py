"""How large a sheet becomes once its cells lie in a grid: one cell in the last corner makes 17 thousand million."""

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from discourse.domain.errors import LimitError
from discourse.reading.archives import check_size, opened_archive
from discourse.reading.listings.binary_sheet import reach_of_cells

# A million courses with long descriptions.
MOST_BYTES = 1 << 30
MOST_CELLS = 4_000_000
# Real sheets have gaps, but no more than this many empty cells for a filled one.
_SPREAD = 50
# A cell's place (`C12`), or a row's number.
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,3})([0-9]{1,40})["']""")
# The reader of ODS knows these prefixes alone; `tag` is empty at the end of a table.
_ODS_TAG = re.compile(rb"<(?:table:(?P<tag>table-row|(?:covered-)?table-cell)\b(?P<inside>[^>]*)|/table:table\s*)>")
_REPEATED = re.compile(rb"""number-(?:rows|columns)-repeated\s*=\s*["']([0-9]{1,9})["']""")
_READ_BYTES = 1 << 20
_PLACE_BYTES = 64


@dataclass(frozen=True, slots=True)
class Area:
    """The last row and column of a sheet, and how many places it names."""

    rows: int
    columns: int
    places: int

    @property
    def is_sparse(self) -> bool:
        """True where the grid is far larger than what fills it."""
        return self.rows * self.columns > max(MOST_CELLS, _SPREAD * self.places)


def check_sheets(path: Path) -> None:
    """Refuse, with a `LimitError`, a workbook that unpacks to too much or whose sheets are far larger than filled.

    The reader lays a sheet out as one block of memory and would end the process where there is not enough. The old
    XLS is no archive and passes.
    """
    if not zipfile.is_zipfile(path):
        return
    check_size(path, most=MOST_BYTES)
    with opened_archive(path) as archive:
        for member in archive.infolist():
            measure = next((measure for name, measure in _MEASURES if name.fullmatch(member.filename)), None)
            if measure is None:
                continue
            with archive.open(member) as stream:
                for area in measure(stream):
                    if area.is_sparse:
                        raise LimitError(
                            f"'{path.name}' has a cell in row {area.rows:,} and column {area.columns:,} and hardly any "
                            "before it; delete the empty rows and columns and save it again, or save it as CSV."
                        )


def _xml_area(stream: IO[bytes]) -> Iterator[Area]:
    """The area of an XLSX sheet; places that lie across two pieces are in both, which only counts a few twice."""
    last_row, columns, places = 0, set[bytes](), 0
    tail = b""
    while piece := stream.read(_READ_BYTES):
        found = _PLACE.findall(tail + piece)
        places += len(found)
        last_row = max(last_row, max((int(row) for _, row in found), default=0))
        columns.update(column for column, _ in found)
        tail = piece[-_PLACE_BYTES:]
    yield Area(last_row, max(map(_column_number, columns), default=0), places)


def _binary_area(stream: IO[bytes]) -> Iterator[Area]:
    """The area of an XLSB sheet."""
    yield Area(*reach_of_cells(stream))


def _opendocument_areas(stream: IO[bytes]) -> Iterator[Area]:
    """The areas of the sheets of an ODS; the empty rows and cells at its end, which every file has, do not count.

    A repeated cell or row is one place however often it is repeated.
    """
    rows, columns, places = 0, 0, 0
    row, repeats, column = 0, 0, 0
    for found in _ods_tags(stream):
        times = int(number[1]) if (number := _REPEATED.search(found["inside"] or b"")) else 1
        if found["tag"] is None:
            yield Area(rows, columns, places)
            rows, columns, places, row, repeats, column = 0, 0, 0, 0, 0, 0
        elif found["tag"] == b"table-row":
            row, repeats, column = row + repeats, times, 0
        else:
            column += times
            if b"value-type" in found["inside"]:
                rows, columns, places = row + repeats, max(columns, column), places + 1


def _ods_tags(stream: IO[bytes]) -> Iterator[re.Match[bytes]]:
    tail = b""
    while piece := stream.read(_READ_BYTES):
        text = tail + piece
        end = max(text.rfind(b"<"), len(text) - _READ_BYTES)
        yield from _ODS_TAG.finditer(text, 0, end)
        tail = text[end:]
    yield from _ODS_TAG.finditer(tail)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


_MEASURES: tuple[tuple[re.Pattern[str], Callable[[IO[bytes]], Iterator[Area]]], ...] = (
    (re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE), _xml_area),
    (re.compile(r"xl/worksheets/[^/]+\.bin", re.IGNORECASE), _binary_area),
    (re.compile(r"content\.xml", re.IGNORECASE), _opendocument_areas),
)
