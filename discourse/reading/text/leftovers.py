"""What a conversion from printed pages leaves in a text: page numbers, running lines, paragraphs cut in two.

Plain text, Markdown and web pages have no pages, yet much of it was made from a PDF.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from discourse.domain.documents import Aside, AsideKind, BlockKind
from discourse.reading.assemble import Piece

_PAGE_NUMBER = re.compile(r"\W*(?:page\s+)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\W*", re.IGNORECASE)
PAGE_LINE = re.compile(r"\bpage\s+\d{1,4}\s+of\s+\d{1,4}\b", re.IGNORECASE)
# What a web site puts between the paragraphs of a page, and what stands below its copyright.
_ADVERTISEMENT = re.compile(
    r"\W*(?:advertisements?|advertising|sponsored(?: content)?|story continues below(?: advertisement)?)\b"
    r"(?:\W+(?:scroll|continue|click|skip|story)\b[^.]{0,60})?\W*",
    re.IGNORECASE,
)
_STYLE = re.compile(r"(?:@media\b[^{}]*\{|[.#]?[\w-]+(?:[.#:>\s,]+[\w-]+)*\s*\{[^{}]*:[^{}]*\})")
_STYLE_SHARE = 0.8
_COPYRIGHT = re.compile(r"\W*(?:©|\(c\)\s|copyright (?:©|\d{4}))", re.IGNORECASE)
_COPYRIGHT_WORDS, _FOOT_WORDS = 12, 150
_FOOT_SHARE = 0.34
_ENDS_SENTENCE = re.compile(r"""(?<!\.\.)[.!?:;…]["'”’)\]]*$""")
_ENDS_OPEN = re.compile(r"(?:[^\W\d_]|,|\d)$")
# A paragraph never ends with one of these words, whatever the next one begins with.
_ENDS_BEFORE_NOUN = re.compile(
    r"\b(?:a|an|and|as|at|by|for|from|in|into|its|of|on|or|our|the|their|these|this|those|to|which|with|your)$"
)
_REPEATS = 3
_RUNNING_WORDS = 14
_CUT_WORDS = 6
# Longer than any paragraph; joining for ever would cost quadratic time.
_CUT_CHARS = 20_000
_TITLE_WORDS = 10
_PROSE_WORDS = 12
_JOINED = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTATION})


def part_leftovers(pieces: Sequence[Piece]) -> tuple[list[Piece], list[Aside]]:
    """The pieces without page numbers, running lines and what a web site adds, and these as asides of page 1.

    Added are advertisements, style rules, and at the very end what follows the site's copyright. A running line is a
    short paragraph that ends no sentence and comes three times or more, its digits aside.
    """
    counts = Counter(_masked(piece.text) for piece in pieces if piece.kind is BlockKind.PARAGRAPH)
    kept: list[Piece] = []
    asides: list[Aside] = []
    foot = _site_foot(pieces)
    for piece in pieces[:foot]:
        if piece.kind is not BlockKind.PARAGRAPH:
            kept.append(piece)
        elif _PAGE_NUMBER.fullmatch(piece.text):
            asides.append(Aside(AsideKind.PAGE_NUMBER, 1, piece.text))
        elif _ADVERTISEMENT.fullmatch(piece.text) or _is_style(piece.text):
            asides.append(Aside(AsideKind.RUNNING_FOOT, 1, piece.text))
        elif _is_running(piece.text, counts[_masked(piece.text)]):
            asides.append(Aside(AsideKind.RUNNING_HEAD, 1, piece.text))
        else:
            kept.append(piece)
    asides += [Aside(AsideKind.RUNNING_FOOT, 1, piece.text) for piece in pieces[foot:]]
    return kept, asides


def join_cut_paragraphs(pieces: Sequence[Piece]) -> list[Piece]:
    """Join a paragraph that breaks off in mid-sentence with the one that goes on in lower case."""
    joined: list[Piece] = []
    for piece in pieces:
        before = joined[-1] if joined else None
        if before is not None and _is_cut(before, piece):
            joined[-1] = replace(before, text=f"{before.text} {piece.text}")
        else:
            joined.append(piece)
    return joined


def mark_titles(pieces: Sequence[Piece]) -> list[Piece]:
    """The same pieces, a short line that stands alone above a paragraph of prose marked as a heading."""
    marked = list(pieces)
    for index, piece in enumerate(pieces[:-1]):
        before = marked[index - 1] if index else None
        follows_end = before is None or before.kind is BlockKind.HEADING or bool(_ENDS_SENTENCE.search(before.text))
        if piece.kind is BlockKind.PARAGRAPH and follows_end and _is_title(piece.text) and _is_prose(pieces[index + 1]):
            marked[index] = Piece(BlockKind.HEADING, piece.text, 3)
    return marked


def _site_foot(pieces: Sequence[Piece]) -> int:
    """Where the last lines begin that a copyright line opens; the number of pieces where there are none such."""
    words = [len(piece.text.split()) for piece in pieces]
    below = 0
    for place in reversed(range(len(pieces))):
        if below > min(_FOOT_WORDS, _FOOT_SHARE * sum(words)):
            break
        if words[place] <= _COPYRIGHT_WORDS and _COPYRIGHT.match(pieces[place].text):
            return place
        below += words[place]
    return len(pieces)


def _is_style(text: str) -> bool:
    """True for a text that is rules of a style sheet and hardly anything else."""
    if "{" not in text:
        return False
    rest = re.sub(r"[\s{}]", "", _STYLE.sub("", text))
    return len(rest) <= (1 - _STYLE_SHARE) * len(text)


def _masked(text: str) -> str:
    return re.sub(r"\d+", "0", text.casefold())


def _is_running(text: str, count: int) -> bool:
    words = len(text.split())
    if PAGE_LINE.search(text) and words <= 2 * _RUNNING_WORDS:
        return True
    return count >= _REPEATS and words <= _RUNNING_WORDS and not _ENDS_SENTENCE.search(text)


def _is_cut(before: Piece, piece: Piece) -> bool:
    if before.kind not in _JOINED or piece.kind is not BlockKind.PARAGRAPH or len(before.text) > _CUT_CHARS:
        return False
    if len(before.text.split()) < _CUT_WORDS:
        return False
    if _ENDS_BEFORE_NOUN.search(before.text):
        return True
    return piece.text[0].islower() and bool(_ENDS_OPEN.search(before.text))


def _is_title(text: str) -> bool:
    words = text.split()
    return len(words) <= _TITLE_WORDS and text[0].isupper() and text[-1].isalnum() and not text[-1].isdigit()


def _is_prose(piece: Piece) -> bool:
    return piece.kind in _JOINED and len(piece.text.split()) >= _PROSE_WORDS
