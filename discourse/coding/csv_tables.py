"""CSV files as tables of text, cell for cell: what is read is what is written."""

import csv
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from discourse.domain.errors import UsageError
from discourse.domain.files import why_unwritten, write_whole
from discourse.domain.guesses import guess

_DELIMITERS = (",", ";", "\t", "|")
_ENCODINGS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A header and rows of as many cells; `name` is the file's, for messages."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def column(self, name: str) -> int:
        """The place of the first column called `name`; a `UsageError` lists the columns where there is none."""
        if name not in self.header:
            raise UsageError(f"'{self.name}' has no column '{name}'; {guess(name, self.header, called='its columns')}")
        return self.header.index(name)


def read_table(path: Path, *, column: str) -> CsvTable:
    """Read a CSV file of UTF-8 or UTF-16 whose cells are parted by comma, semicolon, tab or bar.

    The delimiter is the one under which the header has the column `column`. Blank lines are no rows; a row with
    more or fewer cells than the header is a `UsageError`.
    """
    text = _read_text(path)
    if not text.strip():
        raise UsageError(f"'{path.name}' is empty; give a CSV file with a header line.")
    # Cells are as long as they are: the default limit of 131,072 characters would refuse a whole document.
    csv.field_size_limit(sys.maxsize)
    delimiter = _find_delimiter(text, column)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    header, *rows = (tuple(row) for row in reader if row)
    for number, row in enumerate(rows, start=2):
        if len(row) != len(header):
            raise UsageError(
                f"Row {number} of '{path.name}' has {len(row)} cells and its header has {len(header)}; "
                "quote cells that contain the delimiter."
            )
    table = CsvTable(path.name, header, tuple(rows))
    table.column(column)
    return table


def write_table(table: CsvTable, path: Path) -> None:
    """Write a table as UTF-8 with commas; the file appears whole or not at all."""
    text = StringIO(newline="")
    # Lines end with CR LF, or a lone CR within a cell would not be quoted.
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.header)
    writer.writerows(table.rows)
    try:
        write_whole(path, text.getvalue().encode())
    except OSError as error:
        why = why_unwritten(error, otherwise="choose another file")
        raise UsageError(f"'{path}' cannot be written {why}.") from error


def add_columns(table: CsvTable, names: Sequence[str], cells: Sequence[Sequence[str]]) -> CsvTable:
    """The table with columns added on the right; a column of an added one's name becomes `input_<name>`."""
    taken = {*table.header, *names}
    header = []
    for name in table.header:
        renamed = name
        while name in names and renamed in taken:
            renamed = f"input_{renamed}"
        taken.add(renamed)
        header.append(renamed)
    rows = tuple((*row, *added) for row, added in zip(table.rows, cells, strict=True))
    return CsvTable(table.name, (*header, *names), rows)


def _read_text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise UsageError(f"There is no file '{path}'; give the path of a CSV file.") from error
    except OSError as error:
        raise UsageError(f"'{path}' cannot be read: {error.strerror}; give the path of a CSV file.") from error
    encoding = next((name for mark, name in _ENCODINGS.items() if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UsageError(f"'{path.name}' is not UTF-8 at byte {error.start}; save it as 'CSV UTF-8'.") from error


def _find_delimiter(text: str, column: str) -> str:
    headers = {
        mark: next(csv.reader(StringIO(text.lstrip("\r\n"), newline=""), delimiter=mark)) for mark in _DELIMITERS
    }
    fitting = [mark for mark in _DELIMITERS if column in headers[mark]]
    return max(fitting or _DELIMITERS, key=lambda mark: len(headers[mark]))
