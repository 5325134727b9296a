"""Where a new block begins among the lines of a page."""

from collections.abc import Sequence

from discourse.reading.pdf.kinds import (
    BULLET,
    CAPTION,
    HEADING_SIZE,
    NUMBERED_HEADING,
    TERMINAL,
    PageLook,
    is_contents,
    is_full,
    looks_enumerated,
)
from discourse.reading.pdf.lines import Line

SIZE_CHANGE = 0.09
LOOSE = 1.35
_INDENT = 0.7
_LEAST_ROOM = 0.04
SPACED = 1.13
_SHORT_WHERE_SPACED = 0.4


def begins_block(group: Sequence[Line], line: Line, look: PageLook) -> bool:
    """Whether a line opens a block of its own after `group`: by its face, place, number or the room above."""
    last = group[-1]
    if line.kind or last.kind or line.quarter != last.quarter or line.box != last.box:
        return True
    if is_contents(last.text) or CAPTION.match(line.text):
        return True
    if looks_enumerated(line) and not _is_mid_sentence(group, line, look):
        return True
    step = (line.y - last.y) / line.size
    if abs(line.size - last.size) > SIZE_CHANGE * last.size or line.bold != last.bold:
        bold_runs_in = last.bold and line.opens_bold and is_full(last) and 0 < step <= LOOSE * look.leading
        return not (bold_runs_in or _runs_on(last, line) or _is_stressed(group, line, look))
    is_title = min(line.size, last.size) >= HEADING_SIZE * look.body_size
    # The short last line of a title over two columns falls into the first of them.
    beneath = is_title and abs(line.x0 - last.x0) < line.size and 0 < step <= LOOSE
    if line.column != last.column and not beneath:
        return not _runs_on(last, line)
    if step > LOOSE * max(look.leading, 1.0) or step < 0:
        return True
    if is_title:
        return bool(NUMBERED_HEADING.match(line.text)) and _ends_short(last, line)
    closed = last.text.endswith(TERMINAL)
    if step > SPACED * look.leading and (closed or _ends_short(last, line)) and not line.text[0].islower():
        return True
    return _begins_paragraph(group, line, look, closed=closed)


def _begins_paragraph(group: Sequence[Line], line: Line, look: PageLook, *, closed: bool) -> bool:
    last, first = group[-1], group[0]
    room = _SHORT_WHERE_SPACED * (last.right - last.left) if look.spaced else 0.0
    ends_short = last.right - last.x1 > room and _ends_short(last, line)
    if looks_enumerated(first):
        hang = group[1].x0 if len(group) > 1 else first.x0
        ended = closed or (ends_short and not line.text[0].islower())
        return (ended and line.x0 < hang - _INDENT * line.size) or (closed and ends_short)
    if closed and len(group) > 1 and _is_left_of(first, group[1]) and _is_left_of(line, last):
        return True
    indented = _is_left_of(last, line) and line.x0 < last.x0 + 5 * line.size
    if closed and indented and (ends_short or len(group) > 1):
        return True
    if ends_short and closed and not line.text[0].islower():
        return True
    # A short line above a full one is a heading in the body's own type.
    narrow = last.x1 - last.x0 < 0.6 * max(line.right - line.left, 1.0)
    return ends_short and len(group) == 1 and is_full(line) and narrow and line.text[0].isupper()


def _is_left_of(line: Line, other: Line) -> bool:
    return line.x0 < other.x0 - _INDENT * line.size


def _ends_short(last: Line, line: Line) -> bool:
    """Whether the first word of the next line would still have fitted: the line was ended, not filled."""
    letter = (line.x1 - line.x0) / max(len(line.text), 1)
    need = letter * len(line.text.split(maxsplit=1)[0]) + 0.5 * line.size
    return last.right - last.x1 > max(need, _LEAST_ROOM * (last.right - last.left))


def _is_mid_sentence(group: Sequence[Line], line: Line, look: PageLook) -> bool:
    """Whether a line opens with a number and a full stop only because its sentence happens to break there."""
    last = group[-1]
    flows = is_full(last) and not last.text.endswith(TERMINAL) and not looks_enumerated(group[0])
    close = last.column == line.column and 0 < line.y - last.y <= SPACED * look.leading * line.size
    level = abs(line.x0 - last.x0) <= 0.3 * line.size or len(group) == 1
    return flows and close and level and not BULLET.match(line.text)


def _runs_on(last: Line, line: Line) -> bool:
    """Whether a sentence goes on over a column's end, or past a word in another face."""
    same_size = abs(line.size - last.size) <= SIZE_CHANGE * last.size
    same_face = line.bold == last.bold or line.column == last.column
    if not same_size or not same_face or last.text.endswith(TERMINAL):
        return False
    if last.text.endswith("-") or line.text[:1].islower():
        return True
    # A name or number may open the next column; a heading would stand in bold.
    return line.column != last.column and not last.bold and is_full(last) and last.x1 - last.x0 > 8 * last.size


def _is_stressed(group: Sequence[Line], line: Line, look: PageLook) -> bool:
    """Whether a bold line, or the plain one after it, stands in the middle of a paragraph."""
    last = group[-1]
    same = line.column == last.column and abs(line.size - last.size) <= 0.02 * last.size
    close = 0 < (line.y - last.y) / line.size <= SPACED * look.leading
    open_and_full = not last.text.endswith(TERMINAL) and not _ends_short(last, line)
    return same and close and not group[0].bold and (open_and_full if line.bold else not _ends_short(last, line))
