"""Counts in which a reused passage counts once, and the tables of what is reused where."""

from collections.abc import Sequence

import polars as pl

from discourse.domain.results import CROSS
from discourse.tables.clusters import group_documents

LIMIT = 100


def append_unique_shares(
    shares: pl.DataFrame,
    documents: pl.DataFrame,
    passages: pl.DataFrame,
    codes: pl.DataFrame,
    duplicates: pl.DataFrame,
    *,
    by: Sequence[str] = ("jurisdiction",),
) -> pl.DataFrame:
    """The rows of `prevalence` with passages_unique, coded_unique, share_unique after its columns.

    Copies of a passage within a group count once; the one counts as coded where at least half of them are. Copies in
    two groups count in both. `by` is that of `prevalence`, `duplicates` has columns passage_id and cluster. `passages`
    and `codes` need hold no others than those of `duplicates`. There are no limits: the documents of a group that
    share passages are no independent clusters.
    """
    groups = group_documents(documents, by).select("group", "document_id")
    copies = _group_copies(groups, passages, duplicates)
    clusters = copies.group_by("group").agg(
        copies=pl.len().cast(pl.Int64), clusters=pl.col("cluster").n_unique().cast(pl.Int64)
    )
    coded = _count_coded(copies, codes, shares["frame"].unique().to_list())
    repeated, coded_repeated = pl.col("copies") - pl.col("clusters"), pl.col("coded_copies") - pl.col("coded_clusters")
    return (
        shares.join(clusters, on="group", how="left", maintain_order="left")
        .join(coded, on=["group", "frame"], how="left", maintain_order="left")
        .with_columns(
            passages_unique=pl.col("passages") - repeated.fill_null(0),
            coded_unique=pl.col("coded") - coded_repeated.fill_null(0),
        )
        .with_columns(
            share_unique=pl.when(pl.col("passages_unique") > 0).then(pl.col("coded_unique") / pl.col("passages_unique"))
        )
        .drop("copies", "clusters", "coded_copies", "coded_clusters")
    )


def repeated_passages(
    documents: pl.DataFrame, passages: pl.DataFrame, duplicates: pl.DataFrame, *, by: Sequence[str] = ("jurisdiction",)
) -> pl.Series:
    """The ids of copies that are not the first of their cluster, in the order of `passages`, in any group they are in.

    `passages` need hold no others than those of `duplicates`.
    """
    copies = _group_copies(group_documents(documents, by), passages, duplicates)
    repeats = passages.select("passage_id").join(copies, on="passage_id", how="semi", maintain_order="left")
    order = repeats.unique(maintain_order=True).with_row_index("place")
    placed = copies.join(order, on="passage_id").sort("place")
    kept = placed.unique(["group", "cluster"], keep="first").select("passage_id").unique()
    return placed.select("passage_id").unique().join(kept, on="passage_id", how="anti").to_series()


def duplicates_table(
    documents: pl.DataFrame, passages: pl.DataFrame, duplicates: pl.DataFrame, *, limit: int = LIMIT
) -> pl.DataFrame:
    """The most reused passages: in how many documents and jurisdictions, from when to when, and one of them verbatim.

    Most documents first, then most copies. `quote` and its place are of the earliest copy, by year; `exact` counts the
    copies with the same words as the cluster's first, `near` the others.
    """
    described = documents.select("document_id", "jurisdiction", "title", "year", "file").unique("document_id")
    copies = (
        duplicates.select("passage_id", "cluster", "kind")
        .join(passages.select("passage_id", "document_id", "number", "page_first", "text"), on="passage_id")
        .join(described, on="document_id")
        .sort("year", "document_id", "number", nulls_last=True)
    )
    clusters = copies.group_by("cluster", maintain_order=True).agg(
        documents=pl.col("document_id").n_unique().cast(pl.Int64),
        jurisdictions=pl.col("jurisdiction").n_unique().cast(pl.Int64),
        copies=pl.len().cast(pl.Int64),
        exact=(pl.col("kind") == "exact").sum().cast(pl.Int64),
        near=(pl.col("kind") == "near").sum().cast(pl.Int64),
        year_first=pl.col("year").min(),
        year_last=pl.col("year").max(),
        where=pl.col("jurisdiction").unique().sort().str.join(CROSS),
        quote=pl.col("text").first(),
        title=pl.col("title").first(),
        file=pl.col("file").first(),
        page=pl.col("page_first").first(),
        passage_id=pl.col("passage_id").first(),
    )
    order = clusters.sort("documents", "copies", "passage_id", descending=[True, True, False])
    return order.drop("cluster").head(limit)


def document_duplicates_table(documents: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs of `find_document_duplicates` with titles, years and jurisdictions, in the same order.

    `share` is the share of the document's words that the other has, `share_other` the reverse; ids come last.
    """
    described = documents.select("document_id", "jurisdiction", "title", "year", "file").unique("document_id")
    others = described.select(pl.all().name.prefix("other_")).rename({"other_document_id": "other_id"})
    named = pairs.join(described, on="document_id", maintain_order="left").join(
        others, on="other_id", maintain_order="left"
    )
    about = ["jurisdiction", "title", "year", "file"]
    first = [*about, *(f"other_{name}" for name in about), "kind", "share", "share_other"]
    return named.select(*first, pl.exclude(first))


def _group_copies(groups: pl.DataFrame, passages: pl.DataFrame, duplicates: pl.DataFrame) -> pl.DataFrame:
    """Columns group, passage_id, cluster: every copy that can be coded in each group that holds its document."""
    return (
        passages.filter(pl.col("left_out") == "")
        .select("passage_id", "document_id")
        .join(duplicates.select("passage_id", "cluster"), on="passage_id")
        .unique()
        .join(groups, on="document_id")
        .select("group", "passage_id", "cluster")
    )


def _count_coded(copies: pl.DataFrame, codes: pl.DataFrame, code_ids: Sequence[str]) -> pl.DataFrame:
    """Columns group, frame, coded_copies, coded_clusters: copies that carry the code, clusters half of which do."""
    present = (
        codes.filter(pl.col("present") & pl.col("code_id").is_in(code_ids))
        .select("passage_id", frame="code_id")
        .unique()
    )
    sizes = copies.group_by("group", "cluster").agg(copies=pl.len())
    coded = copies.join(present, on="passage_id").group_by("group", "cluster", "frame").agg(coded=pl.len())
    return (
        coded.join(sizes, on=["group", "cluster"])
        .group_by("group", "frame")
        .agg(
            coded_copies=pl.col("coded").sum().cast(pl.Int64),
            coded_clusters=(pl.col("coded") * 2 >= pl.col("copies")).sum().cast(pl.Int64),
        )
    )
