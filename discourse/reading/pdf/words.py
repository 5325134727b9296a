"""A page's words with their places, from pdfium's text layer."""

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from discourse.reading.normalise import BULLET
from discourse.reading.pdf.clips import is_clipped

# Their letters are pictures: an "n" in Wingdings is a square.
_PICTURE_FONT = re.compile(r"wingdings|dingbats|webdings", re.IGNORECASE)
_BOLD_NAME = re.compile(r"bold|black|heavy|demi|medium", re.IGNORECASE)
_WORD = re.compile(r"[^\s\x02\ufffe\x00]+[\x02\ufffe]?|[\x02\ufffe]")
_MARKED = re.compile(r"(?<=\w\w|.[.,;:!?)\]”’\"'])\(?[\d*†‡](?:[\d*†‡,]*[\d*†‡])?\)?(?=[.,;:)\]”’\"']*$)")
_MARKS = frozenset("0123456789*†‡")
_RAISED = 0.12
_NAME_BYTES = 128
_DROP_CAP = 1.7
_SAME_SPOT = 2.0


class Word(NamedTuple):
    """A run of glyphs without a blank, upright in its page's reading direction.

    `x0`, `x1` and the baseline `y` are points from the left and the top; `quarter` counts the quarter turns by which
    the word was turned to stand upright. `opens_line` is true where pdfium saw a line begin; `note_mark` is the raised
    footnote number that was taken off its end; `hidden` text is drawn with no ink, as a scanner's text layer is;
    `ink` is the lightness of its colour, 0 for black and 255 for white.

    A tuple, for there are hundreds on a page, and a frozen dataclass takes four times as long to make.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    quarter: int = 0
    opens_line: bool = False
    note_mark: str = ""
    hidden: bool = False
    ink: int = 0


@dataclass(frozen=True, slots=True)
class WordPage:
    """The words of one page in the order in which the file draws them, and the page's size in points."""

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    quarter: int = 0


@dataclass(frozen=True, slots=True)
class _Style:
    size: float
    bold: bool
    quarter: int
    pictures: bool = False
    hidden: bool = False
    ink: int = 0
    clipped: bool = False


def read_words(page: pdfium.PdfPage) -> list[Word]:
    """A page's words at their places in the file, points from its origin at the lower left."""
    text_page = page.get_textpage()
    try:
        return _words(text_page)
    finally:
        text_page.close()


def place_words(words: Sequence[Word], page: pdfium.PdfPage, number: int) -> WordPage:
    """The words that are seen, placed from the upper left; most words of a page decide which way up it is."""
    left, bottom, right, top = page.get_bbox()
    quarter = Counter(word.quarter for word in words).most_common(1)[0][0] if words else 0
    (ax, ay), (bx, by) = turn_point(left, top, quarter), turn_point(right, bottom, quarter)
    x0, y0 = min(ax, bx), max(ay, by)
    width, height = abs(ax - bx), abs(ay - by)
    placed = [_placed(word, x0, y0, quarter) for word in words]
    # Half of a printed spread keeps the other half's text outside its edges.
    shown = [word for word in placed if word.quarter or _is_shown(word, width, height)]
    return WordPage(number, width, height, tuple(_without_shadows(_seen(shown))), quarter)


def _is_shown(word: Word, width: float, height: float) -> bool:
    return 0 <= (word.x0 + word.x1) / 2 <= width and 0 <= word.y - 0.3 * word.size <= height


def _seen(words: Sequence[Word]) -> Sequence[Word]:
    """The visible words of a page; hidden ones only where they are most of it, a scan's text with a stamp on it."""
    visible = [word for word in words if not word.hidden]
    return visible if 2 * len(visible) >= len(words) else words


def _without_shadows(words: Iterable[Word]) -> Iterator[Word]:
    """Drop words drawn again on the same spot, as shadows and false bold are."""
    seen: set[tuple[str, int, int]] = set()
    for word in words:
        spot = (word.text, round(word.x0 / _SAME_SPOT), round(word.y / _SAME_SPOT))
        if spot not in seen:
            seen.add(spot)
            yield word


def _placed(word: Word, x0: float, y0: float, quarter: int) -> Word:
    return Word(
        word.text,
        word.x0 - x0,
        word.x1 - x0,
        y0 - word.y,
        word.size,
        word.bold,
        (word.quarter - quarter) % 4,
        word.opens_line,
        word.note_mark,
        word.hidden,
        word.ink,
    )


def _words(text_page: pdfium.PdfTextPage) -> list[Word]:
    text = _text(text_page)
    glyphs = _Glyphs(text_page)
    found: list[Word] = []
    opened = -1
    for match in _WORD.finditer(text):
        start, end = match.span()
        opens = opened < 0 or "\n" in text[opened:start] or text[start - 1] in "\x02\ufffe"
        opened = end
        found += glyphs.words(text, start, end, opens)
    return found


def _text(text_page: pdfium.PdfTextPage) -> str:
    """The page's text, one code point for each of pdfium's characters, so that places in it are character indices."""
    count = text_page.count_chars()
    text: str = text_page.get_text_range() if count else ""
    if len(text) == count:
        return text
    # pdfium leaves out of its text what has no Unicode value; asking glyph by glyph keeps the places.
    raw = text_page.raw
    return "".join(chr(pdfium_c.FPDFText_GetUnicode(raw, index)) for index in range(count))


class _Glyphs:
    """Asks pdfium for the places of single glyphs, with one set of buffers and styles remembered per text object."""

    def __init__(self, text_page: pdfium.PdfTextPage) -> None:
        self._raw = text_page.raw
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._box = pdfium_c.FS_RECTF()
        self._matrix = pdfium_c.FS_MATRIX()
        self._colour = [ctypes.c_uint() for _ in range(4)]
        self._styles: dict[int, _Style] = {}
        self._fonts: dict[int, tuple[bool, bool]] = {}

    def words(self, text: str, start: int, end: int, opens: bool) -> tuple[Word, ...]:
        word = text[start:end]
        style = self.style(start)
        if style.clipped:
            # Never shown, however much of it there is: a spread's halves may each carry the whole of another.
            return ()
        if len(word) > 1 and word[0].isupper() and style.size >= _DROP_CAP * self.style(start + 1).size:
            return *self.words(text, start, start + 1, opens), *self.words(text, start + 1, end, True)
        x, y = self.origin(start)
        if style.pictures and len(word) == 1:
            word = BULLET
        mark, at = self._note_mark(word, start, y, style)
        if mark:
            word = word[:at] + word[at + len(mark) :]
            end = start + at if at == len(word) else end
        if word[-1] in "\x02\ufffe":
            # pdfium marks the hyphen that breaks a word by a noncharacter; the same value elsewhere is a lost glyph.
            hyphen = pdfium_c.FPDFText_IsHyphen(self._raw, end - 1) == 1
            word = word[:-1] + ("-" if hyphen else "\ufffe")
        x0, x1 = self.span(start, end - 1, style.quarter)
        quarter = style.quarter
        y = turn_point(x, y, quarter)[1] if quarter else y
        return (Word(word, x0, x1, y, style.size, style.bold, quarter, opens, mark, style.hidden, style.ink),)

    def _note_mark(self, word: str, start: int, y: float, style: _Style) -> tuple[str, int]:
        """Digits or asterisks raised above the baseline near a word's end, and their place in it: a footnote's mark."""
        match = None if word.isalpha() or not _MARKS.intersection(word[-4:]) else _MARKED.search(word)
        if match is None:
            return "", 0
        raised = [at for at in range(*match.span()) if self._is_raised(start + at, y, style)]
        # A bracket on the line closes what the page's own words opened: "(see there32)".
        mark = word[raised[0] : raised[-1] + 1] if raised else ""
        return (mark, raised[0]) if _MARKS.intersection(mark) else ("", 0)

    def _is_raised(self, index: int, y: float, style: _Style) -> bool:
        return self.style(index).size < style.size and self.origin(index)[1] - y > _RAISED * style.size

    def origin(self, index: int) -> tuple[float, float]:
        pdfium_c.FPDFText_GetCharOrigin(self._raw, index, self._x, self._y)
        return self._x.value, self._y.value

    def span(self, first: int, last: int, quarter: int) -> tuple[float, float]:
        """Left and right edge of the glyphs `first` to `last` once turned upright."""
        edges: list[float] = []
        box = self._box
        for index in (first, last) if first != last else (first,):
            if pdfium_c.FPDFText_GetLooseCharBox(self._raw, index, box):
                if quarter:
                    edges += (turn_point(box.left, box.bottom, quarter)[0], turn_point(box.right, box.top, quarter)[0])
                else:
                    edges += (box.left, box.right)
        return (min(edges), max(edges)) if edges else (0.0, 0.0)

    def style(self, index: int) -> _Style:
        handle = pdfium_c.FPDFText_GetTextObject(self._raw, index)
        key = ctypes.addressof(handle.contents) if handle else 0
        if key not in self._styles:
            self._styles[key] = self._new_style(index, handle)
        return self._styles[key]

    def _new_style(self, index: int, handle: pdfium_c.FPDF_PAGEOBJECT) -> _Style:
        size = float(pdfium_c.FPDFText_GetFontSize(self._raw, index)) or 1.0
        quarter = 0
        if pdfium_c.FPDFText_GetMatrix(self._raw, index, self._matrix):
            matrix = self._matrix
            size *= math.hypot(matrix.c, matrix.d) or 1.0
            quarter = round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4
        bold, pictures = self._font(handle)
        mode = pdfium_c.FPDFTextObj_GetTextRenderMode(handle) if handle else pdfium_c.FPDF_TEXTRENDERMODE_UNKNOWN
        hidden = mode == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE
        clipped = bool(handle) and is_clipped(handle)
        return _Style(max(abs(size), 0.1), bold, quarter, pictures, hidden, self._ink(handle), clipped)

    def _ink(self, handle: pdfium_c.FPDF_PAGEOBJECT) -> int:
        red, green, blue, _ = self._colour
        painted = bool(handle) and pdfium_c.FPDFPageObj_GetFillColor(handle, *self._colour)
        return (red.value + green.value + blue.value) // 3 if painted else 0

    def _font(self, handle: pdfium_c.FPDF_PAGEOBJECT) -> tuple[bool, bool]:
        """Whether a text object's font is bold, and whether its glyphs are pictures."""
        font = pdfium_c.FPDFTextObj_GetFont(handle) if handle else None
        key = ctypes.addressof(font.contents) if font else 0
        if key not in self._fonts:
            name = ctypes.create_string_buffer(_NAME_BYTES)
            if font:
                pdfium_c.FPDFFont_GetBaseFontName(font, name, _NAME_BYTES)
            # A font's own weight is often wrong; its name is not.
            found = name.value.decode("latin-1")
            self._fonts[key] = bool(_BOLD_NAME.search(found)), bool(_PICTURE_FONT.search(found))
        return self._fonts[key]


def turn_point(x: float, y: float, quarter: int) -> tuple[float, float]:
    """A point turned back by `quarter` quarter turns."""
    if quarter == 0:
        return x, y
    if quarter == 1:
        return y, -x
    return (-x, -y) if quarter == 2 else (-y, x)
