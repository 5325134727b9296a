"""Whether a share rises or falls over the years: its slope per decade, with an interval that knows documents."""

from collections.abc import Sequence

import numpy as np
import polars as pl
from scipy.special import stdtr, stdtrit

from discourse.tables.clusters import EVERYTHING, count_by_document, group_documents, order_groups
from discourse.tables.contrasts import adjust_p
from discourse.tables.intervals import (
    DRAWS,
    LEVEL,
    MIN_FREEDOM,
    SEED,
    Counts,
    Numbers,
    can_have_interval,
    count_effective_documents,
    split_draws,
)
from discourse.tables.prevalence import INSUFFICIENT, MIN_DOCUMENTS

# Two years make a difference, no trend; a change per decade is not to be told from less than half of one.
MIN_YEARS, MIN_SPAN = 3, 5
DECADE = 10

TRENDS = pl.Schema(
    {
        "group": pl.String,
        "frame": pl.String,
        "documents": pl.Int64,
        "years": pl.Int64,
        "first_year": pl.Int32,
        "last_year": pl.Int32,
        "passages": pl.Int64,
        "share": pl.Float64,
        "per_decade": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
        "p": pl.Float64,
        "note": pl.String,
    }
)


def trends(
    documents: pl.DataFrame,
    passages: pl.DataFrame,
    codes: pl.DataFrame,
    *,
    code_ids: Sequence[str],
    by: str = "jurisdiction",
    seed: int = SEED,
    min_documents: int = MIN_DOCUMENTS,
) -> pl.DataFrame:
    """Columns `TRENDS` and q, over documents of a known year: all together (`all`), then each group.

    `per_decade` is ten times the least-squares slope of the share on the year, every passage counting once; `low` and
    `high` are its 95 % limits (`slope_error`), null with the note `insufficient` without `can_have_interval`, for fewer
    than three years or a span of fewer than five. q adjusts p over the table (Benjamini & Hochberg 1995).
    """
    dated = documents.filter(pl.col("year").is_not_null())
    years = dated.select("document_id", "year").unique("document_id", keep="first")
    rows = []
    for columns in ([], [by]):
        groups = group_documents(dated, columns)
        counts = count_by_document(groups, passages, codes, code_ids).join(years, on="document_id")
        for name in order_groups(groups, columns)["group"] if columns else [EVERYTHING]:
            for code_id in dict.fromkeys(code_ids):
                cell = counts.filter((pl.col("group") == name) & (pl.col("frame") == code_id))
                if cell.height:
                    rows.append({"group": name, "frame": code_id, **_trend(cell, seed, min_documents)})
    return _add_q(pl.DataFrame(rows, schema=TRENDS))


def per_decade(
    coded: Counts, passages: Counts, years: Numbers, *, seed: int = SEED, draws: int = DRAWS
) -> dict[str, float]:
    """The change of the share in ten years (`per_decade`), its 95 % limits `low` and `high`, and p by the same t."""
    change = DECADE * float(slope(coded.astype(float), passages.astype(float), years))
    error = DECADE * slope_error(coded, passages, years, seed=seed, draws=draws)
    freedom = _degrees_of_freedom(passages, years)
    reach = float(stdtrit(freedom, (1 + LEVEL) / 2)) * error
    p = 2 * float(stdtr(freedom, -abs(change) / error)) if error > 0 else 1.0
    return {"per_decade": change, "low": change - reach, "high": change + reach, "p": p}


def slope(coded: Numbers, passages: Numbers, years: Numbers) -> Numbers:
    """The least-squares slope of coded / passages on the year, weighted by passages; sums over the last axis."""
    sizes, times, both = passages.sum(-1), (passages * years).sum(-1), (coded * years).sum(-1)
    spread = sizes * (passages * years**2).sum(-1) - times**2
    return np.asarray((sizes * both - times * coded.sum(-1)) / spread)


def slope_error(coded: Counts, passages: Counts, years: Numbers, *, seed: int = SEED, draws: int = DRAWS) -> float:
    """The standard error of `slope` over bootstrap samples of whole documents, times √(n / (n − 2)).

    Samples of a single year have no slope and are left out.
    """
    documents = len(passages)
    random = np.random.default_rng(seed)
    moments = np.stack([passages, passages * years, passages * years**2, coded, coded * years], axis=1)
    found = []
    for samples in split_draws(draws, documents):
        times = random.multinomial(documents, np.full(documents, 1 / documents), size=samples)
        sizes, one, two, all_coded, both = (times @ moments).T
        spread = sizes * two - one**2
        held = spread > 1e-9 * sizes * two
        found.append((sizes * both - one * all_coded)[held] / spread[held])
    return float(np.concatenate(found).std() * np.sqrt(documents / (documents - 2)))


def _trend(cell: pl.DataFrame, seed: int, min_documents: int) -> dict[str, object]:
    ordered = cell.sort("year", "passages", "coded")
    coded, passages = ordered["coded"].to_numpy(), ordered["passages"].to_numpy()
    first, last, several = ordered["year"].min(), ordered["year"].max(), ordered["year"].n_unique()
    row: dict[str, object] = {
        "documents": ordered.height,
        "years": several,
        "first_year": first,
        "last_year": last,
        "passages": int(passages.sum()),
        "share": float(coded.sum() / passages.sum()),
    }
    years = ordered["year"].to_numpy().astype(np.float64)
    years -= years.mean()
    spans = float(years.max() - years.min())
    if not can_have_interval(passages, min_documents) or several < MIN_YEARS or spans < MIN_SPAN:
        return {**row, "note": INSUFFICIENT}
    return {**row, **per_decade(coded, passages, years, seed=seed), "note": ""}


def _degrees_of_freedom(passages: Counts, years: Numbers) -> float:
    """Documents that the slope really rests on, less two: by Kish's number of their leverages, as of their sizes."""
    middle = (passages * years).sum() / passages.sum()
    leverage = passages * (years - middle) ** 2
    effective = min(count_effective_documents(passages), count_effective_documents(leverage))
    return float(max(MIN_FREEDOM, effective - 2))


def _add_q(rows: pl.DataFrame) -> pl.DataFrame:
    tested = rows["p"].is_not_null().to_numpy()
    q = np.full(rows.height, np.nan)
    q[tested] = adjust_p(rows["p"].drop_nulls().to_numpy())
    return rows.with_columns(q=pl.Series(q).fill_nan(None)).select(pl.exclude("note"), "note")
