"""Who acts, who is acted on, who benefits and who is obliged, by group and frame, with quotations."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from discourse.tables.clusters import group_documents, order_groups
from discourse.tables.intervals import SEED
from discourse.tables.prevalence import MIN_DOCUMENTS, counts_to_shares

AGENT, ACTED_ON, BENEFICIARY, OBLIGED, LEFT_OUT = "agent", "acted_on", "beneficiary", "obliged", "left_out"
ANY_FRAME = "any"
NO_CLASS = "other"
PASSIVE, IMPERATIVE, NOMINALISATION = "agentless_passive", "imperative", "nominalisation"
MODALITIES = ("must", "should", "will", "may", "can", "expected", "responsible")
QUOTES = 2

_CELL = ("role", "actor", "modality")
_PLACE = ("passage_id", "document_id", "clause")


def actors_table(
    found: pl.DataFrame,
    documents: pl.DataFrame,
    passages: pl.DataFrame,
    codes: pl.DataFrame,
    *,
    frames: Sequence[str],
    actors: Sequence[str],
    by: Sequence[str] = ("jurisdiction",),
    seed: int = SEED,
    min_documents: int = MIN_DOCUMENTS,
) -> pl.DataFrame:
    """Of the clauses in passages that carry a frame, the share that gives an actor a role; `found` as `AGENCY`.

    Columns: group, `by`, frame (`any` for passages with at least one), role, actor, modality, documents, clauses,
    count, share, low, high, note, then quote_1, words_1, file_1, page_1 and so on. `obliged` are the agents of clauses
    with a modality, all together (modality empty) and by each that occurs; `left_out` are clauses that name no doer, by
    their form. A clause can have several agents, so shares do not add to one. Intervals as in `prevalence`, over
    clauses.
    """
    groups = group_documents(documents, by)
    framed = _framed(codes, frames)
    told = _told(found).join(framed, on="passage_id").join(groups.select("group", "document_id"), on="document_id")
    clauses = found.select(_PLACE).unique().join(framed, on="passage_id")
    cells = _cells(actors)
    names = [f"{frame}/{cell}" for frame in (ANY_FRAME, *frames) for cell in cells]
    counts = _count(told, clauses, groups, cells)
    shares = counts_to_shares(counts, order_groups(groups, by), names, seed=seed, min_documents=min_documents)
    parts = pl.col("frame").str.split("/").list
    split = shares.with_columns(frame=parts[0], **{name: parts[at] for at, name in enumerate(_CELL, start=1)})
    split = split.filter((pl.col("modality") == "") | (pl.col("coded") > 0)).filter(pl.col("passages") > 0)
    quoted = split.join(
        _quotes(told, passages, documents), on=["group", "frame", *_CELL], how="left", maintain_order="left"
    )
    return quoted.rename({"passages": "clauses", "coded": "count"}).select(
        "group", *by, "frame", *_CELL, "documents", "clauses", "count", "share", "low", "high", "note", *_quote_names()
    )


def _framed(codes: pl.DataFrame, frames: Sequence[str]) -> pl.DataFrame:
    """Columns passage_id, frame, probability: the frames that each passage carries, and `any` once."""
    present = codes.filter(pl.col("present") & pl.col("code_id").is_in(list(frames))).select(
        "passage_id", "probability", frame="code_id"
    )
    every = present.group_by("passage_id").agg(pl.col("probability").max()).with_columns(frame=pl.lit(ANY_FRAME))
    columns = ["passage_id", "frame", "probability"]
    return pl.concat([present.select(columns), every.select(columns)]).unique(["passage_id", "frame"], keep="first")


def _told(found: pl.DataFrame) -> pl.DataFrame:
    """`found` with a row for each cell that it counts in: also what is obliged, and what leaves its doer out."""
    people = found.filter(pl.col("role") != "").with_columns(
        actor=pl.when(pl.col("actor") == "").then(pl.lit(NO_CLASS)).otherwise("actor")
    )
    agents = people.filter(pl.col("role") == AGENT)
    laid = agents.filter(pl.col("modality") != "").with_columns(role=pl.lit(OBLIGED))
    silent = found.filter(pl.col("form").is_in([PASSIVE, IMPERATIVE, NOMINALISATION])).unique(_PLACE, keep="first")
    silent = silent.join(agents.select(_PLACE).unique(), on=list(_PLACE), how="anti").with_columns(
        role=pl.lit(LEFT_OUT), actor="form", start="clause", end="clause_end"
    )
    plain = pl.concat([people, laid, silent]).with_columns(modality=pl.lit(""))
    return pl.concat([plain, laid])


def _cells(actors: Sequence[str]) -> list[str]:
    """`role/actor/modality` for every row that a group and frame can have, in the table's order."""
    known = (*actors, NO_CLASS)
    people = [f"{role}/{actor}/" for role in (AGENT, ACTED_ON, BENEFICIARY) for actor in known]
    laid = [f"{OBLIGED}/{actor}/{modality}" for actor in known for modality in ("", *MODALITIES)]
    return [*people, *laid, *(f"{LEFT_OUT}/{form}/" for form in (PASSIVE, IMPERATIVE, NOMINALISATION))]


def _count(told: pl.DataFrame, clauses: pl.DataFrame, groups: pl.DataFrame, cells: Sequence[str]) -> pl.DataFrame:
    """Per group, frame with cell, and document: clauses, and those of the cell."""
    sizes = (
        clauses.join(groups.select("group", "document_id"), on="document_id")
        .group_by("group", "frame", "document_id")
        .agg(passages=pl.len().cast(pl.Int64))
    )
    cell = pl.concat_str(*_CELL, separator="/").alias("cell")
    counted = (
        told.select("group", "frame", *_PLACE, cell)
        .unique()
        .group_by("group", "frame", "document_id", "cell")
        .agg(coded=pl.len().cast(pl.Int64))
    )
    return (
        sizes.join(pl.DataFrame({"cell": cells}, schema={"cell": pl.String}), how="cross")
        .join(counted, on=["group", "frame", "document_id", "cell"], how="left")
        .select(
            "group",
            "document_id",
            "passages",
            frame=pl.concat_str("frame", "cell", separator="/"),
            coded=pl.col("coded").fill_null(0),
        )
        .sort("group", "frame", "document_id")
    )


def _quotes(told: pl.DataFrame, passages: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    """Per cell the passages with the surest frame, one a document, and the words that gave the role."""
    cell = ["group", "frame", *_CELL]
    files = documents.select("document_id", "file").unique("document_id", keep="first")
    texts = passages.select("passage_id", "text", page="page_first").unique("passage_id", keep="first")
    ranked = (
        told.sort(["probability", "passage_id", "clause", "start"], descending=[True, False, False, False])
        .unique([*cell, "document_id"], keep="first", maintain_order=True)
        .group_by(cell, maintain_order=True)
        .head(QUOTES)
        .join(texts, on="passage_id", maintain_order="left")
        .join(files, on="document_id", maintain_order="left")
    )
    rows = [_quotes_row(key, part, cell) for key, part in ranked.group_by(cell, maintain_order=True)]
    schema = dict.fromkeys(cell, pl.String()) | {name: _quote_type(name) for name in _quote_names()}
    return pl.DataFrame(rows, schema=schema)


def _quotes_row(key: Sequence[Any], part: pl.DataFrame, cell: Sequence[str]) -> Mapping[str, Any]:
    row = dict(zip(cell, key, strict=True))
    for number, quote in enumerate(part.iter_rows(named=True), start=1):
        words = quote["text"][quote["start"] : quote["end"]]
        row |= {f"quote_{number}": quote["text"], f"words_{number}": words}
        row |= {f"file_{number}": quote["file"], f"page_{number}": quote["page"]}
    return row


def _quote_names() -> list[str]:
    return [f"{name}_{number}" for number in range(1, QUOTES + 1) for name in ("quote", "words", "file", "page")]


def _quote_type(name: str) -> pl.DataType:
    return pl.Int32() if name.startswith("page") else pl.String()
