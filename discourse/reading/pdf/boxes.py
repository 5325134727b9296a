"""Boxes: framed or shaded parts of a page, which are read apart from the columns they stand in or beside."""

from collections.abc import Iterator, Sequence

from discourse.reading.pdf.grids import Grid, connected_rules, place_rules
from discourse.reading.pdf.lines import Line
from discourse.reading.pdf.rules import Area, Rule
from discourse.reading.pdf.words import Word

_LEAST_WIDTH = 70.0
_LEAST_HEIGHT = 24.0
_LARGEST_SHARE = 0.35
_MOST_WORDS_SHARE = 0.5
_FEWEST_WORDS = 8
_TOUCH = 3.0
_CROSSED_SHARE = 0.02
_BORDERS = 2


def find_boxes(
    rules: Sequence[Rule], shades: Sequence[Area], grids: Sequence[Grid], words: Sequence[Word], paper: float
) -> list[Area]:
    """Frames and shadings around some running text, outermost only; `paper` is the page's area in square points.

    A table is none, nor is what holds most of the page's words or has words on its border.
    """
    areas = [*_frames(rules), *_stacked(shades)]
    found: list[Area] = []
    for area in sorted(areas, key=lambda area: -area.width * area.height):
        large = area.width >= _LEAST_WIDTH and area.height >= _LEAST_HEIGHT
        small = area.width * area.height <= _LARGEST_SHARE * paper
        apart = not any(_overlap(area, other) for other in (*found, *map(_grid_area, grids)))
        if large and small and apart and _frames_text(area, words):
            found.append(area)
    return found


def part_boxes(pieces: Sequence[Line], boxes: Sequence[Area]) -> tuple[list[Line], list[list[Line]]]:
    """The pieces outside all boxes, and those inside each."""
    inside = [[piece for piece in pieces if _holds(box, piece)] for box in boxes]
    taken = {id(piece) for group in inside for piece in group}
    return [piece for piece in pieces if id(piece) not in taken], inside


def _holds(box: Area, piece: Line) -> bool:
    middle, height = (piece.x0 + piece.x1) / 2, piece.y - 0.3 * piece.size
    return piece.quarter == 0 and box.x0 <= middle <= box.x1 and box.top <= height <= box.bottom


def _frames(rules: Sequence[Rule]) -> Iterator[Area]:
    """Rules that meet in four corners, with any number of level rules between."""
    for group in connected_rules(rules):
        columns = place_rules([rule for rule in group if rule.upright])
        rows = place_rules([rule for rule in group if not rule.upright])
        if len(columns) == _BORDERS and len(rows) >= _BORDERS:
            yield Area(columns[0], rows[0], columns[-1], rows[-1])


def _stacked(shades: Sequence[Area]) -> Iterator[Area]:
    """Shadings of one width that touch, as one: a box is often shaded paragraph by paragraph."""
    last: Area | None = None
    for shade in sorted(shades, key=lambda area: (round(area.x0), round(area.x1), area.top)):
        same = last is not None and abs(last.x0 - shade.x0) <= _TOUCH and abs(last.x1 - shade.x1) <= _TOUCH
        if last is not None and same and shade.top - last.bottom <= _TOUCH:
            last = Area(last.x0, last.top, last.x1, max(last.bottom, shade.bottom))
            continue
        if last is not None:
            yield last
        last = shade
    if last is not None:
        yield last


def _grid_area(grid: Grid) -> Area:
    return Area(grid.columns[0], grid.rows[0], grid.columns[-1], grid.rows[-1])


def _overlap(one: Area, other: Area) -> bool:
    wide = min(one.x1, other.x1) - max(one.x0, other.x0)
    high = min(one.bottom, other.bottom) - max(one.top, other.top)
    return wide > _TOUCH and high > _TOUCH


def _frames_text(area: Area, words: Sequence[Word]) -> bool:
    level = [word for word in words if word.quarter == 0 and area.top <= word.y - 0.3 * word.size <= area.bottom]
    inside = [word for word in level if area.x0 <= (word.x0 + word.x1) / 2 <= area.x1]
    crossed = sum(word.x0 < x - 1 and word.x1 > x + 1 for word in level for x in (area.x0, area.x1))
    enough = _FEWEST_WORDS <= len(inside) <= _MOST_WORDS_SHARE * len(words)
    return enough and crossed <= _CROSSED_SHARE * len(inside)
