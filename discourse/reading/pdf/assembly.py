"""Blocks of pages into one document: broken words and paragraphs made whole, offsets taken."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from discourse.domain.documents import Block, BlockKind, Page
from discourse.reading.normalise import normalise_text
from discourse.reading.pdf.blocks import PageBlock

_FLOWING = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTATION})
_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BROKEN = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)[-\xad\u2010]$")
_FIRST_WORD = re.compile(r"^([^\W\d_]+(?:-[^\W\d_]+)*)(\S*)\s*")
# Words that English joins by a hyphen to whatever follows, or to whatever goes before.
_PREFIXES = (
    "self non ex well ill cross all half high low long short full part hard soft large small fast first second third "
    "two three four five ten one mid post pre anti quasi semi best better new old so world work evidence"
)
_SUFFIXES = (
    "based led related oriented driven wide specific term level time making maker friendly centred centered focused "
    "year born run quality scale sized won known paid skilled funded owned ranging reaching standing up out in"
)
_KEEPS_AFTER, _KEEPS_BEFORE = frozenset(_PREFIXES.split()), frozenset(_SUFFIXES.split())
_REFERENCES = re.compile(
    r"^(?:[\dIVX.]+\s+)?(?:references?|bibliography|works cited|literature(?: cited)?|reference list|end\s?notes"
    r"|sources|irodalom(?:jegyzék)?)(?:\s+(?:and|&)\s+(?:references|notes|sources|bibliography))?\s*:?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words and hyphenated compounds that a document prints unbroken, in lower case, with their counts."""

    words: Counter[str]

    @classmethod
    def of(cls, lines: Iterable[str]) -> "Vocabulary":
        words: Counter[str] = Counter()
        for line in lines:
            # The last word of a line may be half of one.
            words.update(
                token for token in _TOKEN.findall(line.casefold())[: -1 if line.endswith(("-", "\xad")) else None]
            )
        return cls(words)

    def join(self, left: str, right: str) -> str:
        """Make one word of a line's last piece and the next line's first, with or without the hyphen."""
        joined, hyphenated = f"{left}{right}".casefold(), f"{left}-{right}".casefold()
        seen_joined, seen_hyphenated = self.words[joined], self.words[hyphenated]
        if seen_joined != seen_hyphenated:
            return f"{left}{right}" if seen_joined > seen_hyphenated else f"{left}-{right}"
        compound = left.casefold() in _KEEPS_AFTER or right.casefold() in _KEEPS_BEFORE
        keeps = compound or right[0].isupper() or "-" in left or "-" in right
        return f"{left}-{right}" if keeps else f"{left}{right}"


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


def join_lines(lines: Sequence[str], vocabulary: Vocabulary) -> str:
    """A paragraph's printed lines as running text."""
    text = lines[0]
    for line in lines[1:]:
        broken, first = _BROKEN.search(text), _FIRST_WORD.match(line)
        if broken and first:
            whole = _whole(text, broken, first.group(1), vocabulary)
            text = f"{text[: broken.start()]}{whole}{line[first.end(1) :]}"
        elif text.endswith(("-", "–", "/")) and not text.endswith((" -", " –")) and line[:1].isalnum():
            text = f"{text}{line}"
        else:
            text = f"{text.removesuffix(chr(0xAD))} {line}"
    return text


def _whole(text: str, broken: re.Match[str], right: str, vocabulary: Vocabulary) -> str:
    left = broken.group(1)
    return f"{left}{right}" if text.endswith("\xad") else vocabulary.join(left, right)


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


def mark_references(blocks: Sequence[PageBlock]) -> None:
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
        broken, first = _BROKEN.search(left), _FIRST_WORD.match(right)
        if broken and first:
            whole = _whole(left, broken, first.group(1), vocabulary)
            parts[at] = page, f"{left[: broken.start()]}{whole}{first.group(2)}"
            parts[at + 1] = next_page, right[first.end() :]
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
        pages.append(Page(head.number, start, end, head.engine, head.note))
        at = end + 1
    text = "\n".join("\n".join(texts[head.number]) for head in heads)
    blocks = (Block(block.kind, starts[placed[0]][0], starts[placed[-1]][1], block.level) for block, placed in spans)
    return Body(text, tuple(pages), tuple(sorted(blocks, key=lambda block: block.start)))
