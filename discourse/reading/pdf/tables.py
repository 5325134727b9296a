"""Tables: ruled grids, and rows of short cells that line up; each row becomes one line that names its columns."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from discourse.domain.documents import BlockKind
from discourse.reading.pdf.columns import order_lines
from discourse.reading.pdf.grids import Grid
from discourse.reading.pdf.hyphens import Vocabulary, join_lines
from discourse.reading.pdf.kinds import CAPTION
from discourse.reading.pdf.lines import Line, join_pieces, merge_baselines

_MIN_ROWS = 2
_MIN_OPEN_ROWS = 3
_LONG_CELL = 240
_LONG_NAME = 70
_SHORT_CELL = 26
_ITEM = re.compile(r"^(?:[•○▪■◦o·\uf0b7\uf0a7-]|\(?[a-z\d]{1,2}[.)])\s")
_CELL_GAP = 1.7
_NUMERIC = re.compile(
    r"^[\s(+\-–−~<>≈]*[$€£₹]?\s*\d[\d\s.,:/%–−-]*\)?[%*a-z]{0,2}$|^(?:n/?a|\.\.|[-–—:]|X|x)$", re.IGNORECASE
)

_YEARS = re.compile(r"^(?:FY\s?)?(?:19|20)\d\d(?:\s?[-–/]\s?(?:\d\d|(?:19|20)\d\d))?[*a-z]?$")

Row = list[list[Line]]


def tables_to_rows(pieces: Sequence[Line], grids: Sequence[Grid], vocabulary: Vocabulary) -> list[Line]:
    """`pieces` with those that stand in tables replaced by one line for each row of the table."""
    rest = list(pieces)
    rows: list[Line] = []
    for grid in grids:
        inside = [piece for piece in rest if piece.quarter == 0 and grid.holds(piece)]
        found = _say(_ruled_rows(grid, inside), vocabulary) if inside else []
        if found:
            rows += found
            rest = [piece for piece in rest if not (piece.quarter == 0 and grid.holds(piece))]
    return [*_open_tables(rest, vocabulary), *rows]


def _ruled_rows(grid: Grid, pieces: Sequence[Line]) -> list[Row]:
    rows: list[Row] = [[[] for _ in grid.columns[1:]] for _ in grid.rows[1:]]
    for piece in pieces:
        row = min(max(bisect_right(grid.rows, piece.y - 0.3 * piece.size) - 1, 0), len(rows) - 1)
        middle = piece.x0 + min(piece.x1 - piece.x0, 2 * piece.size) / 2
        column = min(max(bisect_right(grid.columns, middle) - 1, 0), len(rows[0]) - 1)
        rows[row][column].append(piece)
    rows = [row for row in rows if any(row)]
    used = [at for at in range(len(grid.columns) - 1) if any(row[at] for row in rows)]
    return [[row[at] for at in used] for row in rows] if len(used) > 1 else []


def _open_tables(pieces: Sequence[Line], vocabulary: Vocabulary) -> list[Line]:
    """Find tables without rules: runs of lines with several short cells each."""
    upright = [piece for piece in pieces if piece.quarter == 0]
    done = [piece for piece in pieces if piece.quarter != 0]
    run: list[list[Line]] = []
    for line in [*merge_baselines(upright), []]:
        if line and _is_tabular(line):
            run.append(line)
            continue
        done += _close_run(run, vocabulary) + line
        run = []
    return done


def _is_tabular(line: Sequence[Line]) -> bool:
    if len(line) < 2:
        return False
    numbers = sum(bool(_NUMERIC.match(piece.text)) for piece in line)
    lengths = sorted(len(piece.text) for piece in line)
    return numbers >= len(line) - 1 or (len(line) > 2 and numbers > 0 and lengths[-2] <= _SHORT_CELL)


def _close_run(run: Sequence[list[Line]], vocabulary: Vocabulary) -> list[Line]:
    if len(run) >= _MIN_OPEN_ROWS and max(len(line) for line in run) > 1:
        if _is_contents(run):
            return [replace(join_pieces(line), kind=BlockKind.CONTENTS) for line in run]
        columns = _column_places(run)
        if columns and (rows := _say([_cells(line, columns) for line in run], vocabulary)):
            return rows
    return [piece for line in run for piece in line]


def _is_contents(run: Sequence[Sequence[Line]]) -> bool:
    """Titles on the left, page numbers that never fall on the right."""
    ends = [line[-1].text for line in run]
    if not all(
        end.isdigit() and len(end) < 4 and line[0].text[-1:].isalpha() for end, line in zip(ends, run, strict=True)
    ):
        return False
    return all(int(before) <= int(after) for before, after in pairwise(ends))


def _column_places(run: Sequence[Sequence[Line]]) -> list[tuple[float, float]]:
    """The ranges of x in which the fullest lines of a run have their cells."""
    most = max(len(line) for line in run)
    spans = sorted((piece.x0, piece.x1) for line in run if len(line) >= most - 1 for piece in line)
    columns: list[tuple[float, float]] = []
    for start, end in spans:
        if columns and start <= columns[-1][1]:
            columns[-1] = columns[-1][0], max(end, columns[-1][1])
        else:
            columns.append((start, end))
    return columns if len(columns) > 1 else []


def _cells(line: Sequence[Line], columns: Sequence[tuple[float, float]]) -> Row:
    row: Row = [[] for _ in columns]
    for piece in line:
        distances = [max(start - piece.x1, piece.x0 - end) for start, end in columns]
        row[distances.index(min(distances))].append(piece)
    return row


def _say(rows: Sequence[Row], vocabulary: Vocabulary) -> list[Line]:
    """One line for each row, `Header: cell; Header: cell`, and one for each paragraph of a cell of running text."""
    if len(rows) < _MIN_ROWS:
        return []
    if len(rows) > _MIN_ROWS and (title := _title(rows[0], vocabulary)):
        return [title, *_say(rows[1:], vocabulary)]
    texts = [[_cell_text(cell, vocabulary) for cell in row] for row in rows]
    names = texts[0] if _is_header(rows, texts) else [""] * len(texts[0])
    headers = [name if len(name) <= _LONG_NAME else "" for name in names]
    said: list[Line] = []
    for at, (row, text) in enumerate(zip(rows, texts, strict=True)):
        short = ["" if len(cell) > _LONG_CELL else cell for cell in text]
        if any(short):
            said.append(_row_line(row, short, headers, is_header=at == 0 and any(names)))
        for cell, full in zip(row, text, strict=True):
            if len(full) > _LONG_CELL:
                said += _paragraphs(cell, max(piece.y for piece in cell), vocabulary)
    return said


def _title(row: Row, vocabulary: Vocabulary) -> Line | None:
    """The caption that a table's first row is, where it has one over all its columns."""
    pieces = [piece for cell in row for piece in cell]
    text = _cell_text(pieces, vocabulary)
    if not CAPTION.match(text):
        return None
    x0, x1 = min(piece.x0 for piece in pieces), max(piece.x1 for piece in pieces)
    return replace(min(pieces, key=lambda piece: piece.y), text=text, x0=x0, x1=x1, kind=BlockKind.CAPTION)


def _paragraphs(cell: Sequence[Line], foot: float, vocabulary: Vocabulary) -> Iterator[Line]:
    """A cell of running text, cut at columns, list items and gaps; all stand at its foot, after the row's names."""
    groups: list[list[Line]] = []
    for line in order_lines(cell, max(piece.x1 for piece in cell)):
        before = groups[-1][-1] if groups else None
        if (
            before is None
            or line.column != before.column
            or _ITEM.match(line.text)
            or line.y - before.y > _CELL_GAP * line.size
        ):
            groups.append([])
        groups[-1].append(line)
    for at, group in enumerate(groups):
        kind = BlockKind.LIST_ITEM if _ITEM.match(group[0].text) else BlockKind.PARAGRAPH
        text, x1 = _cell_text(group, vocabulary), max(line.x1 for line in group)
        yield replace(group[0], text=text, x1=x1, y=foot + 0.01 * at, kind=kind)


def _cell_text(cell: Sequence[Line], vocabulary: Vocabulary) -> str:
    lines = [join_pieces(group).text for group in merge_baselines(cell)]
    return join_lines(lines, vocabulary).strip() if lines else ""


def _is_header(rows: Sequence[Row], texts: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns: words only, above numbers, in bold, or shorter than what follows."""
    first = texts[0]
    filled = [cell for cell in first if cell]
    if len(filled) < max(2, len(first) - 1) or any(map(_is_figure, filled)):
        return False
    bold = [piece.bold for cell in rows[0] for piece in cell]
    bold_below = [piece.bold for row in rows[1:] for cell in row for piece in cell]
    if all(bold) and bold_below and not all(bold_below):
        return True
    numbers_below = any(_NUMERIC.match(cell) for row in texts[1:] for cell in row if cell)
    words = not any(_NUMERIC.match(cell) for cell in filled)
    below = [len(cell) for row in texts[1:] for cell in row if cell]
    return words and (numbers_below or median(len(cell) for cell in filled) < 0.5 * median(below))


def _is_figure(cell: str) -> bool:
    """Whether a cell is a number that cannot name a column, as years can."""
    return bool(_NUMERIC.match(cell)) and not cell.isdigit() and not _YEARS.match(cell)


def _row_line(row: Row, texts: Sequence[str], headers: Sequence[str], *, is_header: bool) -> Line:
    pieces = [piece for cell in row for piece in cell]
    parts = [f"{head}: {cell}" if head else cell for head, cell in zip(headers, texts, strict=True) if cell]
    text = " | ".join(filter(None, texts)) if is_header else "; ".join(parts)
    first = min(pieces, key=lambda piece: (piece.y, piece.x0))
    return replace(
        first,
        text=text,
        x0=min(piece.x0 for piece in pieces),
        x1=max(piece.x1 for piece in pieces),
        kind=BlockKind.TABLE_ROW,
    )
