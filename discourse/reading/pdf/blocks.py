"""Lines in reading order into blocks: headings, paragraphs, list items, captions, contents lines, table rows."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from discourse.domain.documents import BlockKind
from discourse.reading.pdf.lines import Line

_BULLET = re.compile(r"^[•●○◦▪■□▫◆◇►▶➢➤✓✔❖–—∙·*\ue000-\uf8ff\ufffe\uffff-](?=\s|$)|^o(?=\s+[A-Z])")
_ENUMERATED = re.compile(r"^(?:\(?(?:\d{1,3}|[a-zA-Z]|[ivxlc]{1,6})\)|(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})\.)(?=\s)")
_NUMBERED_HEADING = re.compile(
    r"^(?:(?:chapter|part|section|annex|appendix)\s+)?((?:\d{1,2}|[A-Z])(?:\.\d{1,2})*)\.?\s+\w", re.IGNORECASE
)
_DIVISION = re.compile(
    r"^(?:article|section|chapter|part|annex|title|schedule|appendix)\s+(?:[\dIVX]+|[A-Z])\b[.:]?", re.IGNORECASE
)
_LEADERS = re.compile(r"(?:\.\s?){4,}|…{2,}")
_PAGE_AT_END = re.compile(r"[\s.…_](?:\d{1,4}|[ivxlc]{1,6})$")
_CAPTION = re.compile(
    r"^(?:figure|fig\.|table|chart|graph|map|exhibit|diagram|box)\s+(?:[A-Z]{0,2}\d+|[IVX]+)(?:[.\-–]\d+)*[a-z]?\s*(?:[:.|–—-]|$|(?=[A-Z“‘(]))",
    re.IGNORECASE,
)
_TERMINAL = (".", "!", "?", ":", ";", ".”", '."', ".)", ".’", "?”", "!”", ".'")
_SIZE_CHANGE = 0.09
_LOOSE = 1.35
_INDENT = 0.7
_SHORT_LINE = 0.12
_MAX_HEADING_LINES = 4
_MAX_HEADING_CHARS = 220


@dataclass(slots=True)
class PageBlock:
    """A block as it stands on its page or pages: its printed lines, not yet joined.

    `pages` gives the page number of each line.
    """

    kind: BlockKind
    lines: list[str]
    pages: list[int]
    size: float
    bold: bool
    level: int = 0
    rows: list[Line] = field(default_factory=list)

    @property
    def ends_open(self) -> bool:
        """Whether the block's last line breaks off in the middle of a sentence."""
        return not self.lines[-1].rstrip().endswith(_TERMINAL)


def lines_to_blocks(lines: Sequence[Line], page: int, body_size: float) -> list[PageBlock]:
    """Cut one page's lines into blocks and name their kinds; `body_size` is the document's type size in points."""
    leading = _leading(lines)
    groups: list[list[Line]] = []
    for line in lines:
        if groups and not _begins_block(groups[-1], line, leading):
            groups[-1].append(line)
        else:
            groups.append([line])
    blocks = [_block(group, page, body_size) for group in groups]
    for at, block in enumerate(blocks[:-1]):
        if (
            block.kind is BlockKind.PARAGRAPH
            and _stands_alone(groups, at, leading)
            and _leads(blocks[at], blocks[at + 1])
        ):
            block.kind = BlockKind.HEADING
    return blocks


def _stands_alone(groups: Sequence[Sequence[Line]], at: int, leading: float) -> bool:
    """Whether a group is one short line with room above and below it in its column."""
    line, after = groups[at][0], groups[at + 1][0]
    above = groups[at - 1][-1] if at else None
    short = line.x1 - line.x0 < 0.6 * (line.right - line.left) and line.quarter == 0
    room_above = above is None or above.column != line.column or line.y - above.y > _LOOSE * leading * line.size
    room_below = after.column == line.column and after.y - line.y > 1.2 * leading * line.size
    return len(groups[at]) == 1 and short and room_above and room_below


def _leads(block: PageBlock, after: PageBlock) -> bool:
    """Whether a short line in the body's own type reads as the heading of the prose after it."""
    text = block.lines[0]
    named = text[0].isupper() and text[-1].isalpha() and len(text) < 80
    return named and after.kind is BlockKind.PARAGRAPH and len(after.lines) > 1 and after.lines[0][0].isupper()


def _leading(lines: Sequence[Line]) -> float:
    """The usual distance between baselines, in type sizes."""
    steps = Counter(
        round((line.y - before.y) / line.size, 1)
        for before, line in pairwise(lines)
        if before.column == line.column and 0.8 <= (line.y - before.y) / line.size <= 2.6
    )
    return steps.most_common(1)[0][0] if steps else 1.2


def _begins_block(group: Sequence[Line], line: Line, leading: float) -> bool:
    last = group[-1]
    if line.kind or last.kind or line.quarter != last.quarter:
        return True
    if _is_contents(last.text) or _looks_enumerated(line) or _CAPTION.match(line.text):
        return True
    step = (line.y - last.y) / line.size
    if abs(line.size - last.size) > _SIZE_CHANGE * last.size or line.bold != last.bold:
        bold_runs_in = last.bold and line.opens_bold and _is_full(last) and 0 < step <= _LOOSE * leading
        return not (bold_runs_in or _runs_on(last, line))
    if line.column != last.column:
        return not _runs_on(last, line)
    if step > _LOOSE * leading or step < 0:
        return True
    return _begins_paragraph(group, line)


def _begins_paragraph(group: Sequence[Line], line: Line) -> bool:
    last, first = group[-1], group[0]
    closed = last.text.endswith(_TERMINAL)
    width = max(line.right - line.left, 1.0)
    ends_short = last.x1 < last.right - max(_SHORT_LINE * width, 3 * line.size)
    if _looks_enumerated(first):
        hang = group[1].x0 if len(group) > 1 else first.x0
        ended = closed or (ends_short and not line.text[0].islower())
        return ended and line.x0 < hang - _INDENT * line.size
    if closed and line.x0 > last.x0 + _INDENT * line.size and line.x0 < last.x0 + 5 * line.size:
        return True
    if ends_short and closed and not line.text[0].islower():
        return True
    # A short line above a full one is a heading in the body's own type.
    return (
        ends_short and len(group) == 1 and _is_full(line) and last.x1 - last.x0 < 0.6 * width and line.text[0].isupper()
    )


def _is_full(line: Line) -> bool:
    return line.x1 > line.right - _SHORT_LINE * max(line.right - line.left, 1.0)


def _runs_on(last: Line, line: Line) -> bool:
    """Whether a sentence goes on over a column's end, or past a word in another face."""
    same_size = abs(line.size - last.size) <= _SIZE_CHANGE * last.size
    broken = last.text.endswith("-") or line.text[:1].islower()
    same_face = line.bold == last.bold or line.column == last.column
    return same_size and same_face and broken and not last.text.endswith(_TERMINAL)


def _looks_enumerated(line: Line) -> bool:
    return bool(_BULLET.match(line.text) or _ENUMERATED.match(line.text))


def _is_contents(text: str) -> bool:
    return bool(
        _LEADERS.search(text) and (_PAGE_AT_END.search(text) or text.rstrip().endswith(("....", ". . .", "……")))
    )


def _block(group: Sequence[Line], page: int, body_size: float) -> PageBlock:
    first = group[0]
    text = " ".join(line.text for line in group)
    bold = all(line.bold for line in group)
    kind, level = _kind(group, text, bold, body_size)
    return PageBlock(kind, [line.text for line in group], [page] * len(group), first.size, bold, level)


def _kind(group: Sequence[Line], text: str, bold: bool, body_size: float) -> tuple[BlockKind, int]:
    first = group[0]
    if first.kind:
        return first.kind, 0
    if _is_contents(text):
        return BlockKind.CONTENTS, 0
    if _CAPTION.match(text) and len(text) < 2 * _MAX_HEADING_CHARS:
        return BlockKind.CAPTION, 0
    if _is_heading(group, text, bold, body_size):
        return BlockKind.HEADING, _depth(text)
    if _looks_enumerated(first):
        return BlockKind.LIST_ITEM, 1
    return BlockKind.PARAGRAPH, 0


def _is_heading(group: Sequence[Line], text: str, bold: bool, body_size: float) -> bool:
    if len(group) > _MAX_HEADING_LINES or len(text) > _MAX_HEADING_CHARS or not any(char.isalpha() for char in text):
        return False
    if text.rstrip().endswith((".", ";", ",")) and not _NUMBERED_HEADING.match(text):
        return False
    if _BULLET.match(text):
        return False
    if len(group) == 1 and len(text) < 60 and _DIVISION.match(text) and text[0].isupper():
        return True
    size = group[0].size
    if size >= 1.12 * body_size:
        return True
    if bold and size >= 0.95 * body_size:
        return True
    letters = [char for char in text if char.isalpha()]
    return len(text) < 100 and len(letters) > 3 and all(char.isupper() for char in letters) and size >= 0.95 * body_size


def _depth(text: str) -> int:
    """A numbered heading's depth: 2 for `3.1`; 0 where the number does not say."""
    match = _NUMBERED_HEADING.match(text)
    return match.group(1).count(".") + 1 if match and match.group(1)[0].isdigit() else 0
