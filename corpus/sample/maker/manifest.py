"""The manifest: one row for each document and each course listing of the corpus."""

import csv
from dataclasses import astuple, dataclass, fields
from io import StringIO
from pathlib import Path

from maker.texts import Text, TextError


@dataclass(frozen=True, slots=True, order=True)
class Row:
    """What the tool is told about a file; `file` is relative to the folder of the corpus."""

    file: str
    jurisdiction: str
    body: str
    title: str
    year: str
    doc_type: str


COLUMNS = tuple(field.name for field in fields(Row))


def text_row(text: Text) -> Row:
    """The row of the document made from a text."""
    file = f"documents/{text.stem}.{text.format}"
    return Row(file, text.jurisdiction, text.body, text.title, str(text.year), text.doc_type)


def read_listing_rows(path: Path) -> list[Row]:
    """The rows of the course listings, which are saved files and not made from texts.

    Raises:
        TextError: if a column or a named file is missing.
    """
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise TextError(f"{path.name}: the columns must be {', '.join(COLUMNS)}.")
        rows = [Row(**row) for row in reader]
    for row in rows:
        if not (path.parent / row.file).is_file():
            raise TextError(f"{path.name}: column 'file' names '{row.file}', which is not there.")
    return rows


def manifest_csv(rows: list[Row]) -> bytes:
    """The manifest as CSV, sorted by file."""
    target = StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(astuple(row) for row in sorted(rows))
    return target.getvalue().encode()
