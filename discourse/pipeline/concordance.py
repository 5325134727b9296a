"""A pattern's occurrences in a project."""

from pathlib import Path

import polars as pl

from discourse.pipeline.session import open_session
from discourse.tables.kwic import concordance as concord


def concordance(pattern: str, *, project: Path = Path()) -> pl.DataFrame:
    """Every occurrence of the regular expression `pattern` in what has been read, in its context.

    Columns: left, match, right, title, jurisdiction, year, page, file, passage_id. Raises `UsageError` for a
    pattern that is not a regular expression.

    >>> discourse.concordance("wages", project=Path("my-study"))["match"].to_list()
    ['wages']
    """
    with open_session(project) as session:
        corpus = session.corpus()
        return concord(corpus.documents, corpus.passages, pattern)
