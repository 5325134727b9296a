"""New passages in topics that stay as they are."""

from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from discourse.topics.frames import complete_assignments, with_sizes
from discourse.topics.model import ASSIGNMENTS, TopicModel
from discourse.topics.terms import terms


def place_passages(model: TopicModel, passages: pl.DataFrame, embeddings: NDArray[np.float32]) -> TopicModel:
    """The model over `passages` (passage_id, document_id, text) with `embeddings` [n, d], its topics as they are.

    Passages that it was fitted on keep their topic; words, coherence and stability stay those of the fit.
    """
    fitted = model.assignments.filter("fitted")
    is_new = ~passages["passage_id"].is_in(fitted["passage_id"].implode())
    # A passage without words takes no part in a fit, and so in no topic.
    wordy = is_new & passages["text"].map_elements(lambda text: bool(terms(text)), return_dtype=pl.Boolean)
    placed = model.directions.place(embeddings[wordy.to_numpy()])
    found = passages.filter(wordy).with_columns(
        topic=pl.Series(placed.topic, dtype=pl.Int32),
        probability=pl.Series(placed.probability),
        nearness=pl.Series(placed.nearness),
    )
    added = complete_assignments(
        passages.filter(is_new)
        .select("passage_id", "document_id")
        .join(found.drop("document_id", "text"), on="passage_id", how="left", maintain_order="left"),
        fitted=False,
    )
    order = passages.select("passage_id")
    everything = order.join(pl.concat([fitted, added]), on="passage_id", maintain_order="left")
    assignments = everything.select(ASSIGNMENTS.names())
    return replace(model, topics=with_sizes(model.topics, assignments), assignments=assignments)
