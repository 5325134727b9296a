"""Ruled tables as grids: which of a page's rules make one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from discourse.reading.pdf.lines import Fence, Line
from discourse.reading.pdf.rules import Rule
from discourse.reading.pdf.words import Word

_TOUCH = 3.0
_MIN_ROWS = 2
_COLUMN_SHARE = 0.3
_ROW_SHARE = 0.5
_MIN_BORDERS = 3
_FEWEST_BANDS = 4
_TALLEST_ROW = 70.0
_WHITE = 3.5
_MOST_WORDS_IN_ROW = 40
_NARROWEST = 90.0
_BLANK = 0.4
_SHARE_ACROSS = 0.02


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: the sorted places of its horizontal and upright lines, in points, and the upright lines."""

    rows: tuple[float, ...]
    columns: tuple[float, ...]
    borders: tuple[Rule, ...]

    def holds(self, line: Line) -> bool:
        middle = (line.x0 + line.x1) / 2
        inside = self.columns[0] - _TOUCH <= middle <= self.columns[-1] + _TOUCH
        return inside and self.rows[0] - _TOUCH <= line.y - 0.3 * line.size <= self.rows[-1] + _TOUCH


def find_grids(rules: Sequence[Rule], words: Sequence[Word]) -> list[Grid]:
    """Grids of at least two rows and two columns.

    They are made of rules that cross or meet and that no sentence runs across, or of level rules of one length with
    clear columns of white between the words.
    """
    groups = list(connected_rules(rules))
    grids = (_grid(group) for group in groups if len(group) > _MIN_ROWS + _MIN_ROWS)
    ruled = [grid for grid in grids if grid is not None and not _run_across(grid, words)]
    level = [group[0] for group in groups if len(group) == 1 and not group[0].upright]
    banded = (_banded(band, words) for band in _bands(level))
    return [*ruled, *(grid for grid in banded if grid is not None)]


def _bands(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    """Level rules of one length, one below the other at a few lines' distance."""
    bands: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        band = next((band for band in bands if _is_below(band[-1], rule)), None)
        if band is None:
            bands.append([rule])
        else:
            band.append(rule)
    yield from bands


def _is_below(last: Rule, rule: Rule) -> bool:
    same = abs(rule.start - last.start) <= _TOUCH and abs(rule.end - last.end) <= _TOUCH
    return same and 0 <= rule.at - last.at <= _TALLEST_ROW


def _banded(band: Sequence[Rule], words: Sequence[Word]) -> Grid | None:
    """A table with rules between its rows only; its columns are parted by white from top to bottom."""
    if len(band) < _FEWEST_BANDS:
        return None
    top, bottom, left, right = band[0].at, band[-1].at, band[0].start, band[0].end
    # The head of the columns may stand above the first rule or between the first two.
    inside = sorted(
        (word.x0, word.x1)
        for word in words
        if word.quarter == 0 and top < word.y < bottom and left - _TOUCH <= word.x0 <= right
    )
    borders: list[float] = []
    reached = inside[0][1] if inside else right
    for x0, x1 in inside:
        if x0 - reached > _WHITE:
            borders.append((reached + x0) / 2)
        reached = max(reached, x1)
    if not borders or len(inside) > _MOST_WORDS_IN_ROW * len(band):
        return None
    uprights = tuple(Rule(True, x, top, bottom) for x in borders)
    return Grid(tuple(rule.at for rule in band), (left - _TOUCH, *borders, right + _TOUCH), uprights)


def grids_to_fences(grids: Sequence[Grid]) -> list[Fence]:
    """Upright borders as (x, top, bottom): no word run goes across them."""
    return [(rule.at, rule.start, rule.end) for grid in grids for rule in grid.borders]


def connected_rules(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    """Rules that meet, directly or through others."""
    left = list(rules)
    while left:
        group = [left.pop()]
        for rule in group:
            meeting = [other for other in left if _meet(rule, other)]
            group += meeting
            left = [other for other in left if other not in meeting]
        yield group


def _meet(one: Rule, other: Rule) -> bool:
    if one.upright == other.upright:
        return False
    return one.start - _TOUCH <= other.at <= one.end + _TOUCH and other.start - _TOUCH <= one.at <= other.end + _TOUCH


def _grid(group: Sequence[Rule]) -> Grid | None:
    uprights = tuple(rule for rule in group if rule.upright)
    columns = place_rules(uprights, _COLUMN_SHARE)
    # Shading behind lines of text has edges too, but only a column wide.
    rows = place_rules([rule for rule in group if not rule.upright], _ROW_SHARE)
    if len(rows) <= _MIN_ROWS or len(columns) < _MIN_BORDERS or columns[-1] - columns[0] < _NARROWEST:
        return None
    return Grid(rows, columns, uprights)


def place_rules(rules: Sequence[Rule], share: float = _ROW_SHARE) -> tuple[float, ...]:
    """Where borders stand: rules at one place that together are long enough; the underline of a word is not."""
    groups: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        if groups and rule.at - groups[-1][0].at <= 2 * _TOUCH:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    covers = [(group[0].at, _cover(group)) for group in groups]
    longest = max((cover for _, cover in covers), default=0.0)
    return tuple(place for place, cover in covers if cover >= share * longest)


def _cover(rules: Sequence[Rule]) -> float:
    """The length, in points, that rules on one line cover together."""
    covered, reached = 0.0, float("-inf")
    for rule in sorted(rules, key=lambda rule: rule.start):
        covered += max(0.0, rule.end - max(rule.start, reached))
        reached = max(reached, rule.end)
    return covered


def _run_across(grid: Grid, words: Sequence[Word]) -> bool:
    """Whether words follow each other, or stand, across the grid's inner borders."""
    inside = [word for word in words if word.quarter == 0 and grid.rows[0] <= word.y <= grid.rows[-1]]
    across = sum(_is_crossed(grid, before, word) for before, word in pairwise(inside))
    return across > _SHARE_ACROSS * len(inside)


def _is_crossed(grid: Grid, before: Word, word: Word) -> bool:
    follows = abs(before.y - word.y) < 1 and 0 <= word.x0 - before.x1 < _BLANK * word.size
    left = (before.x0 + before.x1) / 2 if follows else word.x0 + _TOUCH
    right = (word.x0 + word.x1) / 2 if follows else word.x1 - _TOUCH
    return any(left < rule.at < right and rule.start < word.y < rule.end for rule in grid.borders)
