"""Footnotes: small type at a column's foot that begins with a mark."""

import re
from collections import Counter
from collections.abc import Sequence

from discourse.reading.normalise import normalise_text
from discourse.reading.pdf.hyphens import Vocabulary, join_lines
from discourse.reading.pdf.lines import Line

_MARK = re.compile(r"^(?:\d{1,3}|[*†‡§]{1,3}|\(\d{1,3}\)|\[\d{1,3}\])\s?(?=[^\W\d_]|[“‘\"'(]).{6}")
_GLUED_MARK = re.compile(r"^(\d{1,3}|[*†‡§]{1,3})(?=[A-Z“‘\"])")
_SMALLER = 0.93
_LOWER_HALF = 0.4
_APART = 1.8
_MOST_CONTINUED = 8


def part_footnotes(
    lines: Sequence[Line], height: float, body_size: float, vocabulary: Vocabulary
) -> tuple[list[Line], list[str]]:
    """Split a page's lines, in reading order, into body lines and the texts of its footnotes."""
    taken: set[int] = set()
    notes: list[str] = []
    small = _SMALLER * _main_size(lines, height, body_size)
    large = [line for line in lines if line.size > small]
    for column in dict.fromkeys(line.column for line in lines):
        own = [line for line in lines if line.column == column]
        cut = _first_note(own, height, small)
        if cut < len(own) and any(_is_below(line, own[cut]) for line in large):
            cut = len(own)
        taken.update(map(id, own[cut:]))
        notes += _texts(own[cut:], vocabulary)
    return [line for line in lines if id(line) not in taken], notes


def _is_below(line: Line, note: Line) -> bool:
    return line.y > note.y and line.x0 < note.x1 and note.x0 < line.x1


def _main_size(lines: Sequence[Line], height: float, body_size: float) -> float:
    """The type size of the page's upper part, which footnotes leave to the body."""
    sizes: Counter[float] = Counter()
    for line in lines:
        if line.y < _LOWER_HALF * height:
            sizes[line.size] += len(line.text)
    return min(body_size, sizes.most_common(1)[0][0]) if sizes else body_size


def _first_note(column: Sequence[Line], height: float, small: float) -> int:
    """Where the footnotes of a column begin; its length where it has none."""
    top = len(column)
    while top and _may_be_note(column[top - 1], height, small):
        top -= 1
    marked = [at for at in range(top, len(column)) if _MARK.match(column[at].text)]
    if not marked:
        return len(column)
    if top and column[top - 1].size > small and marked[0] - top <= _MOST_CONTINUED:
        # Small type below the body: what stands before the first mark goes on from the page before.
        return top
    return next((at for at in marked if at == 0 or _stands_apart(column[at - 1], column[at])), len(column))


def _may_be_note(line: Line, height: float, small: float) -> bool:
    return line.size <= small and line.y >= _LOWER_HALF * height and not line.kind


def _stands_apart(before: Line, line: Line) -> bool:
    return line.y - before.y > _APART * line.size


def _texts(lines: Sequence[Line], vocabulary: Vocabulary) -> list[str]:
    notes: list[list[str]] = []
    for line in lines:
        if not notes or _MARK.match(line.text):
            notes.append([line.text])
        else:
            notes[-1].append(line.text)
    said = [normalise_text(join_lines(note, vocabulary)).replace("\n", " ").strip() for note in notes]
    return [_GLUED_MARK.sub(r"\1 ", text) for text in said]
