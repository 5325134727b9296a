"""Blocks of a text as reportlab flowables."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import singledispatchmethod
from html import escape

from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, KeepTogether, Spacer, TableStyle
from reportlab.platypus import Paragraph as PdfParagraph
from reportlab.platypus import Table as PdfTable

from maker.blocks import (
    Block,
    Contents,
    Heading,
    List,
    Paragraph,
    Quote,
    References,
    Run,
    Table,
    parse_runs,
    plain_text,
)
from maker.looks import Look
from maker.pdf_flow import BOX_PADDING, ContentsLine, HeadingParagraph, SideNote, heading_key, make_box
from maker.pdf_styles import Styles
from maker.texts import TextError
from maker.wording import curl_quotes

_CLAUSE = re.compile(r"\(\d+[A-Z]?\)\s")
_SUB_CLAUSE = re.compile(r"\([a-z]+\)\s")
_FIGURE = re.compile(r"[-–(]?[$€£]?[\d.,]+\)?\s?%?|[-–.]|n/?a", re.IGNORECASE)
_LONGEST_SIDE_NOTE = 75
_WIDEST_COLUMN = 0.5
_MOST_ROWS_KEPT = 12
_TABLE_SCALES = (1, 0.9, 0.8, 0.7)


@dataclass(frozen=True, slots=True)
class SideColumn:
    """Where side notes stand: how far right of the text, and how wide."""

    offset: float
    width: float


@dataclass(frozen=True, slots=True)
class StoryMaker:
    """Sets the blocks of one text in one look; lengths in points."""

    look: Look
    styles: Styles
    width: float
    note_numbers: dict[str, int]
    page_of: Callable[[str], int | None]
    """The page of a heading by its `heading_key`, once a first pass has found it."""
    side: SideColumn | None = None

    def make(self, blocks: tuple[Block, ...]) -> list[Flowable]:
        """The flowables of the blocks, in order."""
        before = (None, *blocks)
        return [flowable for last, block in zip(before, blocks, strict=False) for flowable in self._set(block, last)]

    def markup(self, text: str) -> str:
        """A marked-up line in reportlab's own markup."""
        runs = parse_runs(curl_quotes(text) if self.look.curly_quotes else text)
        return "".join(self._run_markup(run) for run in runs)

    def note(self, label: str, text: str) -> PdfParagraph:
        """A footnote as it stands at the foot of its page."""
        return PdfParagraph(f"<super>{self.note_numbers[label]}</super> {self.markup(text)}", self.styles.note)

    def _run_markup(self, run: Run) -> str:
        if run.note is not None:
            return f'<onDraw name="see_note" label="{run.note}"/><super>{self.note_numbers[run.note]}</super>'
        text = escape(run.text, quote=False)
        text = f"<b>{text}</b>" if run.bold else text
        return f"<i>{text}</i>" if run.italic else text

    @singledispatchmethod
    def _set(self, block: Block, _last: Block | None) -> Iterator[Flowable]:
        raise TypeError(f"No way to set a {type(block).__name__}.")

    @_set.register
    def _(self, block: Heading, _last: Block | None) -> Iterator[Flowable]:
        heading = HeadingParagraph(self.markup(block.text), self.styles.headings[block.level - 1])
        heading.outline = (plain_text(block.text), block.level - 1)
        yield heading

    @_set.register
    def _(self, block: Paragraph, last: Block | None) -> Iterator[Flowable]:
        yield PdfParagraph(self.markup(block.text), self._paragraph_style(block.text, last))

    @_set.register
    def _(self, block: List, _last: Block | None) -> Iterator[Flowable]:
        for item in block.items:
            bullet = self.look.bullet if item.number is None else f"{item.number}."
            yield PdfParagraph(self.markup(item.text), self.styles.item, bulletText=bullet)
        yield Spacer(0, self.look.leading * 0.3)

    @_set.register
    def _(self, block: Table, _last: Block | None) -> Iterator[Flowable]:
        cells = self._fitting_cells(block)
        table = PdfTable(cells, colWidths=_column_widths(cells, self.width), repeatRows=1)
        table.setStyle(self._table_style())
        table.spaceBefore = table.spaceAfter = self.look.leading * 0.7
        yield KeepTogether(table) if len(cells) <= _MOST_ROWS_KEPT else table

    @_set.register
    def _(self, block: Quote, _last: Block | None) -> Iterator[Flowable]:
        if self.side is None:
            yield from (PdfParagraph(self.markup(text), self.styles.quote) for text in block.paragraphs)
        elif sum(len(text.split()) for text in block.paragraphs) <= _LONGEST_SIDE_NOTE:
            yield SideNote(self._box(block, self.side.width), self.side.offset, self.side.width)
        else:
            yield self._box(block, self.width)

    @_set.register
    def _(self, block: Contents, _last: Block | None) -> Iterator[Flowable]:
        yield HeadingParagraph(self.markup(block.title), self.styles.headings[1])
        for entry in block.entries:
            page = self.page_of(heading_key(plain_text(entry.title)))
            yield ContentsLine(plain_text(entry.title), str(page or entry.page), self.styles.after_heading)

    @_set.register
    def _(self, block: References, last: Block | None) -> Iterator[Flowable]:
        yield from self._set(Heading(block.title, 2), last)
        yield from (PdfParagraph(self.markup(item), self.styles.reference) for item in block.items)

    def _paragraph_style(self, text: str, last: Block | None) -> ParagraphStyle:
        if _SUB_CLAUSE.match(text):
            return self.styles.sub_clause
        if _CLAUSE.match(text):
            return self.styles.clause
        return self.styles.body if isinstance(last, Paragraph) else self.styles.after_heading

    def _fitting_cells(self, block: Table) -> list[list[PdfParagraph]]:
        """The rows of a table in the largest letters that break no word."""
        columns = list(zip(block.header, *block.rows, strict=True))
        for scale in _TABLE_SCALES:
            set_columns = [self._table_column(head, cells, scale) for head, *cells in columns]
            rows = [list(row) for row in zip(*set_columns, strict=True)]
            if sum(_longest_words(rows)) <= self.width:
                return rows
        raise TextError(
            f"The table under '{' | '.join(block.header)}' is too wide for its column; give it fewer columns."
        )

    def _table_column(self, head: str, cells: list[str], scale: float) -> list[PdfParagraph]:
        is_figures = all(_FIGURE.fullmatch(cell) for cell in cells)
        head_style = _scaled(self.styles.head_number_cell if is_figures else self.styles.head_cell, scale)
        style = _scaled(self.styles.number_cell if is_figures else self.styles.cell, scale)
        return [
            PdfParagraph(self.markup(head), head_style),
            *(PdfParagraph(self.markup(cell), style) for cell in cells),
        ]

    def _box(self, block: Quote, width: float) -> PdfTable:
        paragraphs = [PdfParagraph(self.markup(text), self.styles.box) for text in block.paragraphs]
        return make_box(paragraphs, width, self.styles.ink, self.styles.tint)

    def _table_style(self) -> TableStyle:
        ruled = [("GRID", (0, 0), (-1, -1), 0.4, self.styles.ink)]
        open_sided = [
            ("LINEABOVE", (0, 0), (-1, 0), 0.9, self.styles.ink),
            ("LINEBELOW", (0, 0), (-1, -1), 0.3, self.styles.ink),
        ]
        return TableStyle(
            [
                *(ruled if self.look.justified else open_sided),
                ("BACKGROUND", (0, 0), (-1, 0), self.styles.tint),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), BOX_PADDING / 2),
                ("RIGHTPADDING", (0, 0), (-1, -1), BOX_PADDING / 2),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            ]
        )


def _column_widths(cells: list[list[PdfParagraph]], width: float) -> list[float]:
    """Every column gets its longest word, and the rest goes to the columns with the longest lines."""
    columns = list(zip(*cells, strict=True))
    words = _longest_words(cells)
    lines = [min(max(_line_width(cell) for cell in column) + BOX_PADDING, width * _WIDEST_COLUMN) for column in columns]
    wishes = [max(line - word, 1.0) for line, word in zip(lines, words, strict=True)]
    spare = width - sum(words)
    return [word + spare * wish / sum(wishes) for word, wish in zip(words, wishes, strict=True)]


def _longest_words(cells: list[list[PdfParagraph]]) -> list[float]:
    """The room that each column needs so that none of its words is broken."""
    return [max(cell.minWidth() for cell in column) + BOX_PADDING for column in zip(*cells, strict=True)]


def _scaled(style: ParagraphStyle, scale: float) -> ParagraphStyle:
    if scale == 1:
        return style
    return ParagraphStyle(style.name, parent=style, fontSize=style.fontSize * scale, leading=style.leading * scale)


def _line_width(cell: PdfParagraph) -> float:
    return stringWidth(cell.getPlainText(), cell.style.fontName, cell.style.fontSize)
