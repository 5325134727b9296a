"""A manifest: a CSV that says of each file whose it is, of which year and kind."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from discourse.domain.documents import Metadata
from discourse.domain.errors import SourceError, UsageError
from discourse.reading.encoding import decode_text
from discourse.reading.listings.columns import names_courses

FILE_COLUMN = "file"
_KNOWN = ("jurisdiction", "body", "title", "doc_type", "language", "url")
_DELIMITERS = ",;\t"
_SUFFIXES = (".csv", ".tsv")
_HEAD_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """One line of a manifest; `row` counts from 2, as a spreadsheet shows it."""

    file: str
    row: int
    metadata: Metadata


@dataclass(frozen=True, slots=True)
class Manifest:
    """The rows of a manifest and the lines that could not be taken, each with its reason."""

    path: Path
    rows: tuple[ManifestRow, ...]
    refused: tuple[str, ...]


def read_manifest(path: Path) -> Manifest:
    """Read a manifest CSV (comma, semicolon or tab).

    Raises `UsageError` when the file or its column `file` is missing. A row with a bad year or without a file
    is refused by itself and named.
    """
    if not path.is_file():
        raise UsageError(f"There is no manifest '{path}'; give the path of a CSV with a column 'file'.")
    reader, columns = _open(decode_text(path.read_bytes(), name=path.name).text)
    if FILE_COLUMN not in columns:
        raise UsageError(f"Manifest '{path}' has no column 'file'; its columns are {', '.join(columns) or 'none'}.")
    reader.fieldnames = columns
    rows: list[ManifestRow] = []
    refused: list[str] = []
    for number, values in enumerate(_checked(reader, path), start=2):
        parsed = _row(values, number, path)
        if isinstance(parsed, str):
            refused.append(parsed)
        else:
            rows.append(parsed)
    return Manifest(path, tuple(rows), tuple(refused))


def is_manifest(path: Path) -> bool:
    """Whether a file is a CSV with a column `file` whose other columns do not make it a listing of courses."""
    if path.suffix.lower() not in _SUFFIXES:
        return False
    try:
        with path.open("rb") as stream:
            _, columns = _open(decode_text(stream.readline(_HEAD_BYTES), name=path.name).text)
    except (OSError, SourceError, csv.Error):
        return False
    return FILE_COLUMN in columns and not names_courses(columns)


def _open(text: str) -> tuple["csv.DictReader[str]", list[str]]:
    lines = io.StringIO(text, newline="")
    delimiter = max(_DELIMITERS, key=lines.readline().count)
    lines.seek(0)
    reader = csv.DictReader(lines, delimiter=delimiter, restkey="", restval="")
    return reader, [(name or "").strip() for name in reader.fieldnames or ()]


def _checked(reader: Iterator[dict[str, str]], path: Path) -> Iterator[dict[str, str]]:
    try:
        yield from reader
    except csv.Error as error:
        raise UsageError(f"Manifest '{path}' is not a readable CSV: {error}; save it again as CSV in UTF-8.") from error


def _row(values: Mapping[str, str], number: int, path: Path) -> ManifestRow | str:
    cells = {name: value.strip() for name, value in values.items() if name and isinstance(value, str)}
    file = cells.pop(FILE_COLUMN, "")
    if not file:
        return f"Manifest '{path.name}', row {number}: the cell 'file' is empty; name a file there."
    year_text = cells.pop("year", "")
    if year_text and not (year_text.isdecimal() and len(year_text) == 4):
        return f"Manifest '{path.name}', row {number} ('{file}'): the year '{year_text}' is not four digits."
    known = {name: cells.pop(name, "") for name in _KNOWN}
    extra = MappingProxyType({name: value for name, value in cells.items() if value})
    return ManifestRow(file, number, Metadata(**known, year=int(year_text) if year_text else None, extra=extra))
