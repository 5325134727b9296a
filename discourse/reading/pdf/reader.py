"""PDF files into documents: pdfium's text layer, laid out by us; pdfplumber where pdfium's text cannot be believed."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pypdfium2 as pdfium

from discourse.domain.documents import Aside, AsideKind, Document, Metadata, Reading, Status
from discourse.domain.sources import Source
from discourse.reading.normalise import normalise_text
from discourse.reading.pdf.assembly import (
    PageHead,
    Vocabulary,
    assemble,
    join_pages,
    mark_references,
    rank_headings,
)
from discourse.reading.pdf.blocks import PageBlock, lines_to_blocks
from discourse.reading.pdf.columns import order_lines
from discourse.reading.pdf.footnotes import part_footnotes
from discourse.reading.pdf.furniture import EdgeLine, find_furniture
from discourse.reading.pdf.grids import Grid, find_grids, grids_to_fences
from discourse.reading.pdf.ligatures import find_ligatures, mend_ligatures
from discourse.reading.pdf.lines import Line, words_to_lines
from discourse.reading.pdf.metadata import pdf_title
from discourse.reading.pdf.plumber import plumber_words
from discourse.reading.pdf.quality import doubtful_text, unusable_text
from discourse.reading.pdf.rules import read_rules
from discourse.reading.pdf.tables import tables_to_rows
from discourse.reading.pdf.words import WordPage, read_words

ENGINE = "pypdfium2"
SECOND_ENGINE = "pdfplumber"
_EMPTY_PAGE = "empty page"
_NO_TEXT = "no text layer; OCR is needed"


@dataclass(frozen=True, slots=True)
class _PageLines:
    """A page before it is laid out; `lost` says that no engine found text that can be read."""

    number: int
    width: float
    height: float
    pieces: tuple[Line, ...]
    engine: str
    grids: tuple[Grid, ...] = ()
    note: str = ""
    lost: bool = False


def read_pdf(source: Source) -> Reading:
    """Read a PDF into one document; what cannot be read is a reading that says why, never an exception."""
    try:
        size = source.path.stat().st_size
    except OSError as error:
        return _failed(source, f"'{source.name}' cannot be opened: {error.strerror}.")
    if size == 0:
        return _failed(source, f"'{source.name}' is an empty file of 0 bytes; fetch it again.")
    try:
        pdf = pdfium.PdfDocument(source.path)
    except pdfium.PdfiumError as error:
        return _failed(source, _cause(source, error))
    with pdf:
        return _read(source, pdf)


def _read(source: Source, pdf: pdfium.PdfDocument) -> Reading:
    if len(pdf) == 0:
        return _failed(source, f"'{source.name}' is a PDF without a page; fetch it again.")
    pages = [_page_lines(source, pdf, index) for index in range(len(pdf))]
    if reason := _nothing_read(source, pages):
        return Reading(source.id, Status.EMPTY, reason=reason, engine=ENGINE)
    document = _document(source, pages, pdf_title(pdf))
    if not document.text.strip():
        reason = f"'{source.name}' has nothing but running heads and page numbers in its text layer; OCR may find more."
        return Reading(source.id, Status.EMPTY, reason=reason, engine=ENGINE)
    return Reading(source.id, Status.OK, (document,), reason=_losses(source, pages), engine=_engines(pages))


def _cause(source: Source, error: pdfium.PdfiumError) -> str:
    if "password" in str(error).casefold():
        return f"'{source.name}' needs a password; save a copy without one."
    if "security" in str(error).casefold():
        return f"'{source.name}' is encrypted in a way that cannot be opened; save a copy without encryption."
    with source.path.open("rb") as stream:
        is_pdf = b"%PDF-" in stream.read(1024)
    if not is_pdf:
        return f"'{source.name}' is not a PDF: its first bytes are another format's; give the file its right ending."
    return f"'{source.name}' is corrupt and cannot be opened as a PDF ({_one_line(error)}); fetch it again."


def _page_lines(source: Source, pdf: pdfium.PdfDocument, index: int) -> _PageLines:
    number = index + 1
    try:
        page = pdf[index]
    except pdfium.PdfiumError:
        return _PageLines(number, 0, 0, (), ENGINE, note="cannot be loaded", lost=True)
    try:
        words = read_words(page, number)
        text = " ".join(word.text for word in words.words)
        doubt = unusable_text(text)
        if words.words and not doubt:
            grids = find_grids(read_rules(page, words.quarter), words.words)
            return _lined(words, ENGINE, grids, doubtful_text(text))
        shown = _shows_something(page)
    finally:
        page.close()
    return _second_opinion(source, words, doubt, shown)


def _second_opinion(source: Source, words: WordPage, doubt: str, shown: bool) -> _PageLines:
    """Ask pdfplumber about a page that pdfium finds empty or reads as nonsense."""
    if not words.words and not shown:
        return _lined(words, ENGINE, note=_EMPTY_PAGE)
    other = plumber_words(source.path, words.number)
    other_doubt = unusable_text(" ".join(word.text for word in other.words)) if other else ""
    if other and other.words and not other_doubt:
        return _lined(other, SECOND_ENGINE)
    if not words.words:
        return _PageLines(words.number, words.width, words.height, (), ENGINE, note=_NO_TEXT, lost=True)
    note = f"text layer is broken: {doubt}; OCR is needed"
    return _PageLines(words.number, words.width, words.height, (), ENGINE, note=note, lost=True)


def _lined(words: WordPage, engine: str, grids: Sequence[Grid] = (), note: str = "") -> _PageLines:
    pieces = tuple(words_to_lines(words.words, grids_to_fences(grids)))
    return _PageLines(words.number, words.width, words.height, pieces, engine, tuple(grids), note)


def _shows_something(page: pdfium.PdfPage) -> bool:
    return next(page.get_objects(max_depth=2), None) is not None


def _document(source: Source, pages: Sequence[_PageLines], title: str) -> Document:
    pages = _without_bold_body(_with_ligatures(pages))
    body_size = _body_size(pages)
    furniture = find_furniture([[_edge_line(line, page, body_size) for line in page.pieces] for page in pages])
    vocabulary = Vocabulary.of(line.text for page in pages for line in page.pieces)
    blocks: list[PageBlock] = []
    asides: list[Aside] = []
    for page, marks in zip(pages, furniture, strict=True):
        page_blocks, page_asides = _lay_out(page, marks, body_size, vocabulary)
        blocks += page_blocks
        asides += page_asides
    blocks = join_pages(blocks)
    mark_references(blocks)
    rank_headings(blocks)
    body = assemble(blocks, [PageHead(page.number, page.engine, page.note) for page in pages], vocabulary)
    metadata = Metadata(title=title)
    return Document(source.id, source.id, body.text, body.pages, body.blocks, tuple(asides), metadata)


def _lay_out(
    page: _PageLines, marks: Mapping[int, AsideKind], body_size: float, vocabulary: Vocabulary
) -> tuple[list[PageBlock], list[Aside]]:
    asides = [Aside(kind, page.number, normalise_text(page.pieces[at].text).strip()) for at, kind in marks.items()]
    pieces = [piece for at, piece in enumerate(page.pieces) if at not in marks]
    lines, notes = part_footnotes(
        order_lines(tables_to_rows(pieces, page.grids), page.width), page.height, body_size, vocabulary
    )
    asides += [Aside(AsideKind.FOOTNOTE, page.number, note) for note in notes]
    return lines_to_blocks(lines, page.number, body_size), asides


def _edge_line(line: Line, page: _PageLines, body_size: float) -> EdgeLine:
    plain = line.size <= 1.05 * body_size and not line.bold
    return EdgeLine(line.text, line.y / page.height if page.height else 0.0, line.quarter != 0, plain)


def _with_ligatures(pages: Sequence[_PageLines]) -> Sequence[_PageLines]:
    ligatures = find_ligatures(line.text for page in pages for line in page.pieces)
    if not ligatures:
        return pages
    mended = (tuple(replace(line, text=mend_ligatures(line.text, ligatures)) for line in page.pieces) for page in pages)
    return [replace(page, pieces=pieces) for page, pieces in zip(pages, mended, strict=True)]


def _without_bold_body(pages: Sequence[_PageLines]) -> Sequence[_PageLines]:
    """Where most of a document is set in a bold or medium face, the face says nothing."""
    letters = sum(len(line.text) for page in pages for line in page.pieces)
    bold = sum(len(line.text) for page in pages for line in page.pieces if line.bold)
    if 2 * bold <= letters:
        return pages
    plain = ((page, tuple(replace(line, bold=False, opens_bold=False) for line in page.pieces)) for page in pages)
    return [replace(page, pieces=pieces) for page, pieces in plain]


def _body_size(pages: Sequence[_PageLines]) -> float:
    """The type size, in points, in which most of the document's letters are set."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.pieces:
            sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _nothing_read(source: Source, pages: Sequence[_PageLines]) -> str:
    if any(page.pieces for page in pages):
        return ""
    broken = [page.number for page in pages if "broken" in page.note]
    bare = [page.number for page in pages if "no text layer" in page.note]
    if broken:
        return (
            f"'{source.name}' has a broken text layer on {_pages(broken, len(pages))}, by {ENGINE} and {SECOND_ENGINE} "
            f"alike; OCR is needed."
        )
    if bare:
        return (
            f"'{source.name}' has no text layer, {_pages(bare, len(pages))} with nothing but images or drawings to "
            f"{ENGINE} and {SECOND_ENGINE}; OCR is needed."
        )
    return f"'{source.name}' is empty: none of its {len(pages)} pages shows anything."


def _losses(source: Source, pages: Sequence[_PageLines]) -> str:
    notes: dict[str, list[int]] = {}
    for page in pages:
        if page.note and page.note != _EMPTY_PAGE:
            notes.setdefault(_sort_of_loss(page), []).append(page.number)
    said = [f"{_pages(numbers, len(pages))}: {note}" for note, numbers in notes.items()]
    return f"'{source.name}', {'; '.join(said)}." if said else ""


def _sort_of_loss(page: _PageLines) -> str:
    return page.note.split(":")[0].split(";")[0] if page.lost else "some words are garbled by a wrong character map"


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


def _engines(pages: Sequence[_PageLines]) -> str:
    return "+".join(dict.fromkeys(page.engine for page in pages))


def _failed(source: Source, reason: str) -> Reading:
    return Reading(source.id, Status.FAILED, reason=reason, engine=ENGINE)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()).rstrip(".")
