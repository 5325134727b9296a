"""The share of passages that carry a code, by group, with an interval that knows passages come in documents."""

from collections.abc import Sequence

import polars as pl

from discourse.tables.clusters import count_by_document, group_documents, order_groups
from discourse.tables.intervals import SEED, lack_of_documents, share_interval

MIN_DOCUMENTS = 10
INSUFFICIENT = "insufficient"
NO_PASSAGES = "no passages"

_LIMITS = {"group": pl.String, "frame": pl.String, "low": pl.Float64, "high": pl.Float64, "lack": pl.String}


def prevalence(
    documents: pl.DataFrame,
    passages: pl.DataFrame,
    codes: pl.DataFrame,
    *,
    code_ids: Sequence[str],
    by: Sequence[str] = ("jurisdiction",),
    seed: int = SEED,
    min_documents: int = MIN_DOCUMENTS,
) -> pl.DataFrame:
    """Columns group, `by`, frame, documents, passages, coded, share, low, high, note; codes in the given order.

    `share` is coded / passages that can be coded, raw; `documents` are those with at least one such passage. `low` and
    `high` are 95 % limits (`share_interval`), null with the note `insufficient` and why by `lack_of_documents`. A group
    whose documents have no passage that can be coded is kept, with the note `no passages`.
    """
    groups = group_documents(documents, by)
    counts = count_by_document(groups, passages, codes, code_ids)
    return counts_to_shares(counts, order_groups(groups, by), code_ids, seed=seed, min_documents=min_documents)


def counts_to_shares(
    counts: pl.DataFrame, groups: pl.DataFrame, code_ids: Sequence[str], *, seed: int, min_documents: int
) -> pl.DataFrame:
    """The shares of `prevalence` from `counts` (columns as `count_by_document`), one row per group and code."""
    frames = pl.DataFrame({"frame": list(dict.fromkeys(code_ids))}, schema={"frame": pl.String})
    key = ["group", "frame"]
    sums = counts.group_by(key).agg(
        documents=pl.len().cast(pl.Int64), passages=pl.col("passages").sum(), coded=pl.col("coded").sum()
    )
    note = (
        pl.when(pl.col("documents") == 0)
        .then(pl.lit(NO_PASSAGES))
        .when(pl.col("low").is_null())
        .then(pl.format(f"{INSUFFICIENT}: {{}}", "lack"))
        .otherwise(pl.lit(""))
    )
    return (
        groups.join(frames, how="cross", maintain_order="left_right")
        .join(sums, on=key, how="left", maintain_order="left")
        .with_columns(pl.col("documents", "passages", "coded").fill_null(0))
        .with_columns(share=pl.when(pl.col("passages") > 0).then(pl.col("coded") / pl.col("passages")))
        .join(_limits(counts, seed, min_documents), on=key, how="left", maintain_order="left")
        .with_columns(note=note)
        .drop("lack")
    )


def _limits(counts: pl.DataFrame, seed: int, min_documents: int) -> pl.DataFrame:
    """The limits of the cells that have documents enough; what the others lack."""
    rows = []
    for (group, frame), cell in counts.group_by("group", "frame"):
        passages = cell["passages"].to_numpy()
        lack = lack_of_documents(passages, min_documents)
        interval = None if lack else share_interval(cell["coded"].to_numpy(), passages, seed=seed)
        rows.append((group, frame, *((interval.low, interval.high) if interval else (None, None)), lack))
    return pl.DataFrame(rows, schema=_LIMITS, orient="row")
