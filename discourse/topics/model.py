"""What fitting topics gives: the topics with their words, and the topic of every passage."""

from dataclasses import dataclass

import polars as pl

OUTLIERS = -1

TOPICS = pl.Schema(
    {
        "topic": pl.Int32(),
        "label": pl.String(),
        "words": pl.List(pl.String),
        "passages": pl.Int64(),
        "documents": pl.Int64(),
        "representative": pl.List(pl.String),  # passage ids
        "coherence": pl.Float64(),  # null for the outliers
    }
)

ASSIGNMENTS = pl.Schema(
    {"passage_id": pl.String(), "document_id": pl.String(), "topic": pl.Int32(), "probability": pl.Float64()}
)


@dataclass(frozen=True, slots=True)
class TopicModel:
    """Topics by size, the outliers (−1) last, and one assignment for each passage, in the order given.

    `note` says how the topics were found, or why there are none; both frames are empty then.
    """

    topics: pl.DataFrame
    assignments: pl.DataFrame
    note: str

    @property
    def found(self) -> bool:
        """Whether there are topics at all."""
        return not self.topics.is_empty()


def no_topics(reason: str) -> TopicModel:
    """The outcome for a corpus that topics cannot be found in; `reason` is a whole sentence."""
    return TopicModel(TOPICS.to_frame(), ASSIGNMENTS.to_frame(), reason)
