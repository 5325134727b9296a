"""RTF files: headings, paragraphs, list items, tables and footnotes, as one page."""

from collections.abc import Iterator
from itertools import groupby

from discourse.domain.documents import Aside, AsideKind, BlockKind, Metadata, Reading, Status
from discourse.domain.errors import SourceError
from discourse.domain.sources import Source
from discourse.reading.assemble import PagePieces, Piece, assemble_document, mark_references
from discourse.reading.normalise import normalise_text
from discourse.reading.rows import has_header, rows_to_pieces
from discourse.reading.rtf.paragraphs import MOST_GROUPS, Paragraph, Parsed, Row, parse_rtf
from discourse.reading.rtf.tokens import read_tokens
from discourse.reading.styled import paragraph_to_piece
from discourse.reading.text.lines import BULLET_ITEM

ENGINE = "rtf"


def read_rtf(source: Source) -> Reading:
    """Read an RTF file; a `SourceError` names one that is none or nests its groups without end.

    What is doubtful is told in the reading's reason: an end that is missing, bytes that fit no stated encoding.
    """
    data = source.path.read_bytes().lstrip()
    if not data.startswith(b"{\\rtf"):
        raise SourceError(f"'{source.name}' does not begin as an RTF file; open it in Word and save it again.")
    parsed = parse_rtf(read_tokens(data))
    if parsed.open_groups > MOST_GROUPS:
        raise SourceError(
            f"'{source.name}' nests its groups too deeply to be a text; open it in Word and save it again."
        )
    pieces = [piece for is_row, items in groupby(parsed.body, _is_row) for piece in _pieces(list(items), is_row)]
    title = parsed.title or next((piece.text for piece in pieces if piece.kind is BlockKind.HEADING), "")
    document = assemble_document(
        [PagePieces(1, tuple(mark_references(pieces)), ENGINE)],
        document_id=source.id,
        source_id=source.id,
        metadata=Metadata(title=normalise_text(title).strip()),
        asides=_asides(parsed),
    )
    if not document.text:
        reason = f"'{source.name}' holds no text, only images or nothing."
        return Reading(source.id, Status.EMPTY, reason=reason, engine=ENGINE)
    return Reading(source.id, Status.OK, (document,), reason=_doubts(parsed), engine=ENGINE)


def _is_row(item: Paragraph | Row) -> bool:
    return isinstance(item, Row)


def _pieces(items: list[Paragraph | Row], is_row: bool) -> Iterator[Piece]:
    if not is_row:
        yield from (_piece(item) for item in items if isinstance(item, Paragraph))
        return
    rows = [item.cells for item in items if isinstance(item, Row) and any(item.cells)]
    if max(map(len, rows), default=0) < 2:
        # A table of one column frames text.
        yield from (Piece(BlockKind.PARAGRAPH, cell) for row in rows for cell in row if cell)
        return
    header = rows.pop(0) if has_header(rows) else ()
    yield from rows_to_pieces(rows, header=header)


def _piece(paragraph: Paragraph) -> Piece:
    if paragraph.outline:
        return Piece(BlockKind.HEADING, " ".join(paragraph.text.split()), paragraph.outline)
    text = normalise_text(paragraph.text).strip()
    if bullet := BULLET_ITEM.match(text):
        return Piece(BlockKind.LIST_ITEM, text[bullet.end() :], max(paragraph.depth, 1))
    if not text:
        return Piece(BlockKind.PARAGRAPH, "")
    return paragraph_to_piece(text, paragraph.style, list_depth=paragraph.depth, is_bold=paragraph.is_bold)


def _asides(parsed: Parsed) -> Iterator[Aside]:
    for kind, texts in (
        (AsideKind.RUNNING_HEAD, parsed.heads),
        (AsideKind.RUNNING_FOOT, parsed.feet),
        (AsideKind.FOOTNOTE, parsed.notes),
    ):
        for text in dict.fromkeys(normalise_text(text).strip() for text in texts):
            if text:
                yield Aside(kind, 1, text)


def _doubts(parsed: Parsed) -> str:
    doubts = []
    if parsed.open_groups:
        doubts.append("the file breaks off in the middle, its end may be missing")
    if parsed.misfits:
        doubts.append(f"{parsed.misfits} bytes do not fit the encoding that the file states")
    return "; ".join(doubts)
