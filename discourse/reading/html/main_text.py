"""Which pieces of a web page are its main text, by trafilatura's judgement.

Trafilatura decides well what is main text but loses headings and table labels on the way, so its text selects among
the pieces that the page's own markup gives.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from trafilatura import bare_extraction
from trafilatura.settings import Document as Extract

from discourse.domain.documents import BlockKind
from discourse.reading.assemble import Piece
from discourse.reading.normalise import normalise_text

_WORD = re.compile(r"\w+")
_RUN = 3
_KEPT_SHARE = 0.6
# Below this share of a page's words, trafilatura has missed the text rather than trimmed its edges.
_FOUND_SHARE = 0.25
_SENTENCE_WORDS = 8
_NO_LEVEL = 0
_ENDS_SENTENCE = re.compile(r"""[.!?;:]["'”’)\]]*$""")


def find_main_text(page: str, pieces: Sequence[Piece]) -> list[Piece]:
    """Select the main text among `pieces` of the HTML source `page`.

    Headings stand or fall with the text below them; a sentence between two that stay stays too. Where hardly anything
    would be left, everything stays.
    """
    found = bare_extraction(page, favor_recall=True, include_comments=False, include_tables=True)
    if not isinstance(found, Extract) or found.body is None:
        return list(pieces)
    text = _indexed(" ".join(map(str, found.body.itertext())))
    kept = _fill([_is_found(piece, text) for piece in pieces], pieces)
    words = sum(len(piece.text) for piece in pieces)
    if sum(len(piece.text) for piece, keep in zip(pieces, kept, strict=True) if keep) < _FOUND_SHARE * words:
        return list(pieces)
    return [piece for piece, keep in zip(pieces, kept, strict=True) if keep]


def _fill(found: Sequence[bool], pieces: Sequence[Piece]) -> list[bool]:
    kept = list(found)
    places = [index for index, keep in enumerate(kept) if keep]
    if places:
        for index in range(places[0], places[-1]):
            kept[index] = kept[index] or _is_sentence(pieces[index].text)
    has_text, level_below = False, _NO_LEVEL
    for index in reversed(range(len(pieces))):
        piece = pieces[index]
        if piece.kind is not BlockKind.HEADING:
            has_text = has_text or kept[index]
            continue
        kept[index] = has_text or piece.level < level_below
        # A heading above subheadings that stay has them for its text.
        level_below = piece.level if kept[index] else level_below
        has_text = False
    return kept


def _is_sentence(text: str) -> bool:
    return len(text.split()) >= _SENTENCE_WORDS and bool(_ENDS_SENTENCE.search(text))


@dataclass(frozen=True, slots=True)
class _Found:
    """Trafilatura's text as words in a line, as a set of words and as runs of three."""

    text: str
    words: frozenset[str]
    runs: frozenset[tuple[str, ...]]


def _is_found(piece: Piece, found: _Found) -> bool:
    words = _words(piece.text)
    if len(words) < _RUN:
        return bool(words) and f" {' '.join(words)} " in found.text
    if piece.kind is BlockKind.TABLE_ROW:
        # The labels between its cells leave a row no run of words in common with the page.
        return sum(word in found.words for word in words) >= _KEPT_SHARE * len(words)
    own = _runs(words)
    return sum(run in found.runs for run in own) >= _KEPT_SHARE * len(own)


def _indexed(text: str) -> _Found:
    words = _words(text)
    return _Found(f" {' '.join(words)} ", frozenset(words), _runs(words))


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(normalise_text(text))]


def _runs(words: Sequence[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(words[index : index + _RUN]) for index in range(len(words) - _RUN + 1))
