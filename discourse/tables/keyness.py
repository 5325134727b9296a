"""Distinctive language: the words and phrases that one group of documents uses more, or less, than all the others."""

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.special import stdtr, stdtrit

from discourse.tables.clusters import group_documents, order_groups
from discourse.tables.contrasts import adjust_p
from discourse.tables.intervals import LEVEL, SEED, can_have_interval
from discourse.tables.keyness_statistics import (
    Usage,
    burst_variance,
    document_variance,
    join_freedom,
    log_likelihood,
    log_ratio,
    one_sided_chance,
    side_freedom,
    weighted_log_odds,
)
from discourse.tables.prevalence import INSUFFICIENT, MIN_DOCUMENTS
from discourse.tables.terms import TermKind, TermUse, count_use, name_terms, words_of

# The prior's weight: as if every group had, besides its own words, a quarter as many in the corpus's proportions.
PRIOR_PART = 0.25
MIN_COUNT = 5
# A term of fewer documents is a document's word, not a group's.
MIN_RANGE = 3
MIN_OWN_RANGE = 2
# Words or phrases that are compared. A hundred long documents have some ten thousand; twenty thousand have millions,
# most of them in a handful of documents, and every one tested costs the others some power.
MAX_TERMS = 50_000
# Terms shown for a group in each direction.
LIMIT = 25
PER = 10_000
MORE, LESS = "more", "less"

KEYNESS = pl.Schema(
    {
        "group": pl.String,
        "kind": pl.String,
        "direction": pl.String,
        "term": pl.String,
        "count": pl.Int64,
        "other_count": pl.Int64,
        "per_10000": pl.Float64,
        "other_per_10000": pl.Float64,
        "documents": pl.Int64,
        "other_documents": pl.Int64,
        "log_odds": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
        "z": pl.Float64,
        "log_ratio": pl.Float64,
        "g2": pl.Float64,
        "p": pl.Float64,
        "q": pl.Float64,
        "capitalised": pl.Float64,
        "note": pl.String,
    }
)


def keyness(
    documents: pl.DataFrame,
    passages: pl.DataFrame,
    *,
    by: Sequence[str] = ("jurisdiction",),
    kinds: Sequence[TermKind] = tuple(TermKind),
    limit: int = LIMIT,
    seed: int = SEED,
    min_documents: int = MIN_DOCUMENTS,
) -> pl.DataFrame:
    """The table of `use_to_keyness`; `passages` are those to count: all, or those that carry a frame."""
    use = count_use(passages, kinds)
    return use_to_keyness(documents, use, by=by, limit=limit, seed=seed, min_documents=min_documents)


def use_to_keyness(
    documents: pl.DataFrame,
    use: TermUse,
    *,
    by: Sequence[str] = ("jurisdiction",),
    limit: int = LIMIT,
    seed: int = SEED,
    min_documents: int = MIN_DOCUMENTS,
) -> pl.DataFrame:
    """Columns `KEYNESS`: for each group the terms it uses most differently from all other documents, surest first.

    `log_odds` is the weighted log-odds ratio with informative Dirichlet prior (`weighted_log_odds`); `low` and `high`
    are its 95 % limits, from a bootstrap over documents and never narrower than the formula's for a word that comes in
    such bursts; `z` is log_odds over that error and `q` its Benjamini–Hochberg value over every term and group
    tested. Without `can_have_interval` the limits, p and q are null, and only what is `more` is given. `g2` is
    `log_likelihood`, `log_ratio` the effect without a prior. `documents` use the term; `capitalised` is the
    share of its occurrences that start with a capital, passages' first words apart. Words of the groups' own names are
    no terms.
    """
    groups = group_documents(documents, by)
    names = order_groups(groups, by)["group"].to_list()
    words = groups.select("group", "document_id").join(use.words, on="document_id").sort("document_id")
    tables = []
    for kind, terms in use.terms.items():
        usage = _count_usage(names, words, terms, kind)
        tables.append(_most_distinctive(_compare_all(usage, kind, seed, max(2, min_documents)), names, limit))
    return pl.concat([pl.DataFrame(schema=KEYNESS), *tables])


def _count_usage(names: Sequence[str], words: pl.DataFrame, terms: pl.DataFrame, kind: TermKind) -> Usage:
    """The terms that are frequent and spread enough, counted in every document that has a word."""
    rows = words.sort("group", "document_id").with_row_index("row")
    places = rows.select(pl.col("document_id").cast(pl.Categorical), "row")
    parts = [name for name in terms.columns if name not in ("document_id", "count", "capitals")]
    # Every word of every document is many millions of rows: no step may hold a second copy of them.
    used = terms.lazy().join(places.lazy(), on="document_id")
    vocabulary = _choose_terms(used, parts, kind, words_of(names))
    chosen = vocabulary.lazy().select(*parts, "column")
    cells = used.join(chosen, on=parts).select("row", "column", "count").collect(engine="streaming")
    index = (cells["row"].to_numpy(), cells["column"].to_numpy())
    counts = csr_array(
        (cells["count"].cast(pl.Float64).to_numpy(), index), shape=(rows.height, vocabulary.height), dtype=np.float64
    )
    numbers = {name: number for number, name in enumerate(names)}
    group = rows["group"].replace_strict(numbers, return_dtype=pl.Int64).to_numpy()
    return Usage(counts, rows["words"].to_numpy(), group, tuple(names), vocabulary)


def _choose_terms(terms: pl.LazyFrame, parts: Sequence[str], kind: TermKind, leave_out: frozenset[str]) -> pl.DataFrame:
    """The vocabulary, in order of the terms; of very many those that most documents use."""
    frequent = (
        terms.group_by(parts)
        .agg(
            total=pl.col("count").cast(pl.Int64).sum(),
            capitals=pl.col("capitals").cast(pl.Int64).sum(),
            spread=pl.len(),
        )
        .filter((pl.col("total") >= MIN_COUNT) & (pl.col("spread") >= MIN_RANGE))
        .collect(engine="streaming")
    )
    named = name_terms(frequent, kind, leave_out=leave_out)
    widest = named.sort("spread", "total", "term", descending=[True, True, False]).head(MAX_TERMS)
    return widest.sort("term").with_row_index("column")


def _compare_all(usage: Usage, kind: TermKind, seed: int, min_documents: int) -> pl.DataFrame:
    """Every group's every term against all other documents, `q` over all that has a p."""
    tables = [_compare(usage, name, inside, seed, min_documents) for name, inside in usage.sides()]
    table = pl.concat(
        [
            pl.DataFrame(schema=KEYNESS),
            *(table.with_columns(kind=pl.lit(str(kind))).select(KEYNESS.names()) for table in tables),
        ]
    )
    tested = table["p"].is_not_null().to_numpy()
    q = np.full(table.height, np.nan)
    q[tested] = adjust_p(table["p"].drop_nulls().to_numpy())
    return table.with_columns(q=pl.Series(q).fill_nan(None))


def _compare(usage: Usage, name: str, inside: NDArray[np.bool_], seed: int, min_documents: int) -> pl.DataFrame:
    """One group's every term: columns `KEYNESS` but kind."""
    (count, words), (other, other_words) = (
        (np.asarray(usage.counts[rows].sum(axis=0)), float(usage.words[rows].sum())) for rows in (inside, ~inside)
    )
    prior_words = PRIOR_PART * min(words, other_words)
    prior = (count + other) / (words + other_words) * prior_words
    ratio, variance = weighted_log_odds(count, words, other, other_words, prior, prior_words)
    sides = [side_freedom(usage.counts[rows], usage.words[rows]) for rows in (inside, ~inside)]
    levels = (count + prior, other + prior)
    variance += burst_variance(usage, inside, sides, (count, other))
    can_test = all(can_have_interval(usage.words[rows], min_documents) for rows in (inside, ~inside))
    if can_test:
        variance = np.maximum(variance, document_variance(usage, inside, sides, levels, (prior, prior_words), seed))
    error = np.sqrt(variance)
    freedom = join_freedom(sides, levels, variance) if can_test else np.full(len(count), np.nan)
    reach = stdtrit(freedom, (1 + LEVEL) / 2) * error
    z = ratio / error
    documents, other_documents = (np.asarray((usage.counts[rows] > 0).sum(axis=0)) for rows in (inside, ~inside))
    p = np.maximum(2 * stdtr(freedom, -np.abs(z)), one_sided_chance(documents, other_documents, inside))
    return usage.vocabulary.select(
        "term",
        group=pl.lit(name),
        direction=pl.Series(np.where(ratio >= 0, MORE, LESS)),
        count=pl.Series(count).cast(pl.Int64),
        other_count=pl.Series(other).cast(pl.Int64),
        per_10000=pl.Series(count / words * PER),
        other_per_10000=pl.Series(other / other_words * PER),
        documents=pl.Series(documents).cast(pl.Int64),
        other_documents=pl.Series(other_documents).cast(pl.Int64),
        log_odds=pl.Series(ratio),
        low=pl.Series(ratio - reach).fill_nan(None),
        high=pl.Series(ratio + reach).fill_nan(None),
        z=pl.Series(z),
        log_ratio=pl.Series(log_ratio(count, words, other, other_words)),
        g2=pl.Series(log_likelihood(count, words, other, other_words)),
        p=pl.Series(p).fill_nan(None),
        q=pl.lit(None, dtype=pl.Float64),
        capitalised=pl.col("capitals") / pl.col("total"),
        note=pl.lit("" if can_test else INSUFFICIENT),
    )


def _most_distinctive(table: pl.DataFrame, names: Sequence[str], limit: int) -> pl.DataFrame:
    """Per group and direction the `limit` terms of highest |z| that are not the word of one or two documents."""
    spread = pl.when(pl.col("direction") == MORE).then("documents").otherwise("other_documents")
    place = {name: number for number, name in enumerate(names)}
    has_meaning = (pl.col("direction") == MORE) | (pl.col("note") == "")
    return (
        table.filter(has_meaning & (spread >= MIN_OWN_RANGE))
        .with_columns(place=pl.col("group").replace_strict(place, return_dtype=pl.Int64))
        .sort(["place", "direction", pl.col("z").abs(), "term"], descending=[False, True, True, False])
        .group_by("group", "direction", maintain_order=True)
        .head(limit)
        .select(KEYNESS.names())
    )
