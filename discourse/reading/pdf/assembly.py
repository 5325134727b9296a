"""Blocks of pages into one document: broken words and paragraphs made whole, offsets taken."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from discourse.domain.documents import Block, BlockKind, Page
from discourse.reading.normalise import normalise_text
from discourse.reading.pdf.hyphens import Vocabulary, join_lines, join_over_page
from discourse.reading.pdf.kinds import PageBlock

_FLOWING = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTATION})
_REFERENCES = re.compile(
    r"^(?:[\dIVX.]+\s+)?(?:references?|bibliography|works cited|literature(?: cited)?|reference list|end\s?notes"
    r"|sources|irodalom(?:jegyzék)?)(?:\s+(?:and|&)\s+(?:references|notes|sources|bibliography))?\s*:?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Body:
    """A document's text with its pages and blocks."""

    text: str
    pages: tuple[Page, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class PageHead:
    """What is known of a page beside its text."""

    number: int
    engine: str
    note: str = ""
    label: str = ""


def join_pages(blocks: Sequence[PageBlock]) -> list[PageBlock]:
    """Make one block of a paragraph that a page's end cuts in two."""
    joined: list[PageBlock] = []
    for block in blocks:
        before = joined[-1] if joined else None
        if before is not None and _goes_on(before, block):
            before.lines += block.lines
            before.pages += block.pages
        else:
            joined.append(block)
    return joined


def _goes_on(before: PageBlock, block: PageBlock) -> bool:
    if block.pages[0] != before.pages[-1] + 1 or block.kind is not BlockKind.PARAGRAPH or before.kind not in _FLOWING:
        return False
    if block.apart:
        return False
    same_type = abs(before.size - block.size) <= 0.09 * before.size and before.bold == block.bold
    start = block.lines[0].lstrip("“‘\"'(")[:1]
    return (
        same_type
        and before.ends_open
        and (start.islower() or before.lines[-1].endswith("-") or _is_long(before, block))
    )


def _is_long(before: PageBlock, block: PageBlock) -> bool:
    """Two blocks of prose, the first broken off in full flow: the second goes on even with a capital or a digit."""
    return len(before.lines) > 1 and len(block.lines) > 1 and before.lines[-1][-1:].isalpha()


def name_references(blocks: Sequence[PageBlock]) -> None:
    """Name what stands under a heading like 'References' a reference, up to the next heading."""
    inside = False
    for block in blocks:
        if block.kind is BlockKind.HEADING or _REFERENCES.match(" ".join(block.lines)):
            inside = bool(_REFERENCES.match(" ".join(block.lines)))
            if inside:
                block.kind = BlockKind.HEADING
        elif inside and block.kind in _FLOWING:
            block.kind = BlockKind.REFERENCE


def rank_headings(blocks: Sequence[PageBlock]) -> None:
    """Give unnumbered headings a level from 1 by their type size in the document, bold before plain."""
    heads = [block for block in blocks if block.kind is BlockKind.HEADING]
    looks = sorted({(round(block.size), block.bold) for block in heads}, reverse=True)
    for block in heads:
        block.level = block.level or min(looks.index((round(block.size), block.bold)) + 1, 6)


def assemble(blocks: Sequence[PageBlock], heads: Sequence[PageHead], vocabulary: Vocabulary) -> Body:
    """Lay the blocks out page by page and take their offsets in the finished text."""
    texts: dict[int, list[str]] = {head.number: [] for head in heads}
    spans: list[tuple[PageBlock, list[tuple[int, int]]]] = []
    for block in blocks:
        placed = []
        for page, text in _page_texts(block, vocabulary):
            placed.append((page, len(texts[page])))
            texts[page].append(text)
        if placed:
            spans.append((block, placed))
    return _with_offsets(spans, texts, heads)


def _page_texts(block: PageBlock, vocabulary: Vocabulary) -> list[tuple[int, str]]:
    """A block's text on each of its pages; a word broken over a page's end stands whole on the first page."""
    parts: list[tuple[int, str]] = []
    for page in dict.fromkeys(block.pages):
        lines = [line for line, number in zip(block.lines, block.pages, strict=True) if number == page]
        parts.append((page, join_lines(lines, vocabulary)))
    for at in range(len(parts) - 1):
        (page, left), (next_page, right) = parts[at], parts[at + 1]
        left, right = join_over_page(left, right, vocabulary)
        parts[at], parts[at + 1] = (page, left), (next_page, right)
    clean = [(page, normalise_text(text).replace("\n", " ").strip()) for page, text in parts]
    return [(page, text) for page, text in clean if text]


def _with_offsets(
    spans: Sequence[tuple[PageBlock, list[tuple[int, int]]]], texts: dict[int, list[str]], heads: Sequence[PageHead]
) -> Body:
    pages: list[Page] = []
    starts: dict[tuple[int, int], tuple[int, int]] = {}
    at = 0
    for head in heads:
        start = at
        for index, text in enumerate(texts[head.number]):
            starts[head.number, index] = at, at + len(text)
            at += len(text) + 1
        end = max(start, at - 1)
        pages.append(Page(head.number, start, end, head.engine, head.note, head.label))
        at = end + 1
    text = "\n".join("\n".join(texts[head.number]) for head in heads)
    blocks = (Block(block.kind, starts[placed[0]][0], starts[placed[-1]][1], block.level) for block, placed in spans)
    return Body(text, tuple(pages), tuple(sorted(blocks, key=lambda block: block.start)))
