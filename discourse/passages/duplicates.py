"""Which passages say the same words again.

An exact set-similarity join over pairs of neighbouring words, found through prefixes of rare pairs (Chaudhuri, Ganti &
Kaushik 2006; Bayardo, Ma & Srikant 2007), not MinHash: nothing is guessed, so nothing needs a seed. Why, and what was
measured: `docs/decisions/duplicates.md`.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import ceil

import numpy as np
import polars as pl
from numpy.typing import NDArray

MIN_WORDS = 10
MIN_SIMILARITY = 0.5
# Where each of the two has names or numbers that the other has not, a form was filled in anew ("Resolved, That Vote
# Roads stand part"), unless it is so long that the rest outweighs them.
MIN_SIMILARITY_OF_FORMS = 0.8
# A pair of words that is among the rarest of so many passages belongs to a form; the passages that have no rarer one in
# common are compared with the first so many only, or time would grow with their square.
FORM_PASSAGES = 100

DUPLICATES = pl.Schema(
    {
        "passage_id": pl.String,
        "cluster": pl.String,  # the passage_id of its first
        "kind": pl.String,  # exact | near
        "first": pl.Boolean,
        "similarity": pl.Float64,  # to the first
    }
)

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]|[^\W_]+")
# "micro-credential" and "microcredential", "it's" and "its" are the same in print.
_JOINT = re.compile(r"(?<=\w)[-\u00ad\u2010\u2011–'’](?=\w)")
_DENIALS = frozenset(
    _JOINT.sub(
        "",
        "no not never none neither nor nobody nothing nowhere without cannot can't don't doesn't didn't isn't aren't "
        "wasn't weren't won't wouldn't shouldn't couldn't hasn't haven't hadn't mustn't",
    ).split()
)

Words = tuple[str, ...]
Ranks = NDArray[np.int64]


class Likeness(StrEnum):
    """How a passage is like the first of its cluster: all words the same in the same order, or most."""

    EXACT = "exact"
    NEAR = "near"


@dataclass(frozen=True, slots=True)
class Wording:
    """What is compared of a text: its words without print, the names and numbers among them, whether it denies."""

    words: Words
    names: frozenset[str]
    denies: bool


def find_duplicates(passages: pl.DataFrame) -> pl.DataFrame:
    """Columns `DUPLICATES`: the passages with a likeness among those that can be coded, clusters of at least two.

    The order of rows says which passage is a cluster's first; each other is like it: by the same words, whatever their
    case and punctuation (`exact`), or by the Jaccard similarity of their pairs of neighbouring words, from 10 words
    (`near`). A passage that is like several firsts goes to the one it is most like. `passages` are unique by id.
    """
    given = passages.filter(pl.col("left_out") == "")
    ids = given["passage_id"].to_list()
    rows_by_words: dict[Words, list[int]] = {}
    wordings = []
    for row, wording in enumerate(map(read_wording, given["text"])):
        if wording.words and wording.words not in rows_by_words:
            rows_by_words[wording.words] = []
            wordings.append(wording)
        if wording.words:
            rows_by_words[wording.words].append(row)
    found = []
    for at, (leader, similarity) in enumerate(_find_leaders(wordings)):
        first = rows_by_words[wordings[leader].words][0]
        kind = str(Likeness.EXACT if leader == at else Likeness.NEAR)
        rows = rows_by_words[wordings[at].words]
        found += [(row, ids[row], ids[first], kind, row == first, similarity) for row in rows]
    frame = pl.DataFrame(found, schema={"row": pl.Int64, **DUPLICATES}, orient="row").sort("row").drop("row")
    return frame.filter(pl.len().over("cluster") > 1)


def hash_wordings(texts: pl.Series) -> pl.Series:
    """For each text a number, `wording`, the same for the same words as `read_wording` has them; null without words.

    Plain ASCII, which most English is, goes through vectorised expressions that give the same words. In one corpus of a
    million two of its five million different texts have the same number by chance.
    """
    is_plain = texts.str.contains(r"^[\x00-\x7f]*$")
    words = (
        pl.col("text").str.replace_all(r"\b[-']\b", "").str.to_lowercase().str.replace_all("[^a-z0-9]+", " ")
    ).str.strip_chars(" ")
    plain = texts.filter(is_plain).alias("text").to_frame().select(words).to_series()
    others = pl.Series([" ".join(read_wording(text).words) for text in texts.filter(~is_plain)], dtype=pl.String)
    rows = pl.concat([is_plain.arg_true(), (~is_plain).arg_true()])
    joined = pl.concat([plain.alias("words"), others.alias("words")]).gather(rows.arg_sort())
    found = joined.to_frame().select(pl.when(pl.col("words") != "").then(pl.col("words").hash()))
    return found.to_series().alias("wording")


def find_copies(wordings: pl.DataFrame) -> pl.DataFrame:
    """As `find_duplicates`, but exact ones only, from passages with the column `wording`: for corpora beyond memory."""
    cluster = pl.col("passage_id").first().over("wording")
    return (
        wordings.filter(pl.col("wording").is_not_null())
        .unique("passage_id", keep="first", maintain_order=True)
        .with_columns(cluster=cluster, kind=pl.lit(str(Likeness.EXACT)), similarity=pl.lit(1.0))
        .with_columns(first=pl.col("cluster") == pl.col("passage_id"))
        .filter(pl.len().over("cluster") > 1)
    )


def read_wording(text: str) -> Wording:
    """Words are case folded and joined at hyphens and apostrophes; scripts without spaces give one for each character.

    A word with a capital is a name unless it opens the text.
    """
    printed = _WORD.findall(_JOINT.sub("", unicodedata.normalize("NFKC", text)))
    words = tuple(map(str.casefold, printed))
    names = frozenset(
        word
        for at, word in enumerate(words)
        # Most words are letters alone, which is told at once.
        if (at > 0 and printed[at][0].isupper()) or (not word.isalpha() and any(map(str.isdigit, word)))
    )
    # "No 12" is a number.
    denials = (not (word == "no" and after[:1].isdigit()) for word, after in pairwise((*words, "")) if word in _DENIALS)
    return Wording(words, names, any(denials))


def says_otherwise(wording: Wording, other: Wording) -> bool:
    """Whether texts of like words speak of different things: each has a name or number that the other has not."""
    return not (wording.names.issubset(other.words) or other.names.issubset(wording.words))


def _find_leaders(wordings: Sequence[Wording]) -> list[tuple[int, float]]:
    """For each of different wordings the index of the first it is like, or its own, and the similarity to it."""
    leaders = [(at, 1.0) for at in range(len(wordings))]
    index: dict[int, list[int]] = defaultdict(list)
    # Tuples of leaders, a set of the one that asks: sets of all would take five times the memory.
    pairs_of: dict[int, tuple[int, ...]] = {}
    for at, pairs in _rank_pairs([wording.words for wording in wordings]):
        own = tuple(pairs.tolist())
        prefix = own[: len(own) - ceil(MIN_SIMILARITY * len(own)) + 1]
        candidates = sorted({leader for pair in prefix for leader in index.get(pair, ())})
        scored = _score(frozenset(own), {candidate: pairs_of[candidate] for candidate in candidates})
        best = next((one for one in scored if _is_like(wordings[at], wordings[one[0]], one[1])), None)
        if best:
            leaders[at] = best
            continue
        pairs_of[at] = own
        for pair in prefix:
            if len(index[pair]) < FORM_PASSAGES:
                index[pair].append(at)
    return leaders


def _score(own: frozenset[int], candidates: Mapping[int, tuple[int, ...]]) -> list[tuple[int, float]]:
    """The candidates of sufficient similarity with it, the most similar first and the earlier of equals."""
    scored = []
    for candidate, other in candidates.items():
        if MIN_SIMILARITY * len(own) <= len(other) <= len(own) / MIN_SIMILARITY:
            shared = len(own.intersection(other))
            similarity = shared / (len(own) + len(other) - shared)
            if similarity >= MIN_SIMILARITY:
                scored.append((candidate, similarity))
    return sorted(scored, key=lambda one: (-one[1], one[0]))


def _is_like(wording: Wording, other: Wording, similarity: float) -> bool:
    """Whether similar texts say the same: neither denies what the other says, and neither is a form filled anew."""
    if wording.denies != other.denies:
        return False
    return similarity >= MIN_SIMILARITY_OF_FORMS or not says_otherwise(wording, other)


def _rank_pairs(texts_words: Sequence[Words]) -> Iterator[tuple[int, Ranks]]:
    """The different pairs of neighbouring words of each text of enough words, as numbers, the rarest pair first."""
    long_enough = [at for at, words in enumerate(texts_words) if len(words) >= MIN_WORDS]
    if not long_enough:
        return
    numbers: dict[str, int] = {}
    words = np.array([numbers.setdefault(word, len(numbers)) for at in long_enough for word in texts_words[at]])
    text = np.repeat(np.arange(len(long_enough)), [len(texts_words[at]) for at in long_enough])
    inside = text[1:] == text[:-1]
    _, pairs, counts = np.unique(
        (words[:-1] * len(numbers) + words[1:])[inside], return_inverse=True, return_counts=True
    )
    ranks = np.empty(len(counts), dtype=np.int64)
    ranks[np.argsort(counts, kind="stable")] = np.arange(len(counts))
    # One sort of both keys together takes repeated pairs out and puts the rarest of each text first.
    both = np.unique(text[1:][inside] * len(counts) + ranks[pairs])
    owners, own_ranks = np.divmod(both, len(counts))
    ends = np.searchsorted(owners, np.arange(1, len(long_enough)))
    yield from zip(long_enough, np.split(own_ranks, ends), strict=True)
