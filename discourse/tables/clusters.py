"""Documents by group, and what each document adds to a share: the clusters that every interval resamples."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from discourse.domain.documents import UNKNOWN
from discourse.domain.errors import UsageError
from discourse.domain.results import CROSS

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


def draw_documents(documents: pl.DataFrame, by: Sequence[str], *, most: int, seed: int) -> pl.DataFrame:
    """The documents, of every group of more than `most` only so many, drawn at random."""
    groups = group_documents(documents, by).select("group", "document_id").sort("group", "document_id")
    order = pl.Series("order", np.random.default_rng(seed).permutation(groups.height))
    drawn = groups.with_columns(order).sort("order").group_by("group").head(most)
    return documents.join(drawn.select("document_id").unique(), on="document_id", how="semi", maintain_order="left")


def order_groups(groups: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """The distinct groups with their `by` columns in reading order: `unknown` after all that is known."""
    keys = [key for name in by for key in (pl.col(name) == UNKNOWN, pl.col(name))]
    distinct = groups.select("group", *by).unique()
    return distinct.sort(keys) if keys else distinct


def sum_passages(passages: pl.DataFrame) -> pl.DataFrame:
    """Columns document_id, passages (those that can be coded), left_out (those that cannot).

    Sums are given back as they are: wherever tables take passages, they take sums of any number of them, made block by
    block of whole documents and put one under the other.
    """
    if "passages" in passages.columns:
        return passages
    is_open = pl.col("left_out") == ""
    distinct = passages.select("passage_id", "document_id", "left_out").unique()
    return distinct.group_by("document_id").agg(
        passages=is_open.sum().cast(pl.Int64), left_out=(~is_open).sum().cast(pl.Int64)
    )


def sum_codes(passages: pl.DataFrame, codes: pl.DataFrame) -> pl.DataFrame:
    """Columns document_id, code_id, stance, coded: passages that can be coded and carry the code; one coder's codes.

    Sums are given back as they are, as `sum_passages` does; both arguments are then sums.
    """
    if "coded" in codes.columns:
        return codes
    open_passages = passages.filter(pl.col("left_out") == "").select("passage_id", "document_id").unique()
    return (
        codes.filter("present")
        .select("passage_id", "code_id", "stance")
        .unique(["passage_id", "code_id"], keep="first", maintain_order=True)
        .join(open_passages, on="passage_id")
        .group_by("document_id", "code_id", "stance")
        .agg(coded=pl.len().cast(pl.Int64))
    )


def count_by_document(
    groups: pl.DataFrame, passages: pl.DataFrame, codes: pl.DataFrame, code_ids: Sequence[str]
) -> pl.DataFrame:
    """Columns group, frame, document_id, passages, coded: one row per group, code and document.

    `passages` counts those that can be coded; a document without one is no cluster and has no row. `passages` and
    `codes` are frames of them or their sums.
    """
    sizes = sum_passages(passages).filter(pl.col("passages") > 0).select("document_id", "passages")
    coded = (
        sum_codes(passages, codes)
        .filter(pl.col("code_id").is_in(list(code_ids)))
        .group_by("document_id", frame="code_id")
        .agg(pl.col("coded").sum())
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
