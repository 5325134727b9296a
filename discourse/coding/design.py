"""The design matrix of training, and the way back from its coefficients to a model's weights."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from discourse.coding.embedding import FloatArray
from discourse.coding.features import MARKS, NGRAM_BUCKETS, Ngrams
from discourse.coding.weights import PassageFeatures, Weights, cue_matrix

# One penalty serves all features, so their sizes say how far each kind is trusted (docs/model-card.md).
CUE_SIZE = 0.9
NGRAM_SIZE = 1.4
MARK_SIZE = 0.3
_SMALLEST_VARIANCE = 1e-6

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Design:
    """How features become columns: embedding (half whitened), cues, n-grams, marks of voice, in this order.

    `whitening` [d, d] brings the directions of the embedding closer to one spread: each is divided by the square
    root of its standard deviation, and all by the mean length that is left.
    """

    centre: FloatArray
    whitening: FloatArray
    rarity: FloatArray
    columns: dict[tuple[str, str], int]

    @property
    def columns_in_all(self) -> int:
        """How many columns the design matrix has."""
        return len(self.centre) + len(self.columns) + NGRAM_BUCKETS + len(MARKS)

    def matrix(self, seen: PassageFeatures) -> sparse.csr_matrix:
        """The design matrix [n, D] of passages."""
        blocks = [
            sparse.csr_matrix((seen.embeddings - self.centre) @ self.whitening),
            sparse.csr_matrix(cue_matrix(seen.cues, self.columns) * CUE_SIZE),
            ngram_matrix(seen.ngrams) * NGRAM_SIZE,
            sparse.csr_matrix(seen.marks * MARK_SIZE),
        ]
        return sparse.hstack(blocks, format="csr")

    def weights(self, coefficients: Matrix, bias: Matrix) -> Weights:
        """The weights of heads from their coefficients [h, D] and biases [h]."""
        ends = np.cumsum([len(self.centre), len(self.columns), NGRAM_BUCKETS, len(MARKS)])[:-1]
        embedding, cues, ngrams, marks = np.split(coefficients, ends, axis=1)
        return Weights(
            embedding=_single(embedding @ self.whitening.T),
            centre=self.centre,
            cues=_single(cues * CUE_SIZE),
            ngrams=_single(ngrams.T * NGRAM_SIZE),
            rarity=self.rarity,
            marks=_single(marks * MARK_SIZE),
            bias=_single(bias),
        )


def plan_design(embeddings: FloatArray, rarity: FloatArray, columns: dict[tuple[str, str], int]) -> Design:
    """The design that fits these embeddings [n, d]."""
    centre = embeddings.mean(axis=0)
    variances, directions = np.linalg.eigh(np.cov((embeddings - centre).T))
    # With fewer passages than dimensions some directions have no spread; they must not be blown up.
    spread = np.maximum(variances, max(_SMALLEST_VARIANCE, variances.max() * 1e-3)) ** 0.25
    whitening = (directions / spread).astype(np.float32)
    length = float(np.linalg.norm((embeddings - centre) @ whitening, axis=1).mean()) or 1.0
    return Design(centre, whitening / np.float32(length), rarity, columns)


def ngram_matrix(ngrams: Sequence[Ngrams]) -> sparse.csr_matrix:
    """The weights of n-grams by bucket [n, NGRAM_BUCKETS]."""
    ends = np.cumsum([0, *(len(one.buckets) for one in ngrams)])
    buckets = np.concatenate([one.buckets for one in ngrams])
    values = np.concatenate([one.weights for one in ngrams])
    # Repeated buckets of a row are summed.
    matrix = sparse.csr_matrix((values, buckets, ends), shape=(len(ngrams), NGRAM_BUCKETS))
    matrix.sum_duplicates()
    return matrix


def _single(values: Matrix) -> FloatArray:
    return np.ascontiguousarray(values, dtype=np.float32)
