"""Finding passages by their words."""

from collections.abc import Iterable, Iterator, Sequence

import polars as pl

from discourse.domain.errors import UsageError

MAX_WORDS = 300


def find_passages(passages: pl.DataFrame, words: str) -> pl.DataFrame:
    """The passages (a column `text`) that hold these words in this order, whatever the case; `/…/` is a pattern.

    Patterns are those of Rust's regex, which takes time in proportion to the text whatever the pattern.
    """
    wanted = words.strip()
    if not wanted or len(wanted) > MAX_WORDS:
        raise UsageError(f"Give up to {MAX_WORDS} characters to search for.")
    try:
        if _is_pattern(wanted):
            return passages.filter(pl.col("text").str.contains(_pattern(wanted)))
        return passages.filter(pl.col("text").str.to_lowercase().str.contains(wanted.lower(), literal=True))
    except pl.exceptions.PolarsError as error:
        raise UsageError(f"'{wanted}' is no pattern: {' '.join(str(error).split())[:200]}.") from error


def split_at_words(texts: Sequence[str], words: str) -> list[list[tuple[str, bool]]]:
    """Each text in pieces, with whether a piece is what `find_passages` found there."""
    found = pl.Series("text", texts, dtype=pl.String).str.extract_all(_pattern(words.strip()))
    return [list(_pieces(text, hits)) for text, hits in zip(texts, found, strict=True)]


def _is_pattern(wanted: str) -> bool:
    return len(wanted) > 2 and wanted.startswith("/") and wanted.endswith("/")


def _pattern(wanted: str) -> str:
    return f"(?i){wanted[1:-1] if _is_pattern(wanted) else pl.escape_regex(wanted)}"


def _pieces(text: str, hits: Iterable[str]) -> Iterator[tuple[str, bool]]:
    at = 0
    for hit in filter(None, hits):
        start = text.index(hit, at)
        yield text[at:start], False
        yield hit, True
        at = start + len(hit)
    yield text[at:], False
