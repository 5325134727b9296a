"""What fitting topics gives: the topics with their words, the topic of every passage, and where each topic lies."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from discourse.topics.directions import DIRECTIONS, Directions

TOPICS = pl.Schema(
    {
        "topic": pl.Int32(),
        "label": pl.String(),
        "words": pl.List(pl.String),
        "guide": pl.String(),  # the code of the codebook that the topic was started from; null without one
        "passages": pl.Int64(),
        "documents": pl.Int64(),
        # Null for the outliers, and where a topic has too few words.
        "coherence": pl.Float64(),
        "diversity": pl.Float64(),
        "stability": pl.Float64(),
        "stability_documents": pl.Float64(),
    }
)

ASSIGNMENTS = pl.Schema(
    {
        "passage_id": pl.String(),
        "document_id": pl.String(),
        "topic": pl.Int32(),
        "probability": pl.Float64(),
        "nearness": pl.Float64(),  # cosine to the middle of the nearest topic; null without words
        "fitted": pl.Boolean(),  # whether the topics were found with it
    }
)


@dataclass(frozen=True, slots=True)
class Guides:
    """Codes that topics are to be started from: their ids, and the embedding [n, d] of what the codebook says."""

    ids: tuple[str, ...]
    embeddings: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TopicModel:
    """Topics by size in the fit, the outliers (−1) last, and one assignment for each passage, in the order given.

    `directions` place passages that the fit did not see. `note` says how the topics were found, or why there are none;
    the frames are empty then.
    """

    topics: pl.DataFrame
    assignments: pl.DataFrame
    directions: Directions
    note: str

    @property
    def found(self) -> bool:
        """Whether there are topics at all."""
        return not self.topics.is_empty()


def no_topics(reason: str) -> TopicModel:
    """The outcome for a corpus that topics cannot be found in; `reason` is a whole sentence."""
    nowhere = Directions.from_frame(DIRECTIONS.to_frame())
    return TopicModel(TOPICS.to_frame(), ASSIGNMENTS.to_frame(), nowhere, reason)
