"""A text as a PDF: cover, columns, running heads and feet, footnotes at the foot of their page.

The pages are set again until nothing moves: where a footnote belongs, what page the contents name
and how many pages there are is known only after a pass. Room that was kept for a footnote stays kept
when the footnote has to move to the next page, so the passes end.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    FrameBreak,
    HRFlowable,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
)
from reportlab.platypus import Paragraph as PdfParagraph

from maker.blocks import Block, Contents, Heading, parse_runs
from maker.looks import FAMILIES, Look
from maker.pdf_cover import draw_cover
from maker.pdf_flow import Sightings, WatchedCanvas
from maker.pdf_story import SideColumn, StoryMaker
from maker.pdf_styles import Styles, make_styles
from maker.texts import Text, TextError

_MOST_PASSES = 10
_COLUMN_GAP = 20.0
_SIDE_SHARE = 0.27
_NOTE_RULE = 90.0
_NOTE_GAP = 8.0
_FOLIO_SIZE = 8.0


@dataclass(frozen=True, slots=True)
class Area:
    """The part of the page that holds text, in points from the lower left corner."""

    left: float
    bottom: float
    width: float
    height: float


class _Column(Frame):  # type: ignore[misc]
    """A frame that gives up its foot to footnotes."""

    def __init__(self, area: Area) -> None:
        super().__init__(area.left, area.bottom, area.width, area.height, 0, 0, 0, 0)
        self.area = area

    def reserve(self, height: float) -> None:
        """Leave so much free below; a column keeps nothing of what an earlier page reserved."""
        self.y1 = self.area.bottom + height
        self.height = self.area.height - height


def make_pdf(text: Text, look: Look) -> bytes:
    """The text typeset in a look; the same bytes in every run."""
    _check_letters(text)
    styles = make_styles(look)
    seen, done = Sightings(), False
    for _ in range(_MOST_PASSES):
        data, now = _Pass(text, look, styles, seen).build()
        now.notes = {label: pages | seen.notes.get(label, frozenset()) for label, pages in now.notes.items()}
        done = now == seen
        if done:
            return data
        seen = now
    raise TextError(f"{text.stem}.md: the pages do not settle in {_MOST_PASSES} passes; shorten its footnotes.")


def _check_letters(text: Text) -> None:
    for letter in sorted(set(text.markdown + text.title)):
        try:
            letter.encode("cp1252")
        except UnicodeEncodeError as error:
            message = f"{text.stem}.md: the letter '{letter}' is in none of the PDF fonts; use format html, docx or md."
            raise TextError(message) from error


class _Pass:
    """One setting of all the pages, given what the pass before has seen."""

    def __init__(self, text: Text, look: Look, styles: Styles, seen: Sightings) -> None:
        self.text, self.look, self.styles, self.seen = text, look, styles, seen
        self.area = _text_area(look)
        self.columns = 2 if "two-column" in text.layout else 1
        self.has_cover = text.layout.startswith("cover")
        self.note_numbers = _number_notes(text)
        self.measure = self._frames(self.area)[0].width

    def build(self) -> tuple[bytes, Sightings]:
        """The file and what was seen in making it."""
        sightings, target = Sightings(), BytesIO()
        document = BaseDocTemplate(
            target,
            pagesize=self.look.page,
            title=self.text.title,
            author=self.text.body,
            subject=f"{self.text.doc_type.capitalize()}, {self.text.jurisdiction}, {self.text.year}",
            lang="en",
            invariant=1,
        )
        story = self._story()
        document.addPageTemplates(self._templates())
        document.build(story, canvasmaker=partial(WatchedCanvas, sightings=sightings))
        return target.getvalue(), sightings

    def _story(self) -> list[Flowable]:
        setter = self._setter(self.measure)
        if self.has_cover:
            return self._covered_story(setter)
        if self.columns == 1:
            return [*self._issuer(), *setter.make(self.text.blocks)]
        opening, rest = _split_opening(self.text.blocks)
        self.opening = [*self._issuer(), *self._setter(self.area.width).make(opening)]
        return [NextPageTemplate("later"), *self.opening, FrameBreak(), *setter.make(rest)]

    def _covered_story(self, setter: StoryMaker) -> list[Flowable]:
        blocks = [block for block in self.text.blocks if not _is_title(block)]
        contents = tuple(block for block in blocks if isinstance(block, Contents))
        rest = tuple(block for block in blocks if not isinstance(block, Contents))
        story: list[Flowable] = [NextPageTemplate("contents" if contents else "later"), PageBreak()]
        if contents:
            story += [*self._setter(self.area.width).make(contents), NextPageTemplate("later"), PageBreak()]
        return story + setter.make(rest)

    def _setter(self, width: float) -> StoryMaker:
        boxed = self.text.layout == "boxed"
        side = SideColumn(width + _COLUMN_GAP, self.area.width - width - _COLUMN_GAP) if boxed else None
        return StoryMaker(self.look, self.styles, width, self.note_numbers, self.seen.headings.get, side)

    def _issuer(self) -> list[Flowable]:
        """The name of the body over the title, where there is no cover."""
        name = PdfParagraph(self._setter(self.area.width).markup(self.text.body.upper()), self.styles.issuer)
        rule = HRFlowable("100%", 1.2, color=self.styles.ink, spaceAfter=self.styles.issuer.spaceAfter)
        return [name, rule] if self.look.cover == "rules" else [name]

    def _templates(self) -> list[PageTemplate]:
        later = PageTemplate("later", self._frames(self.area), onPage=self._begin_page)
        if self.has_cover:
            cover = PageTemplate("cover", [_Column(self.area)], onPage=self._draw_cover)
            return [cover, PageTemplate("contents", [_Column(self.area)], onPage=self._begin_page), later]
        if self.columns == 1:
            return [later]
        return [self._opening_template(), later]

    def _opening_template(self) -> PageTemplate:
        """A first page whose title runs across both columns."""
        height = _stack_height(self.opening, self.area.width) + _COLUMN_GAP
        below = replace(self.area, height=self.area.height - height)
        title = Frame(self.area.left, self.area.bottom + below.height, self.area.width, height, 0, 0, 0, 0)
        return PageTemplate("opening", [title, *self._frames(below)], onPage=self._begin_page)

    def _frames(self, area: Area) -> list[_Column]:
        if self.text.layout == "boxed":
            return [_Column(replace(area, width=area.width * (1 - _SIDE_SHARE)))]
        width = (area.width - _COLUMN_GAP * (self.columns - 1)) / self.columns
        lefts = [area.left + index * (width + _COLUMN_GAP) for index in range(self.columns)]
        return [_Column(replace(area, left=left, width=width)) for left in lefts]

    def _begin_page(self, canvas: Canvas, document: BaseDocTemplate) -> None:
        page = canvas.getPageNumber()
        kept = self._notes(lambda pages: page in pages)
        height = _stack_height(kept, self.area.width) + 2 * _NOTE_GAP if kept else 0.0
        for frame in document.pageTemplate.frames:
            if isinstance(frame, _Column):
                frame.reserve(height)
        canvas.saveState()
        self._draw_notes(canvas, self._notes(lambda pages: page == max(pages)))
        self._draw_folios(canvas)
        canvas.restoreState()

    def _notes(self, belongs: Callable[[frozenset[int]], bool]) -> list[PdfParagraph]:
        seen = self.seen.notes
        labels = [label for label in self.note_numbers if label in seen and belongs(seen[label])]
        return [self._setter(self.area.width).note(label, self.text.notes[label]) for label in labels]

    def _draw_notes(self, canvas: Canvas, notes: list[PdfParagraph]) -> None:
        bottom = self.area.bottom
        for note in reversed(notes):
            _, height = note.wrapOn(canvas, self.area.width, self.area.height)
            note.drawOn(canvas, self.area.left, bottom)
            bottom += height + note.getSpaceAfter()
        if notes:
            canvas.setLineWidth(0.5)
            canvas.line(self.area.left, bottom + _NOTE_GAP / 2, self.area.left + _NOTE_RULE, bottom + _NOTE_GAP / 2)

    def _draw_folios(self, canvas: Canvas) -> None:
        page = canvas.getPageNumber()
        number = self.look.number.format(page=page, pages=max(self.seen.pages, page))
        canvas.setFont(FAMILIES[self.look.heading_face].plain, _FOLIO_SIZE)
        if page > 1:
            self._draw_head(canvas, self.look.page[1] - self.look.top_margin * 0.6)
        self._draw_foot(canvas, number, self.look.bottom_margin * 0.5)

    def _draw_head(self, canvas: Canvas, y: float) -> None:
        odd = canvas.getPageNumber() % 2 == 1
        sides = {"left": "left", "right": "right", "centre": "centre", "mirrored": "right" if odd else "left"}
        self._draw_at(canvas, sides[self.look.head], y, self.text.running_head)
        if self.look.head_rule:
            canvas.setStrokeColor(self.styles.ink)
            canvas.setLineWidth(0.6)
            canvas.line(self.area.left, y - 5, self.area.left + self.area.width, y - 5)

    def _draw_foot(self, canvas: Canvas, number: str, y: float) -> None:
        if self.look.foot_centred:
            self._draw_at(canvas, "centre", y, number)
            self._draw_at(canvas, "centre", y - _FOLIO_SIZE * 1.4, self.text.running_foot)
        else:
            self._draw_at(canvas, "left", y, self.text.running_foot)
            self._draw_at(canvas, "right", y, number)

    def _draw_at(self, canvas: Canvas, side: str, y: float, words: str) -> None:
        left, right = self.area.left, self.area.left + self.area.width
        draw: dict[str, Callable[[], None]] = {
            "left": partial(canvas.drawString, left, y, words),
            "right": partial(canvas.drawRightString, right, y, words),
            "centre": partial(canvas.drawCentredString, (left + right) / 2, y, words),
        }
        draw[side]()

    def _draw_cover(self, canvas: Canvas, _document: BaseDocTemplate) -> None:
        draw_cover(canvas, self.text, self.look, self.styles)


def _text_area(look: Look) -> Area:
    width, height = look.page
    return Area(look.side_margin, look.bottom_margin, width - 2 * look.side_margin,
                height - look.top_margin - look.bottom_margin)  # fmt: skip


def _number_notes(text: Text) -> dict[str, int]:
    runs = parse_runs(text.markdown)
    labels = dict.fromkeys(run.note for run in runs if run.note is not None)
    return {label: number for number, label in enumerate(labels, start=1)}


def _split_opening(blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """The title that runs across the columns, and the rest."""
    return (blocks[:1], blocks[1:]) if blocks and _is_title(blocks[0]) else ((), blocks)


def _is_title(block: Block) -> bool:
    return isinstance(block, Heading) and block.level == 1


def _stack_height(flowables: list[Flowable], width: float) -> float:
    heights = [flowable.wrap(width, 10_000)[1] for flowable in flowables]
    return sum(heights) + sum(flowable.getSpaceAfter() for flowable in flowables)
