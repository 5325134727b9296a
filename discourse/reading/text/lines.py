"""Lines of plain text to pieces: hard wraps joined, headings, items and contents entries told apart."""

import re
import statistics
from collections.abc import Sequence
from itertools import groupby, pairwise

from discourse.domain.documents import BlockKind
from discourse.reading.assemble import Piece

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
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")

_UNWRAPPED_WIDTH = 200
_FULL_LINE = 0.7
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
    groups = [list(run) for filled, run in groupby(lines, key=bool) if filled]
    paragraphs = [paragraph for group in groups for paragraph in _paragraphs(group, width, words)]
    return [line_to_piece(paragraph) for paragraph in paragraphs if not _RULE.match(paragraph)]


def is_heading(line: str) -> bool:
    """True for a short line in capitals, or numbered like a chapter or section, that ends no sentence."""
    words = line.split()
    if not words or len(words) > _HEADING_WORDS or _ENDS_SENTENCE.search(line) or not re.search(r"[^\W\d_]{3}", line):
        return False
    return line.isupper() or bool(_NUMBERED_HEADING.match(line) and words[-1][0].isalnum())


def _usual_width(lines: Sequence[str]) -> float:
    """The length that nine in ten lines do not pass, in code points."""
    lengths = [len(line) for line in lines if line]
    return statistics.quantiles(lengths, n=10)[-1] if len(lengths) > 1 else float(sum(lengths))


def _paragraphs(lines: Sequence[str], width: float, words: frozenset[str]) -> list[str]:
    """The paragraphs of one run of lines without a blank line between them."""
    paragraphs = [[lines[0]]]
    for before, line in pairwise(lines):
        if _UNDERLINE.match(line) and len(before) < _UNWRAPPED_WIDTH:
            paragraphs[-1] = [before, "\n", line]
        elif _is_wrapped(before, line, width):
            paragraphs[-1][-1:] = _joined(paragraphs[-1][-1], line, words)
        else:
            paragraphs.append([line])
    return ["".join(parts) for parts in paragraphs]


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
