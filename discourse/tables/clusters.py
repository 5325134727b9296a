"""Documents by group, and what each document adds to a share: the clusters that every interval resamples."""

from collections.abc import Sequence

import polars as pl

from discourse.domain.documents import UNKNOWN
from discourse.domain.errors import UsageError

CROSS = " · "
EVERYTHING = "all"


def group_documents(documents: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Columns document_id, group and each of `by` as text; a missing value reads `unknown`.

    The values of a cross are joined by ` · `; without `by` all documents are one group named `all`. A document listed
    twice with the same values is one document. Raises `UsageError` for a column that documents do not have.
    """
    for name in by:
        if name not in documents.columns or name == "document_id":
            raise UsageError(f"Documents cannot be grouped by '{name}'; known are {', '.join(documents.columns[1:])}.")
    names = [pl.col(name).cast(pl.String).str.strip_chars().replace("", None).fill_null(UNKNOWN) for name in by]
    group = pl.concat_str(by, separator=CROSS) if by else pl.lit(EVERYTHING)
    return documents.select("document_id", *names).with_columns(group.alias("group")).unique(maintain_order=True)


def order_groups(groups: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """The distinct groups with their `by` columns in reading order: `unknown` after all that is known."""
    keys = [key for name in by for key in (pl.col(name) == UNKNOWN, pl.col(name))]
    distinct = groups.select("group", *by).unique()
    return distinct.sort(keys) if keys else distinct


def count_by_document(
    groups: pl.DataFrame, passages: pl.DataFrame, codes: pl.DataFrame, code_ids: Sequence[str]
) -> pl.DataFrame:
    """Columns group, frame, document_id, passages, coded: one row per group, code and document.

    `passages` counts those that can be coded; a document without one is no cluster and has no row. `codes` are by one
    coder.
    """
    open_passages = passages.filter(pl.col("left_out") == "").select("passage_id", "document_id").unique()
    sizes = open_passages.group_by("document_id").agg(pl.len().cast(pl.Int64).alias("passages"))
    coded = (
        codes.filter(pl.col("present") & pl.col("code_id").is_in(list(code_ids)))
        .select("passage_id", frame="code_id")
        .unique()
        .join(open_passages, on="passage_id")
        .group_by("document_id", "frame")
        .agg(pl.len().cast(pl.Int64).alias("coded"))
    )
    frames = pl.DataFrame({"frame": list(dict.fromkeys(code_ids))}, schema={"frame": pl.String})
    return (
        groups.select("group", "document_id")
        .join(sizes, on="document_id")
        .join(frames, how="cross")
        .join(coded, on=["document_id", "frame"], how="left")
        .with_columns(pl.col("coded").fill_null(0))
        .select("group", "frame", "document_id", "passages", "coded")
        .sort("group", "frame", "document_id")
    )
