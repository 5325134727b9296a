"""Which topics a jurisdiction, a year or a type of document speaks about, and how much of its text each takes."""

import polars as pl

from discourse.domain.documents import UNKNOWN
from discourse.domain.errors import UsageError
from discourse.topics.model import TopicModel


def topics_by_group(model: TopicModel, documents: pl.DataFrame, by: str = "jurisdiction") -> pl.DataFrame:
    """Columns topic, label, group, passages, group_passages, share, documents; every topic with every group.

    `share` is passages / group_passages, where `group_passages` are all of the group's passages that went into the
    fit, outliers among them; so a group's shares add up to 1. `documents` are those with at least one passage in the
    topic. A missing value of `by` reads `unknown` and comes last; a document that `documents` does not list is in it.
    """
    if by not in documents.columns or by == "document_id":
        raise UsageError(f"Documents cannot be grouped by '{by}'; known are {', '.join(documents.columns[1:])}.")
    named = pl.col(by).cast(pl.String).str.strip_chars().replace("", None)
    groups = documents.select("document_id", group=named).unique("document_id", keep="first")
    placed = model.assignments.join(groups, on="document_id", how="left").with_columns(
        pl.col("group").fill_null(UNKNOWN)
    )
    sizes = placed.group_by("group").agg(group_passages=pl.len().cast(pl.Int64))
    cells = placed.group_by("topic", "group").agg(
        passages=pl.len().cast(pl.Int64), documents=pl.col("document_id").n_unique().cast(pl.Int64)
    )
    return (
        model.topics.select("topic", "label")
        .join(sizes.sort(pl.col("group") == UNKNOWN, "group"), how="cross", maintain_order="left_right")
        .join(cells, on=["topic", "group"], how="left", maintain_order="left")
        .with_columns(pl.col("passages", "documents").fill_null(0))
        .with_columns(share=pl.col("passages") / pl.col("group_passages"))
        .select("topic", "label", "group", "passages", "group_passages", "share", "documents")
    )
