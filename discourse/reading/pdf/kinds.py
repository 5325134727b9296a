"""What a group of lines is on its page: heading, paragraph, list item, caption, contents, quotation."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from discourse.domain.documents import BlockKind
from discourse.reading.pdf.lines import Line

BULLET = re.compile(r"^[>•●○◦▪■□▫◆◇►▶➢➤✓✔❖–—∙·*\ue000-\uf8ff\ufffe\uffff-](?=\s|$)|^o(?=\s)")
_ENUMERATED = re.compile(
    r"^(?:\(?(?:\d{1,3}|[a-zA-Z]|[ivxlc]{1,6})\)|(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})\.)(?=\s)|^\d{1,2}\.(?=[A-Z][a-z])"
)
NUMBERED_HEADING = re.compile(
    r"^(?:(?i:chapter|part|section|annex|appendix)\s+([\dA-Z]+(?:\.\d{1,2})*)\.?|"
    r"(\d{1,2}(?:\.\d{1,2})*)\.?|([A-Z])[.)])\s+\w"
)
_DEEP_NUMBER = re.compile(r"^\d{1,2}(?:\.\d{1,2})+\.?\s+[A-Z“‘(]")
_DIVISION = re.compile(
    r"^(?:article|section|chapter|part|annex|title|schedule|appendix)\s+(?:[\dIVX]+|[A-Z])\b[.:]?", re.IGNORECASE
)
_LEADERS = re.compile(r"(?:\.\s?){4,}|…{2,}")
_PAGE_AT_END = re.compile(r"[\s.…_](?:\d{1,4}|[ivxlc]{1,6})$")
CAPTION = re.compile(
    r"^(?=[A-Z])(?i:figure|fig\.|table|chart|graph|map|exhibit|diagram|box)\s+"
    r"(?:[A-Z]{0,2}\d+|[IVX]+)(?:[.\-–]\d+)*[a-z]?\s*(?:[:.|–—-]|$|(?=[A-Z“‘(]))"
)
TERMINAL = (".", "!", "?", ":", ";", ".”", '."', ".)", ".’", "?”", "!”", ".'")
HEADING_SIZE = 1.12
_QUOTED_SIZE = 0.97
_SET_IN = 1.2
_SHORT_LINE = 0.12
_MAX_HEADING_LINES = 4
_MAX_HEADING_CHARS = 220
_MAX_PLAIN_HEADING = 80


@dataclass(slots=True)
class PageBlock:
    """A block as it stands on its page or pages: its printed lines, not yet joined.

    `pages` gives the page number of each line, `x0` the first line's left edge in points. `apart` blocks are boxed or
    set in: running text may go on after them; `full` ones end in a line that reaches the column's edge.
    """

    kind: BlockKind
    lines: list[str]
    pages: list[int]
    size: float
    bold: bool
    level: int = 0
    x0: float = 0.0
    apart: bool = False
    full: bool = False

    @property
    def ends_open(self) -> bool:
        """Whether the block's last line breaks off in the middle of a sentence."""
        return not self.lines[-1].rstrip().endswith(TERMINAL)


@dataclass(frozen=True, slots=True)
class PageLook:
    """What a page's lines have in common.

    `leading` is the distance of baselines in type sizes, `spaced` says whether paragraphs stand apart, `edges` are the
    left edges of the columns.
    """

    leading: float
    spaced: bool
    edges: dict[int, float]
    body_size: float


def name_block(group: Sequence[Line], page: int, look: PageLook) -> PageBlock:
    """Make a block of a group of lines and name its kind by its look and its first words."""
    first = group[0]
    text = " ".join(line.text for line in group)
    bold = all(line.bold for line in group)
    kind, level = _kind(group, text, bold, look.body_size)
    apart = kind is BlockKind.PARAGRAPH and (first.box > 0 or _is_set_in(group, look))
    if apart and not first.box and _is_marked(first, look):
        kind = BlockKind.QUOTATION
    lines = [line.text for line in group]
    return PageBlock(kind, lines, [page] * len(group), first.size, bold, level, first.x0, apart, is_full(group[-1]))


def _kind(group: Sequence[Line], text: str, bold: bool, body_size: float) -> tuple[BlockKind, int]:
    first = group[0]
    if first.kind:
        return first.kind, 0
    if is_contents(text):
        return BlockKind.CONTENTS, 0
    if CAPTION.match(text) and len(text) < 2 * _MAX_HEADING_CHARS:
        return BlockKind.CAPTION, 0
    if _is_heading(group, text, bold, body_size):
        return BlockKind.HEADING, _depth(text)
    if looks_enumerated(first):
        return BlockKind.LIST_ITEM, 1
    return BlockKind.PARAGRAPH, 0


def _is_set_in(group: Sequence[Line], look: PageLook) -> bool:
    """Whether a paragraph stands back from both edges of its column."""
    first = group[0]
    left, right = look.edges.get(first.column, first.left), max(line.x1 for line in group)
    level = all(abs(line.x0 - first.x0) <= 0.5 * first.size for line in group)
    long = len(group) > 2 or _is_marked(first, look)
    set_in = first.x0 > left + _SET_IN * first.size and right < first.right - 0.8 * first.size
    return len(group) > 1 and level and long and set_in


def _is_marked(first: Line, look: PageLook) -> bool:
    """Whether a set-in paragraph opens with a quotation mark or has smaller type; notes and lists are set in too."""
    return first.size < _QUOTED_SIZE * look.body_size or first.text[0] in "“‘\"'"


def _is_heading(group: Sequence[Line], text: str, bold: bool, body_size: float) -> bool:
    if len(group) > _MAX_HEADING_LINES or len(text) > _MAX_HEADING_CHARS or not any(char.isalpha() for char in text):
        return False
    if text.rstrip().endswith((".", ";", ",")) and not NUMBERED_HEADING.match(text):
        return False
    if BULLET.match(text) or (text[0] in '“‘"' and text.rstrip().endswith(TERMINAL)):
        return False
    if len(group) == 1 and len(text) < _MAX_PLAIN_HEADING and _DEEP_NUMBER.match(text):
        return True
    if len(group) == 1 and len(text) < 60 and _DIVISION.match(text) and text[0].isupper():
        return True
    size = group[0].size
    if size >= HEADING_SIZE * body_size:
        return True
    if bold and size >= 0.95 * body_size:
        return True
    letters = [char for char in text if char.isalpha()]
    return len(text) < 100 and len(letters) > 3 and all(char.isupper() for char in letters) and size >= 0.95 * body_size


def _depth(text: str) -> int:
    """A numbered heading's depth: 2 for `3.1`; 0 where the number does not say."""
    match = NUMBERED_HEADING.match(text)
    number = next(filter(None, match.groups()), "") if match else ""
    return number.count(".") + 1 if number[:1].isdigit() else 0


def is_full(line: Line) -> bool:
    """Whether a line reaches the right edge of its column, or nearly."""
    return line.x1 > line.right - _SHORT_LINE * max(line.right - line.left, 1.0)


def looks_enumerated(line: Line) -> bool:
    """Whether a line begins with a bullet, a number or a letter of a list."""
    return bool(BULLET.match(line.text) or _ENUMERATED.match(line.text))


def is_contents(text: str) -> bool:
    """Whether a line has leaders that run to a page number."""
    return bool(
        _LEADERS.search(text) and (_PAGE_AT_END.search(text) or text.rstrip().endswith(("....", ". . .", "……")))
    )
