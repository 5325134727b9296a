"""Reading order: a page is cut into bands where a gutter stands, and each side of a gutter is read whole."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from discourse.reading.pdf.lines import Line, join_pieces, merge_baselines

_MIN_GUTTER = 0.7
_MIN_SIDE_LINES = 2
_MIN_PAIRS = 3
_MIN_SIDE_WIDTH = 4.0
_TRIED = 24
_DEEPEST = 6
_TITLE = 1.3

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Cut:
    """A gutter at `x` through some bands: ranges of the lines sorted from the top."""

    x: float
    bands: tuple[tuple[int, int], ...]
    pairs: int


def order_lines(pieces: Sequence[Line], width: float) -> list[Line]:
    """Lines in reading order, numbered by column.

    Upright pieces come first, then those that stand sideways, each way up as a region of its own.
    """
    lines: list[Line] = []
    for quarter in range(4):
        region = [piece for piece in pieces if piece.quarter == quarter]
        for column in _columns(region, 0.0, width, 0) if quarter == 0 else _columns(region, 0.0, 0.0, _DEEPEST):
            lines.extend(_numbered(column, lines[-1].column + 1 if lines else 0))
    return lines


def insert_boxes(lines: Sequence[Line], boxes: Sequence[Sequence[Line]], width: float) -> list[Line]:
    """`lines` in reading order with each box's own lines put where a reader comes upon the box."""
    told = list(lines)
    for number, pieces in enumerate(boxes, 1):
        if not pieces:
            continue
        first = max((line.column for line in told), default=-1) + 1
        own = [replace(line, box=number, column=line.column + first) for line in order_lines(pieces, width)]
        at = _place_of(own, told)
        told[at:at] = own
    return told


def _place_of(box: Sequence[Line], lines: Sequence[Line]) -> int:
    """Behind the last line above the box in the columns that it stands in, or in the nearest one."""
    left, right, top = min(line.x0 for line in box), max(line.x1 for line in box), min(line.y for line in box)
    gaps = [max(line.left - right, left - line.right, 0.0) for line in lines]
    nearest = min(gaps, default=0.0)
    beside = [at for at, gap in enumerate(gaps) if gap <= nearest and lines[at].quarter == 0]
    above = [at for at in beside if lines[at].y <= top]
    return above[-1] + 1 if above else (beside[0] if beside else len(lines))


def _numbered(column: Sequence[Line], number: int) -> list[Line]:
    lines = [join_pieces(group) for group in merge_baselines(column)]
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    return [replace(line, column=number, left=left, right=right) for line in lines]


def _columns(pieces: Sequence[Line], left: float, right: float, depth: int) -> list[list[Line]]:
    """Columns of pieces in reading order; a region without a gutter is one column."""
    if not pieces:
        return []
    ordered = sorted(pieces, key=lambda piece: piece.y)
    cut = _best_cut(ordered) if depth < _DEEPEST and len(ordered) > 2 * _MIN_SIDE_LINES else None
    if cut is None:
        return [ordered]
    columns: list[list[Line]] = []
    above = 0
    for start, end in cut.bands:
        columns += _columns(ordered[above:start], left, right, depth + 1)
        band = ordered[start:end]
        columns += _columns([piece for piece in band if piece.x1 <= cut.x], left, cut.x, depth + 1)
        columns += _columns([piece for piece in band if piece.x1 > cut.x], cut.x, right, depth + 1)
        above = end
    return columns + _columns(ordered[above:], left, right, depth + 1)


def _best_cut(ordered: Sequence[Line]) -> _Cut | None:
    x0 = np.array([piece.x0 for piece in ordered])
    x1 = np.array([piece.x1 for piece in ordered])
    y = np.array([piece.y for piece in ordered])
    sizes = np.array([piece.size for piece in ordered])
    size = float(np.median(sizes))
    cuts = [_cut_at(x, x0, x1, y, sizes, size) for x in _candidates(x0, x1, size)]
    best = max(cuts, key=lambda cut: cut.pairs, default=None)
    return best if best is not None and best.pairs >= _MIN_PAIRS else None


def _candidates(x0: Numbers, x1: Numbers, size: float) -> list[float]:
    """Places just left of where several pieces begin, the commonest first."""
    starts, counts = np.unique(np.round(x0 / size), return_counts=True)
    common = starts[np.argsort(-counts, kind="stable")][:_TRIED]
    places = [float(x0[np.round(x0 / size) == start].min()) - 0.1 for start in common]
    return sorted(place for place in places if (x1 <= place).any())


def _cut_at(x: float, x0: Numbers, x1: Numbers, y: Numbers, sizes: Numbers, size: float) -> _Cut:
    # A title that ends in the gutter stands over both columns.
    crossing = (x0 < x) & (x1 > x - _MIN_GUTTER * size)
    edges = np.flatnonzero(np.diff(np.concatenate(([True], crossing, [True])).astype(np.int8)))
    bands = []
    pairs = 0
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if end - start < 2 * _MIN_SIDE_LINES:
            continue
        found = _pairs(x, x0[start:end], x1[start:end], y[start:end], size)
        if found:
            bands.append((start, end - _titles_below(x0[start:end] >= x, sizes[start:end], size)))
            pairs += found
    return _Cut(x, tuple(bands), pairs)


def _titles_below(right: NDArray[np.bool_], sizes: Numbers, size: float) -> int:
    """How many lines at a band's foot are titles below both columns: large, and all on one side."""
    count = 0
    while count < len(sizes) and sizes[-1 - count] >= _TITLE * size and not right[-1 - count]:
        count += 1
    return count


def _pairs(x: float, x0: Numbers, x1: Numbers, y: Numbers, size: float) -> int:
    """How many lines stand beside each other across `x`; 0 where the two sides are not columns."""
    right = x0 >= x
    left = ~right
    if min(left.sum(), right.sum()) < _MIN_SIDE_LINES or x0[right].min() - x1[left].max() < _MIN_GUTTER * size:
        return 0
    if min(x1[left].max() - x0[left].min(), x1[right].max() - x0[right].min()) < _MIN_SIDE_WIDTH * size:
        return 0
    low, high = max(y[left].min(), y[right].min()), min(y[left].max(), y[right].max())
    beside = (y >= low - size) & (y <= high + size)
    return int(min((beside & left).sum(), (beside & right).sum()))
