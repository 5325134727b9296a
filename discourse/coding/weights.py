"""The linear heads of a framing model: their arrays, and what they make of a batch of passages."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from discourse.coding.cues import CueMatch, find_cues
from discourse.coding.embedding import FloatArray
from discourse.coding.features import Ngrams, find_ngrams, mark_voice
from discourse.domain.codebook import Codebook


class HeadKind(StrEnum):
    """What a head decides."""

    FRAME = "frame"
    THEME = "theme"
    STANCE = "stance"


@dataclass(frozen=True, slots=True)
class Head:
    """One yes-or-no question to a passage.

    A stance head asks whether the frame `code_id`, if present, has the stance `stance`. The answer is yes from the
    probability `threshold` on; a frame is uncertain between `low` and `high`, where the passage counts as abstained.
    """

    kind: HeadKind
    code_id: str
    threshold: float
    low: float = 0.0
    high: float = 0.0
    stance: str = ""

    def is_uncertain(self, probability: float) -> bool:
        return self.low < probability < self.high


@dataclass(frozen=True, slots=True)
class Weights:
    """The arrays of h heads, calibrated: a passage's log-odds are linear in its features.

    embedding [h, d] on the embedding minus `centre` [d]; cues [h, c] on which of the codebook's cues occur, in its
    order; ngrams [buckets, h] on n-grams weighted by `rarity` [buckets]; marks [h, m] on marks of voice; bias [h].
    Heads that were tuned with their encoder look at the embedding alone: the rest of theirs is 0.
    """

    embedding: FloatArray
    centre: FloatArray
    cues: FloatArray
    ngrams: FloatArray
    rarity: FloatArray
    marks: FloatArray
    bias: FloatArray

    @property
    def see_words(self) -> bool:
        """Whether a head looks at more than the embedding."""
        return any(bool(part.any()) for part in (self.cues, self.ngrams, self.marks))


@dataclass(frozen=True, slots=True)
class PassageFeatures:
    """What the heads see of n passages; `embeddings` is [n, d]."""

    texts: tuple[str, ...]
    embeddings: FloatArray
    cues: tuple[tuple[CueMatch, ...], ...]
    ngrams: tuple[Ngrams, ...]
    marks: FloatArray


def cue_columns(codebook: Codebook) -> dict[tuple[str, str], int]:
    """The column of each (code id, cue) in a matrix of cues."""
    pairs = dict.fromkeys((code.id, cue) for code in codebook.codes for cue in code.cues)
    return {pair: column for column, pair in enumerate(pairs)}


def see_passages(
    texts: Sequence[str], embeddings: FloatArray, codebook: Codebook, rarity: FloatArray
) -> PassageFeatures:
    """The features of passages whose embeddings are known."""
    return PassageFeatures(
        texts=tuple(texts),
        embeddings=embeddings,
        cues=tuple(find_cues(texts, codebook)),
        ngrams=tuple(find_ngrams(text, rarity) for text in texts),
        marks=mark_voice(texts),
    )


def cue_matrix(cues: Sequence[Sequence[CueMatch]], columns: dict[tuple[str, str], int]) -> FloatArray:
    """Which cues occur in each passage, as 0 or 1 [n, c]."""
    matrix = np.zeros((len(cues), len(columns)), dtype=np.float32)
    for row, matches in enumerate(cues):
        matrix[row, [columns[match.code_id, match.cue] for match in matches]] = 1
    return matrix


def log_odds(weights: Weights, seen: PassageFeatures, columns: dict[tuple[str, str], int]) -> FloatArray:
    """The calibrated log-odds of every head [n, h]."""
    odds = embedding_odds(weights, seen.embeddings)
    odds += _by_row(cue_matrix(seen.cues, columns), weights.cues)
    odds += _by_row(seen.marks, weights.marks)
    for row, ngrams in enumerate(seen.ngrams):
        odds[row] += ngrams.weights @ weights.ngrams[ngrams.buckets]
    return odds


def embedding_odds(weights: Weights, embeddings: FloatArray) -> FloatArray:
    """What embeddings [n, d] alone make of the log-odds [n, h]: all of them where no head sees words."""
    odds: FloatArray = _by_row(embeddings - weights.centre, weights.embedding).astype(np.float32) + weights.bias
    return odds


def probabilities(odds: FloatArray) -> FloatArray:
    """The logistic function, without overflow."""
    smaller = np.exp(-np.abs(odds))
    return np.where(odds >= 0, 1 / (1 + smaller), smaller / (1 + smaller)).astype(np.float32)


def _by_row(values: FloatArray, coefficients: FloatArray) -> FloatArray:
    """Each row of values [n, d] by coefficients [h, d], the same to the last bit whatever other rows are there.

    A matrix product may add in another order when it has another number of rows.
    """
    found: FloatArray = np.einsum("nd,hd->nh", values, coefficients)
    return found
