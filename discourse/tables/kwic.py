"""Concordance: every place where a pattern matches, with what stands left and right of it (key word in context)."""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any

import polars as pl

from discourse.domain.errors import UsageError
from discourse.tables.patterns import weigh_repeats

WIDTH = 60
MAX_REPEATS = 6

# Contents and reference lists repeat what the text says.
NOT_SEARCHED = {"contents": "lists of contents", "reference": "lists of references"}

CONCORDANCE = pl.Schema(
    {
        "left": pl.String,
        "match": pl.String,
        "right": pl.String,
        "title": pl.String,
        "jurisdiction": pl.String,
        "year": pl.Int32,
        "page": pl.Int32,
        "file": pl.String,
        "passage_id": pl.String,
    }
)

Row = dict[str, Any]


class Order(StrEnum):
    """What a concordance is sorted by: the words after the match, those before it read backwards, or the source."""

    SOURCE = "source"
    LEFT = "left"
    RIGHT = "right"


def concordance(
    documents: pl.DataFrame,
    passages: pl.DataFrame,
    pattern: str,
    *,
    width: int = WIDTH,
    order: Order = Order.SOURCE,
    match_case: bool = False,
) -> pl.DataFrame:
    """One row a match, columns `CONCORDANCE`; left and right are up to `width` code points, run over passages' ends.

    `pattern` is a regular expression of Python's `re`; it matches within one passage, also within headings, tables and
    other languages, not in contents and reference lists. `page` is where the passage begins. Line feeds read as
    spaces. Raises `UsageError` for a pattern that does not compile, matches nothing, or could take forever.
    """
    expression = compile_pattern(pattern, match_case=match_case)
    texts = passages.filter(~pl.col("left_out").is_in(list(NOT_SEARCHED))).sort("document_id", "number")
    about = documents.select("document_id", "title", "jurisdiction", "year", "file").unique("document_id", keep="first")
    known = {row.pop("document_id"): row for row in about.iter_rows(named=True)}
    rows = [
        {**match, **known[document_id]}
        for (document_id,), rows in texts.group_by("document_id", maintain_order=True)
        if document_id in known
        for match in _search_document(rows.to_dicts(), expression, width)
    ]
    lines = pl.DataFrame(rows, schema=CONCORDANCE)
    return _sort_lines(lines, order)


def compile_pattern(pattern: str, *, match_case: bool = False) -> re.Pattern[str]:
    """The compiled pattern, refused with its position if it is broken, and if its time could grow without bound."""
    try:
        expression = re.compile(pattern, re.NOFLAG if match_case else re.IGNORECASE)
    except (re.error, OverflowError, RecursionError) as error:
        where = getattr(error, "pos", None)
        place = f" at position {where + 1}" if where is not None else ""
        cause = getattr(error, "msg", str(error))
        raise UsageError(
            f"The pattern '{pattern}' is no regular expression: {cause}{place}; put \\ before a sign meant literally."
        ) from error
    if expression.match(""):
        raise UsageError(f"The pattern '{pattern}' also matches nothing at all; make some part of it obligatory.")
    if weigh_repeats(expression) > MAX_REPEATS:
        raise UsageError(
            f"The pattern '{pattern}' repeats a part that itself repeats or has alternatives, and could take forever; "
            f"give the outer repeat a small limit such as {{0,3}}, or take the inner one away."
        )
    return expression


def _search_document(rows: Sequence[Row], expression: re.Pattern[str], width: int) -> Iterator[Row]:
    """The matches of a document, whose passages are `rows` in order."""
    texts = [row["text"].replace("\n", " ") for row in rows]
    for at, row in enumerate(rows):
        for found in expression.finditer(row["text"]):
            if found.start() < found.end():
                left = _context(texts[at][: found.start()], reversed(texts[:at]), width)
                right = _context(texts[at][found.end() :][::-1], (text[::-1] for text in texts[at + 1 :]), width)
                match = texts[at][found.start() : found.end()]
                place = {"page": row["page_first"], "passage_id": row["passage_id"]}
                yield {"left": left, "match": match, "right": right[::-1], **place}


def _context(near: str, further: Iterator[str], width: int) -> str:
    """The last `width` code points of `near`, lengthened by the texts before it until there are so many."""
    while len(near) < width and (text := next(further, None)) is not None:
        near = f"{text} {near}"
    return near[-width:] if width else ""


def _sort_lines(lines: pl.DataFrame, order: Order) -> pl.DataFrame:
    source = lines.with_row_index("row").sort("jurisdiction", "year", "title", "row", nulls_last=True).drop("row")
    if order is Order.SOURCE:
        return source
    if order is Order.RIGHT:
        return source.sort(pl.col("right").str.to_lowercase(), maintain_order=True)
    words = pl.col("left").str.to_lowercase().str.split(" ").list.reverse().list.join(" ")
    return source.sort(words.str.strip_chars_start(), maintain_order=True)
