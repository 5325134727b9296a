"""Whether topics that stay as they are still describe what was added after their fit."""

from dataclasses import dataclass

import polars as pl

from discourse.topics.model import TopicModel

# Of the passages that topics were fitted on 5 % are far from every topic by definition. Of documents kept out of a fit
# and like the others it was 7 to 12 % (docs/decisions/topics.md).
DRIFT_ABOVE = 0.15
MIN_ADDED = 50


@dataclass(frozen=True, slots=True)
class Drift:
    """How many passages were placed after the fit, and the share of them that is far from every topic."""

    added: int
    far: float

    @property
    def warns(self) -> bool:
        """Whether the topics describe badly what was added: over 15 % of at least 50 passages are far from them."""
        return self.added >= MIN_ADDED and self.far > DRIFT_ABOVE


def measure_drift(model: TopicModel) -> Drift:
    """How the passages placed after the fit lie to its topics."""
    nearness = model.assignments.filter(~pl.col("fitted"))["nearness"]
    if nearness.is_empty():
        return Drift(0, 0.0)
    far = int((nearness < model.directions.far_below).sum())
    return Drift(len(nearness), far / len(nearness))
