"""Cue phrases of a codebook, found in passages over spaCy's tokens.

Notation: words separated by spaces, without regard to case; `a|b` either word; a trailing `*` any ending;
`..` a gap of up to eight tokens. A hyphen counts as a space, so `socio economic` finds `socio-economic` too; `self-*`
is any word that a hyphen joins to `self`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from discourse.domain.codebook import Codebook
from discourse.domain.errors import CodebookError

GAP_TOKENS = 8
_GAP = ".."
_JOINED = "-*"
_HYPHENS = frozenset("-‐‑–")
_WORD = re.compile(r"[\w.'’&+]+\*?")


Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class CueMatch:
    """A cue found in a text, as a half-open range of its code points; `cue` is as the codebook writes it."""

    code_id: str
    cue: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cue:
    """A parsed cue: its words in order, each a set of alternatives, None for a gap."""

    code_id: str
    text: str
    words: tuple[tuple[str, ...] | None, ...]


def find_cues(texts: Sequence[str], codebook: Codebook) -> list[tuple[CueMatch, ...]]:
    """The cues of every code in each text, by position; matches of one cue never overlap one another.

    A gap is filled with as few words as will do.
    """
    index = _index(codebook)
    return [_matches(_language().make_doc(text), index) for text in texts]


def parse_cues(codebook: Codebook) -> tuple[Cue, ...]:
    """All cues of a codebook; a `CodebookError` names every code and cue that breaks the notation."""
    if faults := [fault for _, _, fault in find_cue_faults(codebook)]:
        raise CodebookError("\n".join(faults))
    return tuple(Cue(code.id, cue, _split(cue)) for code in codebook.codes for cue in code.cues)


def find_cue_faults(codebook: Codebook) -> Iterator[tuple[str, str, str]]:
    """The code and the cue of each that breaks the notation, with the sentence that says so."""
    for code in codebook.codes:
        for cue in code.cues:
            if problem := _problem(_split(cue)):
                yield code.id, cue, f"The cue '{cue}' of code '{code.id}' cannot be read: {problem}."


def _split(text: str) -> tuple[tuple[str, ...] | None, ...]:
    spaced = re.sub(r"(?<=\w)[-‐‑–]\*(?!\S)", f" {_JOINED}", text.lower())
    parts = re.sub(r"(?<=\w)[-‐‑–](?=\w)", " ", spaced).split()
    return tuple(None if part == _GAP else tuple(part.split("|")) for part in parts)


def _problem(words: tuple[tuple[str, ...] | None, ...]) -> str:
    if not words:
        return "it is empty; write at least one word"
    if words[0] is None or words[-1] is None:
        return "a gap '..' stands at its end; put a word before and after it"
    if any(word is None and after is None for word, after in pairwise(words)):
        return "two gaps follow one another; write one"
    plain = (word for before, word in pairwise((None, *words)) if word and not (before and word == (_JOINED,)))
    for alternative in (item for word in plain for item in word):
        if not _WORD.fullmatch(alternative):
            return (
                f"'{alternative}' is not a word; write letters, with '*' only at the end ('skill*', 'self-*') and '|' "
                "between words"
            )
        bare = alternative.removesuffix("*")
        tokens = [token.text for token in _language().make_doc(bare)]
        if len(tokens) != 1:
            return f"'{alternative}' is more than one token; write '{' '.join(tokens)}'"
    return ""


@lru_cache(maxsize=1)
def _language() -> Language:
    return spacy.blank("en")


class _CueIndex:
    """The cues by their words: which word of which cue a token may be.

    spaCy's own Matcher tries every pattern at every token and found 480 passages a second with 400 cues; looking
    tokens up finds the same in 14,000.
    """

    def __init__(self, cues: tuple[Cue, ...]) -> None:
        self.cues = cues
        self._exact: dict[str, list[Place]] = {}
        self._prefixes: dict[str, list[Place]] = {}
        self._joined: list[Place] = []
        self._seen: dict[str, frozenset[Place]] = {}
        for number, cue in enumerate(cues):
            for position, word in enumerate(cue.words):
                for form in word or ():
                    if form == _JOINED:
                        self._joined.append((number, position))
                        continue
                    table = self._prefixes if form.endswith("*") else self._exact
                    table.setdefault(form.removesuffix("*"), []).append((number, position))

    def places(self, word: str) -> frozenset[Place]:
        """The (cue, position) pairs that a lower-case word can fill."""
        if word not in self._seen:
            found = [*self._exact.get(word, ()), *(self._joined if word[:1].isalnum() else ())]
            for length in range(1, len(word) + 1):
                found += self._prefixes.get(word[:length], ())
            self._seen[word] = frozenset(found)
        return self._seen[word]


@lru_cache(maxsize=4)
def _index(codebook: Codebook) -> _CueIndex:
    return _CueIndex(parse_cues(codebook))


def _matches(doc: Doc, index: _CueIndex) -> tuple[CueMatch, ...]:
    words = [token.lower_ for token in doc]
    fills = [index.places(word) for word in words]
    ends: dict[int, int] = {}
    matches = []
    for first, places in enumerate(fills):
        for number in sorted(number for number, position in places if position == 0):
            if first < ends.get(number, 0):
                continue
            cue = index.cues[number]
            last = _last_token(cue.words, number, 0, first, fills, words)
            if last is not None:
                ends[number] = last + 1
                final = doc[last]
                matches.append(CueMatch(cue.code_id, cue.text, doc[first].idx, final.idx + len(final)))
    return tuple(matches)


def _last_token(
    cue: Sequence[object],
    number: int,
    position: int,
    token: int,
    fills: Sequence[frozenset[Place]],
    words: Sequence[str],
) -> int | None:
    """The token on which a cue ends whose word at `position` stands on `token`, or None."""
    following = position + 1
    if following == len(cue):
        return token
    if cue[following] is None:
        following += 1
        reach = range(token + 1, min(token + 2 + GAP_TOKENS, len(words)))
    else:
        step = 2 if token + 1 < len(words) and words[token + 1] in _HYPHENS else 1
        if step == 1 and cue[following] == (_JOINED,):
            return None
        reach = range(token + step, min(token + step + 1, len(words)))
    for candidate in reach:
        if (number, following) in fills[candidate]:
            last = _last_token(cue, number, following, candidate, fills, words)
            if last is not None:
                return last
    return None
