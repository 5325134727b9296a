"""Agreement between coders beyond chance: Krippendorff's alpha, Cohen's and Fleiss' kappa, Gwet's AC1.

Ratings are arrays of units × coders with categories 0…k−1 and −1 where a coder did not judge a unit. Every coefficient
is a function of sums over units, so that one tally per document serves the estimate and its bootstrap over documents.

Krippendorff 2011, *Computing Krippendorff's Alpha-Reliability*; Cohen 1960; Fleiss 1971; Gwet 2008, with missing
ratings as Gwet (2014, *Handbook of Inter-Rater Reliability*) treats them; MASI: Passonneau 2006.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from discourse.tables.intervals import SEED, Interval, split_draws

DRAWS = 2_000
MISSING = -1
# An interval from draws most of which leave the coefficient undefined would be one of the lucky draws.
MIN_DEFINED = 0.9

Ratings = NDArray[np.int64]
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums over the units of each document (first axis), of units that two or more coders judged.

    `coincidences` and `confusion` (of the first two coders) are k × k; `shares` are the sums of the units' shares of
    each category; `agreed` those of the share of pairs of coders that agree; `units` counts.
    """

    coincidences: Numbers
    confusion: Numbers
    shares: Numbers
    agreed: Numbers
    units: Numbers

    def over(self, weights: Numbers) -> "Tally":
        """The tallies of samples of documents: `weights` is samples × documents, how often each was drawn."""
        return Tally(
            *(
                np.tensordot(weights, values, axes=1)
                for values in (self.coincidences, self.confusion, self.shares, self.agreed, self.units)
            )
        )

    def total(self) -> "Tally":
        return self.over(np.ones((1, len(self.units))))


@dataclass(frozen=True, slots=True)
class Coefficient:
    """An estimate, nothing where the data leave it undefined, with its interval where there are enough documents."""

    value: float | None
    interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far coders agree on units. `kappa` is Cohen's for two coders, Fleiss' for more."""

    units: int
    documents: int
    observed: float | None
    alpha: Coefficient
    kappa: Coefficient
    ac1: Coefficient


def measure_agreement(
    ratings: Ratings,
    documents: NDArray[np.int64],
    *,
    categories: int,
    distance: Numbers | None = None,
    min_documents: int,
    seed: int = SEED,
    draws: int = DRAWS,
) -> Agreement:
    """All coefficients with intervals by bootstrap over documents (percentiles, 95 %).

    `documents` numbers the document of each unit. `distance` is for alpha alone, categories × categories, nominal where
    left out. No interval with fewer than `min_documents` documents.
    """
    tally = tally_ratings(ratings, documents, categories=categories)
    distance = nominal(categories) if distance is None else distance
    is_pair = ratings.shape[1] == 2
    total = tally.total()
    point = _all(total, distance, is_pair=is_pair)[:, 0]
    limits = _limits(tally, distance, is_pair=is_pair, min_documents=min_documents, seed=seed, draws=draws)
    units = float(total.units[0])
    return Agreement(
        int(units),
        len(tally.units),
        float(total.agreed[0] / units) if units else None,
        *(
            Coefficient(None if np.isnan(value) else float(value), interval)
            for value, interval in zip(point, limits, strict=True)
        ),
    )


def tally_ratings(ratings: Ratings, documents: NDArray[np.int64], *, categories: int) -> Tally:
    """The sums per document over units with two judgements or more; documents without such a unit are left out."""
    shared = (ratings != MISSING).sum(axis=1) >= 2
    ratings, documents = ratings[shared], documents[shared]
    counts = (ratings[:, :, None] == np.arange(categories)).sum(axis=1).astype(np.float64)
    judged = counts.sum(axis=1)
    names = np.unique(documents)
    parts = [
        _tally_document(ratings[documents == name], counts[documents == name], judged[documents == name])
        for name in names
    ]
    shapes = ((0, categories, categories), (0, categories, categories), (0, categories), (0,), (0,))
    stacked = zip(*parts, strict=True) if parts else (np.zeros(shape) for shape in shapes)
    return Tally(*(np.asarray(values, dtype=np.float64) for values in stacked))


def krippendorff_alpha(tally: Tally, distance: Numbers) -> Numbers:
    """1 − D_o / D_e for each sample of a tally; NaN where no two categories were used."""
    sums = tally.coincidences.sum(axis=-1)
    total = sums.sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = (tally.coincidences * distance).sum(axis=(-2, -1)) / total
        expected = np.einsum("...c,...k,ck->...", sums, sums, distance) / (total * (total - 1))
        return _defined(1 - observed / expected, expected)


def cohen_kappa(tally: Tally) -> Numbers:
    """Cohen's kappa of the first two coders for each sample; NaN where both always say the same one thing."""
    total = tally.confusion.sum(axis=(-2, -1))
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = np.trace(tally.confusion, axis1=-2, axis2=-1) / total
        expected = (tally.confusion.sum(axis=-1) * tally.confusion.sum(axis=-2)).sum(axis=-1) / total**2
        return _defined((observed - expected) / (1 - expected), 1 - expected)


def fleiss_kappa(tally: Tally) -> Numbers:
    """Fleiss' kappa for each sample, of any number of coders to a unit; NaN where one category alone was used."""
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = tally.shares / tally.units[..., None]
        expected = (shares**2).sum(axis=-1)
        return _defined((tally.agreed / tally.units - expected) / (1 - expected), 1 - expected)


def gwet_ac1(tally: Tally) -> Numbers:
    """Gwet's AC1 for each sample: chance agreement is that of units hard to code, so that rarity does not raise it."""
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = tally.shares / tally.units[..., None]
        expected = (shares * (1 - shares)).sum(axis=-1) / (shares.shape[-1] - 1)
        return _defined((tally.agreed / tally.units - expected) / (1 - expected), 1 - expected)


def nominal(categories: int) -> Numbers:
    """The distance of categories that are the same or not."""
    return 1.0 - np.eye(categories)


def masi_distances(sets: Sequence[frozenset[str]]) -> Numbers:
    """The MASI distance between sets of labels: 1 − Jaccard × monotonicity (1, 2/3, 1/3 or 0), Passonneau 2006."""
    return np.array([[_masi(first, second) for second in sets] for first in sets])


def _masi(first: frozenset[str], second: frozenset[str]) -> float:
    if first == second:
        return 0.0
    both = len(first & second)
    monotonicity = 2 / 3 if first <= second or second <= first else 1 / 3
    return 1.0 - both / len(first | second) * monotonicity


def _tally_document(
    ratings: Ratings, counts: Numbers, judged: Numbers
) -> tuple[Numbers, Numbers, Numbers, float, float]:
    weights = counts / (judged - 1)[:, None]
    coincidences = weights.T @ counts - np.diag(weights.sum(axis=0))
    agreed = (counts * (counts - 1)).sum(axis=1) / (judged * (judged - 1))
    confusion = np.zeros_like(coincidences)
    both = (ratings[:, :2] != MISSING).all(axis=1)
    np.add.at(confusion, (ratings[both, 0], ratings[both, 1]), 1.0)
    return coincidences, confusion, (counts / judged[:, None]).sum(axis=0), float(agreed.sum()), float(len(judged))


def _all(tally: Tally, distance: Numbers, *, is_pair: bool) -> Numbers:
    """Alpha, kappa and AC1, coefficients × samples."""
    kappa = cohen_kappa(tally) if is_pair else fleiss_kappa(tally)
    return np.stack([krippendorff_alpha(tally, distance), kappa, gwet_ac1(tally)])


def _limits(
    tally: Tally, distance: Numbers, *, is_pair: bool, min_documents: int, seed: int, draws: int
) -> list[Interval | None]:
    documents = len(tally.units)
    if documents < max(2, min_documents):
        return [None, None, None]
    random = np.random.default_rng(seed)
    samples = []
    # The widest table drawn decides how many samples fit into memory at once.
    for size in split_draws(draws, documents + tally.coincidences[0].size):
        weights = random.multinomial(documents, np.full(documents, 1 / documents), size=size).astype(np.float64)
        samples.append(_all(tally.over(weights), distance, is_pair=is_pair))
    return [_percentiles(values) for values in np.concatenate(samples, axis=1)]


def _percentiles(values: Numbers) -> Interval | None:
    known = values[~np.isnan(values)]
    if len(known) < MIN_DEFINED * len(values):
        return None
    low, high = np.percentile(known, (2.5, 97.5))
    return Interval(float(low), float(high))


def _defined(values: Numbers, denominators: Numbers) -> Numbers:
    return np.where(np.isclose(denominators, 0.0), np.nan, values)
