"""Words of a page read from its picture; the `ocr` extra (rapidocr with the models that its wheel carries)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from statistics import fmean, median

import numpy as np
import pypdfium2 as pdfium
from rapidocr import RapidOCR

from discourse.reading.pdf.words import Word, WordPage

_DOTS_PER_POINT = 200 / 72
_DOUBTFUL = 0.8
_BASELINE = 0.22
_TYPE_SIZE = 0.85
_SAME_SIZE = 0.18

Corners = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class OcrPage:
    """A page's words with the engine's mean confidence, 0 to 1, and how many words are below 0.8.

    Doubtful words stay in the text: a gap would be worse, and the page's note counts them.
    """

    words: WordPage
    confidence: float
    doubtful: int

    @property
    def note(self) -> str:
        """What a reader of the page must know."""
        count = len(self.words.words)
        return f"read by OCR: mean confidence {self.confidence:.2f}, {self.doubtful} of {count} words below {_DOUBTFUL}"


def ocr_page(page: pdfium.PdfPage, number: int) -> OcrPage:
    """Read a page's picture at 200 dots per inch; a page without words has confidence 0."""
    width, height = page.get_size()
    found = _engine()(page.render(scale=_DOTS_PER_POINT).to_numpy(), return_word_box=True)
    rows = found.word_results or ()
    words: list[Word] = []
    scores: list[float] = []
    if found.boxes is not None:
        sizes = _even_sizes([_height(box) * _TYPE_SIZE for box in found.boxes])
        for box, row, size in zip(found.boxes, rows, sizes, strict=True):
            baseline = (float(box[2][1]) + float(box[3][1])) / 2 / _DOTS_PER_POINT - _BASELINE * _height(box)
            for at, (text, score, corners) in enumerate(row):
                xs = [float(x) / _DOTS_PER_POINT for x, _ in corners]
                words.append(Word(text, min(xs), max(xs), baseline, size, bold=False, opens_line=at == 0))
                scores.append(float(score))
    doubtful = sum(score < _DOUBTFUL for score in scores)
    return OcrPage(WordPage(number, width, height, tuple(words)), fmean(scores) if scores else 0.0, doubtful)


@cache
def _engine() -> RapidOCR:
    return RapidOCR(params={"Global.log_level": "error"})


def _height(box: Corners) -> float:
    edges = np.asarray(box, dtype=float)
    return float((edges[2:, 1].mean() - edges[:2, 1].mean()) / _DOTS_PER_POINT)


def _even_sizes(sizes: Sequence[float]) -> list[float]:
    """Line heights vary with their letters; what is near the page's usual height has the usual size."""
    usual = median(sizes) if sizes else 0.0
    return [usual if abs(size - usual) <= _SAME_SIZE * usual else size for size in sizes]
