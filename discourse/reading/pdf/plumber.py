"""The second engine: pdfplumber reads single pages that pdfium's text layer leaves in doubt."""

import logging
from pathlib import Path

import pdfplumber
from pdfminer.pdfexceptions import PDFException
from pdfplumber.utils.exceptions import PdfminerException

from discourse.reading.pdf.words import Word, WordPage

_BOLD = "bold"
# pdfminer reports every odd object of a damaged file; the reading says what matters.
logging.getLogger("pdfminer").setLevel(logging.ERROR)


def plumber_words(path: Path, number: int, *, password: str = "") -> WordPage | None:
    """The words of page `number` by pdfplumber; `None` where it cannot read the page."""
    try:
        with pdfplumber.open(path, pages=[number], password=password) as pdf:
            page = pdf.pages[0]
            words = page.extract_words(extra_attrs=["size", "fontname"], use_text_flow=True, keep_blank_chars=False)
            found = WordPage(number, float(page.width), float(page.height), tuple(_word(word) for word in words))
            page.close()
            return found
    except (
        PdfminerException,
        PDFException,
        ValueError,
        KeyError,
        IndexError,
        TypeError,
        AttributeError,
        RecursionError,
    ):
        # pdfminer lets many built-in errors through on damaged files; this engine is only a second opinion.
        return None


def _word(word: dict[str, object]) -> Word:
    size = float(str(word["size"])) or 1.0
    bold = _BOLD in str(word["fontname"]).casefold()
    bottom = float(str(word["bottom"]))
    return Word(str(word["text"]), float(str(word["x0"])), float(str(word["x1"])), bottom - 0.2 * size, size, bold)
