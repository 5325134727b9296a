"""Word documents: headings, paragraphs, list items, tables and footnotes of a DOCX file, as one page."""

import re
from collections.abc import Iterator

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from lxml import etree

from discourse.domain.documents import Aside, AsideKind, BlockKind, Metadata, Reading, Status
from discourse.domain.errors import SourceError
from discourse.domain.sources import Source
from discourse.reading.archives import DAMAGE, check_size
from discourse.reading.assemble import PagePieces, Piece, assemble_document, mark_references
from discourse.reading.normalise import normalise_text
from discourse.reading.rows import has_header, rows_to_pieces
from discourse.reading.styled import paragraph_to_piece

ENGINE = "python-docx"

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Deleted and moved-away text is not part of the document as it reads now; a text box stands on its own.
_UNREAD = frozenset(
    {f"{_W}del", f"{_W}moveFrom", f"{_W}txbxContent", f"{_W}instrText", f"{_W}pPr", f"{_W}rPr", _FALLBACK}
)
_TEXTS = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_NOTE_MARK = re.compile(r"[\[(]?(?:\d{1,3}|[*†‡]{1,3})[\])]?")
_PRODUCED_TITLE = re.compile(r"microsoft word|^document\d*$|^untitled|\.docx?$", re.IGNORECASE)


def read_docx(source: Source) -> Reading:
    """Read a DOCX file; a `SourceError` names one that is damaged or would unpack to an unreasonable size."""
    check_size(source.path)
    try:
        word = docx.Document(str(source.path))
    except (KeyError, etree.XMLSyntaxError, *DAMAGE) as error:
        raise SourceError(f"'{source.name}' is not a readable DOCX file; open it in Word and save it again.") from error
    pieces = list(_Body(word).pieces())
    asides = tuple(_asides(word))
    title = _title(word, pieces)
    document = assemble_document(
        [PagePieces(1, tuple(mark_references(pieces)), ENGINE)],
        document_id=source.id,
        source_id=source.id,
        metadata=Metadata(title=normalise_text(title).strip()),
        asides=asides,
    )
    if not document.text:
        reason = f"'{source.name}' holds no text, only images or nothing."
        return Reading(source.id, Status.EMPTY, reason=reason, engine=ENGINE)
    return Reading(source.id, Status.OK, (document,), engine=ENGINE)


class _Body:
    """The walk over a document's body, with the style names that the paragraphs refer to."""

    def __init__(self, word: WordDocument) -> None:
        self._body = word.element.body
        self._styles = {style.style_id: (style.name or "").casefold() for style in word.styles}

    def pieces(self) -> Iterator[Piece]:
        yield from self._walk(self._body)

    def _walk(self, parent: etree._Element) -> Iterator[Piece]:
        for child in parent:
            if child.tag == f"{_W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                yield from self._table(child)
            elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}smartTag", f"{_W}customXml"):
                yield from self._walk(child)

    def _paragraph(self, paragraph: etree._Element) -> Iterator[Piece]:
        text = element_text(paragraph).strip()
        if text:
            yield self._piece(paragraph, text)
        for box in paragraph.iter(f"{_W}txbxContent"):
            if not any(parent.tag == _FALLBACK for parent in box.iterancestors()):
                yield from self._walk(box)

    def _piece(self, paragraph: etree._Element, text: str) -> Piece:
        style = self._style(paragraph)
        depth = paragraph.find(f"{_W}pPr/{_W}numPr/{_W}ilvl")
        list_depth = int(paragraph.find(f"{_W}pPr/{_W}numPr") is not None)
        if depth is not None:
            list_depth = int(depth.get(f"{_W}val", "0")) + 1
        return paragraph_to_piece(text, style, list_depth=list_depth, is_bold=_is_bold(paragraph))

    def _style(self, paragraph: etree._Element) -> str:
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        return self._styles.get(style.get(f"{_W}val", ""), "") if style is not None else ""

    def _table(self, table: etree._Element) -> Iterator[Piece]:
        rows = [[element_text(cell) for cell in row.iter(f"{_W}tc")] for row in table.iterchildren(f"{_W}tr")]
        if max(map(len, rows), default=0) < 2 or table.find(f".//{_W}tbl") is not None:
            # A table of one column, or around other tables, frames text.
            for cell in (cell for row in table.iterchildren(f"{_W}tr") for cell in row.iterchildren(f"{_W}tc")):
                yield from self._walk(cell)
            return
        header = rows.pop(0) if has_header(rows) else []
        yield from rows_to_pieces(rows, header=header)


def element_text(element: etree._Element) -> str:
    """The text of a WordprocessingML element as it reads with all tracked changes accepted."""
    parts: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, inner in walk:
        if event == "start" and (inner.tag in _UNREAD or _is_note_mark(inner)):
            walk.skip_subtree()
        elif event == "start":
            parts.append((inner.text or "") if inner.tag == f"{_W}t" else _TEXTS.get(inner.tag, ""))
        elif inner.tag == f"{_W}p" and inner is not element:
            parts.append("\n")
    return "".join(parts)


def _is_note_mark(element: etree._Element) -> bool:
    """True for a run of raised digits or asterisks, as typed where a real footnote was not used."""
    if element.tag != f"{_W}r":
        return False
    raised = element.find(f"{_W}rPr/{_W}vertAlign")
    if raised is None or raised.get(f"{_W}val") != "superscript":
        return False
    return bool(_NOTE_MARK.fullmatch("".join(text.text or "" for text in element.iter(f"{_W}t")).strip()))


def _is_bold(paragraph: etree._Element) -> bool:
    runs = [run for run in paragraph.iter(f"{_W}r") if element_text(run).strip()]
    bold = [run.find(f"{_W}rPr/{_W}b") for run in runs]
    return bool(runs) and all(mark is not None and mark.get(f"{_W}val", "1") not in ("0", "false") for mark in bold)


def _asides(word: WordDocument) -> Iterator[Aside]:
    seen: set[tuple[AsideKind, str]] = set()
    for section in word.sections:
        for kind, part in ((AsideKind.RUNNING_HEAD, section.header), (AsideKind.RUNNING_FOOT, section.footer)):
            text = "" if part.is_linked_to_previous else normalise_text(element_text(part._element)).strip()
            if text and (kind, text) not in seen:
                seen.add((kind, text))
                yield Aside(kind, 1, text)
    for relation in word.part.rels.values():
        if relation.reltype in (RELATION.FOOTNOTES, RELATION.ENDNOTES) and not relation.is_external:
            yield from _notes(relation.target_part.blob)


def _notes(xml: bytes) -> Iterator[Aside]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    for note in etree.fromstring(xml, parser):
        text = normalise_text(element_text(note)).strip()
        # Word keeps its separator lines as notes of a special type.
        if text and note.get(f"{_W}type") is None:
            yield Aside(AsideKind.FOOTNOTE, 1, text)


def _title(word: WordDocument, pieces: list[Piece]) -> str:
    stated = (word.core_properties.title or "").strip()
    if stated and not _PRODUCED_TITLE.search(stated):
        return stated
    return next((piece.text for piece in pieces if piece.kind is BlockKind.HEADING), "")
