"""95 % intervals for a share of passages when passages come in documents: a cluster bootstrap on the log-odds.

Why this one and not percentiles, BCa or bootstrap-t: `benchmarks/coverage.py`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, expit, logit, stdtrit

SEED = 20260101
DRAWS = 10_000
LEVEL = 0.95

# With fewer degrees of freedom t explodes and the interval says nothing, without holding the truth more often.
MIN_FREEDOM = 2.0

# Documents of unequal length count in effect as fewer than they are; where one holds all passages there is one.
MIN_EFFECTIVE_DOCUMENTS = 3.0

# Thousands of short course records have few distinct counts. Where there are so many documents to one pair of counts,
# drawing how often each pair comes is faster than drawing documents, and has the same distribution.
ALIKE = 10

# From so many documents on (on both sides of a comparison) the linear and normal approximations say what resampling
# says, and cost nothing (`docs/scale.md`).
MANY_DOCUMENTS = 400

_CELLS_AT_ONCE = 500_000

Counts = NDArray[np.int64]
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """Limits of a share, both within 0 and 1."""

    low: float
    high: float


def can_have_interval(passages: Counts, min_documents: int) -> bool:
    """Whether a group of documents with so many passages each is enough for an interval to hold."""
    return not lack_of_documents(passages, min_documents)


def lack_of_documents(passages: Counts, min_documents: int) -> str:
    """Why a group of documents with so many passages each gets no interval, by every reason that holds; else nothing.

    There must be `min_documents` (and two) of them, and at least three in effect (`count_effective_documents`).
    """
    documents, needed = len(passages), max(2, min_documents)
    lacks = [f"{documents} document{'' if documents == 1 else 's'}, {needed} needed"] if documents < needed else []
    if documents and (effective := count_effective_documents(passages)) < MIN_EFFECTIVE_DOCUMENTS:
        # Cut, not rounded: 2.96 is no 3.0.
        lacks.append(f"fewer than three documents in effect ({int(effective * 10) / 10})")
    return "; ".join(lacks)


def count_effective_documents(passages: Counts) -> float:
    """Kish's (1965) effective number of documents, (Σm)² / Σm²: small when few documents hold most passages."""
    sizes = passages.astype(np.float64)
    return float(sizes.sum() ** 2 / (sizes**2).sum())


def share_interval(coded: Counts, passages: Counts, *, seed: int = SEED, draws: int = DRAWS) -> Interval:
    """The interval of Σ `coded` / Σ `passages`, one entry per document, at least two; their order does not matter.

    Log-odds ± t · standard error, the error from `draws` bootstrap samples of whole documents, or linearised from
    `MANY_DOCUMENTS` on (never below that of independent passages), t with the degrees of freedom of
    `_degrees_of_freedom`. No limit is further from the data than the Clopper–Pearson limit for the share of *documents*
    with (without) such a passage, of which passages can at most be as many; where no passage or every passage is coded
    that limit stands alone (Clopper & Pearson 1934).
    """
    if len(passages) < 2 or (passages < 1).any():
        raise ValueError("An interval needs at least two documents, each with a passage.")
    order = np.lexsort((coded, passages))  # Sums in another order would differ in the last digit.
    coded, passages = coded[order], passages[order]
    documents, share = len(passages), float(coded.sum() / passages.sum())
    ceiling = _clopper_pearson_high(int((coded > 0).sum()), documents)
    floor = 1.0 - _clopper_pearson_high(int((coded < passages).sum()), documents)
    if share in (0.0, 1.0):
        return Interval(min(floor, share), max(ceiling, share))
    if documents >= MANY_DOCUMENTS:
        variance = linear_variance(coded, passages)
    else:
        variance = bootstrap_variance(coded, passages, seed=seed, draws=draws)
    variance = max(variance, share * (1 - share) / passages.sum())
    reach = _quantile_t(coded, passages) * np.sqrt(variance) / (share * (1 - share))
    low, high = expit(logit(share) - reach), expit(logit(share) + reach)
    return Interval(float(max(low, floor)), float(min(high, ceiling)))


def bootstrap_variance(coded: Counts, passages: Counts, *, seed: int, draws: int) -> float:
    """The variance of the share over samples of as many documents, drawn with replacement, times n / (n − 1)."""
    documents = len(passages)
    kinds, times = np.unique(np.stack([passages, coded], axis=1), axis=0, return_counts=True)
    random = np.random.default_rng(seed)

    def draw(samples: int) -> Numbers:
        if len(kinds) * ALIKE < documents:
            sums = random.multinomial(documents, times / documents, size=samples) @ kinds
            return np.asarray(sums[:, 1] / sums[:, 0])
        drawn = random.integers(documents, size=(samples, documents))
        return np.asarray(coded.take(drawn).sum(axis=1) / passages.take(drawn).sum(axis=1))

    shares = np.concatenate([draw(samples) for samples in split_draws(draws, documents)])
    return float(shares.var() * documents / (documents - 1))


def linear_variance(coded: Counts, passages: Counts) -> float:
    """The variance of the share as a ratio of sums over documents drawn with replacement, to the first order."""
    documents, sizes = len(passages), passages.astype(np.float64)
    residuals = coded - coded.sum() / sizes.sum() * sizes
    return float((residuals**2).sum() / sizes.sum() ** 2 * documents / (documents - 1))


def split_draws(draws: int, documents: int) -> list[int]:
    """Sizes of the batches in which `draws` samples of so many documents fit into the processor's cache."""
    step = max(1, _CELLS_AT_ONCE // documents)
    return [min(step, draws - start) for start in range(0, draws, step)]


def _quantile_t(coded: Counts, passages: Counts) -> float:
    return float(stdtrit(_degrees_of_freedom(coded, passages), (1 + LEVEL) / 2))


def _degrees_of_freedom(coded: Counts, passages: Counts) -> float:
    """How many documents the variance really rests on, less one, at least two.

    The smaller of two counts: `count_effective_documents`, and Satterthwaite's (1946) 2 (Σe²)² / var(Σe²), for the
    residuals e of the ratio estimator, which is small when few documents hold most of the code; Σe⁴ stands for
    var(Σe²), which it exceeds, so that it errs to the wide side.
    """
    sizes = passages.astype(np.float64)
    residuals = coded - coded.sum() / passages.sum() * sizes
    kish = count_effective_documents(passages)
    fourth = (residuals**4).sum()
    satterthwaite = 2 * (residuals**2).sum() ** 2 / fourth if fourth > 0 else np.inf
    return float(max(MIN_FREEDOM, min(kish, satterthwaite) - 1))


def _clopper_pearson_high(successes: int, trials: int) -> float:
    if successes == trials:
        return 1.0
    return float(betaincinv(successes + 1, trials - successes, (1 + LEVEL) / 2))
