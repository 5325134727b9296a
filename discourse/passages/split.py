"""The door of the room: a document's passages, in order, none lost."""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from discourse.domain.documents import Block, BlockKind, Document
from discourse.domain.passages import Passage
from discourse.domain.settings import LANGUAGES
from discourse.passages.language import detect_document_language, detect_passage_language
from discourse.passages.roles import (
    CONTENTS,
    LANGUAGE,
    REFERENCE,
    is_reference_entry,
    is_reference_heading,
    may_be_reference_entry,
    why_left_out,
)
from discourse.passages.sentences import find_sentences

_SENTENCES = frozenset({BlockKind.PARAGRAPH, BlockKind.QUOTATION, BlockKind.LIST_ITEM})
_NUMBERED = re.compile(r"[(\[]?\d")
# What a coder would not read as the text before.
_UNREAD = frozenset({CONTENTS, REFERENCE})


def split_passages(document: Document, *, supported: Collection[str] = LANGUAGES) -> tuple[Passage, ...]:
    """The passages of a document in the order of its text, numbered from 0.

    Every character of every block that is not white space lies in exactly one passage; what is not to be coded is
    kept with its reason in `left_out`. Languages that are not in `supported` (ISO 639-1) are such a reason.
    """
    passages = _split_blocks(document)
    language = detect_document_language(
        [passage.text for passage in passages if passage.can_be_coded], hint=document.metadata.language
    )
    return tuple(_with_language(passage, language, supported) for passage in passages)


def _split_blocks(document: Document) -> list[Passage]:
    references = _find_references(document)
    page_starts = [page.start for page in document.pages]
    found: list[Passage] = []
    before = _Before()
    heading = ""
    for block in document.blocks:
        text = document.text[block.start : block.end]
        in_references = block in references
        for number, (start, end) in enumerate(_ranges(text, block, whole=in_references)):
            own = document.text[start:end]
            left_out = why_left_out(own, block.kind, in_references=in_references)
            passage = Passage(
                document_id=document.id,
                number=len(found),
                start=start,
                end=end,
                text=own,
                # `Document.page_at` walks the pages; in a volume of 600 that took longer than all the rest.
                page_first=document.pages[bisect_right(page_starts, start) - 1].number,
                page_last=document.pages[bisect_right(page_starts, end - 1) - 1].number,
                kind=block.kind,
                heading=heading,
                previous=before.text if number else before.of(own, block),
                left_out=left_out,
            )
            found.append(passage)
            if left_out not in _UNREAD:
                before.text = own
        if block.kind is BlockKind.HEADING:
            heading = " ".join(text.split())
    return found


def _ranges(text: str, block: Block, *, whole: bool) -> Iterator[tuple[int, int]]:
    """Ranges of the passages of one block, as offsets into the document."""
    if block.kind in _SENTENCES and not whole:
        yield from ((block.start + start, block.start + end) for start, end in find_sentences(text))
    elif text.strip():
        yield block.start + len(text) - len(text.lstrip()), block.start + len(text.rstrip())


def _find_references(document: Document) -> frozenset[Block]:
    """Blocks that are entries of a reference list.

    Under a heading such as "References" all blocks are, when at least half of them look so; elsewhere only those
    whose form leaves no doubt.
    """
    found: set[Block] = set()
    section: list[Block] = []
    list_level: int | None = None
    for block in (*document.blocks, Block(BlockKind.HEADING, len(document.text), len(document.text))):
        if block.kind is not BlockKind.HEADING:
            section.append(block)
            continue
        found.update(_entries(document, section, is_list=list_level is not None))
        section = []
        if is_reference_heading(document.text[block.start : block.end]):
            list_level = block.level
        elif list_level is not None and block.level <= list_level:
            list_level = None
    return frozenset(found)


def _entries(document: Document, section: Sequence[Block], *, is_list: bool) -> Sequence[Block]:
    texts = [document.text[block.start : block.end] for block in section]
    if is_list and sum(map(may_be_reference_entry, texts)) * 2 >= len(texts):
        return section
    return [block for block, text in zip(section, texts, strict=True) if is_reference_entry(text)]


@dataclass(slots=True)
class _Before:
    """What stands before the passage at hand: the last one read, and the lead-in of each open level of a list."""

    text: str = ""
    lead_ins: tuple[tuple[int, str], ...] = ()

    def of(self, text: str, block: Block) -> str:
        """The text before the first passage `text` of a block; for a list item, the lead-in of its list."""
        if block.kind is not BlockKind.LIST_ITEM:
            self.lead_ins = ()
            return self.text
        self.lead_ins = tuple(lead_in for lead_in in self.lead_ins if lead_in[0] <= block.level)
        if not self.lead_ins or self.lead_ins[-1][0] < block.level:
            self.lead_ins += ((block.level, self.text),)
        lead_in = self.lead_ins[-1][1]
        # Numbered paragraphs of an act follow one another; only a colon or dash makes them items of one sentence.
        is_paragraph = _NUMBERED.match(text) and not lead_in.endswith((":", "—", "–"))
        return self.text if is_paragraph else lead_in


def _with_language(passage: Passage, document_language: str, supported: Collection[str]) -> Passage:
    if not passage.can_be_coded:
        return replace(passage, language=document_language)
    language = detect_passage_language(passage.text, document_language=document_language)
    return replace(passage, language=language, left_out="" if language in supported else LANGUAGE)
