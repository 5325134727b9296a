"""Of which groups of learners the passages of a group of documents speak, how often, and in what words."""

from collections.abc import Sequence

import polars as pl

from discourse.tables.clusters import group_documents, sum_passages
from discourse.tables.intervals import SEED
from discourse.tables.prevalence import MIN_DOCUMENTS, prevalence

QUOTES = 2
_ABOUT = ("quote", "words", "file", "page")


def learners_table(
    found: pl.DataFrame,
    documents: pl.DataFrame,
    passages: pl.DataFrame,
    *,
    learners: Sequence[str],
    by: Sequence[str] = ("jurisdiction",),
    seed: int = SEED,
    min_documents: int = MIN_DOCUMENTS,
) -> pl.DataFrame:
    """Columns group, `by`, learners, documents, passages, named, share, low, high, note, quote_1, words_1 and so on.

    `found` has passage_id, document_id, code_id, words, quote and page; `passages` may be sums (`sum_passages`).
    `share` is named / passages that can be coded, with the interval of `prevalence`. The quotations are of the
    documents that name the group most often, one of each: the shortest passage of at least the document's median
    length, so that it reads by itself.
    """
    given = (documents, sum_passages(passages), mentions_to_sums(found))
    shares = prevalence(*given, code_ids=learners, by=by, seed=seed, min_documents=min_documents)
    quotes = _quotes(found, documents, by)
    named = shares.rename({"frame": "learners", "coded": "named"})
    return named.join(quotes, on=["group", "learners"], how="left", maintain_order="left")


def mentions_to_sums(found: pl.DataFrame) -> pl.DataFrame:
    """Mentions as `sum_codes` has codes: per document and code_id the passages with it, of no stance."""
    distinct = found.select("passage_id", "document_id", "code_id").unique()
    return distinct.group_by("document_id", "code_id").agg(
        stance=pl.lit(None, dtype=pl.String), coded=pl.len().cast(pl.Int64)
    )


def _quotes(found: pl.DataFrame, documents: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    cell = ["group", "learners"]
    files = documents.select("document_id", "file").unique("document_id", keep="first")
    length = pl.col("quote").str.len_chars()
    ranked = (
        found.rename({"code_id": "learners"})
        .join(group_documents(documents, by).select("group", "document_id"), on="document_id")
        .with_columns(often=pl.len().over(*cell, "document_id"), median=length.median().over(*cell, "document_id"))
        .filter(length >= pl.col("median"))
        .sort("often", length, "passage_id", descending=[True, False, False])
        .unique([*cell, "document_id"], keep="first", maintain_order=True)
        .with_columns(place=pl.int_range(pl.len()).over(cell) + 1)
        .join(files, on="document_id", how="left", maintain_order="left")
    )
    table = ranked.select(cell).unique(maintain_order=True)
    for number in range(1, QUOTES + 1):
        named = [pl.col(name).alias(f"{name}_{number}") for name in _ABOUT]
        nth = ranked.filter(pl.col("place") == number).select(*cell, *named)
        table = table.join(nth, on=cell, how="left", maintain_order="left")
    return table
