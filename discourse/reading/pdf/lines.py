"""Words into lines: runs of words on one baseline without a wide gap."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from discourse.domain.documents import BlockKind
from discourse.reading.pdf.words import Word

_WIDE_GAP = 0.9
_WIDEST_STRETCH = 2.5
_SAME_GAP = 0.06
_OVERLAP = 0.5
_SAME_BASELINE = 0.35
_LABEL = re.compile(r"^(?:[^\w\s(]|\W?(?:\d{1,3}(?:\.\d{1,2}){0,3}|[A-Za-z]|[ivxlc]{1,5})[.):]?)$")
_LABEL_GAP = 5.0
# A footnote begins with its mark, raised by half a line.
_LABEL_RISE = 0.7
_NOTE_MARK = re.compile(r"^(?:\d{1,3}(?:,\d{1,3})*,?|[*†‡]{1,3})$")
_RAISED = 0.12
_SMALLER = 0.85
_DROP_CAP = 1.7
_LIGATURES = ("f", "fi", "fl", "\ufb00", "\ufb01", "\ufb02", "\ufb03", "\ufb04")


# The upright border of a table: x, top and bottom in points.
Fence = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of a printed line, or a whole one once its column is known.

    `x0`, `x1` and the baseline `y` are in points from the page's left and top. `column` numbers the columns of a page
    in reading order, `left` and `right` are its edges; `opens_bold` says whether its first word is bold; `kind` is set
    where the line was found to be a table's row or a line of contents; `box` numbers the page's boxes from 1.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    column: int = 0
    left: float = 0.0
    right: float = 0.0
    quarter: int = 0
    opens_bold: bool = False
    kind: BlockKind | None = None
    box: int = 0

    @property
    def top(self) -> float:
        return self.y - 0.8 * self.size

    @property
    def bottom(self) -> float:
        return self.y + 0.2 * self.size


def words_to_lines(words: Sequence[Word], fences: Sequence[Fence] = ()) -> list[Line]:
    """Join words that stand side by side, in the order in which the file draws them; never across a fence."""
    runs: list[list[Word]] = []
    for word, after in zip_longest(words, words[1:]):
        if runs and _is_note_mark(runs[-1][-1], word):
            # What follows the mark stands close to it, not to the word.
            runs[-1][-1] = runs[-1][-1]._replace(x1=max(word.x1, runs[-1][-1].x1))
            continue
        goes_on = bool(runs) and (_continues(runs[-1], word) or _is_stretched(runs[-1], word, after))
        if goes_on and not _fenced(runs[-1][-1], word, fences):
            runs[-1].append(word)
        else:
            runs.append([word])
    return _join_labels(_join_drop_caps([_line(run) for run in runs]), fences)


def merge_baselines(lines: Iterable[Line]) -> list[list[Line]]:
    """Group pieces that share a baseline, top to bottom, each group from left to right."""
    groups: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.y):
        if groups and not line.kind and _beside(groups[-1][0], line):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [sorted(group, key=lambda line: line.x0) for group in groups]


def _beside(first: Line, line: Line) -> bool:
    return not first.kind and abs(line.y - first.y) <= _SAME_BASELINE * min(line.size, first.size)


def join_pieces(pieces: Sequence[Line]) -> Line:
    """One line of pieces on the same baseline."""
    if len(pieces) == 1:
        return pieces[0]
    longest = max(pieces, key=lambda piece: len(piece.text))
    return Line(
        " ".join(piece.text for piece in pieces),
        min(piece.x0 for piece in pieces),
        max(piece.x1 for piece in pieces),
        longest.y,
        longest.size,
        all(piece.bold for piece in pieces),
        quarter=longest.quarter,
        opens_bold=pieces[0].opens_bold,
    )


def _is_note_mark(before: Word, word: Word) -> bool:
    """Whether a word is a raised footnote number: it marks a place and is not said."""
    if word.size >= _SMALLER * before.size:
        return False
    raised = before.y - word.y > _RAISED * before.size
    near = -_OVERLAP * before.size <= word.x0 - before.x1 <= 0.5 * before.size and abs(before.y - word.y) < before.size
    return raised and near and bool(_NOTE_MARK.match(word.text)) and len(before.text) > 2


def _continues(run: Sequence[Word], word: Word) -> bool:
    last = run[-1]
    if word.quarter != last.quarter or _is_drop_cap(last, word):
        return False
    size = max(last.size, word.size)
    gap = word.x0 - last.x1
    return abs(word.y - last.y) <= _SAME_BASELINE * size and -_OVERLAP * size <= gap <= _WIDE_GAP * size


def _is_drop_cap(last: Word, word: Word) -> bool:
    return len(last.text) == 1 and last.text.isupper() and last.size >= _DROP_CAP * word.size


def _is_stretched(run: Sequence[Word], word: Word, after: Word | None) -> bool:
    """Whether a wide gap is one of several equal ones: a justified line of few words, not the cells of a table."""
    last, size = run[-1], word.size
    gap = word.x0 - last.x1
    level = word.quarter == last.quarter and abs(word.y - last.y) <= 0.1 * size
    if not level or not _WIDE_GAP * size < gap <= _WIDEST_STRETCH * size or not _has_letters(last, word):
        return False
    before = last.x0 - run[-2].x1 if len(run) > 1 else -1.0
    follows = after is not None and after.quarter == word.quarter and abs(after.y - word.y) <= 0.1 * size
    behind = after.x0 - word.x1 if after is not None and follows else -1.0
    return abs(before - gap) <= _SAME_GAP * size or abs(behind - gap) <= _SAME_GAP * size


def _has_letters(one: Word, other: Word) -> bool:
    return any(char.isalpha() for char in one.text + other.text)


def _fenced(before: Word | Line, word: Word | Line, fences: Sequence[Fence]) -> bool:
    left, right = (before.x0 + before.x1) / 2, (word.x0 + word.x1) / 2
    return bool(fences) and any(left < x < right and top <= word.y <= bottom for x, top, bottom in fences)


def _line(run: Sequence[Word]) -> Line:
    letters = sum(len(word.text) for word in run)
    bold = sum(len(word.text) for word in run if word.bold)
    widest = max(run, key=lambda word: len(word.text))
    return Line(
        _text(run),
        run[0].x0,
        max(word.x1 for word in run),
        widest.y,
        widest.size,
        bold > 0.8 * letters,
        quarter=run[0].quarter,
        opens_bold=run[0].bold,
    )


def _text(run: Sequence[Word]) -> str:
    parts = [run[0].text]
    for before, word in pairwise(run):
        # A hyphen at the end of a drawn piece may be followed by its own line's next word.
        gap = word.x0 - before.x1
        closes = word.text[0] in ",.;:" and gap < 0.1 * word.size
        # After a ligature some files leave a blank of no width.
        broken = before.text.endswith(_LIGATURES) and word.text[0].islower()
        joins = closes or ((word.opens_line or broken) and gap <= 0.02 * word.size)
        parts.append(word.text if joins else f" {word.text}")
    return "".join(parts)


def _join_drop_caps(lines: Sequence[Line]) -> list[Line]:
    """A capital several lines high begins the word at its upper right."""
    joined = list(lines)
    for cap in lines:
        if len(cap.text) != 1 or not cap.text.isupper():
            continue
        beside = [at for at, line in enumerate(joined) if _follows_cap(cap, line)]
        if beside:
            first = min(beside, key=lambda at: joined[at].y)
            # The lines beside it are set in by its width; with it the paragraph has one edge.
            for at in beside:
                text = f"{cap.text}{joined[at].text}" if at == first else joined[at].text
                joined[at] = replace(joined[at], text=text, x0=cap.x0)
            joined.remove(cap)
    return joined


def _follows_cap(cap: Line, line: Line) -> bool:
    tall = cap.size >= _DROP_CAP * line.size and cap.quarter == line.quarter
    beside = -0.3 * line.size <= line.x0 - cap.x1 <= line.size
    return tall and beside and cap.y - 0.8 * cap.size < line.y <= cap.y + 0.3 * line.size and len(line.text) > 2


def _join_labels(lines: Sequence[Line], fences: Sequence[Fence]) -> list[Line]:
    """A bullet or number far left of its text belongs to it; as a piece of its own it would look like a column."""
    joined: list[Line] = []
    for line in lines:
        if joined and _is_label_of(joined[-1], line) and not _fenced(joined[-1], line, fences):
            label = joined.pop()
            line = replace(line, text=f"{label.text} {line.text}", x0=label.x0)
        joined.append(line)
    return joined


def _is_label_of(label: Line, line: Line) -> bool:
    gap = line.x0 - label.x1
    near = 0 <= gap <= _LABEL_GAP * line.size and abs(line.y - label.y) <= _LABEL_RISE * line.size
    return near and bool(_LABEL.match(label.text)) and any(char.isalpha() for char in line.text[:20])
