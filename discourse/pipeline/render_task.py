"""What a child does to show a PDF's page: its picture, and where on it the words of passages stand."""

import ctypes
import io
import json
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from discourse.domain.ids import hash_bytes
from discourse.pipeline.child import Watch

WIDTH = 1_000
_MAX_HEIGHT = 4_000
_MAX_BYTES = 400 << 20
_MAX_LETTERS = 60_000
# So many letters at a page's edge tell a passage that goes on over the page from chance.
_EDGE = 24

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class _Letters:
    """The letters and digits of a page, and the index of the PDF character that each comes from."""

    text: str
    places: list[int]


def render_page(task: bytes, _: Watch, /) -> bytes:
    """A task of path, id, page and quotes in JSON; the answer is a line of JSON and then the PNG.

    `boxes` has for each quote its rectangles in pixels of the picture (left, top, right, bottom); none where the words
    are not found. `trouble` says why there is no picture.
    """
    wanted = json.loads(task)
    path = Path(wanted["path"])
    if not path.is_file() or path.stat().st_size > _MAX_BYTES:
        return _answer(trouble=f"the file '{path.name}' is not where it was, or too large to show")
    data = path.read_bytes()
    if hash_bytes(data) != wanted["id"]:
        return _answer(trouble=f"the file '{path.name}' was changed since it was read; run again")
    try:
        return _render(data, int(wanted["page"]), wanted["quotes"])
    except pdfium.PdfiumError as error:
        return _answer(trouble=f"page {wanted['page']} of '{path.name}' cannot be shown ({error})")


def _render(data: bytes, number: int, quotes: Sequence[str]) -> bytes:
    document = pdfium.PdfDocument(data)
    if not 1 <= number <= len(document):
        return _answer(trouble=f"the file has {len(document)} pages, there is no page {number}")
    page = document[number - 1]
    width, height = page.get_size()
    if not (0 < width < 1e5 and 0 < height < 1e5):
        return _answer(trouble=f"page {number} has no size that can be shown")
    scale = min(WIDTH / width, _MAX_HEIGHT / height)
    picture = page.render(scale=scale).to_pil().convert("RGB")
    file = io.BytesIO()
    picture.save(file, "PNG", compress_level=4)
    boxes = _find_boxes(page, picture.size, quotes)
    return _answer(width=picture.width, height=picture.height, boxes=boxes, png=file.getvalue())


def _answer(*, png: bytes = b"", **said: Any) -> bytes:
    return json.dumps({"trouble": "", "width": 0, "height": 0, "boxes": [], **said}).encode() + b"\n" + png


def _find_boxes(page: Any, size: tuple[int, int], quotes: Sequence[str]) -> list[list[Box]]:
    text_page = page.get_textpage()
    letters = _letters(text_page)
    found: list[list[Box]] = []
    at = 0
    for quote in quotes:
        start, end = _find(letters.text, "".join(_squeeze(quote)), at)
        if end <= start:
            found.append([])
            continue
        at = start
        first, last = letters.places[start], letters.places[end - 1]
        count = text_page.count_rects(first, last - first + 1)
        found.append([_to_pixels(page, size, text_page.get_rect(one)) for one in range(min(count, 200))])
    return found


def _letters(text_page: Any) -> _Letters:
    letters: list[str] = []
    places: list[int] = []
    for place in range(min(text_page.count_chars(), _MAX_LETTERS)):
        code = pdfium_c.FPDFText_GetUnicode(text_page.raw, place)
        for letter in _squeeze(chr(code)):
            letters.append(letter)
            places.append(place)
    return _Letters("".join(letters), places)


def _squeeze(text: str) -> Iterator[str]:
    """Letters and digits alone: spaces, hyphens at line ends and ligatures differ between a page and its text."""
    for letter in unicodedata.normalize("NFKC", text).casefold():
        if letter.isalnum() and len(letter) == 1:
            yield letter


def _find(page: str, quote: str, at: int) -> tuple[int, int]:
    """The range of a quote's letters on a page, from `at` on first; of one that goes on, what is on the page."""
    if not quote:
        return 0, 0
    for start in (page.find(quote, at), page.find(quote)):
        if start >= 0:
            return start, start + len(quote)
    head, tail = page.rfind(quote[:_EDGE]), page.find(quote[-_EDGE:])
    if head >= 0 and len(quote) > _EDGE and quote.startswith(page[head:]):
        return head, len(page)
    if tail >= 0 and len(quote) > _EDGE and quote.endswith(page[: tail + _EDGE]):
        return 0, tail + _EDGE
    return 0, 0


def _to_pixels(page: Any, size: tuple[int, int], box: Box) -> Box:
    """A rectangle of the page's own space on its picture, whatever the page's rotation and crop."""
    left, bottom, right, top = box
    corners = [_to_pixel(page, size, left, top), _to_pixel(page, size, right, bottom)]
    across, down = sorted(corner[0] for corner in corners), sorted(corner[1] for corner in corners)
    return across[0], down[0], across[1], down[1]


def _to_pixel(page: Any, size: tuple[int, int], x: float, y: float) -> tuple[int, int]:
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDF_PageToDevice(page.raw, 0, 0, *size, 0, x, y, ctypes.byref(across), ctypes.byref(down))
    return across.value, down.value
