"""The ruling lines drawn on a page: borders of tables and boxes."""

from collections.abc import Iterator
from ctypes import c_float, c_int, c_uint
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from discourse.reading.pdf.words import turn_point

_THIN = 2.0
_SHORTEST = 5.0
_MOST_OBJECTS = 6000
_MOST_RULES = 1500
_MEND = 2.0
_SIDES_OF_A_BOX = 5
_MOST_SEGMENTS = 600
_THINNEST_SHADE = 10.0
_WHITE = 254

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal or vertical line in points from the page's left and top; `at` is the side that does not change."""

    upright: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Area:
    """An upright rectangle in points from the page's left and top."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn on a page behind and between its words."""

    rules: tuple[Rule, ...] = ()
    shades: tuple[Area, ...] = ()


def read_drawing(page: pdfium.PdfPage, quarter: int) -> Drawing:
    """A page's rules, broken ones mended, and its shadings; none for a picture, where lines are not borders."""
    count = pdfium_c.FPDFPage_CountObjects(page)
    if count > _MOST_OBJECTS:
        return Drawing()
    left, bottom, right, top = page.get_bbox()
    corners = turn_point(left, top, quarter), turn_point(right, bottom, quarter)
    x0, y0 = min(x for x, _ in corners), max(y for _, y in corners)
    size = abs(right - left), abs(top - bottom)
    rules: list[Rule] = []
    shades: list[Area] = []
    for box, stroked, shaded in _paths(page, count, quarter):
        if box[2] - box[0] < 0.95 * max(size) and box[3] - box[1] < 0.95 * max(size):
            area = Area(box[0] - x0, y0 - box[3], box[2] - x0, y0 - box[1])
            rules += _edges(area.x0, area.top, area.x1, area.bottom, stroked=stroked)
            if shaded and min(area.width, area.height) > _THINNEST_SHADE:
                shades.append(area)
        if len(rules) > _MOST_RULES:
            return Drawing()
    return Drawing(tuple(_mended(rules)), tuple(shades))


def _paths(page: pdfium.PdfPage, count: int, quarter: int) -> Iterator[tuple[Box, bool, bool]]:
    """The boxes of the lines of each path, or of the whole path, and whether its outline and its inside are drawn."""
    a, b, c, d = c_float(), c_float(), c_float(), c_float()
    fill, stroke = c_int(), c_int()
    for index in range(count):
        item = pdfium_c.FPDFPage_GetObject(page, index)
        if pdfium_c.FPDFPageObj_GetType(item) == pdfium_c.FPDF_PAGEOBJ_PATH and pdfium_c.FPDFPageObj_GetBounds(
            item, a, b, c, d
        ):
            pdfium_c.FPDFPath_GetDrawMode(item, fill, stroke)
            segments = pdfium_c.FPDFPath_CountSegments(item)
            shaded = bool(fill.value) and segments <= _SIDES_OF_A_BOX + 1 and _is_tinted(item)
            if stroke.value and _SIDES_OF_A_BOX < segments <= _MOST_SEGMENTS:
                boxes = list(_strokes(item, segments))
            else:
                boxes = [(a.value, b.value, c.value, d.value)]
            for x0, y0, x1, y1 in boxes:
                (ax, ay), (bx, by) = turn_point(x0, y0, quarter), turn_point(x1, y1, quarter)
                yield (min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)), bool(stroke.value), shaded


def _is_tinted(item: pdfium_c.FPDF_PAGEOBJECT) -> bool:
    """Whether a path's inside is painted in something other than the white of the paper."""
    parts = [c_uint() for _ in range(4)]
    painted = pdfium_c.FPDFPageObj_GetFillColor(item, *parts)
    return bool(painted) and parts[3].value > 0 and min(part.value for part in parts[:3]) < _WHITE


def _strokes(item: pdfium_c.FPDF_PAGEOBJECT, segments: int) -> Iterator[Box]:
    """The level and upright strokes of a path that draws many: a whole table may be one path."""
    x, y, matrix = c_float(), c_float(), pdfium_c.FS_MATRIX()
    pdfium_c.FPDFPageObj_GetMatrix(item, matrix)
    before = 0.0, 0.0
    for index in range(segments):
        segment = pdfium_c.FPDFPath_GetPathSegment(item, index)
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
        here = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        drawn = pdfium_c.FPDFPathSegment_GetType(segment) == pdfium_c.FPDF_SEGMENT_LINETO
        if drawn and min(abs(here[0] - before[0]), abs(here[1] - before[1])) < _THIN:
            yield (*before, *here)
        before = here


def _edges(x0: float, y0: float, x1: float, y1: float, *, stroked: bool) -> Iterator[Rule]:
    """A thin box is a line; a box with an outline has four sides, mere shading has none."""
    wide, high = x1 - x0 > _THIN, y1 - y0 > _THIN
    if wide and not high:
        yield Rule(False, (y0 + y1) / 2, x0, x1)
    elif high and not wide:
        yield Rule(True, (x0 + x1) / 2, y0, y1)
    elif wide and high and stroked:
        yield from (Rule(False, y0, x0, x1), Rule(False, y1, x0, x1), Rule(True, x0, y0, y1), Rule(True, x1, y0, y1))


def _mended(rules: list[Rule]) -> Iterator[Rule]:
    """Join pieces of one line: tables are often ruled cell by cell."""
    last: Rule | None = None
    for rule in sorted(rules, key=lambda rule: (rule.upright, round(rule.at / _MEND), rule.start)):
        same = last is not None and last.upright == rule.upright and abs(last.at - rule.at) <= _MEND
        if last is not None and same and rule.start <= last.end + _MEND:
            last = Rule(last.upright, last.at, last.start, max(last.end, rule.end))
            continue
        if last is not None and last.end - last.start >= _SHORTEST:
            yield last
        last = rule
    if last is not None and last.end - last.start >= _SHORTEST:
        yield last
