"""The last engine: pypdf reads what the others cannot; it knows lines, but not where on the page they stand."""

import logging
from collections.abc import Iterator

import pypdf

from discourse.domain.sources import Source
from discourse.reading.pdf.words import Word, WordPage

_WIDTH, _MARGIN, _SIZE, _LEADING, _LETTER = 612.0, 72.0, 11.0, 14.0, 4.0
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


class PypdfFile:
    """A PDF opened by pypdf. Every method may raise any built-in error: on damaged files pypdf lets them through."""

    def __init__(self, source: Source) -> None:
        self._pdf = pypdf.PdfReader(source.path, password=source.password or None)

    def count_pages(self) -> int:
        return len(self._pdf.pages)

    def words(self, number: int) -> WordPage:
        """The words of page `number`, from 1, set line under line in one column of a page made up for them."""
        lines = self._pdf.pages[number - 1].extract_text().splitlines()
        words = tuple(word for row, line in enumerate(lines, start=1) for word in _set(line, _MARGIN + row * _LEADING))
        return WordPage(number, _WIDTH, _MARGIN * 2 + len(lines) * _LEADING, words)

    def close(self) -> None:
        self._pdf.close()


def _set(line: str, y: float) -> Iterator[Word]:
    at = 0
    for count, text in enumerate(line.split()):
        at = line.index(text, at)
        x0 = _MARGIN + at * _LETTER
        at += len(text)
        yield Word(text, x0, _MARGIN + at * _LETTER, y, _SIZE, bold=False, opens_line=count == 0)
