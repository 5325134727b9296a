"""The ladder under pdfium: the engines asked about what pdfium cannot read, in their order."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Protocol

from discourse.domain.attempt import WHOLE, Attempt
from discourse.domain.registry import load_attribute
from discourse.domain.sources import Source
from discourse.reading.pdf.losses import ENGINE, SECOND_ENGINE, THIRD_ENGINE
from discourse.reading.pdf.quality import doubtful_text, unusable_text
from discourse.reading.pdf.words import WordPage

_OTHERS = {
    SECOND_ENGINE: "discourse.reading.pdf.plumber:PlumberFile",
    THIRD_ENGINE: "discourse.reading.pdf.pypdf_file:PypdfFile",
}


class _OpenFile(Protocol):
    def count_pages(self) -> int: ...
    def words(self, number: int) -> WordPage: ...
    def close(self) -> None: ...


class OtherEngines:
    """The other engines on one file, each opened when it is first asked; what one cannot read the next is asked."""

    def __init__(self, source: Source, attempt: Attempt) -> None:
        self._source = source
        self._attempt = attempt
        self._open: dict[str, _OpenFile | None] = {}

    def count(self) -> int:
        """The most pages that any of them finds."""
        counts = [0]
        for file in map(self._file, _OTHERS):
            try:
                counts.append(file.count_pages() if file is not None else 0)
            except MemoryError:
                raise
            except Exception:  # see `_file`
                continue
        return max(counts)

    def believable(self, number: int) -> tuple[str, WordPage] | None:
        """The first engine that finds words on page `number` that can be believed, and the words."""
        for engine in _OTHERS:
            found = self._words(engine, number)
            text = " ".join(word.text for word in found.words) if found else ""
            if found and text and not (unusable_text(text) or doubtful_text(text)):
                return engine, found
        return None

    def close(self) -> None:
        """Close what was opened."""
        for file in self._opened():
            # A file that cannot be read may not close either; the process ends soon.
            with suppress(Exception):
                file.close()

    def _words(self, engine: str, number: int) -> WordPage | None:
        # pdfplumber is ten times slower than pdfium: what that did not end in time is nothing for it.
        hopeless = engine == SECOND_ENGINE and "time" in self._attempt.died.get((number, ENGINE), "")
        file = None if hopeless else self._file(engine)
        if file is None or not self._attempt.enters(number, engine):
            return None
        try:
            return file.words(number)
        except MemoryError:
            raise
        except Exception:  # see `_file`
            return None

    def _file(self, engine: str) -> _OpenFile | None:
        if engine not in self._open:
            self._open[engine] = None
            if self._attempt.enters(WHOLE, engine):
                try:
                    self._open[engine] = load_attribute(_OTHERS[engine])(self._source)
                except MemoryError:
                    raise
                except Exception:
                    # On damaged files both let errors of all kinds through; they are only a second opinion.
                    self._open[engine] = None
        return self._open[engine]

    def _opened(self) -> Iterator[_OpenFile]:
        return (file for file in self._open.values() if file is not None)
