"""Which words made a code so: a linear head's log-odds, taken apart word by word.

A head is linear in the embedding, which is the mean of the token vectors, and in cues and n-grams. So the log-odds are
a sum of parts, each of which belongs to words of the passage (but for the bias and the marks of voice).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from spacy.lang.en.stop_words import STOP_WORDS

from discourse.coding.cues import CueMatch
from discourse.coding.embedding import FloatArray, TokenVectors
from discourse.coding.features import Ngrams, Span
from discourse.coding.weights import PassageFeatures, Weights
from discourse.domain.codes import Evidence

EVIDENCE_SHARE = 0.4
# Weaker spans than this part of the best are left out: they are noise to a reader.
WEAKEST_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Words first to last (both included) and their part in the log-odds."""

    first: int
    last: int
    weight: float
    rule: str = ""

    @property
    def words(self) -> set[int]:
        return set(range(self.first, self.last + 1))


def find_evidence(
    weights: Weights,
    head: int,
    seen: PassageFeatures,
    row: int,
    tokens: TokenVectors,
    columns: dict[tuple[str, str], int],
) -> tuple[Evidence, ...]:
    """The words and cues that speak most for a head, best first, over at most 40 % of the passage's words.

    A cue weighs what it gives as a cue and what its words give; other neighbouring words are one span. No two
    spans overlap. Spans of function words alone are not shown. A passage without a word has no evidence.
    """
    text, ngrams = seen.texts[row], seen.ngrams[row]
    parts = weigh_words(weights, head, tokens, ngrams)
    if not len(parts):
        return ()
    single = [_Candidate(place, place, float(part)) for place, part in enumerate(parts)]
    rules = _weigh_cues(weights.cues[head], seen.cues[row], columns, ngrams.words, parts)
    chosen = _choose([*rules, *single], max(1, int(EVIDENCE_SHARE * len(parts))))
    spans = [*(one for one in chosen if one.rule), *_join([one for one in chosen if not one.rule])]
    content = {place for place, (start, end) in enumerate(ngrams.words) if text[start:end].lower() not in STOP_WORDS}
    telling = sorted((one for one in spans if one.words & content), key=lambda one: (-one.weight, one.first))
    best = telling or [max(single, key=lambda one: (one.first in content, one.weight))]
    return tuple(
        Evidence(ngrams.words[one.first][0], ngrams.words[one.last][1], round(one.weight, 4), one.rule)
        for one in best
        if one.weight >= WEAKEST_SHARE * best[0].weight
    )


def weigh_tokens(weights: Weights, head: int, tokens: TokenVectors) -> FloatArray:
    """Each token's part [t] in a head's log-odds; the parts add up to what the embedding gives."""
    parts: FloatArray = ((tokens.vectors - weights.centre) @ weights.embedding[head]) / len(tokens.vectors)
    return parts


def weigh_words(weights: Weights, head: int, tokens: TokenVectors, ngrams: Ngrams) -> FloatArray:
    """Each word's part in a head's log-odds through tokens and n-grams; a two-word run is shared by its words."""
    parts = np.zeros(len(ngrams.words), dtype=np.float32)
    words = _word_of_tokens(tokens, ngrams.words)
    for word, part in zip(words, weigh_tokens(weights, head, tokens), strict=True):
        if word >= 0:
            parts[word] += part
    halves = ngrams.weights * weights.ngrams[ngrams.buckets, head] / 2
    np.add.at(parts, ngrams.first, halves)
    np.add.at(parts, ngrams.last, halves)
    return parts


def _word_of_tokens(tokens: TokenVectors, words: Sequence[Span]) -> list[int]:
    """The word in which each token stands, -1 for punctuation and special tokens."""
    starts = np.array([start for start, _ in words], dtype=np.int64)
    places = np.searchsorted(starts, tokens.offsets[:, 0], side="right") - 1
    return [
        int(place) if place >= 0 and start < end <= words[place][1] else -1
        for place, (start, end) in zip(places, tokens.offsets, strict=True)
    ]


def _weigh_cues(
    weights: FloatArray,
    cues: Iterable[CueMatch],
    columns: dict[tuple[str, str], int],
    words: Sequence[Span],
    parts: FloatArray,
) -> list[_Candidate]:
    rules: dict[tuple[str, str], _Candidate] = {}
    for cue in cues:
        inside = [place for place, (start, end) in enumerate(words) if start < cue.end and end > cue.start]
        key = (cue.code_id, cue.cue)
        own = float(weights[columns[key]])
        # A cue counts once however often it occurs, so its first place stands for it.
        if inside and own >= 0 and key not in rules:
            first, last = inside[0], inside[-1]
            rules[key] = _Candidate(first, last, own + float(parts[first : last + 1].sum()), cue.cue)
    return list(rules.values())


def _choose(candidates: Iterable[_Candidate], limit: int) -> list[_Candidate]:
    """The best candidates that do not overlap and cover no more than `limit` words."""
    taken: set[int] = set()
    chosen = []
    for one in sorted(candidates, key=lambda one: (-one.weight, one.first)):
        if one.weight > 0 and not one.words & taken and len(one.words) + len(taken) <= limit:
            taken |= one.words
            chosen.append(one)
    return chosen


def _join(words: Sequence[_Candidate]) -> list[_Candidate]:
    joined: list[_Candidate] = []
    for word in sorted(words, key=lambda one: one.first):
        if joined and joined[-1].last + 1 == word.first:
            joined[-1] = replace(joined[-1], last=word.last, weight=joined[-1].weight + word.weight)
        else:
            joined.append(word)
    return joined
