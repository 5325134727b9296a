"""Tables beside prevalence: what the corpus holds, with what stance a frame is voiced, which themes occur.

Counts by year, document type or body are `prevalence` with another `by`.
"""

from collections.abc import Sequence

import polars as pl

from discourse.domain.codes import Stance
from discourse.tables.clusters import group_documents, order_groups, sum_codes, sum_passages
from discourse.tables.intervals import SEED
from discourse.tables.prevalence import MIN_DOCUMENTS, counts_to_shares, prevalence


def corpus_counts(documents: pl.DataFrame, passages: pl.DataFrame, *, by: Sequence[str]) -> pl.DataFrame:
    """Columns group, `by`, documents, pages, passages (those that can be coded), left_out (those that cannot)."""
    groups = group_documents(documents, by)
    sizes = sum_passages(passages)
    sums = (
        groups.join(documents.select("document_id", "pages").unique("document_id"), on="document_id")
        .join(sizes, on="document_id", how="left")
        .group_by("group")
        .agg(
            documents=pl.len().cast(pl.Int64),
            **{name: pl.col(name).sum().cast(pl.Int64) for name in ("pages", "passages", "left_out")},
        )
    )
    return order_groups(groups, by).join(sums, on="group", how="left", maintain_order="left")


def stance_table(
    documents: pl.DataFrame,
    passages: pl.DataFrame,
    codes: pl.DataFrame,
    *,
    code_ids: Sequence[str],
    by: Sequence[str] = ("jurisdiction",),
    seed: int = SEED,
    min_documents: int = MIN_DOCUMENTS,
) -> pl.DataFrame:
    """The columns of `prevalence` with `stance` after frame: of the passages that carry a frame, how many so voiced.

    Here `passages` carry the frame and `documents` are those in which it occurs; `coded` have the stance.
    """
    groups = group_documents(documents, by)
    voiced = _count_stances(groups, passages, codes, code_ids)
    limits = {"seed": seed, "min_documents": min_documents}
    return _split_stance(counts_to_shares(voiced, order_groups(groups, by), _cells(code_ids), **limits), by)


def stance_prevalence(
    documents: pl.DataFrame,
    passages: pl.DataFrame,
    codes: pl.DataFrame,
    *,
    code_ids: Sequence[str],
    by: Sequence[str] = ("jurisdiction",),
    seed: int = SEED,
    min_documents: int = MIN_DOCUMENTS,
) -> pl.DataFrame:
    """The columns of `stance_table`, but of all passages that can be coded: how many carry the frame so voiced."""
    voiced = sum_codes(passages, codes).with_columns(code_id=pl.concat_str("code_id", "stance", separator="/"))
    limits = {"seed": seed, "min_documents": min_documents}
    shares = prevalence(documents, sum_passages(passages), voiced, code_ids=_cells(code_ids), by=by, **limits)
    return _split_stance(shares, by)


def theme_table(
    documents: pl.DataFrame,
    passages: pl.DataFrame,
    codes: pl.DataFrame,
    *,
    code_ids: Sequence[str],
    by: Sequence[str] = ("jurisdiction",),
    seed: int = SEED,
    min_documents: int = MIN_DOCUMENTS,
) -> pl.DataFrame:
    """`prevalence` of themes, the column `frame` named `theme`."""
    shares = prevalence(documents, passages, codes, code_ids=code_ids, by=by, seed=seed, min_documents=min_documents)
    return shares.rename({"frame": "theme"})


def _cells(code_ids: Sequence[str]) -> list[str]:
    return [f"{code_id}/{stance}" for code_id in dict.fromkeys(code_ids) for stance in Stance]


def _split_stance(shares: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    parts = pl.col("frame").str.split("/")
    split = shares.with_columns(frame=parts.list.first(), stance=parts.list.last())
    return split.select("group", *by, "frame", "stance", *shares.columns[len(by) + 2 :])


def _count_stances(
    groups: pl.DataFrame, passages: pl.DataFrame, codes: pl.DataFrame, code_ids: Sequence[str]
) -> pl.DataFrame:
    """Per group, document and `code/stance`: passages that carry the code, and those with the stance."""
    stances = pl.DataFrame({"voice": [str(stance) for stance in Stance]})
    present = (
        sum_codes(passages, codes)
        .filter(pl.col("code_id").is_in(list(code_ids)))
        .join(groups.select("group", "document_id"), on="document_id")
    )
    is_voiced = pl.col("stance") == pl.col("voice")
    return (
        present.join(stances, how="cross")
        .group_by("group", "document_id", frame=pl.concat_str("code_id", "voice", separator="/"))
        .agg(passages=pl.col("coded").sum(), coded=pl.col("coded").filter(is_voiced).sum())
    )
