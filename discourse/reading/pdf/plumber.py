"""The second engine: pdfplumber reads pages that pdfium's text layer leaves in doubt."""

import logging

import pdfplumber

from discourse.domain.sources import Source
from discourse.reading.pdf.words import Word, WordPage

_BOLD = "bold"
# pdfminer reports every odd object of a damaged file; the reading says what matters.
logging.getLogger("pdfminer").setLevel(logging.ERROR)


class PlumberFile:
    """A PDF opened by pdfplumber. Every method may raise any built-in error: pdfminer lets them through."""

    def __init__(self, source: Source) -> None:
        self._pdf = pdfplumber.open(source.path, password=source.password)

    def count_pages(self) -> int:
        return len(self._pdf.pages)

    def words(self, number: int) -> WordPage:
        """The words of page `number`, from 1."""
        page = self._pdf.pages[number - 1]
        words = page.extract_words(extra_attrs=["size", "fontname"], use_text_flow=True, keep_blank_chars=False)
        found = WordPage(number, float(page.width), float(page.height), tuple(_word(word) for word in words))
        # Its layout objects would stay in memory with the file.
        page.close()
        return found

    def close(self) -> None:
        self._pdf.close()


def _word(word: dict[str, object]) -> Word:
    size = float(str(word["size"])) or 1.0
    bold = _BOLD in str(word["fontname"]).casefold()
    bottom = float(str(word["bottom"]))
    return Word(str(word["text"]), float(str(word["x0"])), float(str(word["x1"])), bottom - 0.2 * size, size, bold)
