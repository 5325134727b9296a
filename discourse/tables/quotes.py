"""The passages to show behind a number: the surest ones, from different documents, not the same sentence twice."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from discourse.domain.codes import Stance
from discourse.domain.documents import BlockKind
from discourse.domain.errors import DiscourseError
from discourse.domain.results import Quote
from discourse.tables.clusters import group_documents, order_groups

PER_CELL = 3
MIN_WORDS = 8
MAX_WORDS = 60
SHINGLE_WORDS = 3
MAX_OVERLAP = 0.5
# So many rows of a group, code and stance are looked through for those to show, and so many of one document.
CELL_ROWS = 200
DOCUMENT_ROWS = 20

# What closes or goes on with something that is not there.
_TAIL = r"^\s*[”’»)\]…,.;:]"
_PROSE = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTATION)

Row = dict[str, Any]


def top_quotes(
    documents: pl.DataFrame,
    passages: pl.DataFrame,
    codes: pl.DataFrame,
    *,
    code_ids: Sequence[str],
    link: Callable[[str, int], str],
    by: Sequence[str] = ("jurisdiction",),
    per_cell: int = PER_CELL,
    least: Mapping[str, float] | None = None,
    learnt: Collection[str] = (),
) -> tuple[Quote, ...]:
    """For each group, code and stance the passages with the highest probability, groups and codes in the tables' order.

    One per document until the cell's documents run out; no near-duplicates; prose of 8 to 60 words that begins at a
    beginning, unless the cell has only other passages; all looked for among the 200 surest. `link` makes an address of
    a file and a page; `least` is the probability that a passage needs to be quoted for a code, where it needs any.
    Passages of `learnt`, those that the coder learnt from, are taken where a cell has no others that fit. Raises
    `DiscourseError` if evidence lies outside its passage.
    """
    groups = group_documents(documents, by)
    given = (
        codes.filter(pl.col("present") & pl.col("code_id").is_in(list(code_ids)))
        .filter(
            pl.col("probability") >= pl.col("code_id").replace_strict(least or {}, default=0.0, return_dtype=pl.Float64)
        )
        .unique(["passage_id", "code_id"], keep="first", maintain_order=True)
        .with_columns(learnt=pl.col("passage_id").is_in(list(learnt)))
    )
    candidates = _describe(_rank(given, passages, groups), documents, passages, given)
    cells = {cell: rows.to_dicts() for cell, rows in candidates.group_by("group", "code_id", maintain_order=True)}
    return tuple(
        _row_to_quote(row, link)
        for group in order_groups(groups, by)["group"]
        for code_id in dict.fromkeys(code_ids)
        for row in _choose_by_stance(cells.get((group, code_id), []), per_cell)
    )


def _rank(codes: pl.DataFrame, passages: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """Columns group, document_id, passage_id, code_id, fits: the codes whose passages may be shown, the best first.

    Of those that are equally fit the surest of each cell, not all from one document. No text is in the table: of a
    large corpus it holds a million rows.
    """
    fitness = passages.filter(pl.col("left_out") == "").select(
        "passage_id",
        fits=pl.col("text").str.count_matches(r"\S+").is_between(MIN_WORDS, MAX_WORDS)
        & pl.col("kind").is_in(_PROSE)
        & ~pl.col("text").str.contains(_TAIL),
    )
    cell = ["group", "code_id", "stance", "fits", "learnt"]
    return (
        codes.select("passage_id", "document_id", "code_id", "stance", "probability", "learnt")
        .join(fitness.unique("passage_id", keep="first"), on="passage_id")
        .join(groups.select("group", "document_id"), on="document_id")
        .sort(["fits", "probability", "passage_id"], descending=[True, True, False])
        .filter(pl.int_range(pl.len()).over(*cell, "document_id") < DOCUMENT_ROWS)
        .filter(pl.int_range(pl.len()).over(cell) < CELL_ROWS)
        .select("group", "document_id", "passage_id", "code_id", "fits")
    )


def _describe(
    ranked: pl.DataFrame, documents: pl.DataFrame, passages: pl.DataFrame, codes: pl.DataFrame
) -> pl.DataFrame:
    """The ranked rows, in their order, with their passages, codes and documents."""
    about = documents.select("document_id", "jurisdiction", "body", "title", "year", "doc_type", "file")
    shown = passages.filter(pl.col("passage_id").is_in(ranked["passage_id"].unique().implode()))
    return (
        ranked.join(codes.drop("document_id"), on=["passage_id", "code_id"], maintain_order="left")
        .join(
            shown.select("passage_id", "text", "page_first").unique("passage_id", keep="first", maintain_order=True),
            on="passage_id",
            maintain_order="left",
        )
        .join(about.unique("document_id", keep="first", maintain_order=True), on="document_id", maintain_order="left")
    )


def _choose_by_stance(rows: list[Row], per_cell: int) -> list[Row]:
    """Of each stance that occurs the first rows: what contests a frame is rare, and seldom among the surest of all."""
    chosen: list[Row] = []
    for stance in (*Stance, None):
        chosen += _choose([row for row in rows if row["stance"] == stance], per_cell, beside=chosen)
    return chosen


def _choose(rows: list[Row], per_cell: int, *, beside: Sequence[Row]) -> list[Row]:
    """The first `per_cell` of the ranked rows, passing over documents already shown and near-duplicates.

    Near-duplicates of the rows `beside` them as well.
    """
    rows = [row for row in rows if row["fits"]] or rows
    rows = [row for row in rows if not row["learnt"]] or rows
    chosen: list[Row] = []
    for row in _fresh_documents_first(rows, chosen):
        if len(chosen) == per_cell:
            break
        if all(_overlap(row["text"], other["text"]) <= MAX_OVERLAP for other in (*beside, *chosen)):
            chosen.append(row)
    return chosen


def _fresh_documents_first(rows: list[Row], chosen: list[Row]) -> Iterator[Row]:
    """Each row once: those whose document has nothing in `chosen` yet, then the others."""
    later = []
    for row in rows:
        if any(row["document_id"] == other["document_id"] for other in chosen):
            later.append(row)
        else:
            yield row
    yield from later


def _overlap(text: str, other: str) -> float:
    """The share of the shorter text's word triples that the other has as well."""
    first, second = _shingles(text), _shingles(other)
    return len(first & second) / max(1, min(len(first), len(second)))


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = "".join(letter if letter.isalnum() else " " for letter in text.casefold()).split()
    return {tuple(words[at : at + SHINGLE_WORDS]) for at in range(max(1, len(words) - SHINGLE_WORDS + 1))}


def _row_to_quote(row: Row, link: Callable[[str, int], str]) -> Quote:
    names = (
        "passage_id",
        "code_id",
        "text",
        "probability",
        "jurisdiction",
        "body",
        "title",
        "year",
        "doc_type",
        "file",
        "learnt",
    )
    return Quote(
        **{name: row[name] for name in names},
        spans=_spans(row),
        stance=row["stance"] or "",
        page=row["page_first"],
        link=link(row["file"], row["page_first"]),
    )


def _spans(row: Row) -> tuple[tuple[int, int], ...]:
    """The evidence in reading order, ranges that touch or overlap made one."""
    spans: list[tuple[int, int]] = []
    for start, end in sorted((item["start"], item["end"]) for item in row["evidence"] or ()):
        if not 0 <= start < end <= len(row["text"]):
            raise DiscourseError(
                f"Evidence {start}-{end} of code '{row['code_id']}' lies outside passage {row['passage_id']} "
                f"({len(row['text'])} code points); code the document again."
            )
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return tuple(spans)
