"""Lines in reading order into blocks: headings, paragraphs, list items, captions, contents lines, table rows."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from discourse.domain.documents import BlockKind
from discourse.reading.pdf.breaks import LOOSE, SIZE_CHANGE, SPACED, begins_block
from discourse.reading.pdf.kinds import TERMINAL, PageBlock, PageLook, name_block
from discourse.reading.pdf.lines import Line

_FEWEST_APART = 2
_MOST_BETWEEN = 30
_COMMON_STEP = 0.25
_DEEPER = 0.7
_FARTHEST_IN = 8.0
_HANGING = 4.0


def lines_to_blocks(lines: Sequence[Line], page: int, body_size: float) -> list[PageBlock]:
    """Cut one page's lines into blocks and name their kinds; `body_size` is the document's type size in points.

    A box that stands in the middle of a paragraph comes after it.
    """
    leading = _leading(lines)
    look = PageLook(leading, _is_spaced(lines, leading), _edges(lines), body_size)
    groups = _groups(lines, look)
    blocks = [name_block(group, page, look) for group in groups]
    for at, block in enumerate(blocks[:-1]):
        if (
            block.kind is BlockKind.PARAGRAPH
            and _stands_alone(groups, at, leading)
            and _leads(blocks[at], blocks[at + 1])
        ):
            block.kind = BlockKind.HEADING
    _rank_items(blocks)
    return _mend_interrupted(blocks)


def _rank_items(blocks: Sequence[PageBlock]) -> None:
    """Give the items of each list a level from 1 by how far they are set in under the item before."""
    edges: list[float] = []
    for block in blocks:
        if block.kind is not BlockKind.LIST_ITEM or not block.level:
            edges = []
            continue
        step = _DEEPER * block.size
        while edges and block.x0 < edges[-1] - step:
            edges.pop()
        # An item of another column or far to the right is not under the one before.
        if not edges or step < block.x0 - edges[-1] < _FARTHEST_IN * block.size:
            edges.append(block.x0)
        block.level = len(edges)


def _mend_interrupted(blocks: Sequence[PageBlock]) -> list[PageBlock]:
    """A paragraph that a figure's caption, a table or a quotation in large type cuts in two, made whole before it."""
    mended: list[PageBlock] = []
    for block in blocks:
        at = len(mended) - 1
        while at >= 0 and len(mended) - at <= _MOST_BETWEEN and _is_apart(mended[at], block):
            at -= 1
        cut = (0 <= at < len(mended) - 1 and _is_rest(mended[at], block)) or (at >= 0 and _is_cut(mended[at], block))
        if cut:
            mended[at].lines += block.lines
            mended[at].pages += block.pages
            mended[at].full = block.full
        else:
            mended.append(block)
    return mended


def _is_cut(before: PageBlock, block: PageBlock) -> bool:
    """Whether two neighbours are one paragraph with too much room between two of its lines."""
    prose = _is_prose(before) and block.kind is BlockKind.PARAGRAPH and before.apart == block.apart
    alike = before.bold == block.bold and abs(before.size - block.size) <= SIZE_CHANGE * block.size
    beneath = abs(before.x0 - block.x0) <= _HANGING * block.size
    goes_on = before.lines[-1][-1:].isalpha() and block.lines[0][0].islower()
    return prose and alike and beneath and before.full and goes_on


def _is_apart(between: PageBlock, block: PageBlock) -> bool:
    own_size = abs(between.size - block.size) > SIZE_CHANGE * block.size
    return own_size or between.apart or between.kind in (BlockKind.CAPTION, BlockKind.TABLE_ROW)


def _is_rest(before: PageBlock, block: PageBlock) -> bool:
    prose = _is_prose(before) and not before.apart and block.kind is BlockKind.PARAGRAPH and not block.apart
    return prose and before.bold == block.bold and before.ends_open and block.lines[0][0].islower()


def _is_prose(block: PageBlock) -> bool:
    return block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)


def _groups(lines: Sequence[Line], look: PageLook) -> list[list[Line]]:
    groups: list[list[Line]] = []
    boxed: list[list[Line]] = []
    for line in lines:
        own = boxed if line.box else groups
        if own and not begins_block(own[-1], line, look):
            own[-1].append(line)
            continue
        if not line.box:
            groups += boxed
            boxed = []
            own = groups
        own.append([line])
    return groups + boxed


def _edges(lines: Sequence[Line]) -> dict[int, float]:
    """Where most lines of each column begin."""
    starts: dict[int, Counter[float]] = {}
    for line in lines:
        if not line.kind:
            starts.setdefault(line.column, Counter())[round(line.x0)] += 1
    return {column: counts.most_common(1)[0][0] for column, counts in starts.items()}


def _stands_alone(groups: Sequence[Sequence[Line]], at: int, leading: float) -> bool:
    """Whether a group is one short line with room above and below it in its column."""
    line, after = groups[at][0], groups[at + 1][0]
    above = groups[at - 1][-1] if at else None
    short = line.x1 - line.x0 < 0.6 * (line.right - line.left) and line.quarter == 0
    room_above = above is None or above.column != line.column or line.y - above.y > LOOSE * leading * line.size
    room_below = after.column == line.column and after.y - line.y > 1.2 * leading * line.size
    return len(groups[at]) == 1 and short and room_above and room_below


def _leads(block: PageBlock, after: PageBlock) -> bool:
    """Whether a short line in the body's own type reads as the heading of the prose after it."""
    text = block.lines[0]
    named = text[0].isupper() and text[-1].isalpha() and len(text) < 80
    return named and after.kind is BlockKind.PARAGRAPH and len(after.lines) > 1 and after.lines[0][0].isupper()


def _leading(lines: Sequence[Line]) -> float:
    """The usual distance between baselines, in type sizes; long lines count for more than a chart's labels."""
    steps: Counter[float] = Counter()
    for before, line in pairwise(lines):
        step = (line.y - before.y) / line.size
        if before.column == line.column and 0.8 <= step <= 2.6:
            steps[round(step, 1)] += min(len(before.text), len(line.text))
    most = max(steps.values(), default=0)
    # On a page of one-line items most steps are those between items.
    return min((step for step, count in steps.items() if count >= _COMMON_STEP * most), default=1.2)


def _is_spaced(lines: Sequence[Line], leading: float) -> bool:
    """Whether paragraphs are parted by room, so that a short line alone ends none."""
    apart = sum(
        before.text.endswith(TERMINAL)
        and before.column == line.column
        and abs(before.size - line.size) < SIZE_CHANGE * line.size
        and SPACED * leading < (line.y - before.y) / line.size <= 2 * leading
        for before, line in pairwise(lines)
        if not line.kind and not before.kind
    )
    return apart >= _FEWEST_APART
