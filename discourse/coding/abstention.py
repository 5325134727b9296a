"""What a coder is worth on the passages that it is surest of, the others being sent to a person."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from discourse.coding.evaluate import Score, score_code
from discourse.coding.judged import Judged

_SMALLEST = 1e-6
SHARES = (1.0, 0.95, 0.9, 0.8, 0.7, 0.5)


@dataclass(frozen=True, slots=True)
class Kept:
    """The scores on the surest `share` of passages."""

    share: float
    passages: int
    frames: Mapping[str, Score]

    @property
    def macro_f1(self) -> float:
        return float(np.mean([score.f1 for score in self.frames.values()]))


def score_surest(judged: Mapping[str, Judged]) -> tuple[Kept, ...]:
    """Scores of all frames on the surest share of the passages, for each of `SHARES`.

    A passage is as sure as its least sure frame, and is kept or sent to a person with all its frames.
    """
    sureness = np.min([measure_sureness(one) for one in judged.values()], axis=0)
    order = np.argsort(-sureness, kind="stable")
    return tuple(_keep(judged, order[: round(share * len(order))], share) for share in SHARES)


def measure_sureness(judged: Judged) -> NDArray[np.float64]:
    """How far each probability [n] lies from the threshold, in log-odds; 0 for one that stands on it.

    The threshold is read from the answers: halfway from the highest probability of an absence to the lowest of a
    presence. So it is known of any coder that decides by one.
    """
    absent = judged.chances[~judged.present].max(initial=0.0)
    present = judged.chances[judged.present].min(initial=1.0)
    distance = _log_odds(judged.chances) - _log_odds(np.array((absent + present) / 2))
    return np.asarray(np.where(judged.present, distance, -distance))


def _log_odds(chances: NDArray[np.float64]) -> NDArray[np.float64]:
    kept = np.clip(chances, _SMALLEST, 1 - _SMALLEST)
    return np.asarray(np.log(kept / (1 - kept)))


def _keep(judged: Mapping[str, Judged], rows: NDArray[np.int64], share: float) -> Kept:
    scores = {code: score_code(one.truth[rows], one.present[rows]) for code, one in judged.items()}
    return Kept(share, len(rows), scores)
