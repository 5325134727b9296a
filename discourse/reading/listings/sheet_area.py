"""How large a sheet becomes once its cells lie in a grid: one cell in the last corner makes 17 thousand million."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from discourse.domain.errors import LimitError
from discourse.reading.archives import check_size, opened_archive

# A million courses with long descriptions.
MOST_BYTES = 1 << 30
MOST_CELLS = 4_000_000
# Real sheets have gaps, but no more than this many empty cells for a filled one.
_SPREAD = 50
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
# A cell's place (`C12`), or a row's number.
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,3})([0-9]{1,9})["']""")
_READ_BYTES = 1 << 20
_PLACE_BYTES = 64


def check_sheets(path: Path) -> None:
    """Refuse, with a `LimitError`, a workbook that unpacks to too much or whose sheets are far larger than filled.

    The reader lays a sheet out as one block of memory and would end the process where there is not enough.
    """
    if not zipfile.is_zipfile(path):
        return
    check_size(path, most=MOST_BYTES)
    with opened_archive(path) as archive:
        for member in archive.infolist():
            if _SHEET.fullmatch(member.filename):
                rows, columns, places = _area(archive, member)
                if rows * columns > max(MOST_CELLS, _SPREAD * places):
                    raise LimitError(
                        f"'{path.name}' has a cell in row {rows:,} and column {columns:,} and hardly any before it; "
                        "delete the empty rows and columns and save it again, or save it as CSV."
                    )


def _area(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> tuple[int, int, int]:
    """The last row and column of a sheet, and how many places it names."""
    last_row, columns, places = 0, set[bytes](), 0
    for piece in _pieces(archive, member):
        found = _PLACE.findall(piece)
        places += len(found)
        last_row = max(last_row, max((int(row) for _, row in found), default=0))
        columns.update(column for column, _ in found)
    return last_row, max(map(_column_number, columns), default=0), places


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The member's bytes; places that lie across two pieces are in both, which only counts a few twice."""
    tail = b""
    with archive.open(member) as stream:
        while piece := stream.read(_READ_BYTES):
            yield tail + piece
            tail = piece[-_PLACE_BYTES:]


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
