"""Codings as CSV and as JSON lines: one row per coding, with its document, page, words and code path."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from discourse.domain.codings import Coding
from discourse.domain.errors import UsageError
from discourse.domain.spreadsheets import arm, disarm
from discourse.exchange.material import Arrival, Material
from discourse.exchange.rows import COLUMNS, OTHER_NAMES, Row, coding_to_cells, rows_to_codings

_NUMBERS = ("present", "page", "start", "end")
_MAX_CELL = 10_000_000


def write_csv(material: Material) -> bytes:
    """One row per coding, columns `COLUMNS`, UTF-8.

    A text that a spreadsheet would run gets an apostrophe, which `read_csv` takes off again.
    """
    stream = io.StringIO(newline="")
    # A cell with either half of this end is quoted; with a plain "\\n" a lone "\\r" would not be and end the row.
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for coding in in_order(material):
        cells = coding_to_cells(coding, material)
        writer.writerow([disarm(cells[name]) for name in COLUMNS])
    return stream.getvalue().encode("utf-8", "replace")


def read_csv(path: Path, material: Material, *, coder: str) -> Arrival:
    """The codings of a CSV: a code, and a passage_id or a file with page and quote; the rest is optional.

    Separated by comma, semicolon or tab. Raises `UsageError` where a needed column is missing.
    """
    text = read_text(path)
    head = text.split("\n", 1)[0]
    separator = max(",;\t", key=head.count)
    csv.field_size_limit(_MAX_CELL)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise UsageError(f"'{path}' is not a CSV that can be read ({error}); save it as CSV UTF-8.") from error
    if not lines:
        raise UsageError(f"'{path}' is empty; it needs a line of column names.")
    names = [_column(name) for name in lines[0]]
    _check_columns(names, path)
    ignored = tuple(name for name in names if name not in COLUMNS)
    rows = (
        Row(f"row {number}", dict(zip(names, map(arm, cells), strict=False)))
        for number, cells in enumerate(lines[1:], start=2)
        if any(cell.strip() for cell in cells)
    )
    found = rows_to_codings(rows, material, file=path.name, coder=coder)
    return Arrival(found.codings, found.refused, _ignored(ignored), machine=found.machine)


def write_jsonl(material: Material) -> bytes:
    """One JSON object per line and coding: the names and values of the CSV, numbers as numbers."""
    lines = []
    for coding in in_order(material):
        cells: dict[str, object] = dict(coding_to_cells(coding, material))
        cells |= {name: int(str(cells[name])) for name in _NUMBERS}
        cells["probability"] = coding.probability
        lines.append(json.dumps(cells, ensure_ascii=False) + "\n")
    return "".join(lines).encode("utf-8", "replace")


def read_jsonl(path: Path, material: Material, *, coder: str) -> Arrival:
    """The codings of JSON lines as `write_jsonl` writes them."""
    rows = (Row(f"line {number}", json_cells(values)) for number, values in json_lines(path))
    return rows_to_codings(rows, material, file=path.name, coder=coder)


def read_text(path: Path) -> str:
    """A file's text in UTF-8, with or without a byte order mark, or UTF-16 with one."""
    try:
        data = path.read_bytes()
        return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except FileNotFoundError as error:
        raise UsageError(f"There is no file '{path}'; give the path of a file of codings.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"'{path}' is not text in UTF-8 ({error}); save it as UTF-8.") from error


def in_order(material: Material) -> list[Coding]:
    """The codings by document, place in it, coder and code."""
    files = {text.document_id: (text.file, text.place) for text in material.texts}
    return sorted(material.codings, key=lambda item: (*files[item.document_id], *item.unit, item.coder, item.code_id))


def json_cells(values: Mapping[str, object]) -> dict[str, str]:
    """A JSON object's values as cells: null is empty, true is 1."""
    return {
        OTHER_NAMES.get(name, name): "" if value is None else str(int(value) if isinstance(value, bool) else value)
        for name, value in values.items()
    }


def json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a file of JSON lines with their line numbers; `UsageError` for a line that is not one."""
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if line.strip():
            try:
                values = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise UsageError(
                    f"'{path}', line {number}: this is not JSON ({error}); write one object to a line."
                ) from error
            if not isinstance(values, dict):
                raise UsageError(f"'{path}', line {number}: a coding is an object in braces.")
            yield number, values


def _column(name: str) -> str:
    plain = name.strip().casefold().replace(" ", "_")
    return OTHER_NAMES.get(plain, plain)


def _check_columns(names: list[str], path: Path) -> None:
    if not {"code", "code_id"} & set(names):
        raise UsageError(f"'{path}' has no column 'code'; it has {', '.join(names)}.")
    if not {"passage_id", "document_id", "file"} & set(names):
        raise UsageError(
            f"'{path}' has no column that says where; give 'passage_id', or 'file' and 'quote' (and 'page')."
        )
    if twice := sorted({name for name in names if name in COLUMNS and names.count(name) > 1}):
        raise UsageError(f"'{path}' has the column '{twice[0]}' twice, perhaps under another name; leave one.")


def _ignored(names: tuple[str, ...]) -> tuple[str, ...]:
    return (f"columns without a meaning here: {', '.join(filter(None, names))}",) if any(names) else ()
