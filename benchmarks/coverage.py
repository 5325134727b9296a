"""How often 95 % intervals hold the true share when passages come in documents, and from how many documents on.

Beta-binomial documents: a share per document around the true one (intra-document correlation `icc`), sizes lognormal.
Prints three Markdown tables. `discourse` is what the package ships; the others are what it was chosen over. The third
is of shares corrected by an audit: a coder that errs in every document in another measure, and people who code passages
drawn at random.

    python benchmarks/coverage.py [--data-sets 1000] [--only shares|differences|corrections]
"""

import argparse
from collections.abc import Callable, Iterator
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, ndtr, ndtri

from discourse.tables.contrasts import difference_interval, permutation_p
from discourse.tables.correction import DIFFERENCE, HORVITZ_THOMPSON, Audited, Coded, correct_share
from discourse.tables.intervals import Interval, share_interval

SEED = 1
DRAWS = 800
MEDIAN_PASSAGES = 40
DOCUMENTS = (8, 10, 12, 16, 24, 40)
SHARES = (0.01, 0.02, 0.05, 0.1, 0.3)
ICC = (0.03, 0.1, 0.2)
SIGMA = (0.6, 1.0)

# Documents and audited passages; a coder's mean recall and false positive rate; how tightly documents hold to them.
AUDITS = ((10, 50), (12, 100), (24, 50), (24, 200), (40, 100), (40, 400))
AUDITED_SHARES = (0.02, 0.05, 0.1, 0.3)
CODERS = ((0.7, 0.03), (0.9, 0.1))
HOLD = 12

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


def corrected_limits(coded: Coded, audited: Audited, power: float | None) -> tuple[float, float]:
    """The limits of `correct_share`."""
    found = correct_share(coded, audited, power=power)
    return found.low, found.high


def passage_limits(coded: Coded, audited: Audited) -> tuple[float, float]:
    """PPI without tuning as if passages were independent, with the normal's interval (Angelopoulos et al. 2023)."""
    share = coded.predicted.sum() / coded.passages.sum()
    errors = audited.truth - audited.predicted
    variance = share * (1 - share) / coded.passages.sum() + errors.var() / len(errors)
    middle, reach = share + errors.mean(), ndtri(0.975) * np.sqrt(variance)
    return middle - reach, middle + reach


def raw_limits(coded: Coded, _: Audited) -> tuple[float, float]:
    """The interval of the coder's own share, its errors left in."""
    found = share_interval(coded.predicted, coded.passages, draws=200)
    return found.low, found.high


CORRECTIONS: dict[str, Callable[[Coded, Audited], tuple[float, float]]] = {
    "discourse": lambda coded, audited: corrected_limits(coded, audited, None),
    "difference": lambda coded, audited: corrected_limits(coded, audited, DIFFERENCE),
    "Horvitz–Thompson": lambda coded, audited: corrected_limits(coded, audited, HORVITZ_THOMPSON),
    "PPI by passages": passage_limits,
    "uncorrected": raw_limits,
}


def simulate_audit(
    random: np.random.Generator, documents: int, size: int, share: float, icc: float, coder: tuple[float, float]
) -> tuple[Coded, Audited]:
    """One group of documents, coded by an imperfect coder, `size` of its passages audited at equal distances."""
    carrying, passages = (part[0] for part in simulate_documents(random, 1, documents, share, icc, 0.8))
    recall, false = (random.beta(rate * HOLD, (1 - rate) * HOLD, documents) for rate in coder)
    place = np.repeat(np.arange(documents), passages)
    inside = np.arange(len(place)) - np.repeat(np.cumsum(passages) - passages, passages)
    order = random.permutation(len(place))
    place, inside = place[order], inside[order]
    back = np.argsort(place, kind="stable")
    place, truth = place[back], inside[back] < carrying[place[back]]
    predicted = random.random(len(place)) < np.where(truth, recall[place], false[place])
    size = min(size, len(place))
    drawn = np.floor((np.arange(size) + random.random()) * len(place) / size).astype(int)
    coded = Coded(passages, np.bincount(place, predicted, documents).astype(np.int64))
    weight = np.full(size, len(place) / size)
    return coded, Audited(place[drawn], weight, truth[drawn].astype(float), predicted[drawn].astype(float))


def measure_corrections(data_sets: int) -> Iterator[str]:
    """Rows: method, documents, audited passages, then per true share coverage in % (mean, lowest, width in points)."""
    for documents, size in AUDITS:
        cells: dict[str, list[str]] = {method: [] for method in CORRECTIONS}
        for share in AUDITED_SHARES:
            for method, cell in _correction_cells(documents, size, share, data_sets).items():
                cells[method].append(cell)
        for method, row in cells.items():
            yield f"| {method} | {documents} | {size} | " + " | ".join(row) + " |"


def _correction_cells(documents: int, size: int, share: float, data_sets: int) -> dict[str, str]:
    coverage: dict[str, list[float]] = {method: [] for method in CORRECTIONS}
    width: dict[str, list[float]] = {method: [] for method in CORRECTIONS}
    for icc, coder in product((0.03, 0.15), CODERS):
        random = np.random.default_rng(
            [SEED, documents, size, round(1000 * share), round(100 * icc), CODERS.index(coder)]
        )
        samples = [simulate_audit(random, documents, size, share, icc, coder) for _ in range(data_sets)]
        for method, limits in CORRECTIONS.items():
            found = np.array([limits(*sample) for sample in samples])
            coverage[method].append(100 * np.mean((found[:, 0] <= share) & (share <= found[:, 1])))
            width[method].append(100 * np.mean(found[:, 1] - found[:, 0]))
    return {
        method: f"{np.mean(held):.1f} ({min(held):.1f}) {np.mean(width[method]):.0f}"
        for method, held in coverage.items()
    }


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
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data-sets", type=int, default=1000, help="simulated groups per cell")
    parser.add_argument("--only", choices=("shares", "differences", "corrections"), help="one table of the three")
    given = parser.parse_args()
    wanted = (given.only,) if given.only else ("shares", "differences", "corrections")
    if "shares" in wanted:
        print("Coverage of 95 % intervals in %: mean (lowest over icc and sigma) mean width in points.\n")
        print("| method | documents | " + " | ".join(f"share {share:.0%}" for share in SHARES) + " |")
        _print_rows(2 + len(SHARES), measure_shares(given.data_sets))
    if "differences" in wanted:
        print("\nDifferences of two groups: coverage of the interval, how often the permutation p is below 0.05.\n")
        print("| documents | true shares | icc | coverage | p < 0.05 |")
        _print_rows(5, measure_differences(given.data_sets))
    if "corrections" in wanted:
        print("\nShares corrected by an audit: mean (lowest over icc and coders) mean width in points.\n")
        print("| method | documents | audited | " + " | ".join(f"share {share:.0%}" for share in AUDITED_SHARES) + " |")
        _print_rows(3 + len(AUDITED_SHARES), measure_corrections(given.data_sets))


def _print_rows(columns: int, rows: Iterator[str]) -> None:
    print("| --- " * columns + "|")
    for row in rows:
        print(row, flush=True)


if __name__ == "__main__":
    main()
