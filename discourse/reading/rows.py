"""Rows of a table to pieces that can be read on their own: "Header: cell; Header: cell"."""

from collections.abc import Sequence

from discourse.domain.documents import BlockKind
from discourse.reading.assemble import Piece

_HEADER_CHARS = 60


def rows_to_pieces(rows: Sequence[Sequence[str]], *, header: Sequence[str] = ()) -> list[Piece]:
    """One piece for each row that says something, its cells labelled by `header` where there is one."""
    return [Piece(BlockKind.TABLE_ROW, line) for row in rows if (line := _row_to_line(row, header))]


def has_header(rows: Sequence[Sequence[str]]) -> bool:
    """True where the first of at least two rows names the columns: short, different labels in every cell.

    A table of two columns is often a list of terms, so there the second column must be numbers below its label.
    """
    if len(rows) < 2 or not _are_labels(rows[0]):
        return False
    return len(rows[0]) > 2 or all(len(row) < 2 or row[1].strip()[:1].isdigit() for row in rows[1:])


def _are_labels(row: Sequence[str]) -> bool:
    cells = [cell.strip() for cell in row]
    labels = [cell for cell in cells if cell]
    # The corner above the row names is often blank.
    return (
        len(labels) >= max(2, len(cells) - 1)
        and len(set(labels)) == len(labels)
        and all(len(cell) <= _HEADER_CHARS and not cell.endswith(".") and not cell[0].isdigit() for cell in labels)
    )


def _row_to_line(row: Sequence[str], header: Sequence[str]) -> str:
    parts: list[str] = []
    for index, value in enumerate(row):
        cell = " ".join(value.split())
        label = " ".join(header[index].split()).rstrip(":") if index < len(header) else ""
        if cell:
            parts.append(f"{label}: {cell}" if label else cell)
    return "; ".join(parts)
