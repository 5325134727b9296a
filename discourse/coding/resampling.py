"""How far a score could be off had other documents been coded: bootstrap over whole documents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from discourse.coding.judged import Judged

DRAWS = 2_000
CONFIDENCE = 0.95
# Fewer documents say nothing of how documents differ.
MINIMUM_DOCUMENTS = 5

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class ScoreRange:
    """Percentile limits of precision, recall and F1 (Efron & Tibshirani 1993, chapter 13)."""

    precision: Range
    recall: Range
    f1: Range


@dataclass(frozen=True, slots=True)
class ScoreRanges:
    """Limits by code, and of the mean F1 and the pooled F1 over all of them."""

    codes: Mapping[str, ScoreRange]
    macro_f1: Range
    micro_f1: Range


def resample_scores(judged: Mapping[str, Judged], *, seed: int, minimum: int = MINIMUM_DOCUMENTS) -> ScoreRanges | None:
    """95 % limits from `DRAWS` samples of the documents, the same for all codes; None for too few documents."""
    tallies = np.stack([_tally(one) for one in judged.values()])
    documents = tallies.shape[1]
    if documents < minimum:
        return None
    weights = np.random.default_rng(seed).multinomial(documents, np.full(documents, 1 / documents), size=DRAWS)
    # codes × draws × (hits, predicted, actual)
    totals = np.einsum("wd,cdk->cwk", weights, tallies)
    scores = {
        code: ScoreRange(
            _limits(_ratio(drawn[:, 0], drawn[:, 1])), _limits(_ratio(drawn[:, 0], drawn[:, 2])), _limits(_f1(drawn))
        )
        for code, drawn in zip(judged, totals, strict=True)
    }
    means = np.mean([_f1(drawn) for drawn in totals], axis=0)
    return ScoreRanges(scores, _limits(means), _limits(_f1(totals.sum(axis=0))))


def _tally(judged: Judged) -> NDArray[np.int64]:
    """Hits, predicted and actual of each document [documents, 3]."""
    size = int(judged.groups.max(initial=-1)) + 1
    columns: Sequence[NDArray[np.bool_]] = (judged.truth & judged.present, judged.present, judged.truth)
    return np.stack([np.bincount(judged.groups[column], minlength=size) for column in columns], axis=1)


def _f1(totals: NDArray[np.int64]) -> NDArray[np.float64]:
    return _ratio(2 * totals[..., 0], totals[..., 1] + totals[..., 2])


def _ratio(above: NDArray[np.int64], below: NDArray[np.int64]) -> NDArray[np.float64]:
    """0 where the score is undefined, as `Score` has it."""
    return np.divide(above, below, out=np.zeros(len(above)), where=below > 0)


def _limits(values: NDArray[np.float64]) -> Range:
    low, high = np.quantile(values, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return float(low), float(high)
