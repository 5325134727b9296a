"""Shares year by year: of all documents together, then of each group."""

from collections.abc import Sequence

import polars as pl

from discourse.tables.audit import Audit, append_corrections, corrections
from discourse.tables.clusters import EVERYTHING
from discourse.tables.duplicates import append_unique_shares
from discourse.tables.intervals import SEED
from discourse.tables.prevalence import MIN_DOCUMENTS, prevalence


def over_time(
    documents: pl.DataFrame,
    passages: pl.DataFrame,
    codes: pl.DataFrame,
    duplicates: pl.DataFrame,
    *,
    code_ids: Sequence[str],
    by: str = "jurisdiction",
    rows: tuple[pl.DataFrame, pl.DataFrame] | None = None,
    audit: Audit | None = None,
    seed: int = SEED,
    min_documents: int = MIN_DOCUMENTS,
) -> pl.DataFrame:
    """Columns group, year and those of `append_unique_shares`: the group `all` first, years of no known date last.

    With an `audit` also those of `append_corrections`. Where `passages` and `codes` are sums, `rows` are those two
    themselves, at least for the duplicates and, with an audit, of all passages that can be coded.
    """
    tables = []
    for columns in (["year"], [by, "year"]):
        given = (documents, passages, codes)
        shares = prevalence(*given, code_ids=code_ids, by=columns, seed=seed, min_documents=min_documents)
        full = append_unique_shares(shares, documents, *(rows or given[1:]), duplicates, by=columns)
        if audit is not None:
            corrected = corrections(
                documents, *(rows or given[1:]), audit, code_ids=code_ids, by=columns, min_documents=min_documents
            )
            full = append_corrections(full, corrected)
        tables.append(full.with_columns(group=pl.lit(EVERYTHING) if len(columns) == 1 else pl.col(by)))
    return pl.concat([table.select("group", "year", pl.exclude("group", "year", by)) for table in tables])
