"""Distinctive language: the words and phrases that one group of documents uses more, or less, than all the others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.special import gammaln, stdtr, stdtrit, xlogy

from discourse.tables.clusters import group_documents, order_groups
from discourse.tables.contrasts import adjust_p
from discourse.tables.intervals import (
    LEVEL,
    MIN_FREEDOM,
    SEED,
    Counts,
    Numbers,
    can_have_interval,
    count_effective_documents,
)
from discourse.tables.prevalence import INSUFFICIENT, MIN_DOCUMENTS
from discourse.tables.terms import TermKind, count_terms, count_words, tokenise, words_of

# The prior's weight: as if every group had, besides its own words, a quarter as many in the corpus's proportions.
PRIOR_PART = 0.25
MIN_COUNT = 5
# A term of fewer documents is a document's word, not a group's.
MIN_RANGE = 3
MIN_OWN_RANGE = 2
# Terms shown for a group in each direction.
LIMIT = 25
DRAWS = 500
PER = 10_000
MORE, LESS = "more", "less"

_CELLS_AT_ONCE = 4_000_000

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


@dataclass(frozen=True, slots=True, eq=False)
class _Usage:
    """Counts [documents, terms], words and group of each document; `vocabulary` has a row for each term.

    `names` are the groups' names, in the order of their numbers in `group`.
    """

    counts: csr_array
    words: Counts
    group: Counts
    names: tuple[str, ...]
    vocabulary: pl.DataFrame

    def sides(self) -> Iterator[tuple[str, NDArray[np.bool_]]]:
        """Each group with a word, and which documents are its own, where there are others."""
        for number, name in enumerate(self.names):
            inside = self.group == number
            if inside.any() and not inside.all():
                yield name, inside


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
    """Columns `KEYNESS`: for each group the terms it uses most differently from all other documents, surest first.

    `log_odds` is the weighted log-odds ratio with informative Dirichlet prior (`weighted_log_odds`); `low` and `high`
    are its 95 % limits, from a bootstrap over documents and never narrower than the formula's for a word that comes in
    such bursts; `z` is log_odds over that error and `q` its Benjamini–Hochberg value over every term and group
    tested. Without `can_have_interval` the limits, p and q are null, and only what is `more` is given. `g2` is
    `log_likelihood`, `log_ratio` the effect without a prior. `documents` use the term; `capitalised` is the
    share of its occurrences that start with a capital, passages' first words apart. Words of the groups' own names are
    no terms. `passages` are those to count: all, or those that carry a frame.
    """
    groups = group_documents(documents, by)
    names = order_groups(groups, by)["group"].to_list()
    tokens = tokenise(passages.filter(pl.col("left_out") == "").unique("passage_id", maintain_order=True))
    words = groups.select("group", "document_id").join(count_words(tokens), on="document_id").sort("document_id")
    leave_out = words_of(names)
    tables = []
    for kind in kinds:
        usage = _count_usage(names, words, count_terms(tokens, kind, leave_out=leave_out))
        tables.append(_most_distinctive(_compare_all(usage, kind, seed, max(2, min_documents)), names, limit))
    return pl.concat([pl.DataFrame(schema=KEYNESS), *tables])


def weighted_log_odds(
    count: Numbers, words: Numbers | float, other_count: Numbers, other_words: Numbers | float, prior: Numbers,
    prior_words: float,
) -> tuple[Numbers, Numbers]:  # fmt: skip
    """The log-odds ratio of each term, and its variance were words independent.

    Monroe, Colaresi & Quinn 2008, Political Analysis 16:372, equations 16 and 20: `prior` is added to each count and
    `prior_words` to each size.
    """
    here, there = count + prior, other_count + prior
    ratio = np.log(here / (words + prior_words - here)) - np.log(there / (other_words + prior_words - there))
    return ratio, 1 / here + 1 / there


def log_likelihood(count: Numbers, words: float, other_count: Numbers, other_words: float) -> Numbers:
    """Dunning's (1993) G² of each term, over the four fields of term or not, here or there."""
    observed = np.stack([count, words - count, other_count, other_words - other_count])
    rate = (count + other_count) / (words + other_words)
    expected = np.stack([rate * words, (1 - rate) * words, rate * other_words, (1 - rate) * other_words])
    return np.asarray(2 * (xlogy(observed, observed) - xlogy(observed, expected)).sum(axis=0))


def log_ratio(count: Numbers, words: float, other_count: Numbers, other_words: float) -> Numbers:
    """Hardie's (2014) binary logarithm of the ratio of rates; a count of 0 is taken for one half."""
    here, there = np.where(count > 0, count, 0.5) / words, np.where(other_count > 0, other_count, 0.5) / other_words
    return np.asarray(np.log2(here / there))


def _count_usage(names: Sequence[str], words: pl.DataFrame, terms: pl.DataFrame) -> _Usage:
    """The terms that are frequent and spread enough, counted in every document that has a word."""
    used = terms.join(words.select("document_id").unique(), on="document_id", how="semi")
    vocabulary = (
        used.group_by("term")
        .agg(total=pl.col("count").sum(), capitals=pl.col("capitals").sum(), spread=pl.len())
        .filter((pl.col("total") >= MIN_COUNT) & (pl.col("spread") >= MIN_RANGE))
        .sort("term")
        .with_row_index("column")
    )
    rows = words.sort("group", "document_id").with_row_index("row")
    cells = used.join(vocabulary.select("term", "column"), on="term").join(
        rows.select("document_id", "row"), on="document_id"
    )
    index = (cells["row"].to_numpy(), cells["column"].to_numpy())
    counts = csr_array(
        (cells["count"].cast(pl.Float64).to_numpy(), index), shape=(rows.height, vocabulary.height), dtype=np.float64
    )
    numbers = {name: number for number, name in enumerate(names)}
    group = rows["group"].replace_strict(numbers, return_dtype=pl.Int64).to_numpy()
    return _Usage(counts, rows["words"].to_numpy(), group, tuple(names), vocabulary)


def _compare_all(usage: _Usage, kind: TermKind, seed: int, min_documents: int) -> pl.DataFrame:
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


def _compare(usage: _Usage, name: str, inside: NDArray[np.bool_], seed: int, min_documents: int) -> pl.DataFrame:
    """One group's every term: columns `KEYNESS` but kind."""
    (count, words), (other, other_words) = (
        (np.asarray(usage.counts[rows].sum(axis=0)), float(usage.words[rows].sum())) for rows in (inside, ~inside)
    )
    prior_words = PRIOR_PART * min(words, other_words)
    prior = (count + other) / (words + other_words) * prior_words
    ratio, variance = weighted_log_odds(count, words, other, other_words, prior, prior_words)
    sides = [_side_freedom(usage.counts[rows], usage.words[rows]) for rows in (inside, ~inside)]
    levels = (count + prior, other + prior)
    variance += _burst_variance(usage, inside, sides, (count, other))
    can_test = all(can_have_interval(usage.words[rows], min_documents) for rows in (inside, ~inside))
    if can_test:
        variance = np.maximum(variance, _bootstrap_variance(usage, inside, prior, prior_words, seed))
    error = np.sqrt(variance)
    freedom = _join_freedom(sides, levels, variance) if can_test else np.full(len(count), np.nan)
    reach = stdtrit(freedom, (1 + LEVEL) / 2) * error
    z = ratio / error
    documents, other_documents = (np.asarray((usage.counts[rows] > 0).sum(axis=0)) for rows in (inside, ~inside))
    p = np.maximum(2 * stdtr(freedom, -np.abs(z)), _one_sided_chance(documents, other_documents, inside))
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


def _bootstrap_variance(
    usage: _Usage, inside: NDArray[np.bool_], prior: Numbers, prior_words: float, seed: int
) -> Numbers:
    """The variance of each term's log-odds over samples of whole documents, drawn on each side with replacement."""
    random = np.random.default_rng(seed)
    sums = np.zeros((2, len(prior)))
    step = max(1, _CELLS_AT_ONCE // max(1, len(prior) + len(inside)))
    for start in range(0, DRAWS, step):
        samples = min(step, DRAWS - start)
        (counts, words), (others, other_words) = (
            _resample(usage.counts[rows], usage.words[rows], samples, random) for rows in (inside, ~inside)
        )
        ratio, _ = weighted_log_odds(counts, words, others, other_words, prior[:, None], prior_words)
        sums += np.stack([ratio.sum(axis=1), (ratio**2).sum(axis=1)])
    mean, square = sums / DRAWS
    documents = int(min(inside.sum(), (~inside).sum()))
    return np.asarray((square - mean**2) * documents / (documents - 1))


def _resample(counts: csr_array, words: Counts, samples: int, random: np.random.Generator) -> tuple[Numbers, Numbers]:
    """Sums over drawn documents: counts [terms, samples] and words [samples]."""
    documents = len(words)
    times = random.multinomial(documents, np.full(documents, 1 / documents), size=samples).T.astype(np.float64)
    return np.asarray(counts.T @ times), words @ times


def _burst_variance(
    usage: _Usage, inside: NDArray[np.bool_], sides: Sequence[tuple[Numbers, Numbers]], counts: Sequence[Numbers]
) -> Numbers:
    """What is added to the variance of independent words because words come in bursts.

    The counts of documents are taken for negative binomial with one dispersion on both sides, found by moments: beyond
    Σμ the squared residuals are dispersion · Σμ², and the variance of a side's log rate grows by dispersion / Kish's
    number of documents.
    """
    excess, squares, spread = np.zeros(len(counts[0])), np.zeros(len(counts[0])), 0.0
    for rows, (_, residuals), count in zip((inside, ~inside), sides, counts, strict=True):
        effective = count_effective_documents(usage.words[rows])
        excess += residuals - count
        squares += count**2 / effective
        spread += 1 / effective
    return np.asarray(
        np.maximum(0.0, np.divide(excess, squares, out=np.zeros_like(excess), where=squares > 0)) * spread
    )


def _one_sided_chance(documents: Numbers, other_documents: Numbers, inside: NDArray[np.bool_]) -> Numbers:
    """For a term that only one side uses, the chance that all documents that use it fall on one side; 0 for the others.

    Fisher's exact test over documents: however often three documents say a word, they are three documents.
    """
    using, size = documents + other_documents, len(inside)
    chance = sum(
        np.where(using <= part, np.exp(gammaln(part + 1) - gammaln(np.maximum(part - using, 0) + 1)), 0.0)
        * np.exp(gammaln(size - using + 1) - gammaln(size + 1))
        for part in (int(inside.sum()), int((~inside).sum()))
    )
    return np.where((documents == 0) | (other_documents == 0), np.minimum(chance, 1.0), 0.0)


def _join_freedom(sides: Sequence[tuple[Numbers, Numbers]], levels: Sequence[Numbers], variance: Numbers) -> Numbers:
    """The degrees of freedom of each term: those of its two sides joined as Welch (1947) does.

    They are more where `variance` exceeds what the documents' residuals make of it, for the rest of it is no estimate.
    """
    (freedom, squares), (other_freedom, other_squares) = sides
    one, other = squares / levels[0] ** 2, other_squares / levels[1] ** 2
    weights = one**2 / freedom + other**2 / other_freedom
    estimated = np.minimum(one + other, variance)
    scale = np.divide(variance, estimated, out=np.ones_like(variance), where=estimated > 0) ** 2
    joined = np.divide((one + other) ** 2, weights, out=np.minimum(freedom, other_freedom), where=weights > 0)
    return np.asarray(np.maximum(MIN_FREEDOM, joined * scale))


def _side_freedom(counts: csr_array, words: Counts) -> tuple[Numbers, Numbers]:
    """How many documents a term's variance rests on, less one, as in `share_interval`; the sum of squared residuals."""
    rate = np.asarray(counts.sum(axis=0)) / words.sum()
    size = words.astype(np.float64)
    # Σ(c − rate·m)ᵏ from sums of products, because most counts are 0 and not stored.
    sums = {(i, j): np.asarray(counts.power(i).T @ size**j) for i in (1, 2, 3, 4) for j in range(4) if i + j in (2, 4)}
    squares = sums[2, 0] - 2 * rate * sums[1, 1] + rate**2 * (size**2).sum()
    fourth = (
        sums[4, 0] - 4 * rate * sums[3, 1] + 6 * rate**2 * sums[2, 2] - 4 * rate**3 * sums[1, 3]
        + rate**4 * (size**4).sum()
    )  # fmt: skip
    kish = count_effective_documents(words)
    satterthwaite = np.divide(2 * squares**2, fourth, out=np.full(len(rate), np.inf), where=fourth > 0)
    return np.maximum(MIN_FREEDOM, np.minimum(kish, satterthwaite) - 1), squares


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
