"""Whether probabilities mean what they say: reliability by bins, calibration error, and skill over the base rate."""

from dataclasses import dataclass

import numpy as np

from discourse.coding.evaluate import CALIBRATION_BINS, calibration_error
from discourse.coding.judged import Judged


@dataclass(frozen=True, slots=True)
class Bin:
    """Passages whose probability lies from `low` to `high`: how many, their mean probability, the share with the code.

    `share_low` and `share_high` are Wilson's (1927) 95 % limits of the share.
    """

    low: float
    high: float
    passages: int
    chance: float
    share: float
    share_low: float
    share_high: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """The bins that have a passage, and what they come to.

    `calibration_error` is the expected one over ten bins of equal width (Naeini et al. 2015); `brier` the mean squared
    error; `skill` one less its ratio to that of always saying the base rate (Murphy 1973), None where all passages
    are alike.
    """

    bins: tuple[Bin, ...]
    calibration_error: float
    brier: float
    skill: float | None


def measure_reliability(judged: Judged) -> Reliability:
    """How the probabilities of one code compare with people's codings; at least one passage."""
    places = np.minimum((judged.chances * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1)
    bins = tuple(_bin(judged, int(number), places == number) for number in np.unique(places))
    base = float(judged.truth.mean())
    brier = float(np.mean((judged.chances - judged.truth) ** 2))
    plain = base * (1 - base)
    error = calibration_error(judged.truth, judged.chances)
    return Reliability(bins, error, brier, 1 - brier / plain if plain else None)


def _bin(judged: Judged, number: int, inside: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Bin:
    count = int(inside.sum())
    share = float(judged.truth[inside].mean())
    low, high = _wilson(share, count)
    low_edge, high_edge = number / CALIBRATION_BINS, (number + 1) / CALIBRATION_BINS
    return Bin(low_edge, high_edge, count, float(judged.chances[inside].mean()), share, low, high)


def _wilson(share: float, count: int) -> tuple[float, float]:
    z = 1.959964
    centre = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * (share * (1 - share) / count + z * z / (4 * count * count)) ** 0.5
    return max(0.0, centre - half), min(1.0, centre + half)
