"""Pages as they were read, and in words what could not be read and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium

from discourse.domain.failures import FailureCode
from discourse.domain.sources import Source
from discourse.reading.pdf.grids import Grid
from discourse.reading.pdf.lines import Line
from discourse.reading.pdf.rules import Area

ENGINE = "pypdfium2"
SECOND_ENGINE = "pdfplumber"
THIRD_ENGINE = "pypdf"
OCR_ENGINE = "rapidocr"
EMPTY_PAGE = "empty page"


@dataclass(frozen=True, slots=True)
class PageLines:
    """A page before it is laid out; `lost` says that no engine found text that can be read.

    `unread` is the text of a layer that is not believed.
    """

    number: int
    width: float
    height: float
    pieces: tuple[Line, ...]
    engine: str
    grids: tuple[Grid, ...] = ()
    boxes: tuple[Area, ...] = ()
    note: str = ""
    lost: bool = False
    unread: str = ""
    label: str = ""


def is_locked(error: pdfium.PdfiumError) -> bool:
    """Whether a file could not be opened for want of the right password."""
    return "password" in str(error).casefold()


def say_cause(source: Source, error: pdfium.PdfiumError) -> tuple[FailureCode, str]:
    """Why pdfium could not open a file, and what would help; never the password itself."""
    name = source.name
    if is_locked(error):
        wrong = "another password than the one given" if source.password else "a password"
        return FailureCode.PASSWORD, f"'{name}' needs {wrong}; name a file that holds it with --password-file."
    if "security" in str(error).casefold():
        reason = f"'{name}' is encrypted in a way that cannot be opened; save a copy without encryption."
        return FailureCode.ENCRYPTED, reason
    data = source.path.read_bytes()
    if b"%PDF-" not in data[:1024]:
        if b"startxref" in data[-1024:] or b"%%EOF" in data[-1024:]:
            return FailureCode.DAMAGED, f"'{name}' is the end of a PDF, whose beginning is missing; fetch it again."
        reason = f"'{name}' is not a PDF: its first bytes are another format's; give the file its right ending."
        return FailureCode.FORMAT, reason
    return (
        FailureCode.DAMAGED,
        f"'{name}' is corrupt and cannot be opened as a PDF ({_one_line(error)}); fetch it again.",
    )


def say_nothing_read(source: Source, pages: Sequence[PageLines]) -> tuple[FailureCode, str] | None:
    """Why a file without a readable line has none; nothing for one that has."""
    if any(page.pieces for page in pages):
        return None
    broken = [page.number for page in pages if "broken" in page.note]
    bare = [page.number for page in pages if "no text layer" in page.note]
    if broken:
        reason = f"'{source.name}' has a broken text layer on {_pages(broken, len(pages))}; OCR is needed."
        return FailureCode.BROKEN_TEXT, reason
    if bare:
        return FailureCode.NO_TEXT, (
            f"'{source.name}' has no text layer, {_pages(bare, len(pages))} with nothing but images or drawings to "
            f"{ENGINE}, {SECOND_ENGINE} and {THIRD_ENGINE}; OCR is needed."
        )
    if lost := [page for page in pages if page.lost]:
        causes = "; ".join(dict.fromkeys(page.note for page in lost))
        reason = f"'{source.name}' has no page that could be read ({causes}); open it, save it again and add that."
        return FailureCode.DAMAGED, reason
    reason = (
        f"'{source.name}' is empty: none of its {len(pages)} pages shows anything; check that it is the right file."
    )
    return FailureCode.EMPTY, reason


def say_losses(source: Source, pages: Sequence[PageLines]) -> str:
    """Which pages of a readable file are lost or read by OCR."""
    notes: dict[str, list[int]] = {}
    for page in pages:
        if page.note and page.note != EMPTY_PAGE:
            notes.setdefault(page.note.split(":")[0].split(";")[0], []).append(page.number)
    said = [f"{_pages(numbers, len(pages))}: {note}" for note, numbers in notes.items()]
    return f"'{source.name}', {'; '.join(said)}." if said else ""


def _pages(numbers: Sequence[int], of: int) -> str:
    if len(numbers) == of:
        return "the only page" if of == 1 else f"all {of} pages"
    return f"page{'s' if len(numbers) > 1 else ''} {', '.join(_ranges(numbers))} of {of}"


def _ranges(numbers: Sequence[int]) -> Iterator[str]:
    start = numbers[0]
    for number, after in zip(numbers, [*numbers[1:], 0], strict=True):
        if after != number + 1:
            yield str(start) if start == number else f"{start}-{number}"
            start = after


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()).rstrip(".")
