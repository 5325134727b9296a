"""The words and two-word phrases of passages, counted by document."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

# A word has letters and digits, inner hyphens and apostrophes; any other sign is a token by itself and parts phrases.
_TOKEN = r"[\p{L}\p{N}]+(?:['’\-\u2010\u2011][\p{L}\p{N}]+)*|[^\s\p{L}\p{N}]"

# Words that only hold a sentence together. Pronouns, modal verbs, negations and quantities stay: who speaks, what must
# be and for whom it is are what a discourse differs in.
_FUNCTION_WORDS = """
a an the of to in on at by for from with without into onto upon over under about above below between among through
throughout during before after since until against across along around behind beyond near off out per up down via within
toward towards and or but nor so yet as if than then though although because while whereas whether that this these those
which who whom whose what when where why how there here it its itself is am are was were be been being has have had
having do does did doing done such also etc eg ie et al thus hence therefore however moreover furthermore
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())


class TermKind(StrEnum):
    """A single word, or two that follow one another with nothing between them."""

    WORD = "word"
    PHRASE = "phrase"


def tokenise(passages: pl.DataFrame) -> pl.DataFrame:
    """Columns passage (a row's number), document_id, word, capital: every word and other sign, in the order of text.

    `word` is in lower case, null for other signs; `capital` marks a word that starts with one inside its passage.
    """
    tokens = (
        passages.select("document_id", token=pl.col("text").str.extract_all(_TOKEN))
        .with_row_index("passage")
        .explode("token", empty_as_null=True)
        .filter(pl.col("token").is_not_null())
        .with_columns(pl.col("token").cast(pl.Categorical), pl.col("document_id").cast(pl.Categorical))
    )
    is_first = pl.col("passage") != pl.col("passage").shift(1).fill_null(2**32 - 1)
    return tokens.join(_normalise(tokens["token"].unique()), on="token", maintain_order="left").select(
        "passage", "document_id", "word", capital=pl.col("is_capital") & ~is_first
    )


def count_words(tokens: pl.DataFrame) -> pl.DataFrame:
    """Columns document_id, words: how many words each document has, function words and numbers among them."""
    words = tokens.filter(pl.col("word").is_not_null()).group_by("document_id").agg(words=pl.len().cast(pl.Int64))
    return words.with_columns(pl.col("document_id").cast(pl.String)).sort("document_id")


def count_terms(tokens: pl.DataFrame, kind: TermKind) -> pl.DataFrame:
    """Columns document_id, word, for a phrase also next, count, capitals: how often each document says each term.

    Terms are in lower case, words as they stand and not lemmas. Function words and numbers are no terms and part of
    none. `capitals` counts those that start with a capital and do not begin the passage. Ids and words are categories,
    which makes millions of rows small; `name_terms` gives texts.
    """
    terms = _terms(tokens["word"].unique().drop_nulls().cast(pl.String))
    used = tokens.with_columns(is_term=pl.col("word").is_in(terms.implode()))
    if kind is TermKind.PHRASE:
        follows = (pl.col("passage").shift(-1) == pl.col("passage")) & pl.col("is_term").shift(-1)
        used = used.with_columns(next=pl.col("word").shift(-1), is_term=pl.col("is_term") & follows)
    return (
        used.filter("is_term")
        .group_by("document_id", *_parts(kind))
        .agg(count=pl.len().cast(pl.UInt32), capitals=pl.col("capital").sum().cast(pl.UInt32))
    )


def name_terms(counts: pl.DataFrame, kind: TermKind, *, leave_out: Iterable[str] = ()) -> pl.DataFrame:
    """`counts` with the column term, a text; without terms that have a word of `leave_out`, in any case."""
    refused = sorted({word.lower() for word in leave_out})
    parts = [pl.col(name).cast(pl.String) for name in _parts(kind)]
    return counts.filter(~pl.any_horizontal(part.is_in(refused) for part in parts)).with_columns(
        term=pl.concat_str(parts, separator=" ")
    )


@dataclass(frozen=True, slots=True)
class TermUse:
    """How many words each document has (`count_words`), and its terms of each kind (`count_terms`)."""

    words: pl.DataFrame
    terms: Mapping[TermKind, pl.DataFrame]


def count_use(passages: pl.DataFrame, kinds: Sequence[TermKind] = tuple(TermKind)) -> TermUse:
    """The words of the passages that can be coded, of whole documents."""
    tokens = tokenise(passages.filter(pl.col("left_out") == "").unique("passage_id", maintain_order=True))
    return TermUse(count_words(tokens), {kind: count_terms(tokens, kind) for kind in kinds})


def join_uses(uses: Sequence[TermUse]) -> TermUse:
    """The use of terms by all these documents together; no document is in two of them."""
    first, *_ = uses
    return TermUse(
        pl.concat([use.words for use in uses]),
        {kind: pl.concat([use.terms[kind] for use in uses]) for kind in first.terms},
    )


def words_of(names: Iterable[str]) -> frozenset[str]:
    """The words of names, as `count_terms` has them."""
    tokens = tokenise(pl.DataFrame({"text": list(names)}).with_columns(document_id=pl.lit("")))
    return frozenset(tokens["word"].drop_nulls().cast(pl.String))


def _normalise(tokens: pl.Series) -> pl.DataFrame:
    """Columns token, word, is_capital."""
    text = pl.col("token").cast(pl.String)
    word = text.str.to_lowercase().str.replace_all("[\u2010\u2011]", "-").str.replace_all("’", "'")
    return pl.DataFrame({"token": tokens}).with_columns(
        word=pl.when(text.str.contains(r"^[\p{L}\p{N}]")).then(word.str.strip_suffix("'s")).cast(pl.Categorical),
        is_capital=text.str.contains(r"^\p{Lu}"),
    )


def _parts(kind: TermKind) -> tuple[str, ...]:
    return ("word", "next") if kind is TermKind.PHRASE else ("word",)


def _terms(words: pl.Series) -> pl.Series:
    """Those of the words that are terms; a single letter other than `i` is none, nor is what has no letter."""
    has_letters = words.str.contains(r"\p{L}.*\p{L}") | words.is_in(["i"])
    return words.filter(has_letters & ~words.is_in(sorted(FUNCTION_WORDS))).cast(pl.Categorical)
