"""Tables as one Excel workbook that says what it is: a README sheet, then a formatted sheet per table."""

import io
import math
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from discourse.domain.errors import DiscourseError
from discourse.domain.results import Table
from discourse.report.files import flatten_lists, replace_file
from discourse.report.links import safe_link

README = "README"
SHEET_NAME_LENGTH = 31
CELL_LENGTH = 32_767
SHEET_ROWS = 1_048_576
LINKS = 65_530
LINK_LENGTH = 2_000
MIN_WIDTH, MAX_WIDTH = 8, 60
_CUT = " … [cut: too long for a cell of Excel; the CSV file has the whole]"
_SHARES = frozenset(
    {"share", "low", "high", "difference", "precision", "recall", "f1"}
    | {"corrected", "corrected_low", "corrected_high", "horvitz_thompson"}
)
_PROBABILITIES = frozenset({"probability", "p", "q"})
_HEADER_ROW = 2
_README_WIDTH, _NOTE_WIDTH, _LINE_HEIGHT = 100, 90, 15

_FORMATS: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "note": {"italic": True, "font_color": "#555555", "text_wrap": True, "valign": "top"},
    "header": {"bold": True, "bottom": 1, "bg_color": "#EEF1F4", "valign": "vcenter", "text_wrap": True},
    "key": {"bold": True, "valign": "top"},
    "text": {"valign": "top"},
    "wrapped": {"text_wrap": True, "valign": "top"},
    "count": {"num_format": "#,##0", "valign": "top"},
    "year": {"num_format": "0", "valign": "top"},
    "share": {"num_format": "[<0.0995]0.0%;0%", "valign": "top"},
    "difference": {"num_format": "+0.0%;-0.0%;0.0%", "valign": "top"},
    "probability": {"num_format": "0.000", "valign": "top"},
    "number": {"num_format": "0.00", "valign": "top"},
    "link": {"font_color": "#0563C1", "underline": 1, "valign": "top"},
}


class _Book:
    """An open workbook with its formats; links are counted because Excel opens a limited number."""

    def __init__(self, buffer: io.BytesIO) -> None:
        self.book = xlsxwriter.Workbook(buffer, {"in_memory": True, "nan_inf_to_errors": False})
        self.formats = {name: self.book.add_format(dict(values)) for name, values in _FORMATS.items()}
        self.names: list[str] = []
        self.links = 0

    def sheet(self, name: str) -> Any:
        """A new sheet whose name Excel accepts and no other sheet has."""
        self.names.append(_free_name(name, self.names))
        return self.book.add_worksheet(self.names[-1])


def write_workbook(tables: Iterable[Table], path: Path, *, about: Mapping[str, str]) -> None:
    """Write the tables with a README sheet of `about` (what, method, caveats, versions) before them.

    Texts are always texts, never formulas; a column `link` becomes links where they are relative paths. Raises
    `DiscourseError` for a table with more rows than a sheet holds.
    """
    tables = tuple(tables)
    buffer = io.BytesIO()
    book = _Book(buffer)
    readme = book.sheet(README)
    named = [(_write_table(book, table), table) for table in tables]
    _write_readme(book, readme, about, named)
    book.book.close()
    replace_file(path, buffer.getvalue())


def _write_readme(book: _Book, sheet: Any, about: Mapping[str, str], named: list[tuple[str, Table]]) -> None:
    formats = book.formats
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, 1, _README_WIDTH)
    sheet.write_string(0, 0, about.get("title", "About this workbook"), formats["title"])
    rows = [(key, text) for key, text in about.items() if key != "title"]
    for row, (key, text) in enumerate(rows, start=2):
        sheet.write_string(row, 0, key[:CELL_LENGTH], formats["key"])
        _write_wrapped(book, sheet, row, text)
    start = len(rows) + 3
    sheet.write_string(start, 0, "Sheets", formats["header"])
    sheet.write_string(start, 1, "What is on it", formats["header"])
    for row, (name, table) in enumerate(named, start=start + 1):
        sheet.write_url(row, 0, f"internal:'{name.replace(chr(39), chr(39) * 2)}'!A1", formats["link"], _fit(name))
        _write_wrapped(book, sheet, row, ". ".join(filter(None, (table.title, table.note))))


def _write_wrapped(book: _Book, sheet: Any, row: int, text: str) -> None:
    # Not every program grows a row to its text when it opens the file, so the height is set here.
    sheet.set_row(row, _LINE_HEIGHT * _lines(text, _README_WIDTH))
    sheet.write_string(row, 1, _fit(text), book.formats["wrapped"])


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a cell so many characters wide; a proportional font needs a little less."""
    return sum(max(1, math.ceil(len(part) / width)) for part in text.split("\n"))


def _write_table(book: _Book, table: Table) -> str:
    frame = flatten_lists(table.frame)
    if frame.height > SHEET_ROWS - _HEADER_ROW - 1:
        raise DiscourseError(
            f"Table '{table.name}' has {frame.height} rows and a sheet of Excel holds {SHEET_ROWS}; write it as CSV."
        )
    sheet = book.sheet(table.name)
    sheet.write_string(0, 0, _fit(table.title), book.formats["title"])
    widths = [_write_column(book, sheet, column, frame[name]) for column, name in enumerate(frame.columns)]
    _write_note(book, sheet, table.note, widths)
    last = max(frame.height, 1) + _HEADER_ROW
    if frame.columns:
        sheet.autofilter(_HEADER_ROW, 0, last, len(frame.columns) - 1)
    sheet.freeze_panes(_HEADER_ROW + 1, 1)
    sheet.repeat_rows(_HEADER_ROW)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    return book.names[-1]


def _write_note(book: _Book, sheet: Any, note: str, widths: list[int]) -> None:
    """The note over the first columns, wrapped, so that it neither runs off the screen nor shrinks a printed page."""
    columns = next((number for number in range(1, len(widths)) if sum(widths[:number]) >= _NOTE_WIDTH), len(widths))
    if columns > 1:
        sheet.merge_range(1, 0, 1, columns - 1, "", book.formats["note"])
    sheet.write_string(1, 0, _fit(note), book.formats["note"])
    sheet.set_row(1, _LINE_HEIGHT * _lines(note, max(MIN_WIDTH, sum(widths[:columns]))))


def _write_column(book: _Book, sheet: Any, column: int, values: pl.Series) -> int:
    """Write a column under its header; returns its width in characters."""
    style = _style(values)
    width = _width(values, style)
    sheet.write_string(_HEADER_ROW, column, _fit(values.name), book.formats["header"])
    sheet.set_column(column, column, width)
    form = book.formats["wrapped" if style == "text" and width == MAX_WIDTH else style]
    for row, value in enumerate(values, start=_HEADER_ROW + 1):
        if value is None or (isinstance(value, float) and not math.isfinite(value)):
            sheet.write_blank(row, column, None, form)
        elif style == "link":
            _write_link(book, sheet, row, column, str(value))
        elif isinstance(value, bool):
            sheet.write_boolean(row, column, value, form)
        elif isinstance(value, int | float):
            sheet.write_number(row, column, value, form)
        else:
            sheet.write_string(row, column, _fit(str(value)), form)
    return width


def _write_link(book: _Book, sheet: Any, row: int, column: int, link: str) -> None:
    # Excel cannot open a PDF at a page and refuses some addresses that try; the page has its own column.
    address = safe_link(link).partition("#")[0]
    book.links += 1
    # XlsxWriter makes no link to an absolute path that Excel opens on every system.
    is_relative = bool(address) and not address.startswith("file:")
    if not is_relative or book.links > LINKS or len(address) > LINK_LENGTH:
        sheet.write_string(row, column, _fit(link), book.formats["text"])
    else:
        sheet.write_url(row, column, f"external:{address}", book.formats["link"], _fit(link)[:255])


def _style(values: pl.Series) -> str:
    if values.dtype.is_float():
        # The limits of a difference stand in columns of the same name as those of a share, and may be negative.
        return "difference" if bool((values < 0).any()) and values.name in _SHARES else _float_style(values.name)
    if values.dtype.is_integer():
        return "year" if values.name in ("year", "page", "page_first", "number", "topic") else "count"
    return "link" if values.name == "link" else "text"


def _float_style(name: str) -> str:
    if name == "difference":
        return "difference"
    if name in _SHARES or "share" in name.split("_"):
        return "share"
    return "probability" if name in _PROBABILITIES else "number"


def _width(values: pl.Series, style: str) -> int:
    longest = 9 if style not in ("text", "link") else int(values.cast(pl.String).str.len_chars().max() or 0)  # type: ignore[arg-type]
    # Three more for the filter's arrow beside the column's name.
    return max(MIN_WIDTH, min(MAX_WIDTH, max(longest + 2, len(values.name) + 3)))


def _free_name(name: str, taken: Iterable[str]) -> str:
    plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", name).strip("' ")[:SHEET_NAME_LENGTH].strip("' ") or "table"
    plain = "history sheet" if plain.lower() == "history" else plain
    used = {other.lower() for other in taken}
    tries = (plain, *(f"{plain[:27]} {number}" for number in range(2, 1000)))
    return next(candidate for candidate in tries if candidate.lower() not in used)


def _fit(text: str) -> str:
    return text if len(text) <= CELL_LENGTH else text[: CELL_LENGTH - len(_CUT)] + _CUT
