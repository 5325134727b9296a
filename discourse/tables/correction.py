"""A share of passages corrected for the coder's errors by passages that people coded in a random sample.

Prediction-powered inference: Angelopoulos, Bates, Fannjiang, Jordan & Zrnic 2023 (Science 382:669), with the power
tuning of Angelopoulos, Duchi & Zrnic 2023 (PPI++, arXiv 2311.01453). Both treat passages as independent; here documents
are what is drawn, in the point where power is chosen and in the variance. Coverage: `benchmarks/coverage.py`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from discourse.tables.intervals import LEVEL, MIN_FREEDOM, Counts, Numbers, count_effective_documents

# The share of those that people coded, weighted, the coder's answers not used (Hájek's ratio of Horvitz–Thompson sums).
HORVITZ_THOMPSON = 0.0
# The coder's share plus the weighted mean of its errors in the sample (the difference estimator; PPI without tuning).
DIFFERENCE = 1.0

# A sample without an error does not show that there are none. One audited passage of each kind stands for what was not
# drawn, as in Agresti & Coull (1998), who add two successes and two failures: (truth, prediction).
_UNSEEN = np.array([(0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)])


@dataclass(frozen=True, slots=True)
class Coded:
    """What the coder found: per document, passages that can be coded and those among them that carry the code."""

    passages: Counts
    predicted: Counts


@dataclass(frozen=True, slots=True)
class Audited:
    """The audited passages: the place of each one's document in `Coded`, its weight, and two answers from 0 to 1.

    A weight is how many passages one stands for: the inverse of its chance to be drawn and answered. `truth` is what
    people say (the mean of several), `predicted` what the coder says.
    """

    document: NDArray[np.int64]
    weight: Numbers
    truth: Numbers
    predicted: Numbers


@dataclass(frozen=True, slots=True)
class Correction:
    """A corrected share with its 95 % limits, and the weight from 0 to 1 that the coder's answers had in it."""

    share: float
    low: float
    high: float
    power: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """The estimate before it is made to lie within 0 and 1, and what each document adds to its error."""

    share: float
    influence: Numbers


def correct_share(coded: Coded, audited: Audited, *, power: float | None = None) -> Correction:
    """The share of passages that people would code, with the interval of `_limits`.

    Needs two documents and one audited passage. `power` is what weight the coder's answers have (`HORVITZ_THOMPSON`,
    `DIFFERENCE`); without it the one of least variance is taken.
    """
    if len(coded.passages) < 2 or not len(audited.weight):
        raise ValueError("A correction needs at least two documents and an audited passage.")
    if power is None:
        power = tune_power(coded, audited)
    estimate = estimate_share(coded, audited, power=power)
    share = min(1.0, max(0.0, estimate.share))
    low, high = _limits(share, estimate.influence, coded, audited, power)
    return Correction(share, low, high, power)


def estimate_share(coded: Coded, audited: Audited, *, power: float) -> Estimate:
    """power · mean prediction of all passages + weighted mean of (truth − power · prediction) of the audited ones."""
    truth, predicted = _influences(coded, audited)
    means = _weighted_means(audited)
    overall = coded.predicted.sum() / coded.passages.sum()
    return Estimate(float(means[0] + power * (overall - means[1])), truth + power * predicted)


def tune_power(coded: Coded, audited: Audited) -> float:
    """The power from 0 to 1 that makes the variance over documents least."""
    truth, predicted = _influences(coded, audited)
    unseen_truth, unseen_predicted = _unseen(audited)
    shared = truth @ predicted + unseen_truth @ unseen_predicted
    return float(np.clip(-shared / (predicted @ predicted + unseen_predicted @ unseen_predicted), 0.0, 1.0))


def _influences(coded: Coded, audited: Audited) -> tuple[Numbers, Numbers]:
    """Per document, the linearised error of the mean truth, and of (overall less audited) mean prediction."""
    documents, (truth, predicted) = len(coded.passages), _weighted_means(audited)
    weight = audited.weight / audited.weight.sum()

    def by_document(residual: Numbers) -> Numbers:
        return np.bincount(audited.document, weight * residual, documents).astype(np.float64)

    overall = coded.predicted.sum() / coded.passages.sum()
    all_passages = (coded.predicted - overall * coded.passages) / coded.passages.sum()
    return by_document(audited.truth - truth), all_passages - by_document(audited.predicted - predicted)


def _unseen(audited: Audited) -> tuple[Numbers, Numbers]:
    """What the four unseen passages add to the two errors of `_influences`, each of an average passage's weight."""
    size = _effective_size(audited)
    truth, predicted = _weighted_means(audited)
    return (_UNSEEN[:, 0] - truth) / size, (predicted - _UNSEEN[:, 1]) / size


def _limits(share: float, influence: Numbers, coded: Coded, audited: Audited, power: float) -> tuple[float, float]:
    """Wilson's (1927) interval for as many passages as would, drawn one by one, have the variance found.

    The variance is that over documents plus that of the unseen passages; t has the degrees of freedom of the smaller of
    Kish's effective number of documents and Satterthwaite's count, less one, as for raw shares.
    """
    documents, size = len(influence), _effective_size(audited)
    unseen_truth, unseen_predicted = _unseen(audited)
    unseen = unseen_truth + power * unseen_predicted
    variance = documents / (documents - 1) * influence @ influence + unseen @ unseen
    middle = (share * size + _UNSEEN[:, 0].sum()) / (size + len(_UNSEEN))
    passages = middle * (1 - middle) / variance
    t = float(stdtrit(_degrees_of_freedom(coded, influence), (1 + LEVEL) / 2))
    centre = (share + t**2 / (2 * passages)) / (1 + t**2 / passages)
    reach = t * np.sqrt(share * (1 - share) / passages + t**2 / (4 * passages**2)) / (1 + t**2 / passages)
    return float(max(0.0, centre - reach)), float(min(1.0, centre + reach))


def _degrees_of_freedom(coded: Coded, influence: Numbers) -> float:
    fourth = (influence**4).sum()
    satterthwaite = 2 * (influence @ influence) ** 2 / fourth if fourth > 0 else np.inf
    return float(max(MIN_FREEDOM, min(count_effective_documents(coded.passages), satterthwaite) - 1))


def _weighted_means(audited: Audited) -> tuple[float, float]:
    total = audited.weight.sum()
    return float(audited.weight @ audited.truth / total), float(audited.weight @ audited.predicted / total)


def _effective_size(audited: Audited) -> float:
    """Kish's (1965) effective number of audited passages, (Σv)² / Σv²: small where weights are uneven."""
    return float(audited.weight.sum() ** 2 / (audited.weight @ audited.weight))
