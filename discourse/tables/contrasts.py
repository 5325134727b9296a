"""How far apart two groups are: difference of shares, interval, permutation test, false discovery rate."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
import polars as pl
from scipy.special import ndtr

from discourse.domain.errors import UsageError
from discourse.tables.clusters import count_by_document, group_documents, order_groups
from discourse.tables.intervals import (
    ALIKE,
    DRAWS,
    MANY_DOCUMENTS,
    SEED,
    Counts,
    Interval,
    Numbers,
    can_have_interval,
    share_interval,
    split_draws,
)
from discourse.tables.prevalence import INSUFFICIENT, MIN_DOCUMENTS, NO_PASSAGES

REST = "all others"

_ROUNDING = 1e-9

_CONTRASTS = pl.Schema(
    {
        "group": pl.String,
        "other": pl.String,
        "frame": pl.String,
        "documents": pl.Int64,
        "other_documents": pl.Int64,
        "share": pl.Float64,
        "other_share": pl.Float64,
        "difference": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
        "ratio": pl.Float64,
        "ratio_low": pl.Float64,
        "ratio_high": pl.Float64,
        "p": pl.Float64,
        "q": pl.Float64,
        "note": pl.String,
    }
)


@dataclass(frozen=True, slots=True, eq=False)
class _Cell:
    """A group's counts per document for one code; no interval where the documents are too few."""

    coded: Counts
    passages: Counts
    share: float
    interval: Interval | None


def contrasts(
    documents: pl.DataFrame,
    passages: pl.DataFrame,
    codes: pl.DataFrame,
    *,
    code_ids: Sequence[str],
    by: Sequence[str] = ("jurisdiction",),
    pairs: Sequence[tuple[str, str]] | None = None,
    seed: int = SEED,
    min_documents: int = MIN_DOCUMENTS,
) -> pl.DataFrame:
    """A row for each pair and code; columns group, other, frame, documents and share of each, and how they differ.

    After them stand difference, low, high, ratio, ratio_low, ratio_high, p, q, note.
    `difference` is share − other_share and `ratio` share / other_share, with 95 % intervals (`difference_interval`,
    `ratio_interval`), the `p` of `permutation_p` and its Benjamini–Hochberg `q` over the rows of this table; these are
    null where either group has fewer than `min_documents`, and the ratio where a share is 0. `pairs` names groups;
    without it every two groups are compared. Raises `UsageError` for a group that is not there.
    """
    groups = group_documents(documents, by)
    names = order_groups(groups, by)["group"].to_list()
    pairs = _check_pairs(pairs, names)
    counts = count_by_document(groups, passages, codes, code_ids)
    wanted = counts.filter(pl.col("group").is_in([name for pair in pairs for name in pair]))
    cells = {
        key: _cell(cell["coded"].to_numpy(), cell["passages"].to_numpy(), seed, max(2, min_documents))
        for key, cell in wanted.group_by("group", "frame")
    }
    rows = [
        {
            "group": one,
            "other": other,
            "frame": frame,
            **_contrast(cells.get((one, frame)), cells.get((other, frame)), seed),
        }
        for one, other in pairs
        for frame in dict.fromkeys(code_ids)
    ]
    return _add_q(pl.DataFrame(rows, schema=_CONTRASTS))


def contrasts_with_rest(
    documents: pl.DataFrame,
    passages: pl.DataFrame,
    codes: pl.DataFrame,
    *,
    code_ids: Sequence[str],
    by: Sequence[str] = ("jurisdiction",),
    seed: int = SEED,
    min_documents: int = MIN_DOCUMENTS,
) -> pl.DataFrame:
    """The columns of `contrasts`: each group against the documents of all other groups together, `all others`."""
    groups = group_documents(documents, by)
    counts = count_by_document(groups, passages, codes, code_ids)
    frames = list(dict.fromkeys(code_ids))
    by_frame = {frame: counts.filter(pl.col("frame") == frame) for frame in frames}
    rows = []
    for name in order_groups(groups, by)["group"]:
        for frame in frames:
            of_frame = by_frame[frame]
            one = _side(of_frame.filter(pl.col("group") == name), seed, max(2, min_documents))
            # The others' interval takes longest, and is of no use beside a group without one.
            enough = max(2, min_documents) if one and one.interval else of_frame.height + 1
            other = _side(of_frame.filter(pl.col("group") != name), seed, enough)
            rows.append({"group": name, "other": REST, "frame": frame, **_contrast(one, other, seed)})
    return _add_q(pl.DataFrame(rows, schema=_CONTRASTS))


def difference_interval(share: float, interval: Interval, other_share: float, other: Interval) -> Interval:
    """Limits of share − other_share from the limits of each, the groups having no document in common.

    The method of variance estimates recovery (Zou & Donner 2008, Statistics in Medicine 27:1693): it keeps the
    asymmetry of the two bootstrap intervals and stays within −1 and 1.
    """
    difference = share - other_share
    down = np.hypot(share - interval.low, other.high - other_share)
    up = np.hypot(interval.high - share, other_share - other.low)
    return Interval(float(difference - down), float(difference + up))


def ratio_interval(share: float, interval: Interval, other_share: float, other: Interval) -> Interval:
    """Limits of share / other_share, both above 0: the method of `difference_interval` on logarithms (same paper)."""
    with np.errstate(divide="ignore"):
        logs = [np.log([value, limits.low, limits.high]) for value, limits in ((share, interval), (other_share, other))]
    (one, low, high), (two, other_low, other_high) = logs
    down, up = np.hypot(one - low, other_high - two), np.hypot(high - one, two - other_low)
    return Interval(float(np.exp(one - two - down)), float(np.exp(one - two + up)))


def permutation_p(
    one: tuple[Counts, Counts], other: tuple[Counts, Counts], *, seed: int = SEED, draws: int = DRAWS
) -> float:
    """Two-sided p of the difference of two shares when whole documents change groups at random.

    `one` and `other` are coded and passages per document. The difference is divided by its standard error in every
    permutation, so that the test holds also where the groups are unequal in size and spread (Chung & Romano 2013,
    Annals of Statistics 41:484). The smallest p is 1 / (draws + 1). With `MANY_DOCUMENTS` on both sides the normal
    distribution is taken, to which that of the permutations tends by the same paper.
    """
    kinds, inside = np.unique(np.concatenate([_pair(one), _pair(other)]), axis=0, return_inverse=True)
    given = np.bincount(inside[: len(one[0])], minlength=len(kinds))
    times = np.bincount(inside, minlength=len(kinds))
    moments = _moments(kinds)
    observed = np.abs(_studentise(moments, given[None, :], (times - given)[None, :]))
    if min(len(one[0]), len(other[0])) >= MANY_DOCUMENTS:
        return float(2 * ndtr(-observed[0]))
    random = np.random.default_rng(seed)
    method: Literal["marginals", "count"] = "marginals" if len(kinds) * ALIKE < len(inside) else "count"

    def draw(samples: int) -> Numbers:
        splits: Counts = random.multivariate_hypergeometric(times, len(one[0]), size=samples, method=method)
        return np.abs(_studentise(moments, splits, times - splits))

    # A permutation that gives the observed split again must count although its sums were added in another order.
    as_far = sum(int((draw(samples) >= observed * (1 - _ROUNDING)).sum()) for samples in split_draws(draws, len(kinds)))
    return (1 + as_far) / (draws + 1)


def adjust_p(p: Numbers) -> Numbers:
    """Benjamini & Hochberg's (1995) q of each p: the smallest false discovery rate at which it would be reported."""
    order = np.argsort(p)[::-1]
    scaled = p[order] * len(p) / np.arange(len(p), 0, -1)
    q = np.empty_like(p)
    q[order] = np.minimum.accumulate(np.minimum(scaled, 1.0))
    return q


def _check_pairs(pairs: Sequence[tuple[str, str]] | None, names: list[str]) -> list[tuple[str, str]]:
    for name in dict.fromkeys(name for pair in pairs or () for name in pair):
        if name not in names:
            raise UsageError(f"There is no group '{name}' to compare; the groups are {', '.join(names)}.")
    return list(combinations(names, 2)) if pairs is None else list(pairs)


def _side(counts: pl.DataFrame, seed: int, min_documents: int) -> _Cell | None:
    """The cell of documents of one code, or nothing without a passage."""
    if counts.is_empty():
        return None
    return _cell(counts["coded"].to_numpy(), counts["passages"].to_numpy(), seed, min_documents)


def _cell(coded: Counts, passages: Counts, seed: int, min_documents: int) -> _Cell:
    interval = share_interval(coded, passages, seed=seed) if can_have_interval(passages, min_documents) else None
    return _Cell(coded, passages, float(coded.sum() / passages.sum()), interval)


def _contrast(one: _Cell | None, other: _Cell | None, seed: int) -> dict[str, object]:
    sizes = {"documents": len(one.passages) if one else 0, "other_documents": len(other.passages) if other else 0}
    if one is None or other is None:
        return {**sizes, "note": NO_PASSAGES}
    shares = {"share": one.share, "other_share": other.share, "difference": one.share - other.share}
    if one.interval is None or other.interval is None:
        return {**sizes, **shares, "note": INSUFFICIENT}
    limits = difference_interval(one.share, one.interval, other.share, other.interval)
    p = permutation_p((one.coded, one.passages), (other.coded, other.passages), seed=seed)
    return {**sizes, **shares, "low": limits.low, "high": limits.high, **_ratio(one, other), "p": p, "note": ""}


def _ratio(one: _Cell, other: _Cell) -> dict[str, float]:
    if one.interval is None or other.interval is None or one.share == 0 or other.share == 0:
        return {}
    limits = ratio_interval(one.share, one.interval, other.share, other.interval)
    # The lower limit of few documents can be 0, and no number is the ratio to that.
    high = {"ratio_high": limits.high} if np.isfinite(limits.high) else {}
    return {"ratio": one.share / other.share, "ratio_low": limits.low, **high}


def _add_q(rows: pl.DataFrame) -> pl.DataFrame:
    tested = rows["p"].is_not_null().to_numpy()
    q = np.full(rows.height, np.nan)
    q[tested] = adjust_p(rows["p"].drop_nulls().to_numpy())
    return rows.with_columns(q=pl.Series(q).fill_nan(None))


def _studentise(moments: Numbers, inside: Counts, outside: Counts) -> Numbers:
    """Difference of shares over its standard error; `inside` and `outside` count kinds of documents [splits, kinds]."""
    (share, variance), (other_share, other_variance) = (
        _share_and_variance(counts @ moments) for counts in (inside, outside)
    )
    difference, error = share - other_share, np.sqrt(variance + other_variance)
    # Groups without any spread differ infinitely surely or not at all.
    certain = np.where(difference == 0, 0.0, np.copysign(np.inf, difference))
    return np.divide(difference, error, out=certain, where=error > 0)


def _pair(group: tuple[Counts, Counts]) -> Counts:
    coded, passages = group
    return np.stack([passages, coded], axis=1)


def _moments(kinds: Counts) -> Numbers:
    """Per kind of document what adds up to a share and its variance: y, m, y², ym, m², 1."""
    sizes, coded = kinds.astype(np.float64).T
    return np.stack([coded, sizes, coded**2, coded * sizes, sizes**2, np.ones_like(coded)], axis=1)


def _share_and_variance(sums: Numbers) -> tuple[Numbers, Numbers]:
    """The share and its linearised variance over documents, of each row of summed moments."""
    coded, sizes, coded2, product, sizes2, documents = sums.T
    share = coded / sizes
    residual = coded2 - 2 * share * product + share**2 * sizes2
    residual[residual < _ROUNDING * coded2] = 0.0
    return share, residual * documents / (documents - 1) / sizes**2
