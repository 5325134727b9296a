"""Which documents are made of one another's passages: another edition, a part published by itself, a copy."""

import polars as pl

from discourse.passages.duplicates import Likeness

MIN_SHARE = 0.5
# Less than a paragraph in common is a form or a notice, however short the rest of the document is.
MIN_SHARED_WORDS = 50
# A passage in more documents than this is boilerplate, which does not by itself make two documents worth comparing.
MANY_DOCUMENTS = 50

DOCUMENT_DUPLICATES = pl.Schema(
    {
        "document_id": pl.String,
        "other_id": pl.String,
        "kind": pl.String,  # exact | near
        "share": pl.Float64,
        "share_other": pl.Float64,
        "shared": pl.Int64,
        "words": pl.Int64,
        "shared_other": pl.Int64,
        "words_other": pl.Int64,
    }
)
_SIDES = ["document_id", "other_id"]


def find_document_duplicates(
    passages: pl.DataFrame, duplicates: pl.DataFrame, *, sizes: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Columns `DOCUMENT_DUPLICATES`: pairs of which one is found in the other for at least `MIN_SHARE` and 50 words.

    `duplicates` are those of `find_duplicates` over the same `passages`. `shared` counts the words of passages that the
    other has as well, `words` all words of passages that can be coded, so that a title page or a form weighs little.
    `exact` are two whose passages all have the same words. Largest share first. A translation is no pair. Where
    `passages` are the duplicates alone, `sizes` are those of whole documents (`count_document_words`).
    """
    weighed = _weigh(passages)
    sizes = count_document_words(passages) if sizes is None else sizes
    reused = (
        weighed.join(duplicates.select("passage_id", "cluster", "kind"), on="passage_id")
        .group_by("document_id", "cluster")
        .agg(pl.col("words").sum(), is_near=(pl.col("kind") == Likeness.NEAR).any())
    )
    return _compare_documents(_pair_documents(reused, sizes), reused, sizes)


def count_document_words(passages: pl.DataFrame) -> pl.DataFrame:
    """Columns document_id, words: of all passages that can be coded."""
    return _weigh(passages).group_by("document_id").agg(pl.col("words").sum())


def _weigh(passages: pl.DataFrame) -> pl.DataFrame:
    words = pl.col("text").str.count_matches(r"\S+").cast(pl.Int64)
    return passages.filter(pl.col("left_out") == "").select("passage_id", "document_id", words=words)


def _compare_documents(pairs: pl.DataFrame, reused: pl.DataFrame, sizes: pl.DataFrame) -> pl.DataFrame:
    """The `pairs` with enough in common; `reused` has the words of each document in each cluster, `sizes` all."""
    one, other = (
        _shared_words(pairs, reused, mine, theirs).join(sizes.rename({"document_id": mine}), on=mine)
        for mine, theirs in (_SIDES, _SIDES[::-1])
    )
    share, share_other = pl.col("shared") / pl.col("words"), pl.col("shared_other") / pl.col("words_other")
    is_exact = (pl.min_horizontal("share", "share_other") == 1) & ~pl.col("is_near") & ~pl.col("is_near_other")
    return (
        one.join(other, on=_SIDES, suffix="_other")
        .with_columns(share=share, share_other=share_other)
        .filter(
            pl.max_horizontal("share", "share_other") >= MIN_SHARE,
            pl.max_horizontal("shared", "shared_other") >= MIN_SHARED_WORDS,
        )
        .with_columns(kind=pl.when(is_exact).then(pl.lit(str(Likeness.EXACT))).otherwise(pl.lit(str(Likeness.NEAR))))
        .sort(pl.max_horizontal("share", "share_other"), *_SIDES, descending=[True, False, False])
        .select(DOCUMENT_DUPLICATES.names())
    )


def _pair_documents(reused: pl.DataFrame, sizes: pl.DataFrame) -> pl.DataFrame:
    """Columns `_SIDES`: documents that share a cluster and may share enough.

    In a cluster of many only the lowest id is paired with each other; a document may have all its words in such in
    common with any. Without this bound every form and notice would have two documents compared cluster by cluster.
    """
    places = reused.select("document_id").unique().sort("document_id").with_row_index("place")
    copies = (
        reused.join(places, on="document_id")
        .with_columns(is_common=pl.len().over("cluster") > MANY_DOCUMENTS)
        .with_columns(own=pl.when("is_common").then(0).otherwise("words"))
        .lazy()
    )
    is_paired = ~pl.col("is_common") | (pl.col("place") == pl.col("place").min().over("cluster"))
    sums = (
        copies.filter(is_paired)
        .select("cluster", one="place", shared="own")
        .join(copies.select("cluster", two="place", shared_other="own"), on="cluster")
        .filter(pl.col("one") < pl.col("two"))
        .group_by("one", "two")
        .agg(pl.col("shared", "shared_other").sum())
    )
    common = copies.group_by("place").agg(common=pl.col("words").filter("is_common").sum())
    most = places.lazy().join(common, on="place").join(sizes.lazy(), on="document_id")
    one = most.select(one="place", document_id="document_id", most="common", words="words")
    two = most.select(two="place", other_id="document_id", most_other="common", words_other="words")
    bounds = pl.col("shared") + pl.col("most"), pl.col("shared_other") + pl.col("most_other")
    return (
        sums.join(one, on="one")
        .join(two, on="two")
        .filter(
            (bounds[0] >= MIN_SHARE * pl.col("words")) | (bounds[1] >= MIN_SHARE * pl.col("words_other")),
            pl.max_horizontal(*bounds) >= MIN_SHARED_WORDS,
        )
        .select(_SIDES)
        .collect(engine="streaming")
    )


def _shared_words(pairs: pl.DataFrame, reused: pl.DataFrame, mine: str, theirs: str) -> pl.DataFrame:
    """`pairs` with `shared`, the words of `mine` in clusters that `theirs` has too, and whether one of them is near."""
    own = reused.rename({"document_id": mine})
    others = reused.select("cluster", pl.col("document_id").alias(theirs))
    return (
        pairs.join(own, on=mine)
        .join(others, on=[theirs, "cluster"])
        .group_by(_SIDES)
        .agg(shared=pl.col("words").sum(), is_near=pl.col("is_near").any())
    )
