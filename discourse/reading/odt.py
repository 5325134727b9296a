"""OpenDocument texts: headings, paragraphs, list items, tables and notes of an ODT file, as one page."""

import zipfile
from collections.abc import Iterator

from lxml import etree

from discourse.domain.documents import Aside, AsideKind, BlockKind, Metadata, Reading, Status
from discourse.domain.errors import SourceError
from discourse.domain.sources import Source
from discourse.reading.archives import check_size, opened_archive
from discourse.reading.assemble import PagePieces, Piece, assemble_document, mark_references
from discourse.reading.normalise import normalise_text
from discourse.reading.rows import has_header, rows_to_pieces
from discourse.reading.styled import paragraph_to_piece

ENGINE = "opendocument"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_PARAGRAPHS = frozenset({f"{_TEXT}p", f"{_TEXT}h"})
_INDEXES = frozenset(
    {f"{_TEXT}{name}-index" for name in ("illustration", "table", "object", "user", "alphabetical")}
    | {f"{_TEXT}table-of-content", f"{_TEXT}bibliography"}
)
# Deleted text, comments and what a field is computed from are no part of the text as it reads.
_UNREAD = frozenset(
    {f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_TEXT}note", f"{_OFFICE}forms", f"{_DRAW}frame"}
    | {f"{_TEXT}index-title-template", f"{_TEXT}ruby-text", f"{_TEXT}variable-decls", f"{_TEXT}sequence-decls"}
)
_SIGNS = {f"{_TEXT}tab": " ", f"{_TEXT}line-break": "\n", f"{_TEXT}soft-page-break": ""}
_DEEPEST_HEADING = 9
# A cell may claim to be repeated to the last column of a sheet.
_MOST_REPEATED = 64


def read_odt(source: Source) -> Reading:
    """Read an ODT file; a `SourceError` names one that is damaged, under a password or unreasonably large."""
    check_size(source.path)
    content = _part(source, "content.xml")
    styles = _part(source, "styles.xml", is_needed=False)
    body = content.find(f"{_OFFICE}body/{_OFFICE}text") if content is not None else None
    if body is None:
        raise SourceError(f"'{source.name}' holds no OpenDocument text; open it in an office program and save it anew.")
    walk = _Body([root for root in (styles, content) if root is not None])
    pieces = list(walk.pieces(body))
    document = assemble_document(
        [PagePieces(1, tuple(mark_references(pieces)), ENGINE)],
        document_id=source.id,
        source_id=source.id,
        metadata=Metadata(title=normalise_text(_title(source, pieces)).strip()),
        asides=(*_running(styles), *walk.notes(body)),
    )
    if not document.text:
        reason = f"'{source.name}' holds no text, only images or nothing."
        return Reading(source.id, Status.EMPTY, reason=reason, engine=ENGINE)
    return Reading(source.id, Status.OK, (document,), engine=ENGINE)


def _part(source: Source, name: str, *, is_needed: bool = True) -> etree._Element | None:
    """The root of one of the file's XML parts."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)
    with opened_archive(source.path) as archive:
        if _is_locked(archive):
            raise SourceError(f"'{source.name}' is protected by a password; save it without one.")
        if name not in archive.namelist():
            return None
        try:
            return etree.fromstring(archive.read(name), parser)
        except (etree.XMLSyntaxError, zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as error:
            if not is_needed:
                return None
            said = " ".join(str(error).split())
            raise SourceError(
                f"'{source.name}' is damaged ({name}: {said}); open it in an office program and save it anew."
            ) from error


def _is_locked(archive: zipfile.ZipFile) -> bool:
    name = "META-INF/manifest.xml"
    return name in archive.namelist() and b"encryption-data" in archive.read(name)


class _Body:
    """The walk over a text's body, with the styles that its paragraphs refer to."""

    def __init__(self, roots: list[etree._Element]) -> None:
        styles = [style for root in roots for style in root.iter(f"{_STYLE}style")]
        self._named = {style.get(f"{_STYLE}name", ""): style for style in styles}

    def pieces(self, parent: etree._Element, depth: int = 0) -> Iterator[Piece]:
        for child in parent:
            if child.tag in _PARAGRAPHS:
                yield from self._paragraph(child, depth)
            elif child.tag == f"{_TEXT}list":
                yield from self.pieces(child, depth + 1)
            elif child.tag == f"{_TABLE}table":
                yield from self._table(child)
            elif child.tag in _INDEXES:
                yield from self._index(child)
            elif child.tag == f"{_DRAW}frame":
                for box in child.iterchildren(f"{_DRAW}text-box"):
                    yield from self.pieces(box)
            elif isinstance(child.tag, str) and child.tag not in _UNREAD:
                yield from self.pieces(child, depth)

    def notes(self, body: etree._Element) -> Iterator[Aside]:
        """Footnotes and endnotes, without their marks."""
        for note in body.iter(f"{_TEXT}note-body"):
            text = normalise_text("\n".join(map(element_text, note.iter(*_PARAGRAPHS)))).strip()
            if text:
                yield Aside(AsideKind.FOOTNOTE, 1, text)

    def _paragraph(self, element: etree._Element, depth: int) -> Iterator[Piece]:
        text = element_text(element).strip()
        if text:
            yield self._piece(element, text, depth)
        for box in element.iter(f"{_DRAW}text-box"):
            if next(box.iterancestors(*_PARAGRAPHS), None) is element:
                yield from self.pieces(box)

    def _piece(self, element: etree._Element, text: str, depth: int) -> Piece:
        if element.tag == f"{_TEXT}h":
            stated = element.get(f"{_TEXT}outline-level", "1")
            level = min(int(stated), _DEEPEST_HEADING) if stated.isdecimal() else 1
            return Piece(BlockKind.HEADING, " ".join(text.split()), level)
        chain = list(self._chain(element.get(f"{_TEXT}style-name", "")))
        name = next((_style_name(style) for style in chain if not _is_automatic(style)), "")
        return paragraph_to_piece(text, name, list_depth=depth, is_bold=self._is_bold(element, chain))

    def _chain(self, name: str) -> Iterator[etree._Element]:
        """A style and those that it is derived from."""
        seen: set[str] = set()
        while name in self._named and name not in seen:
            seen.add(name)
            style = self._named[name]
            yield style
            name = style.get(f"{_STYLE}parent-style-name", "")

    def _is_bold(self, element: etree._Element, chain: list[etree._Element]) -> bool:
        if (element.text or "").strip():
            return _says_bold(chain)
        spans = [span for span in element if element_text(span).strip() or (span.tail or "").strip()]
        return bool(spans) and all(
            span.tag == f"{_TEXT}span"
            and not (span.tail or "").strip()
            and _says_bold([*self._chain(span.get(f"{_TEXT}style-name", "")), *chain])
            for span in spans
        )

    def _table(self, table: etree._Element) -> Iterator[Piece]:
        rows = [row for row in table.iter(f"{_TABLE}table-row") if _table_of(row) is table]
        cells = [list(_cells(row)) for row in rows]
        if max(map(len, cells), default=0) < 2 or table.find(f".//{_TABLE}table") is not None:
            # A table of one column, or around other tables, frames text.
            for cell in (cell for row in cells for cell in row):
                yield from self.pieces(cell)
            return
        texts = [[" ".join(map(element_text, cell.iter(*_PARAGRAPHS))) for cell in row] for row in cells]
        texts = [row for row in texts if any(map(str.strip, row))]
        header = texts.pop(0) if has_header(texts) else []
        yield from rows_to_pieces(texts, header=header)

    def _index(self, index: etree._Element) -> Iterator[Piece]:
        for element in index.iter(*_PARAGRAPHS):
            if text := " ".join(element_text(element).split()):
                yield Piece(BlockKind.CONTENTS, text)


def element_text(element: etree._Element) -> str:
    """The text of a paragraph without its notes, comments and boxes."""
    parts: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, inner in walk:
        if not isinstance(inner.tag, str):
            continue
        if event == "start" and inner.tag in _UNREAD:
            walk.skip_subtree()
        elif event == "start":
            parts.append(_SIGNS.get(inner.tag, " " if inner.tag == f"{_TEXT}s" else ""))
            parts.append(_plain(inner.text))
        elif inner is not element:
            parts.append(_plain(inner.tail))
    return "".join(parts)


def _plain(text: str | None) -> str:
    """Line feeds in the file are blanks; the text's own breaks are elements."""
    return (text or "").replace("\r", " ").replace("\n", " ").replace("\t", " ")


def _style_name(style: etree._Element) -> str:
    """A style's name as Word would say it: `Heading_20_1` is `heading 1`, `Text_20_body` `text body`."""
    name = style.get(f"{_STYLE}display-name") or style.get(f"{_STYLE}name", "").replace("_20_", " ")
    return name.casefold()


def _is_automatic(style: etree._Element) -> bool:
    """True for a style that only says how one paragraph differs from the one it is derived from."""
    parent = style.getparent()
    return parent is not None and parent.tag == f"{_OFFICE}automatic-styles"


def _says_bold(chain: list[etree._Element]) -> bool:
    weights = (
        properties.get(f"{_FO}font-weight")
        for style in chain
        for properties in style.iterchildren(f"{_STYLE}text-properties")
    )
    return next((weight for weight in weights if weight), "normal") in ("bold", "600", "700", "800", "900")


def _table_of(row: etree._Element) -> etree._Element | None:
    return next(row.iterancestors(f"{_TABLE}table"), None)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for cell in row.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
        stated = cell.get(f"{_TABLE}number-columns-repeated", "1")
        times = min(int(stated), _MOST_REPEATED) if stated.isdecimal() else 1
        yield from [cell] * times


def _running(styles: etree._Element | None) -> Iterator[Aside]:
    """The heads and feet of the page styles."""
    seen: set[tuple[AsideKind, str]] = set()
    for kind, name in ((AsideKind.RUNNING_HEAD, "header"), (AsideKind.RUNNING_FOOT, "footer")):
        for element in styles.iter(f"{_STYLE}{name}") if styles is not None else ():
            text = normalise_text("\n".join(map(element_text, element.iter(*_PARAGRAPHS)))).strip()
            if text and (kind, text) not in seen:
                seen.add((kind, text))
                yield Aside(kind, 1, text)


def _title(source: Source, pieces: list[Piece]) -> str:
    meta = _part(source, "meta.xml", is_needed=False)
    stated = (meta.findtext(f".//{_DC}title") or "").strip() if meta is not None else ""
    return stated or next((piece.text for piece in pieces if piece.kind is BlockKind.HEADING), "")
