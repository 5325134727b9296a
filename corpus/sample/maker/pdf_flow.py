"""The flowables that reportlab lacks: headings and notes that report their page, side notes, leaders."""

from dataclasses import dataclass, field
from typing import Any

from reportlab.lib.colors import Color
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, Table, TableStyle, paragraph

BOX_PADDING = 7.0
_SIDE_NOTE_GAP = 10.0


@dataclass(slots=True)
class Sightings:
    """On which pages each footnote mark and heading was drawn, and how many pages there were.

    A mark has several pages when the room kept for its note has pushed it on in an earlier pass.
    """

    notes: dict[str, frozenset[int]] = field(default_factory=dict)
    headings: dict[str, int] = field(default_factory=dict)
    pages: int = 0


class WatchedCanvas(Canvas):  # type: ignore[misc]
    """A canvas that notes where footnote marks and headings fall."""

    def __init__(self, *args: Any, sightings: Sightings, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sightings = sightings
        self.setNamedCB("see_note", self.see_note)
        self.top_level: int | None = None
        self.outline_level = -1
        self.side_note_floor = (0, 0.0)

    def see_note(self, _canvas: Canvas, _kind: str, label: str) -> None:
        """Called by reportlab for each `<onDraw name="see_note">` that it meets in a paragraph."""
        self.sightings.notes[label] = frozenset({self.getPageNumber()})

    def see_heading(self, text: str, level: int) -> None:
        """Bookmark a heading; levels count from the first heading's and never skip one."""
        key = f"h{len(self.sightings.headings)}-{self.getPageNumber()}"
        self.top_level = level if self.top_level is None else self.top_level
        self.outline_level = min(max(level - self.top_level, 0), self.outline_level + 1)
        self.sightings.headings.setdefault(heading_key(text), self.getPageNumber())
        self.bookmarkPage(key)
        self.addOutlineEntry(text, key, self.outline_level)

    def showPage(self) -> None:  # noqa: N802 (reportlab's name)
        self.sightings.pages = self.getPageNumber()
        super().showPage()


def heading_key(text: str) -> str:
    """What a heading and its line in the contents have in common."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def keep_own_hyphens() -> None:
    """Mend what reportlab does to a compound that it has cut at its own hyphen and then sets on one line again.

    A paragraph that moves to the next page or column is put together again from its lines; in doing so reportlab takes
    away every hyphen at a line's end, also one that belongs to the word (`skill-shortage`).
    """
    rejoin = paragraph._shyUnsplit

    def rejoin_whole(head: str, tail: str | None = None) -> str:
        # With one argument it is asked to take off a hyphen that it has added itself.
        return head + tail if tail and head.endswith("-") else rejoin(head, tail)

    paragraph._shyUnsplit = rejoin_whole


class HeadingParagraph(Paragraph):  # type: ignore[misc]
    """A heading that enters itself in the outline."""

    outline: tuple[str, int] | None = None

    def draw(self) -> None:
        if self.outline:
            self.canv.see_heading(*self.outline)
        super().draw()


class ContentsLine(Flowable):  # type: ignore[misc]
    """A line of a table of contents: title, dot leader, page."""

    def __init__(self, title: str, page: str, style: ParagraphStyle) -> None:
        super().__init__()
        self.title, self.page, self.style = title, page, style

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        self.width = available_width
        return available_width, self.style.leading * 1.35

    def draw(self) -> None:
        font, size = self.style.fontName, self.style.fontSize
        taken = stringWidth(f"{self.title}  {self.page}", font, size)
        dots = "." * int((self.width - taken) / stringWidth(".", font, size))
        self.canv.setFont(font, size)
        self.canv.drawString(0, 0, f"{self.title} {dots}")
        self.canv.drawRightString(self.width, 0, self.page)


class SideNote(Flowable):  # type: ignore[misc]
    """A box that stands in the right margin beside the paragraph after it and takes no height."""

    def __init__(self, box: Table, offset: float, width: float) -> None:
        super().__init__()
        self.box, self.offset, self.note_width = box, offset, width

    def wrap(self, _available_width: float, _available_height: float) -> tuple[float, float]:
        return 0, 0

    def drawOn(self, canvas: WatchedCanvas, x: float, y: float, _sW: float = 0) -> None:  # noqa: N802, N803
        _, height = self.box.wrapOn(canvas, self.note_width, 10_000)
        page, floor = canvas.side_note_floor
        top = min(y, floor - _SIDE_NOTE_GAP) if page == canvas.getPageNumber() else y
        bottom = max(top - height, self._frame._y1)
        canvas.side_note_floor = (canvas.getPageNumber(), bottom)
        self.box.drawOn(canvas, x + self.offset, bottom)


def make_box(paragraphs: list[Paragraph], width: float, ink: Color, tint: Color) -> Table:
    """Paragraphs in a tinted box with a line around it."""
    box = Table([[paragraph] for paragraph in paragraphs], colWidths=[width])
    box.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, -1), tint),
                ("BOX", (0, 0), (-1, -1), 0.7, ink),
                ("LEFTPADDING", (0, 0), (-1, -1), BOX_PADDING),
                ("RIGHTPADDING", (0, 0), (-1, -1), BOX_PADDING),
                ("TOPPADDING", (0, 0), (-1, -1), BOX_PADDING * 0.6),
                ("BOTTOMPADDING", (0, 0), (-1, -1), BOX_PADDING * 0.6),
            ]
        )
    )
    box.spaceBefore = box.spaceAfter = BOX_PADDING
    return box
