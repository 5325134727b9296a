"""Where topics lie: the frozen geometry of a fit, by which any passage is placed without fitting again."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from discourse.domain.results import OUTLIERS

Numbers = NDArray[np.float64]

# One row a vector: `mean` [d], `component` [d] (several), `centre` [p] (one a cluster, with its topic), `limit` [1].
DIRECTIONS = pl.Schema({"role": pl.String(), "name": pl.String(), "vector": pl.List(pl.Float64)})
_LIMITS = ("width", "outliers_below", "far_below")


@dataclass(frozen=True, slots=True)
class Placed:
    """For each passage [n] its cluster's topic or −1, the probability of that cluster, and its nearness.

    Nearness is the cosine of the centred embedding to the middle of the nearest cluster.
    """

    topic: NDArray[np.int64]
    probability: Numbers
    nearness: Numbers


@dataclass(frozen=True, slots=True)
class Directions:
    """Principal directions of the fit's embeddings, and the middles of its clusters among them.

    `mean` [d], `components` [p, d], `centres` [k, p] of unit length with their `topics` [k], `width` of the clusters
    (`cluster.estimate_width`). Below the probability `outliers_below` a passage lies between topics; with a nearness
    below `far_below` it is far from all.
    """

    mean: Numbers
    components: Numbers
    centres: Numbers
    topics: NDArray[np.int64]
    width: float
    outliers_below: float
    far_below: float = -1.0

    def place(self, embeddings: NDArray[np.floating]) -> Placed:
        """The topics of `embeddings` [n, d]."""
        centred = np.asarray(embeddings, dtype=np.float64) - self.mean
        within = centred @ self.components.T
        cosines = unit_rows(within) @ self.centres.T
        posterior = cosines_to_posterior(cosines, self.width)
        nearest = posterior.argmax(axis=1)
        rows = np.arange(len(nearest))
        probability = posterior[rows, nearest]
        lengths = np.linalg.norm(centred, axis=1)
        reach = np.linalg.norm(within, axis=1) / np.where(lengths == 0.0, 1.0, lengths)
        topic = np.where(probability < self.outliers_below, OUTLIERS, self.topics[nearest])
        return Placed(topic, probability, cosines[rows, nearest] * reach)

    def to_frame(self) -> pl.DataFrame:
        """The columns of `DIRECTIONS`."""
        limits = [("limit", name, [float(getattr(self, name))]) for name in _LIMITS]
        rows = [
            ("mean", "", self.mean.tolist()),
            *(("component", str(number), row.tolist()) for number, row in enumerate(self.components)),
            *(("centre", str(topic), row.tolist()) for topic, row in zip(self.topics, self.centres, strict=True)),
            *limits,
        ]
        return pl.DataFrame(rows, schema=DIRECTIONS, orient="row")

    @classmethod
    def from_frame(cls, frame: pl.DataFrame) -> "Directions":
        """The directions that `to_frame` wrote; of an empty frame those of no topics."""
        found = {role: part for (role,), part in frame.group_by("role", maintain_order=True)}
        empty = DIRECTIONS.to_frame()
        mean, components, centres, limits = (
            found.get(role, empty) for role in ("mean", "component", "centre", "limit")
        )
        return cls(
            np.array(mean["vector"].to_list(), dtype=np.float64).reshape(-1),
            np.array(components["vector"].to_list(), dtype=np.float64),
            np.array(centres["vector"].to_list(), dtype=np.float64),
            np.array([int(name) for name in centres["name"]], dtype=np.int64),
            **(
                dict.fromkeys(_LIMITS, 0.0)
                | {name: vector[0] for name, vector in limits.select("name", "vector").rows()}
            ),
        )


def unit_rows(rows: Numbers) -> Numbers:
    """Each row at unit length; a row of zeros stays."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths == 0.0, 1.0, lengths))


def cosines_to_posterior(cosines: Numbers, width: float) -> Numbers:
    """The probability [n, k] of each cluster, were clusters von Mises-Fisher of one width and weight."""
    odds = np.exp(width * (cosines - cosines.max(axis=1, keepdims=True)))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))
