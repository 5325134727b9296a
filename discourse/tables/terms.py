"""The words and two-word phrases of passages, counted by document."""

from collections.abc import Iterable
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

# How a document uses a term: `capitals` counts those that start with a capital and do not begin the passage.
TERMS = pl.Schema({"document_id": pl.String, "term": pl.String, "count": pl.Int64, "capitals": pl.Int64})


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


def count_terms(tokens: pl.DataFrame, kind: TermKind, *, leave_out: Iterable[str] = ()) -> pl.DataFrame:
    """Columns `TERMS`: how often each document says each term, in lower case, words as they stand and not lemmas.

    Function words and numbers are no terms and part of none; nor are the words of `leave_out`, in any case.
    """
    terms = _terms(tokens["word"].unique().drop_nulls().cast(pl.String), leave_out)
    used = tokens.with_columns(is_term=pl.col("word").is_in(terms.implode()))
    parts = ["word"]
    if kind is TermKind.PHRASE:
        parts = ["word", "next"]
        follows = (pl.col("passage").shift(-1) == pl.col("passage")) & pl.col("is_term").shift(-1)
        used = used.with_columns(next=pl.col("word").shift(-1), is_term=pl.col("is_term") & follows)
    return (
        used.filter("is_term")
        .group_by("document_id", *parts)
        .agg(count=pl.len().cast(pl.Int64), capitals=pl.col("capital").sum().cast(pl.Int64))
        .with_columns(pl.col("document_id", *parts).cast(pl.String))
        .with_columns(term=pl.concat_str(parts, separator=" "))
        .select(TERMS.names())
        .sort("document_id", "term")
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


def _terms(words: pl.Series, leave_out: Iterable[str]) -> pl.Series:
    """Those of the words that are terms; a single letter other than `i` is none, nor is what has no letter."""
    refused = FUNCTION_WORDS | {word.lower() for word in leave_out}
    has_letters = words.str.contains(r"\p{L}.*\p{L}") | words.is_in(["i"])
    return words.filter(has_letters & ~words.is_in(sorted(refused))).cast(pl.Categorical)
