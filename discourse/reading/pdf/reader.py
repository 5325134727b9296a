"""PDF files into documents: pdfium's text layer, laid out by us; other engines where pdfium's is not to be believed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace

import pypdfium2 as pdfium

from discourse.domain.attempt import FIRST_ATTEMPT, WHOLE, Attempt
from discourse.domain.documents import Aside, AsideKind, Document, Metadata, Reading, Status
from discourse.domain.failures import FailureCode
from discourse.domain.registry import load_attribute
from discourse.domain.sources import Source
from discourse.reading.normalise import normalise_text
from discourse.reading.pdf.assembly import (
    PageHead,
    assemble,
    join_pages,
    name_references,
    rank_headings,
)
from discourse.reading.pdf.blocks import lines_to_blocks
from discourse.reading.pdf.boxes import find_boxes, part_boxes
from discourse.reading.pdf.columns import insert_boxes, order_lines
from discourse.reading.pdf.contents import mark_contents
from discourse.reading.pdf.footnotes import part_footnotes
from discourse.reading.pdf.furniture import EdgeLine, find_furniture
from discourse.reading.pdf.grids import Grid, find_grids, grids_to_fences
from discourse.reading.pdf.hidden import mark_hidden
from discourse.reading.pdf.hyphens import Vocabulary
from discourse.reading.pdf.kinds import PageBlock
from discourse.reading.pdf.ligatures import find_digits, find_ligatures, mend_ligatures
from discourse.reading.pdf.lines import Line, words_to_lines
from discourse.reading.pdf.losses import (
    EMPTY_PAGE,
    ENGINE,
    OCR_ENGINE,
    PageLines,
    is_locked,
    say_cause,
    say_losses,
    say_nothing_read,
)
from discourse.reading.pdf.metadata import page_labels, pdf_title
from discourse.reading.pdf.others import OtherEngines
from discourse.reading.pdf.quality import doubtful_text, poor_ocr, unusable_text
from discourse.reading.pdf.rules import Drawing, read_drawing
from discourse.reading.pdf.tables import tables_to_rows
from discourse.reading.pdf.words import WordPage, place_words, read_words

_OCR = "discourse.reading.pdf.ocr:ocr_page"
_LAYOUT = "layout"
_NO_TEXT = "no text layer; OCR is needed"


def read_pdf(source: Source, *, attempt: Attempt = FIRST_ATTEMPT) -> Reading:
    """Read a PDF into one document; what cannot be read is a reading that says why, never an exception."""
    try:
        size = source.path.stat().st_size
    except OSError as error:
        return _failed(source, FailureCode.ACCESS, f"'{source.name}' cannot be opened: {error.strerror}.")
    if size == 0:
        return _failed(source, FailureCode.EMPTY, f"'{source.name}' is an empty file of 0 bytes; fetch it again.")
    with closing(OtherEngines(source, attempt)) as others:
        if not attempt.enters(WHOLE, ENGINE):
            died = (
                f"'{source.name}' cannot be opened ({attempt.deaths(WHOLE)}); it is damaged or hostile, fetch it again."
            )
            return _read_without(source, others, attempt, _failed(source, FailureCode.DAMAGED, died))
        try:
            pdf = pdfium.PdfDocument(source.path, password=source.password or None)
        except pdfium.PdfiumError as error:
            failed = replace(_failed(source, *say_cause(source, error)), needs_password=is_locked(error))
            return _read_without(source, others, attempt, failed)
        with pdf:
            return _read(source, pdf, others, attempt)


def _read(source: Source, pdf: pdfium.PdfDocument, others: OtherEngines, attempt: Attempt) -> Reading:
    if len(pdf) == 0:
        failed = _failed(source, FailureCode.EMPTY, f"'{source.name}' is a PDF without a page; fetch it again.")
        return _read_without(source, others, attempt, failed)
    # Pages that ended a try come last: what they cost must not be taken from the others.
    numbers = range(1, len(pdf) + 1)
    order = sorted(numbers, key=lambda number: (number, ENGINE) in attempt.died)
    read = {number: _page_lines(pdf, number, others, attempt) for number in order}
    pages = [read[number] for number in numbers]
    pages = _without_broken(_with_ligatures(pages))
    if source.ocr:
        pages = [_read_picture(pdf, page, attempt) if page.lost else page for page in pages]
    if said := say_nothing_read(source, pages):
        empty = Reading(source.id, Status.EMPTY, reason=said[1], engine=ENGINE, code=said[0])
        # A text that is not believed was shown to the others already.
        return empty if any(page.unread for page in pages) else _read_without(source, others, attempt, empty)
    pages = [replace(page, label=label) for page, label in zip(pages, page_labels(pdf), strict=True)]
    return _reading(source, pages, pdf_title(pdf), attempt)


def _read_without(source: Source, others: OtherEngines, attempt: Attempt, failed: Reading) -> Reading:
    """Read a file in which pdfium finds nothing; the failed reading if nobody does."""
    pages = [_ask_others(_lost(number, _NO_TEXT), others, attempt) for number in range(1, others.count() + 1)]
    if not any(page.pieces for page in pages):
        return failed
    return _reading(source, pages, "", attempt)


def _reading(source: Source, pages: Sequence[PageLines], title: str, attempt: Attempt) -> Reading:
    document = _document(source, pages, title, attempt)
    if not document.text.strip():
        reason = f"'{source.name}' has nothing but running heads and page numbers in its text layer; OCR may find more."
        return Reading(source.id, Status.EMPTY, reason=reason, engine=ENGINE, code=FailureCode.EMPTY)
    return Reading(source.id, Status.OK, (document,), reason=say_losses(source, pages), engine=_engines(pages))


def _page_lines(pdf: pdfium.PdfDocument, number: int, others: OtherEngines, attempt: Attempt) -> PageLines:
    if reason := attempt.leaves(number):
        return _lost(number, reason)
    if not attempt.enters(number, ENGINE):
        return _ask_others(_lost(number, attempt.deaths(number)), others, attempt)
    try:
        page = pdf[number - 1]
    except pdfium.PdfiumError:
        return _ask_others(_lost(number, "cannot be loaded"), others, attempt)
    try:
        words = place_words(mark_hidden(read_words(page), page), page, number)
        text = _text(words)
        scanned = poor_ocr(text) if words.words and all(word.hidden for word in words.words) else ""
        doubt = unusable_text(text) or scanned
        if words.words and not doubt:
            return _drawn(words, read_drawing(page, words.quarter))
        return _second_opinion(words, doubt, _shows_something(page), others, attempt, ask=not scanned)
    except pdfium.PdfiumError:
        return _ask_others(_lost(number, "cannot be loaded"), others, attempt)
    finally:
        page.close()


def _lost(number: int, note: str) -> PageLines:
    return PageLines(number, 0, 0, (), ENGINE, note=note, lost=True)


def _ask_others(page: PageLines, others: OtherEngines, attempt: Attempt) -> PageLines:
    """A page that pdfium could not read, by the first other engine that can."""
    if reason := attempt.leaves(page.number):
        return _lost(page.number, reason)
    found = others.believable(page.number)
    return _lined(found[1], found[0]) if found else page


def _without_broken(pages: Sequence[PageLines]) -> list[PageLines]:
    """Take the lines off every page of which a font's character map is wrong; they would be coded as if they were said.

    Where most pages are broken the rest are held to be as soon as any word shows it, since they share their fonts.
    """
    texts = [" ".join(line.text for line in page.pieces) for page in pages]
    doubts = [doubtful_text(text) for text in texts]
    if 2 * sum(map(bool, doubts)) > sum(map(bool, texts)):
        doubts = [doubtful_text(text, strict=True) for text in texts]
    return [
        _broken(page, doubt, text) if doubt and page.engine == ENGINE else page
        for page, text, doubt in zip(pages, texts, doubts, strict=True)
    ]


def _broken(page: PageLines, doubt: str, text: str) -> PageLines:
    note = f"text layer is broken: {doubt}; OCR is needed"
    return PageLines(page.number, page.width, page.height, (), ENGINE, note=note, lost=True, unread=text)


def _read_picture(pdf: pdfium.PdfDocument, lost: PageLines, attempt: Attempt) -> PageLines:
    if attempt.leaves(lost.number) or not attempt.enters(lost.number, OCR_ENGINE):
        return lost
    try:
        ocr_page = load_attribute(_OCR)
        page = pdf[lost.number - 1]
    except ModuleNotFoundError:
        return replace(lost, note=f"{lost.note}; install the ocr extra")
    except pdfium.PdfiumError:
        return lost
    try:
        found = ocr_page(page, lost.number)
    finally:
        page.close()
    if not found.words.words:
        return replace(lost, note=f"{lost.note}, but OCR found nothing")
    return _lined(found.words, OCR_ENGINE, note=found.note)


def _drawn(words: WordPage, drawing: Drawing) -> PageLines:
    grids = find_grids(drawing.rules, words.words)
    boxes = find_boxes(drawing.rules, drawing.shades, grids, words.words, words.width * words.height)
    return replace(_lined(words, ENGINE, grids), boxes=tuple(boxes))


def _second_opinion(
    words: WordPage, doubt: str, shown: bool, others: OtherEngines, attempt: Attempt, *, ask: bool
) -> PageLines:
    """Ask the others about a page that pdfium finds empty or reads as nonsense; a scanner's layer is one for all."""
    if not words.words and not shown:
        return _lined(words, ENGINE, note=EMPTY_PAGE)
    page = PageLines(words.number, words.width, words.height, (), ENGINE, note=_NO_TEXT, lost=True)
    page = _broken(page, doubt, _text(words)) if words.words else page
    return _ask_others(page, others, attempt) if ask else page


def _text(words: WordPage) -> str:
    return " ".join(word.text for word in words.words)


def _lined(words: WordPage, engine: str, grids: Sequence[Grid] = (), note: str = "") -> PageLines:
    pieces = tuple(words_to_lines(words.words, grids_to_fences(grids)))
    return PageLines(words.number, words.width, words.height, pieces, engine, tuple(grids), note=note)


def _shows_something(page: pdfium.PdfPage) -> bool:
    return next(page.get_objects(max_depth=2), None) is not None


def _document(source: Source, pages: Sequence[PageLines], title: str, attempt: Attempt) -> Document:
    attempt.begin(WHOLE, "")
    pages = _without_bold_body(pages)
    body_size = _body_size(pages)
    furniture = find_furniture([[_edge_line(line, page, body_size) for line in page.pieces] for page in pages])
    vocabulary = Vocabulary.of(line.text for page in pages for line in page.pieces)
    blocks: list[PageBlock] = []
    asides: list[Aside] = []
    for page, marks in zip(pages, furniture, strict=True):
        if attempt.enters(page.number, _LAYOUT):
            page_blocks, page_asides = _lay_out(page, marks, body_size, vocabulary)
            blocks += page_blocks
            asides += page_asides
    attempt.begin(WHOLE, "")
    mark_contents(blocks)
    blocks = join_pages(blocks)
    name_references(blocks)
    rank_headings(blocks)
    body = assemble(blocks, [PageHead(page.number, page.engine, page.note, page.label) for page in pages], vocabulary)
    metadata = Metadata(title=title)
    return Document(source.id, source.id, body.text, body.pages, body.blocks, tuple(asides), metadata)


def _lay_out(
    page: PageLines, marks: Mapping[int, AsideKind], body_size: float, vocabulary: Vocabulary
) -> tuple[list[PageBlock], list[Aside]]:
    asides = [Aside(kind, page.number, normalise_text(page.pieces[at].text).strip()) for at, kind in marks.items()]
    asides += [Aside(AsideKind.UNREADABLE, page.number, normalise_text(page.unread))] if page.unread else []
    pieces = [piece for at, piece in enumerate(page.pieces) if at not in marks]
    outside, inside = part_boxes(tables_to_rows(pieces, page.grids, vocabulary), page.boxes)
    lines = insert_boxes(order_lines(outside, page.width), inside, page.width)
    lines, notes = part_footnotes(lines, page.height, body_size, vocabulary)
    asides += [Aside(AsideKind.FOOTNOTE, page.number, note) for note in notes]
    return lines_to_blocks(lines, page.number, body_size), asides


def _edge_line(line: Line, page: PageLines, body_size: float) -> EdgeLine:
    plain = line.size <= 1.05 * body_size and not line.bold
    place = line.y / page.height if page.height else 0.0
    return EdgeLine(line.text, place, line.quarter != 0, plain, line.size / body_size)


def _with_ligatures(pages: Sequence[PageLines]) -> Sequence[PageLines]:
    ligatures = find_ligatures(line.text for page in pages for line in page.pieces)
    digits = str.maketrans(dict(find_digits(line.text for page in pages for line in page.pieces)))
    if not ligatures and not digits:
        return pages

    def mend(line: Line) -> Line:
        text = mend_ligatures(line.text, ligatures).translate(digits)
        return line if text == line.text else replace(line, text=text)

    return [replace(page, pieces=tuple(map(mend, page.pieces))) for page in pages]


def _without_bold_body(pages: Sequence[PageLines]) -> Sequence[PageLines]:
    """Where most of a document is set in a bold or medium face, the face says nothing."""
    letters = sum(len(line.text) for page in pages for line in page.pieces)
    bold = sum(len(line.text) for page in pages for line in page.pieces if line.bold)
    if 2 * bold <= letters:
        return pages
    plain = ((page, tuple(replace(line, bold=False, opens_bold=False) for line in page.pieces)) for page in pages)
    return [replace(page, pieces=pieces) for page, pieces in plain]


def _body_size(pages: Sequence[PageLines]) -> float:
    """The type size, in points, in which most of the document's letters are set."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.pieces:
            sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _engines(pages: Sequence[PageLines]) -> str:
    return "+".join(dict.fromkeys(page.engine for page in pages))


def _failed(source: Source, code: FailureCode, reason: str) -> Reading:
    return Reading(source.id, Status.FAILED, reason=reason, engine=ENGINE, code=code)
