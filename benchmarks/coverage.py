"""How often 95 % intervals hold the true share when passages come in documents, and from how many documents on.

Beta-binomial documents: a share per document around the true one (intra-document correlation `icc`), sizes lognormal.
Prints two Markdown tables. `discourse` is what the package ships; the others are what it was chosen over.

    python benchmarks/coverage.py [--data-sets 1000]
"""

import argparse
from collections.abc import Callable, Iterator
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, ndtr, ndtri

from discourse.tables.contrasts import difference_interval, permutation_p
from discourse.tables.intervals import Interval, share_interval

SEED = 1
DRAWS = 800
MEDIAN_PASSAGES = 40
DOCUMENTS = (8, 10, 12, 16, 24, 40)
SHARES = (0.01, 0.02, 0.05, 0.1, 0.3)
ICC = (0.03, 0.1, 0.2)
SIGMA = (0.6, 1.0)

Numbers = NDArray[np.float64]
Counts = NDArray[np.int64]
Limits = tuple[Numbers, Numbers]


def simulate_documents(
    random: np.random.Generator, data_sets: int, documents: int, share: float, icc: float, sigma: float
) -> tuple[Counts, Counts]:
    """Coded and all passages per document, [data sets, documents]."""
    sizes = np.maximum(1, np.round(random.lognormal(np.log(MEDIAN_PASSAGES), sigma, (data_sets, documents))))
    spread = (1 - icc) / icc
    shares = random.beta(share * spread, (1 - share) * spread, sizes.shape)
    passages = sizes.astype(np.int64)
    return random.binomial(passages, shares), passages


def ours(coded: Counts, passages: Counts, _: Counts) -> Limits:
    """`share_interval` as shipped, with fewer draws."""
    found = [share_interval(one, sizes, draws=DRAWS) for one, sizes in zip(coded, passages, strict=True)]
    return np.array([interval.low for interval in found]), np.array([interval.high for interval in found])


def percentile(coded: Counts, passages: Counts, weights: Counts) -> Limits:
    """The 2.5 % and 97.5 % points of the bootstrap shares (Efron 1979)."""
    low, high = np.quantile(_resample(coded, passages, weights), [0.025, 0.975], axis=1)
    return low, high


def bca(coded: Counts, passages: Counts, weights: Counts) -> Limits:
    """Bias-corrected and accelerated percentiles (Efron 1987), the acceleration from leaving out one document."""
    shares = np.sort(_resample(coded, passages, weights), axis=1)
    y, m = coded.sum(1, keepdims=True), passages.sum(1, keepdims=True)
    without = (y - coded) / (m - passages)
    gap = without.mean(1, keepdims=True) - without
    acceleration = (gap**3).sum(1) / (6 * (gap**2).sum(1) ** 1.5 + 1e-300)
    below = (shares < y / m).mean(1) + (shares == y / m).mean(1) / 2
    bias = ndtri(np.clip(below, 1e-3, 1 - 1e-3))
    limits = []
    for tail in ndtri([0.025, 0.975]):
        place = ndtr(bias + (bias + tail) / (1 - acceleration * (bias + tail)))
        index = np.clip((place * shares.shape[1]).astype(int), 0, shares.shape[1] - 1)
        limits.append(np.take_along_axis(shares, index[:, None], axis=1)[:, 0])
    return limits[0], limits[1]


def bootstrap_t(coded: Counts, passages: Counts, weights: Counts) -> Limits:
    """Studentised bootstrap on the log-odds (Hall 1988) with the linearised error; samples without the code are −∞."""
    y, m = coded.astype(float), passages.astype(float)
    moments = [part @ weights.T for part in (y, m, y * y, y * m, m * m)]
    share, error = _share_and_error(*moments, documents=y.shape[1])
    centre, spread = _share_and_error(
        *[part.sum(1, keepdims=True) for part in (y, m, y * y, y * m, m * m)], documents=y.shape[1]
    )
    with np.errstate(all="ignore"):
        t = (logit(share) - logit(centre)) / error
        low, high = np.quantile(np.where(np.isfinite(t), t, -1e6), [0.025, 0.975], axis=1)
        middle, width = logit(centre)[:, 0], spread[:, 0]
        return np.nan_to_num(expit(middle - high * width)), expit(np.minimum(np.nan_to_num(middle - low * width), 50))


METHODS: dict[str, Callable[[Counts, Counts, Counts], Limits]] = {
    "discourse": ours,
    "percentile": percentile,
    "BCa": bca,
    "bootstrap-t": bootstrap_t,
}


def measure_shares(data_sets: int) -> Iterator[str]:
    """Rows: method, documents, then coverage in % (mean, lowest over icc and sigma) and mean width per true share."""
    for method, documents in product(METHODS, DOCUMENTS):
        cells = [_measure_cell(method, documents, share, data_sets) for share in SHARES]
        yield f"| {method} | {documents} | " + " | ".join(cells) + " |"


def measure_differences(data_sets: int) -> Iterator[str]:
    """Rows: documents of either group, shares, coverage of the difference, and how often p < 0.05."""
    random = np.random.default_rng(SEED)
    for (one, other), (share, other_share), icc in product(
        ((10, 10), (12, 40), (24, 24)), ((0.05, 0.05), (0.2, 0.2), (0.1, 0.3)), (0.03, 0.2)
    ):
        first = simulate_documents(random, data_sets, one, share, icc, 1.0)
        second = simulate_documents(random, data_sets, other, other_share, icc, 1.0)
        found = [_contrast(a, b) for a, b in zip(zip(*first, strict=True), zip(*second, strict=True), strict=True)]
        held = np.mean([interval.low <= share - other_share <= interval.high for interval, _ in found])
        small = np.mean([p < 0.05 for _, p in found])
        yield f"| {one}, {other} | {share}, {other_share} | {icc} | {100 * held:.1f} | {100 * small:.1f} |"


def _measure_cell(method: str, documents: int, share: float, data_sets: int) -> str:
    random = np.random.default_rng([SEED, documents, round(1000 * share)])
    weights = random.multinomial(documents, np.full(documents, 1 / documents), size=DRAWS)
    coverage, width = [], []
    for icc, sigma in product(ICC, SIGMA):
        coded, passages = simulate_documents(random, data_sets, documents, share, icc, sigma)
        low, high = METHODS[method](coded, passages, weights)
        coverage.append(100 * np.mean((low <= share) & (share <= high)))
        width.append(100 * np.mean(high - low))
    return f"{np.mean(coverage):.1f} ({min(coverage):.1f}) {np.mean(width):.0f}"


def _contrast(one: tuple[Counts, Counts], other: tuple[Counts, Counts]) -> tuple[Interval, float]:
    interval = difference_interval(
        one[0].sum() / one[1].sum(),
        share_interval(*one, draws=DRAWS),
        other[0].sum() / other[1].sum(),
        share_interval(*other, draws=DRAWS),
    )
    return interval, permutation_p(one, other, draws=DRAWS - 1)


def _resample(coded: Counts, passages: Counts, weights: Counts) -> Numbers:
    return (coded @ weights.T) / (passages @ weights.T)


def _share_and_error(
    y: Numbers, m: Numbers, yy: Numbers, ym: Numbers, mm: Numbers, *, documents: int
) -> tuple[Numbers, Numbers]:
    """A ratio and its linearised standard error on the log-odds, from sums over documents."""
    share = y / m
    variance = documents / (documents - 1) * np.maximum(yy - 2 * share * ym + share**2 * mm, 0) / m**2
    with np.errstate(all="ignore"):
        return share, np.sqrt(variance) / (share * (1 - share))


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data-sets", type=int, default=1000, help="simulated groups per cell")
    data_sets = parser.parse_args().data_sets
    print("Coverage of 95 % intervals in %: mean (lowest over icc and sigma) mean width in points.\n")
    print("| method | documents | " + " | ".join(f"share {share:.0%}" for share in SHARES) + " |")
    print("| --- " * (2 + len(SHARES)) + "|")
    for row in measure_shares(data_sets):
        print(row, flush=True)
    print("\nDifferences of two groups: coverage of the interval, and how often the permutation p is below 0.05.\n")
    print("| documents | true shares | icc | coverage | p < 0.05 |\n| --- | --- | --- | --- | --- |")
    for row in measure_differences(data_sets):
        print(row, flush=True)


if __name__ == "__main__":
    main()
