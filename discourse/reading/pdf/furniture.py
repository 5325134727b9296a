"""Page furniture: what stands at the same place of page after page is not body text."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from discourse.domain.documents import AsideKind

HEAD_ZONE = 0.13
FOOT_ZONE = 0.87
_SAME_PLACE = 0.008
_SAME_LINE = 0.006
_FARTHEST = 3
_MIN_PAGES = 3
_SHORT_DOCUMENT = 4
_LONGEST = 160
_LONELY_ZONE = 0.1
_LONELY_GAP = 0.026
_LONG_DOCUMENT = 6
_STANDING_SHARE = 0.33
_SMALL = 0.93
_LARGE = 1.12
_TITLE = 1.3
_NOTE = re.compile(r"^[(\[]?(?:\d{1,3}|[*†‡§])[)\]]?\s?[^\W\d_]")
_ENUMERATOR = re.compile(r"^\(?\d{1,2}[.)]?\s+[^\W\d_]{2}")
_TERMINAL = (".", "!", "?", ":", ";", ",")
_NUMBER = re.compile(r"\d+")
_ROMAN = re.compile(r"^[ivxlc]+$")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_SLUG = re.compile(r"\.(?:indd|qxd|qxp)\b.*\d", re.IGNORECASE)
# A spread prints two page numbers on one page of the file.
_STRIDES = (1, 2)
_PAGE_NUMBER = re.compile(
    r"^\W*(?:page|pag\.|p\.|pg\.?|seite|oldal|tudalen)?\W*(?:\d{1,5}|[ivxlc]{1,6})(?:\s*(?:of|/|von)\s*\d{1,5})?\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class EdgeLine:
    """A line of a page and its place as a share of the page's height from the top.

    What stands sideways in the margin has no such place; it counts as the page's outermost line. `is_plain` is true for
    type no larger or bolder than the body's, `size` the type size as a share of the body's.
    """

    text: str
    place: float
    sideways: bool = False
    is_plain: bool = False
    size: float = 1.0


@dataclass(frozen=True, slots=True)
class _Seen:
    page: int
    index: int
    place: float
    text: str
    size: float = 1.0


def find_furniture(pages: Sequence[Sequence[EdgeLine]]) -> tuple[Mapping[int, AsideKind], ...]:
    """For each page, the indices of its lines that are running heads, running feet or page numbers.

    A line counts when it stands in the head or foot zone, outside all body text, and its words recur at the same
    height on at least three neighbouring pages (two of a document of up to four, where a plain line that stands alone
    at the top of a later page is enough). Numbers may differ only if they step as pages do. In longer documents so does
    a line set apart at the same height on a third of all pages, whatever its words: a chapter's name. So does small
    type between a running head and the place where the body begins.
    """
    found: list[dict[int, AsideKind]] = [{} for _ in pages]
    least = 2 if len(pages) <= _SHORT_DOCUMENT else _MIN_PAGES
    for page, lines in enumerate(pages):
        found[page].update(_slugs(lines))
        if page and len(pages) <= _SHORT_DOCUMENT:
            found[page].update(_lonely_heads(lines))
        if len(pages) == 1:
            found[page].update(_lonely_feet(lines))
    for at_head in (True, False):
        for group in _groups(pages, at_head):
            for seen in _repeated(group, least):
                found[seen.page][seen.index] = _kind(seen.text, at_head=at_head)
    if len(pages) >= _LONG_DOCUMENT:
        for at_head in (True, False):
            for seen in _standing(pages, found, at_head=at_head):
                found[seen.page][seen.index] = _kind(seen.text, at_head=at_head)
        for page, index in _above_body(pages, found):
            found[page][index] = AsideKind.RUNNING_HEAD
    marked = tuple(dict(_outermost(lines, marks)) for lines, marks in zip(pages, found, strict=True))
    # A document that says the same little on every page says it.
    keeps_body = any(len(marks) < len(lines) for lines, marks in zip(pages, marked, strict=True))
    return marked if keeps_body else tuple({} for _ in pages)


def is_page_number(text: str) -> bool:
    """Whether a line says nothing but a page's number, in any of the usual dresses."""
    return bool(_PAGE_NUMBER.match(text))


def _slugs(lines: Sequence[EdgeLine]) -> Iterator[tuple[int, AsideKind]]:
    """What a layout program prints beside the page: the name of its file, with the leaf or the hour."""
    for index, line in enumerate(lines):
        if line.place >= FOOT_ZONE and _SLUG.search(line.text):
            yield index, AsideKind.RUNNING_FOOT


def _lonely_heads(lines: Sequence[EdgeLine]) -> Iterator[tuple[int, AsideKind]]:
    """A plain line at the very top of a page, far from the next: too few pages can show that it recurs."""
    upright = sorted((line.place, index) for index, line in enumerate(lines) if not line.sideways and line.text)
    if not upright or upright[0][0] > _LONELY_ZONE:
        return
    heads = [index for place, index in upright if place - upright[0][0] <= _SAME_LINE]
    below = [place for place, index in upright if index not in heads]
    plain = all(lines[index].is_plain and not lines[index].text.endswith(_TERMINAL) for index in heads)
    if plain and below and below[0] - upright[0][0] >= _LONELY_GAP:
        for index in heads:
            yield index, _kind(lines[index].text, at_head=True)


def _lonely_feet(lines: Sequence[EdgeLine]) -> Iterator[tuple[int, AsideKind]]:
    """Small type at the very foot of a single page, far from the last line above it and no footnote."""
    upright = sorted(((line.place, index) for index, line in enumerate(lines) if not line.sideways), reverse=True)
    if not upright or upright[0][0] < 1 - _LONELY_ZONE:
        return
    feet = [index for place, index in upright if upright[0][0] - place <= 3 * _SAME_LINE]
    above = [place for place, index in upright if index not in feet]
    small = all(lines[index].size < _SMALL or is_page_number(lines[index].text) for index in feet)
    notes = any(_NOTE.match(lines[index].text) and not is_page_number(lines[index].text) for index in feet)
    if small and not notes and above and min(lines[at].place for at in feet) - above[0] >= _LONELY_GAP:
        yield from ((index, _kind(lines[index].text, at_head=False)) for index in feet)


def _standing(
    pages: Sequence[Sequence[EdgeLine]], found: Sequence[Mapping[int, AsideKind]], *, at_head: bool
) -> Iterator[_Seen]:
    """Lines apart from the body at one height and in one size, with known furniture on a third of all pages."""
    apart = [seen for page, lines in enumerate(pages) for seen in _set_apart(page, lines, found[page], at_head=at_head)]
    known = [
        _Seen(page, at, lines[at].place, lines[at].text, lines[at].size)
        for page, (lines, marks) in enumerate(zip(pages, found, strict=True))
        for at in marks
    ]
    for first in apart:
        same = [seen for seen in (*apart, *known) if _stands_with(first, seen)]
        if len({seen.page for seen in same}) >= max(_MIN_PAGES, _STANDING_SHARE * len(pages)):
            yield first


def _above_body(
    pages: Sequence[Sequence[EdgeLine]], found: Sequence[Mapping[int, AsideKind]]
) -> Iterator[tuple[int, int]]:
    """Lines in small type under a running head and above the place where the body begins: a section's name, carried on.

    Their words change with the section, their height a little; the body begins at one height on a third of all pages.
    """
    heads = [dict(_free_heads(lines, marks)) for lines, marks in zip(pages, found, strict=True)]
    large = [
        [place for at, place in free.items() if lines[at].size >= _SMALL]
        for free, lines in zip(heads, pages, strict=True)
    ]
    tops = Counter(round(min(places), 2) for places in large if places)
    top, count = max(tops.items(), key=lambda item: (item[1], -item[0]), default=(0.0, 0))
    small = [
        (page, at)
        for page, free in enumerate(heads)
        for at, place in free.items()
        if pages[page][at].size < _SMALL
        and place < top - _SAME_PLACE
        and _is_under_head(place, pages[page], found[page])
    ]
    if count >= max(_MIN_PAGES, _STANDING_SHARE * len(pages)) and len({page for page, _ in small}) >= _MIN_PAGES:
        yield from small


def _free_heads(lines: Sequence[EdgeLine], marks: Mapping[int, AsideKind]) -> Iterator[tuple[int, float]]:
    for at, line in enumerate(lines):
        if at not in marks and line.text and not line.sideways and line.place <= HEAD_ZONE:
            yield at, line.place


def _is_under_head(place: float, lines: Sequence[EdgeLine], marks: Mapping[int, AsideKind]) -> bool:
    return any(lines[at].place < place - _SAME_LINE and not lines[at].sideways for at in marks)


def _stands_with(one: _Seen, other: _Seen) -> bool:
    return abs(one.place - other.place) <= _SAME_PLACE / 2 and abs(one.size - other.size) <= 0.03


def _set_apart(
    page: int, lines: Sequence[EdgeLine], marks: Mapping[int, AsideKind], *, at_head: bool
) -> Iterator[_Seen]:
    """The unmarked outermost line of a page's head or foot, if the next line is farther off than lines are."""
    upright = [(line.place if at_head else 1 - line.place, at) for at, line in enumerate(lines) if not line.sideways]
    places = sorted({round(place, 3) for place, _ in upright})
    rest = sorted((place, at) for place, at in upright if at not in marks and lines[at].text)
    if len(places) < _MIN_PAGES or not rest or rest[0][0] > (HEAD_ZONE if at_head else 1 - FOOT_ZONE):
        return
    outer = [at for place, at in rest if place - rest[0][0] <= _SAME_LINE]
    inner = [place for place, at in rest if at not in outer]
    step = median(after - before for before, after in pairwise(places))
    # What stands beside a page number needs no room of its own.
    beside = any(not lines[at].sideways and abs(lines[at].place - lines[outer[0]].place) <= _SAME_LINE for at in marks)
    if inner and (beside or inner[0] - rest[0][0] >= max(_LONELY_GAP, 1.6 * step)):
        for at in outer:
            line = lines[at]
            own = line.text.endswith(_TERMINAL) or _NOTE.match(line.text) or line.size > _TITLE
            if not own and len(line.text) <= _LONGEST / 2:
                yield _Seen(page, at, line.place, line.text, line.size)


def _groups(pages: Sequence[Sequence[EdgeLine]], at_head: bool) -> Iterator[list[_Seen]]:
    """Lines of one zone that say the same, numbers aside, at the same height."""
    by_pattern: dict[str, list[_Seen]] = defaultdict(list)
    for page, lines in enumerate(pages):
        for index, line in enumerate(lines):
            in_zone = (
                (line.sideways or line.place <= HEAD_ZONE) if at_head else line.place >= FOOT_ZONE and not line.sideways
            )
            if in_zone and line.text and len(line.text) <= _LONGEST:
                by_pattern[_pattern(line.text)].append(_Seen(page, index, line.place, line.text, line.size))
    for entries in by_pattern.values():
        group: list[_Seen] = []
        for seen in sorted(entries, key=lambda seen: seen.place):
            if group and seen.place - group[-1].place > _SAME_PLACE:
                yield group
                group = []
            group.append(seen)
        yield group


def _pattern(text: str) -> str:
    folded = " ".join(text.casefold().split())
    return "#" if _ROMAN.match(folded) else _NUMBER.sub("#", folded)


def _repeated(group: Sequence[_Seen], least: int) -> set[_Seen]:
    """The lines whose words are the same on enough pages near each other, or step with the pages."""
    same: dict[object, list[_Seen]] = defaultdict(list)
    for seen in group:
        same[" ".join(seen.text.casefold().split())].append(seen)
        for key in _steps(seen):
            same[key].append(seen)
    runs = (run for entries in same.values() for run in _runs(entries))
    return {seen for run in runs if len({seen.page for seen in run}) >= least for seen in run}


def _runs(entries: Sequence[_Seen]) -> Iterator[list[_Seen]]:
    """Lines of pages that follow each other; left and right pages may have their own."""
    run: list[_Seen] = []
    for seen in sorted(entries, key=lambda seen: seen.page):
        if run and seen.page - run[-1].page > _FARTHEST:
            yield run
            run = []
        run.append(seen)
    yield run


def _steps(seen: _Seen) -> Iterator[tuple[int, int]]:
    """Printed number minus place in the file, by how many numbers a page of the file takes."""
    if _ENUMERATOR.match(seen.text) and (seen.size > _LARGE or seen.text.lstrip(" (0123456789").startswith((".", ")"))):
        # A numbered heading or item at the top of each page counts up as pages do.
        return
    numbers = [int(number) for number in _NUMBER.findall(seen.text) if len(number) <= 5]
    folded = seen.text.strip().casefold()
    if not numbers and _ROMAN.match(folded):
        numbers = [_roman(folded)]
    for number in numbers:
        for stride in _STRIDES:
            yield stride, number - stride * seen.page


def _roman(text: str) -> int:
    values = [_ROMAN_VALUES[char] for char in text]
    return sum(-value if value < max(values[at:]) else value for at, value in enumerate(values))


def _outermost(lines: Sequence[EdgeLine], marks: Mapping[int, AsideKind]) -> Iterator[tuple[int, AsideKind]]:
    """Those marked lines that no unmarked line parts from the page's edge; below a body line stands body text."""
    unmarked = [line.place for index, line in enumerate(lines) if index not in marks and not line.sideways]
    top, bottom = min(unmarked, default=1.0), max(unmarked, default=0.0)
    for index, kind in marks.items():
        place = lines[index].place
        is_outer = place <= top + _SAME_LINE if place < 0.5 else place >= bottom - _SAME_LINE
        if is_outer or lines[index].sideways:
            yield index, kind


def _kind(text: str, *, at_head: bool) -> AsideKind:
    if is_page_number(text):
        return AsideKind.PAGE_NUMBER
    return AsideKind.RUNNING_HEAD if at_head else AsideKind.RUNNING_FOOT
