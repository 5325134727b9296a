"""A document put together from the pieces of its pages; where every reader's offsets come from."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from discourse.domain.documents import Aside, Block, BlockKind, Document, Metadata, Page
from discourse.reading.normalise import normalise_text

_CLOSE_KINDS = frozenset({BlockKind.LIST_ITEM, BlockKind.TABLE_ROW, BlockKind.CONTENTS, BlockKind.REFERENCE})
_REFERENCES = re.compile(
    r"(?:\d+(?:\.\d+)*\.? +)?"
    r"(?:references?(?: list)?|bibliography|works cited|literature cited|endnotes|footnotes|notes)[ :.]*",
    re.IGNORECASE,
)
_NOTE = re.compile(r"\W{0,2}\d|[*†‡]")
_KEPT_IN_REFERENCES = frozenset({BlockKind.HEADING, BlockKind.CONTENTS})


@dataclass(frozen=True, slots=True)
class Piece:
    """A block before it has a place: its kind, its text, and its depth where it is a heading or list item."""

    kind: BlockKind
    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class PagePieces:
    """The pieces of one page in reading order; `number`, `engine` and `note` become the page's."""

    number: int
    pieces: tuple[Piece, ...]
    engine: str = ""
    note: str = ""


def assemble_document(
    pages: Sequence[PagePieces],
    *,
    document_id: str,
    source_id: str,
    metadata: Metadata | None = None,
    asides: Iterable[Aside] = (),
    place: str = "",
) -> Document:
    """Normalise the pieces, lay them one after another and note where each begins and ends.

    Items, rows and references stand on consecutive lines, everything else is set off by a blank line. A piece without
    text leaves no block; a page without pieces stays as an empty page.
    """
    texts: list[str] = []
    places: list[Page] = []
    blocks: list[Block] = []
    start = 0
    for page in pages:
        text, inner = _lay_out(page.pieces)
        blocks += [replace(block, start=block.start + start, end=block.end + start) for block in inner]
        places.append(Page(page.number, start, start + len(text), page.engine, page.note))
        texts.append(text)
        start += len(text) + 1
    return Document(
        id=document_id,
        source_id=source_id,
        text="\n".join(texts),
        pages=tuple(places),
        blocks=tuple(blocks),
        asides=tuple(asides),
        metadata=metadata or Metadata(),
        place=place,
    )


def mark_references(pieces: Iterable[Piece]) -> list[Piece]:
    """The same pieces, those under a heading such as "References" or "Notes" marked as references.

    A list of references ends at the next heading of the same or a higher level.
    """
    marked: list[Piece] = []
    level: int | None = None
    is_notes = False
    for piece in pieces:
        if piece.kind is BlockKind.HEADING:
            if _REFERENCES.fullmatch(piece.text.strip()):
                level, is_notes = piece.level, "notes" in piece.text.casefold()
            elif level is not None and piece.level <= level:
                level = None
        inside = level is not None and piece.kind not in _KEPT_IN_REFERENCES
        # Remarks may stand under "Notes" too; a note to the text has a number, an asterisk or a place in a list.
        inside = inside and (not is_notes or piece.kind is BlockKind.LIST_ITEM or bool(_NOTE.match(piece.text)))
        marked.append(replace(piece, kind=BlockKind.REFERENCE) if inside else piece)
    return marked


def _lay_out(pieces: Iterable[Piece]) -> tuple[str, list[Block]]:
    parts: list[str] = []
    blocks: list[Block] = []
    end = 0
    for piece in pieces:
        text = normalise_text(piece.text).strip()
        if not text:
            continue
        if blocks:
            gap = "\n" if piece.kind is blocks[-1].kind and piece.kind in _CLOSE_KINDS else "\n\n"
            parts.append(gap)
            end += len(gap)
        parts.append(text)
        blocks.append(Block(piece.kind, end, end + len(text), piece.level))
        end += len(text)
    return "".join(parts), blocks
