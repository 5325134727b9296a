"""From a fit over different texts to the frames handed on: topics with their words and quality, and all passages."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from discourse.domain.results import OUTLIERS
from discourse.topics.directions import Placed
from discourse.topics.model import ASSIGNMENTS, TOPICS
from discourse.topics.quality import Stability, coherence, diversities

LABEL_WORDS = 3
OUTLIERS_LABEL = "(between topics)"
UNNAMED = "(no common words)"


def describe_topics(
    words: Mapping[int, Sequence[str]],
    held: Sequence[Sequence[str]],
    stability: Stability,
    guide_of: Mapping[int, str],
) -> pl.DataFrame:
    """One row a topic, the outliers last, the columns of `TOPICS` but the sizes; `held` are the passages' terms."""
    sets = [frozenset(terms) for terms in held]
    diverse = diversities(words)
    rows = [
        {
            "topic": topic,
            "label": _label(topic, words[topic]),
            "words": list(words[topic]),
            "guide": guide_of.get(topic) if topic != OUTLIERS else None,
            "coherence": coherence(words[topic], sets),
            "diversity": diverse[topic],
            "stability": stability.seeds.get(topic),
            "stability_documents": stability.documents.get(topic),
        }
        for topic in sorted(words, key=lambda topic: (topic == OUTLIERS, topic))
    ]
    schema = {name: kind for name, kind in TOPICS.items() if name not in ("passages", "documents")}
    return pl.DataFrame(rows, schema=schema).with_columns(pl.col(pl.Float64).fill_nan(None))


def with_sizes(topics: pl.DataFrame, assignments: pl.DataFrame) -> pl.DataFrame:
    """The columns of `TOPICS`, with the passages and documents that are assigned to each topic, which may be none."""
    sizes = assignments.group_by("topic").agg(
        passages=pl.len().cast(pl.Int64), documents=pl.col("document_id").n_unique().cast(pl.Int64)
    )
    return (
        topics.drop("passages", "documents", strict=False)
        .join(sizes, on="topic", how="left", maintain_order="left")
        .with_columns(pl.col("passages", "documents").fill_null(0))
        .select(TOPICS.names())
    )


def fitted_assignments(
    passages: pl.DataFrame, distinct: pl.DataFrame, labels: np.ndarray, placed: Placed
) -> pl.DataFrame:
    """Every passage takes the topic of the one like it (`key`) that was fitted; one without words has none."""
    known = distinct.select("key").with_columns(
        topic=pl.Series(labels, dtype=pl.Int32),
        probability=pl.Series(placed.probability),
        nearness=pl.Series(placed.nearness),
    )
    joined = passages.join(known, on="key", how="left", maintain_order="left")
    return complete_assignments(joined, fitted=True)


def complete_assignments(passages: pl.DataFrame, *, fitted: bool) -> pl.DataFrame:
    """The columns of `ASSIGNMENTS`; what has no topic, for want of words, lies between topics."""
    return passages.with_columns(
        pl.col("topic").fill_null(OUTLIERS), pl.col("probability").fill_null(0.0), fitted=pl.lit(fitted)
    ).select(ASSIGNMENTS.names())


def _label(topic: int, words: Sequence[str]) -> str:
    if topic == OUTLIERS:
        return OUTLIERS_LABEL
    return ", ".join(words[:LABEL_WORDS]) or UNNAMED
