"""Finding passages by their words."""

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
    is_pattern = len(wanted) > 2 and wanted.startswith("/") and wanted.endswith("/")
    text = pl.col("text").str.to_lowercase()
    try:
        if is_pattern:
            return passages.filter(pl.col("text").str.contains(f"(?i){wanted[1:-1]}"))
        return passages.filter(text.str.contains(wanted.lower(), literal=True))
    except pl.exceptions.PolarsError as error:
        raise UsageError(f"'{wanted}' is no pattern: {' '.join(str(error).split())[:200]}.") from error
