"""A text as a Word document with the styles that Word itself offers; footnotes follow as end notes."""

from datetime import UTC, datetime
from functools import singledispatch
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as WordParagraph

from maker.blocks import Block, Contents, Heading, List, Paragraph, Quote, References, Table, parse_runs
from maker.texts import Text
from maker.wording import curl_quotes

_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def make_word_file(text: Text) -> bytes:
    """The text as .docx; the same bytes in every run."""
    document = Document()
    _set_properties(document, text)
    _set_head_and_foot(document, text)
    for block in text.blocks:
        _add(block, document)
    _add_notes(document, text.notes)
    return _without_clock(document)


def _set_properties(document: WordDocument, text: Text) -> None:
    properties = document.core_properties
    properties.title, properties.author, properties.subject = text.title, text.body, text.doc_type
    properties.last_modified_by, properties.comments = text.body, ""
    properties.created = properties.modified = datetime(text.year, 1, 1, tzinfo=UTC)


def _set_head_and_foot(document: WordDocument, text: Text) -> None:
    section = document.sections[0]
    section.header.paragraphs[0].text = f"{text.body}\t\t{text.title}"
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot.add_run("Page ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    foot._p.append(field)


def _add_notes(document: WordDocument, notes: dict[str, str]) -> None:
    if notes:
        document.add_heading("Notes", level=1)
    for label, note in notes.items():
        paragraph = document.add_paragraph()
        paragraph.add_run(label).font.superscript = True
        _fill(paragraph, f" {note}")


def _without_clock(document: WordDocument) -> bytes:
    """The file with the time of writing taken out of its archive."""
    written, target = BytesIO(), BytesIO()
    document.save(written)
    with ZipFile(written) as source, ZipFile(target, "w") as copy:
        for name in source.namelist():
            copy.writestr(ZipInfo(name, _ZIP_DATE), source.read(name), compress_type=ZIP_DEFLATED)
    return target.getvalue()


def _fill(paragraph: WordParagraph, text: str) -> WordParagraph:
    for run in parse_runs(curl_quotes(text)):
        added = paragraph.add_run(run.note or run.text)
        added.bold, added.italic = run.bold or None, run.italic or None
        added.font.superscript = True if run.note else None
    return paragraph


@singledispatch
def _add(block: Block, _document: WordDocument) -> None:
    raise TypeError(f"No way to add a {type(block).__name__}.")


@_add.register
def _(block: Heading, document: WordDocument) -> None:
    _fill(document.add_heading(level=block.level - 1), block.text)


@_add.register
def _(block: Paragraph, document: WordDocument) -> None:
    _fill(document.add_paragraph(), block.text)


@_add.register
def _(block: List, document: WordDocument) -> None:
    start = block.items[0].number
    style = "List Bullet" if start is None else "List Number"
    paragraphs = [_fill(document.add_paragraph(style=style), item.text) for item in block.items]
    if start is not None:
        _restart_numbers(document, paragraphs, start)


@_add.register
def _(block: Table, document: WordDocument) -> None:
    table = document.add_table(rows=0, cols=len(block.header), style="Table Grid")
    for row in (block.header, *block.rows):
        cells = table.add_row().cells
        for cell, words in zip(cells, row, strict=True):
            _fill(cell.paragraphs[0], f"**{words}**" if row is block.header and words else words)
    document.add_paragraph()


@_add.register
def _(block: Quote, document: WordDocument) -> None:
    for words in block.paragraphs:
        _fill(document.add_paragraph(style="Intense Quote"), words)


@_add.register
def _(block: Contents, document: WordDocument) -> None:
    document.add_heading(block.title, level=1)
    for entry in block.entries:
        document.add_paragraph(f"{entry.title}\t{entry.page}")


@_add.register
def _(block: References, document: WordDocument) -> None:
    document.add_heading(block.title, level=1)
    for item in block.items:
        _fill(document.add_paragraph(), item)


def _restart_numbers(document: WordDocument, paragraphs: list[WordParagraph], start: int) -> None:
    # Word goes on counting from one list of a style to the next unless told where to begin.
    numbering = document.part.numbering_part.element
    style_number = document.styles["List Number"].element.pPr.numPr.numId.val
    abstract = numbering.num_having_numId(style_number).abstractNumId.val
    number = numbering.add_num(abstract)
    number.add_lvlOverride(ilvl=0).add_startOverride(start)
    for paragraph in paragraphs:
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_numId().val = number.numId
        properties.get_or_add_ilvl().val = 0
