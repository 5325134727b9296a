"""A document as leaves to read: a page each, or a part of a long one, with passages in their paragraphs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from discourse.domain.documents import Block, BlockKind, Document
from discourse.domain.passages import Passage
from discourse.pipeline.workbench.library import OpenedDocument

# A text file without pages would be one leaf of thousands of passages.
PASSAGES_ON_A_LEAF = 60


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `passage` is nothing for what stands between passages."""

    text: str
    passage: Passage | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of the document cut into pieces that join to its text."""

    kind: BlockKind
    level: int
    page: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """What is shown at once; `part` of `parts` where a page is too long for one leaf. Counted from 1."""

    number: int
    page: int
    paragraphs: tuple[Paragraph, ...]
    part: int = 1
    parts: int = 1

    @property
    def passages(self) -> tuple[Passage, ...]:
        return tuple(piece.passage for paragraph in self.paragraphs for piece in paragraph.pieces if piece.passage)


def make_leaves(opened: OpenedDocument) -> tuple[Leaf, ...]:
    """The leaves of a document in order; one at least, also of an empty text."""
    document = opened.document
    pages: dict[int, list[list[Paragraph]]] = {}
    for paragraph in _paragraphs(document, opened.passages):
        leaves = pages.setdefault(paragraph.page, [[]])
        held = sum(len(one.pieces) for one in leaves[-1])
        if leaves[-1] and held + len(paragraph.pieces) > 2 * PASSAGES_ON_A_LEAF:
            leaves.append([])
        leaves[-1].append(paragraph)
    found = [
        (page, tuple(paragraphs), part, len(leaves))
        for page, leaves in pages.items()
        for part, paragraphs in enumerate(leaves, start=1)
    ]
    if not found:
        return (Leaf(1, 1, ()),)
    return tuple(Leaf(number, *rest) for number, rest in enumerate(found, start=1))


def leaf_at(leaves: Sequence[Leaf], offset: int) -> Leaf:
    """The leaf on which the passage at or before `offset` stands."""
    best = leaves[0]
    for leaf in leaves:
        passages = leaf.passages
        if passages and passages[0].start <= offset:
            best = leaf
    return best


def _paragraphs(document: Document, passages: Sequence[Passage]) -> Iterator[Paragraph]:
    blocks = document.blocks or (Block(BlockKind.PARAGRAPH, 0, len(document.text)),)
    place = 0
    for block in blocks:
        own: list[Passage] = []
        while place < len(passages) and passages[place].start < block.end:
            own.append(passages[place])
            place += 1
        pieces = tuple(_pieces(document.text, block, own))
        if pieces:
            yield Paragraph(block.kind, block.level, document.page_at(block.start), pieces)


def _pieces(text: str, block: Block, passages: Sequence[Passage]) -> Iterator[Piece]:
    at = block.start
    for passage in passages:
        if passage.start > at:
            yield Piece(text[at : passage.start])
        if passage.start >= at:
            yield Piece(passage.text, passage)
            at = passage.end
    if at < block.end:
        yield Piece(text[at : block.end])
