"""Small XLSB and ODS workbooks whose cells may stand anywhere."""

import struct
from collections.abc import Iterable

from hostile import zipped

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"


def xlsb(cells: Iterable[tuple[int, int, str]]) -> bytes:
    """A workbook of one sheet with these texts, each at its row and column from 0."""
    rows = b"".join(
        _record(0, struct.pack("<I13x", row)) + _record(6, struct.pack("<II", column, 0) + _text(text))
        for row, column, text in cells
    )
    book = _record(131) + _record(143) + _record(156, struct.pack("<II", 0, 1) + _text("s") + _text("Sheet1"))
    relation = f'<Relationship Id="s" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.bin"/>'
    return zipped(
        {
            "xl/workbook.bin": book + _record(144) + _record(132),
            "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{_RELATIONS}">{relation}</Relationships>'.encode(),
            "xl/worksheets/sheet1.bin": b"".join(
                (_record(129), _record(148, struct.pack("<IIII", 0, 1, 0, 1)), _record(145), rows, _record(146))
            )
            + _record(130),
        }
    )


def ods(rows: str) -> bytes:
    """A workbook of one sheet with these rows as XML."""
    names = " ".join(f'xmlns:{name}="{_ODF}:{name}:1.0"' for name in ("office", "table", "text"))
    sheet = f'<table:table table:name="a">{rows}</table:table>'
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f'<manifest xmlns="{_ODF}:manifest:1.0"/>'.encode(),
            "content.xml": (
                f"<office:document-content {names}><office:body><office:spreadsheet>{sheet}"
                "</office:spreadsheet></office:body></office:document-content>"
            ).encode(),
        }
    )


def ods_row(*texts: str, rows: int = 1, columns: int = 1) -> str:
    """A row of cells, itself repeated and each cell repeated; an empty text is an empty cell."""
    cells = "".join(
        f'<table:table-cell table:number-columns-repeated="{columns}"'
        + (f' office:value-type="string"><text:p>{text}</text:p></table:table-cell>' if text else "/>")
        for text in texts
    )
    return f'<table:table-row table:number-rows-repeated="{rows}">{cells}</table:table-row>'


def _record(number: int, data: bytes = b"") -> bytes:
    return _bits(number) + _bits(len(data)) + data


def _bits(number: int) -> bytes:
    first, rest = number & 0x7F, number >> 7
    return bytes([first | 0x80]) + _bits(rest) if rest else bytes([first])


def _text(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")
