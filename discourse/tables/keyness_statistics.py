"""The measures of a term's use on two sides, and how sure they are when documents, not words, are drawn."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.special import gammaln, xlogy

from discourse.tables.intervals import MIN_FREEDOM, Counts, Numbers, count_effective_documents

DRAWS = 500
# From so many documents on a bootstrap says what its linear approximation says, and takes a hundred times as long
# (`docs/scale.md`).
MANY_DOCUMENTS = 300

_CELLS_AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Usage:
    """Counts [documents, terms], words and group of each document; `vocabulary` has a row for each term.

    `names` are the groups' names, in the order of their numbers in `group`.
    """

    counts: csr_array
    words: Counts
    group: Counts
    names: tuple[str, ...]
    vocabulary: pl.DataFrame

    def sides(self) -> Iterator[tuple[str, NDArray[np.bool_]]]:
        """Each group with a word, and which documents are its own, where there are others."""
        for number, name in enumerate(self.names):
            inside = self.group == number
            if inside.any() and not inside.all():
                yield name, inside


def weighted_log_odds(
    count: Numbers, words: Numbers | float, other_count: Numbers, other_words: Numbers | float, prior: Numbers,
    prior_words: float,
) -> tuple[Numbers, Numbers]:  # fmt: skip
    """The log-odds ratio of each term, and its variance were words independent.

    Monroe, Colaresi & Quinn 2008, Political Analysis 16:372, equations 16 and 20: `prior` is added to each count and
    `prior_words` to each size.
    """
    here, there = count + prior, other_count + prior
    ratio = np.log(here / (words + prior_words - here)) - np.log(there / (other_words + prior_words - there))
    return ratio, 1 / here + 1 / there


def log_likelihood(count: Numbers, words: float, other_count: Numbers, other_words: float) -> Numbers:
    """Dunning's (1993) G² of each term, over the four fields of term or not, here or there."""
    observed = np.stack([count, words - count, other_count, other_words - other_count])
    rate = (count + other_count) / (words + other_words)
    expected = np.stack([rate * words, (1 - rate) * words, rate * other_words, (1 - rate) * other_words])
    return np.asarray(2 * (xlogy(observed, observed) - xlogy(observed, expected)).sum(axis=0))


def log_ratio(count: Numbers, words: float, other_count: Numbers, other_words: float) -> Numbers:
    """Hardie's (2014) binary logarithm of the ratio of rates; a count of 0 is taken for one half."""
    here, there = np.where(count > 0, count, 0.5) / words, np.where(other_count > 0, other_count, 0.5) / other_words
    return np.asarray(np.log2(here / there))


def document_variance(
    usage: Usage,
    inside: NDArray[np.bool_],
    sides: Sequence[tuple[Numbers, Numbers]],
    levels: Sequence[Numbers],
    prior: tuple[Numbers, float],
    seed: int,
) -> Numbers:
    """The variance of each term's log-odds over samples of whole documents, drawn on each side with replacement.

    A side of `MANY_DOCUMENTS` is not drawn from: its part is the linearised one, Σ residual² / level² · n / (n − 1).
    """
    is_many = [rows.sum() >= MANY_DOCUMENTS for rows in (inside, ~inside)]
    if not any(is_many):
        return bootstrap_term_variance(usage, inside, *prior, seed)
    parts = []
    for rows, many, (_, squares), level in zip((inside, ~inside), is_many, sides, levels, strict=True):
        documents = int(rows.sum())
        if many:
            parts.append(squares / level**2 * documents / (documents - 1))
        else:
            parts.append(_bootstrap_side(usage.counts[rows], usage.words[rows], *prior, seed))
    return np.asarray(parts[0] + parts[1])


def bootstrap_term_variance(
    usage: Usage, inside: NDArray[np.bool_], prior: Numbers, prior_words: float, seed: int
) -> Numbers:
    """The variance of each term's log-odds over samples of whole documents, drawn on each side with replacement."""
    random = np.random.default_rng(seed)
    sums = np.zeros((2, len(prior)))
    for samples in _steps(len(prior) + len(inside)):
        (counts, words), (others, other_words) = (
            _resample(usage.counts[rows], usage.words[rows], samples, random) for rows in (inside, ~inside)
        )
        ratio, _ = weighted_log_odds(counts, words, others, other_words, prior[:, None], prior_words)
        sums += np.stack([ratio.sum(axis=1), (ratio**2).sum(axis=1)])
    mean, square = sums / DRAWS
    documents = int(min(inside.sum(), (~inside).sum()))
    return np.asarray((square - mean**2) * documents / (documents - 1))


def _bootstrap_side(counts: csr_array, words: Counts, prior: Numbers, prior_words: float, seed: int) -> Numbers:
    """The variance of one side's log odds of each term over samples of its documents."""
    random = np.random.default_rng(seed)
    sums = np.zeros((2, len(prior)))
    for samples in _steps(len(prior) + len(words)):
        drawn, sizes = _resample(counts, words, samples, random)
        here = drawn + prior[:, None]
        odds = np.log(here / (sizes + prior_words - here))
        sums += np.stack([odds.sum(axis=1), (odds**2).sum(axis=1)])
    mean, square = sums / DRAWS
    return np.asarray((square - mean**2) * len(words) / (len(words) - 1))


def _steps(cells: int) -> Iterator[int]:
    """Sizes of the batches of draws that fit into memory, each of so many cells."""
    step = max(1, _CELLS_AT_ONCE // max(1, cells))
    for start in range(0, DRAWS, step):
        yield min(step, DRAWS - start)


def _resample(counts: csr_array, words: Counts, samples: int, random: np.random.Generator) -> tuple[Numbers, Numbers]:
    """Sums over drawn documents: counts [terms, samples] and words [samples]."""
    documents = len(words)
    times = random.multinomial(documents, np.full(documents, 1 / documents), size=samples).T.astype(np.float64)
    return np.asarray(counts.T @ times), words @ times


def burst_variance(
    usage: Usage, inside: NDArray[np.bool_], sides: Sequence[tuple[Numbers, Numbers]], counts: Sequence[Numbers]
) -> Numbers:
    """What is added to the variance of independent words because words come in bursts.

    The counts of documents are taken for negative binomial with one dispersion on both sides, found by moments: beyond
    Σμ the squared residuals are dispersion · Σμ², and the variance of a side's log rate grows by dispersion / Kish's
    number of documents.
    """
    excess, squares, spread = np.zeros(len(counts[0])), np.zeros(len(counts[0])), 0.0
    for rows, (_, residuals), count in zip((inside, ~inside), sides, counts, strict=True):
        effective = count_effective_documents(usage.words[rows])
        excess += residuals - count
        squares += count**2 / effective
        spread += 1 / effective
    return np.asarray(
        np.maximum(0.0, np.divide(excess, squares, out=np.zeros_like(excess), where=squares > 0)) * spread
    )


def one_sided_chance(documents: Numbers, other_documents: Numbers, inside: NDArray[np.bool_]) -> Numbers:
    """For a term that only one side uses, the chance that all documents that use it fall on one side; 0 for the others.

    Fisher's exact test over documents: however often three documents say a word, they are three documents.
    """
    using, size = documents + other_documents, len(inside)
    chance = sum(
        np.where(
            using <= part,
            np.exp(
                gammaln(part + 1) - gammaln(np.maximum(part - using, 0) + 1)
                + gammaln(size - using + 1) - gammaln(size + 1)
            ),
            0.0,
        )
        for part in (int(inside.sum()), int((~inside).sum()))
    )  # fmt: skip
    return np.where((documents == 0) | (other_documents == 0), np.minimum(chance, 1.0), 0.0)


def join_freedom(sides: Sequence[tuple[Numbers, Numbers]], levels: Sequence[Numbers], variance: Numbers) -> Numbers:
    """The degrees of freedom of each term: those of its two sides joined as Welch (1947) does.

    They are more where `variance` exceeds what the documents' residuals make of it, for the rest of it is no estimate.
    """
    (freedom, squares), (other_freedom, other_squares) = sides
    one, other = squares / levels[0] ** 2, other_squares / levels[1] ** 2
    weights = one**2 / freedom + other**2 / other_freedom
    estimated = np.minimum(one + other, variance)
    scale = np.divide(variance, estimated, out=np.ones_like(variance), where=estimated > 0) ** 2
    joined = np.divide((one + other) ** 2, weights, out=np.minimum(freedom, other_freedom), where=weights > 0)
    return np.asarray(np.maximum(MIN_FREEDOM, joined * scale))


def side_freedom(counts: csr_array, words: Counts) -> tuple[Numbers, Numbers]:
    """How many documents a term's variance rests on, less one, as in `share_interval`; the sum of squared residuals."""
    rate = np.asarray(counts.sum(axis=0)) / words.sum()
    size = words.astype(np.float64)
    # Σ(c − rate·m)ᵏ from sums of products, because most counts are 0 and not stored.
    sums = {(i, j): np.asarray(counts.power(i).T @ size**j) for i in (1, 2, 3, 4) for j in range(4) if i + j in (2, 4)}
    squares = sums[2, 0] - 2 * rate * sums[1, 1] + rate**2 * (size**2).sum()
    fourth = (
        sums[4, 0] - 4 * rate * sums[3, 1] + 6 * rate**2 * sums[2, 2] - 4 * rate**3 * sums[1, 3]
        + rate**4 * (size**4).sum()
    )  # fmt: skip
    kish = count_effective_documents(words)
    satterthwaite = np.divide(2 * squares**2, fourth, out=np.full(len(rate), np.inf), where=fourth > 0)
    return np.maximum(MIN_FREEDOM, np.minimum(kish, satterthwaite) - 1), squares
