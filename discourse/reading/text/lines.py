"""Lines of plain text to pieces: hard wraps joined, headings, items and contents entries told apart."""

import math
import re
import statistics
from collections.abc import Sequence
from itertools import groupby, pairwise

from discourse.domain.documents import BlockKind
from discourse.reading.assemble import Piece
from discourse.reading.text.leftovers import PAGE_LINE

BULLET_ITEM = re.compile(r"^(?:[•●○◦▪■□►➢✓✔·‣⁃∙*–—-]|[oz](?= [A-Z]))\s+(?=\S)")
_LETTERED_ITEM = re.compile(r"^\(?(?:[a-z]{1,2}|[ivx]{1,5}|\d{1,3})\)\s+\S|^[a-z]\.\s+\S")
_NUMBERED_ITEM = re.compile(r"^\d{1,3}\.(?:\s+\S|[A-Z])")
_CONTENTS = re.compile(r"\S.*?(?:\.\s?){4,}\s*(?:\d{1,4}|[ivxlc]+)$|\S.*?…{2,}\s*\d{1,4}$")
_UNDERLINE = re.compile(r"^(?:={3,}|-{3,}|~{3,})$")
_RULE = re.compile(r"^(?:[-*_=~.]\s?){3,}$")
_NUMBERED_HEADING = re.compile(
    r"^(?:(?:chapter|part|section|article|annex|appendix)\s+[\dIVXA-Z]+\b|\d+(?:\.\d+)+\.?\s)", re.I
)
_ENDS_SENTENCE = re.compile(r"""[.!?:;]["'”’)\]]*$""")
_GAP = re.compile(r"(?<=\S)(?: {3,}|[ ]*\t[ \t]*)(?=\S)")
_CAPITAL = re.compile(r"[\"'“‘]?[A-ZÀ-ÖØ-Þ]")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")

_UNWRAPPED_WIDTH = 200
_FULL_LINE = 0.7
# Texts whose lines are this often this near their usual width are hard-wrapped throughout.
_NEAR_WIDTH, _NEAR_SHARE = 0.85, 0.3
_LONGEST_LINE = 1.3
# A few lines as short as this are an address or a verse, not a narrow column.
_NARROW_WIDTH, _NARROW_LINES = 45, 12
_CELLS = 3
_CUT_WORDS = 6
_VERSE_LINES = 4
_HEADING_WORDS = 14
_CONTENTS_CHARS = 300
_CUT_CHARS = 60
_NUMBERED_ITEM_WORDS = 60


def lines_to_pieces(text: str) -> list[Piece]:
    """Read plain text; `text` is normalised, its lines are as typed.

    Lines of about one width are taken for hard wraps and joined into paragraphs; a text of long lines has one
    paragraph per line.
    """
    lines = [line.strip() for line in text.split("\n")]
    width = _usual_width(lines)
    words = frozenset(word.casefold() for word in _WORD.findall(text))
    groups = _closed_up([list(run) for filled, run in groupby(lines, key=bool) if filled], width)
    paragraphs = [paragraph for group in groups for paragraph in _paragraphs(group, width, words)]
    return [line_to_piece(paragraph) for paragraph in paragraphs if not _RULE.match(paragraph)]


def is_heading(line: str) -> bool:
    """True for a short line in capitals, or numbered like a chapter or section, that ends no sentence."""
    words = line.split()
    if not words or len(words) > _HEADING_WORDS or _ENDS_SENTENCE.search(line) or not re.search(r"[^\W\d_]{3}", line):
        return False
    return line.isupper() or bool(_NUMBERED_HEADING.match(line) and words[-1][0].isalnum())


def part_rows(text: str) -> str:
    """The text as typed, each line of three cells or more with wide gaps between them set off, its cells parted by `;`.

    To be called before `normalise_text`, which makes one blank of every gap.
    """
    return "\n".join(map(_part_row, text.split("\n"))) if _GAP.search(text) else text


def _part_row(line: str) -> str:
    cells = _GAP.split(line.strip())
    return f"\n{'; '.join(cells)}\n".replace(".; ", ". ") if len(cells) >= _CELLS else line


def _usual_width(lines: Sequence[str]) -> float:
    """The length that nine in ten lines do not pass, in code points; infinite where nothing can be wrapped."""
    lengths = [len(line) for line in lines if line]
    width = statistics.quantiles(lengths, n=10)[-1] if len(lengths) > 1 else float(sum(lengths))
    return math.inf if width < _NARROW_WIDTH and len(lengths) < _NARROW_LINES else width


def _closed_up(groups: Sequence[list[str]], width: float) -> list[list[str]]:
    """The runs of lines, those joined between which a blank line cuts a sentence, as in double-spaced text."""
    lengths = [len(line) for group in groups for line in group]
    near = sum(_NEAR_WIDTH * width <= length <= _LONGEST_LINE * width for length in lengths)
    if width > _UNWRAPPED_WIDTH or near < _NEAR_SHARE * len(lengths):
        return list(groups)
    closed: list[list[str]] = []
    for group in groups:
        if closed and _is_cut(closed[-1][-1], group[0], width):
            closed[-1] += group
        else:
            closed.append(list(group))
    return closed


def _is_cut(before: str, line: str, width: float) -> bool:
    """True where a full line of prose ends no sentence, so that the line after the blank one must go on with it."""
    goes_on = len(line) >= _FULL_LINE * width or bool(_ENDS_SENTENCE.search(line))
    if not goes_on or before.isupper() or PAGE_LINE.search(line):
        return False
    is_full = len(before) + 1 + len(line.split()[0]) > width and len(before) <= _LONGEST_LINE * width
    is_open = before[-1].isalnum() or before[-1] in ",-"
    return is_full and is_open and len(before.split()) >= _CUT_WORDS and _is_wrapped(before, line, width)


def _paragraphs(lines: Sequence[str], width: float, words: frozenset[str]) -> list[str]:
    """The paragraphs of one run of lines without a blank line between them."""
    paragraphs = [[lines[0]]]
    is_verse = _is_verse(lines)
    for before, line in pairwise(lines):
        if _UNDERLINE.match(line) and len(before) < _UNWRAPPED_WIDTH:
            paragraphs[-1] = [before, "\n", line]
        elif not is_verse and _is_wrapped(before, line, width):
            paragraphs[-1][-1:] = _joined(paragraphs[-1][-1], line, words)
        else:
            paragraphs.append([line])
    return ["".join(parts) for parts in paragraphs]


def _is_verse(lines: Sequence[str]) -> bool:
    """True for verses, names, addresses: every line begins with a capital though the one before had room for more."""
    if len(lines) < _VERSE_LINES or not all(_CAPITAL.match(line) for line in lines):
        return False
    longest = max(map(len, lines))
    return any(len(before) + 1 + len(line.split()[0]) <= longest for before, line in pairwise(lines))


def _is_wrapped(before: str, line: str, width: float) -> bool:
    """True where `line` goes on with the paragraph of the line before it."""
    if _is_item(line) or _is_contents(before) or _is_contents(line) or _UNDERLINE.match(before):
        return False
    if is_heading(before) or is_heading(line):
        # A heading in capitals may itself be wrapped.
        return before.isupper() and line.isupper() and not _ENDS_SENTENCE.search(before)
    if line[0].islower():
        return not _ENDS_SENTENCE.search(before) or before.endswith((",", ";"))
    if width > _UNWRAPPED_WIDTH:
        return False
    is_full = len(before) + 1 + len(line.split()[0]) > width
    if _ENDS_SENTENCE.search(before):
        return is_full or len(before) > 0.9 * width
    return is_full or len(before) >= _FULL_LINE * width


def _joined(before: str, line: str, words: frozenset[str]) -> tuple[str, ...]:
    """The end of one line and the line that goes on from it, a word cut in two made whole."""
    match = re.search(r"([^\W\d_]+)-$", before[-_CUT_CHARS:])
    if match is None or not line[0].islower():
        return before, " ", line
    rest = _WORD.match(line)
    whole = match.group(1) + (rest.group() if rest else "")
    hyphened = f"{match.group(1)}-{rest.group() if rest else ''}"
    # The text's own other spelling decides whether the hyphen belongs to the word.
    is_compound = hyphened.casefold() in words and whole.casefold() not in words
    return before if is_compound else before[:-1], line


def _is_item(line: str) -> bool:
    return bool(BULLET_ITEM.match(line) or _LETTERED_ITEM.match(line) or _NUMBERED_ITEM.match(line))


def _is_contents(line: str) -> bool:
    return len(line) <= _CONTENTS_CHARS and bool(_CONTENTS.match(line))


def line_to_piece(paragraph: str) -> Piece:
    """One paragraph, its lines joined, as what its form says it is; a second line can only underline a heading."""
    first, _, underline = paragraph.partition("\n")
    if underline and _UNDERLINE.match(underline):
        return Piece(BlockKind.HEADING, first, 1 if underline[0] == "=" else 2)
    if _is_contents(paragraph):
        return Piece(BlockKind.CONTENTS, paragraph)
    if is_heading(paragraph):
        return Piece(BlockKind.HEADING, paragraph, 1)
    if bullet := BULLET_ITEM.match(paragraph):
        return Piece(BlockKind.LIST_ITEM, paragraph[bullet.end() :], 1)
    # A long numbered paragraph is how speeches and laws count their text, not an item of a list.
    is_counted = _NUMBERED_ITEM.match(paragraph) and len(paragraph.split()) <= _NUMBERED_ITEM_WORDS
    if is_counted or _LETTERED_ITEM.match(paragraph):
        return Piece(BlockKind.LIST_ITEM, paragraph, 1)
    return Piece(BlockKind.PARAGRAPH, paragraph)
