"""Definitional facts side by side: every fact with its place, and "what is a micro-credential here?" by group."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from discourse.domain.facts import Fact
from discourse.domain.results import ABOUT_FACTS, FACTS, FOUND
from discourse.domain.units import Unit
from discourse.tables.clusters import group_documents, order_groups

QUOTES = 2
_QUOTE_NAMES = tuple(f"quote_{number}" for number in range(1, QUOTES + 1))
MIN_QUOTE = 40
WHOLE_DAYS = 7.0

_MEASURE = ("kind", "unit", "scheme", "per")


def facts_to_frame(facts: Iterable[Fact]) -> pl.DataFrame:
    """One row a fact, columns `FOUND`, in the order of `facts`."""
    return pl.DataFrame([_row(fact) for fact in facts], schema=FOUND)


def facts_table(found: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    """The facts `found` beside their documents, columns `FACTS`; a document that is not listed has null columns.

    A null `value_min` or `value_max` beside a unit is an open end ("up to"). `start` and `end` count code points of
    `text`, the passage (the field itself where a record of a listing has no such passage); `quotation` is
    `text[start:end]`.
    """
    about = documents.select("document_id", *ABOUT_FACTS).unique("document_id", keep="first")
    return found.join(about, on="document_id", how="left", maintain_order="left").select(list(FACTS))


def definitions_table(
    facts: pl.DataFrame, documents: pl.DataFrame, *, by: Sequence[str] = ("jurisdiction",)
) -> pl.DataFrame:
    """What a micro-credential is in each group: one row a group, kind and measure, `facts` in the columns of `FACTS`.

    A measure is a unit with its scheme and its `per`; they are never converted into one another. Columns: group, `by`,
    kind, unit, scheme, per, documents (of the group), speaking (documents with such a fact), silent (documents without
    any fact of the kind), facts, minimum, median, maximum, categories (each with its number of documents), quote_1 and
    quote_2, from different documents where there are such. `median` is over each document's distinct values, of a range
    its middle, of an open one its stated end; a minimum or maximum that no text states is null. Groups in which no
    document speaks have no row.
    """
    groups = group_documents(documents, by)
    sizes = groups.group_by("group").agg(documents=pl.col("document_id").n_unique().cast(pl.Int64))
    told = facts.drop("jurisdiction").join(groups.select("document_id", "group"), on="document_id")
    kinds = told.group_by("group", "kind").agg(speaks=pl.col("document_id").n_unique().cast(pl.Int64))
    rows = _measures(told).join(_medians(told), on=["group", *_MEASURE], how="left")
    rows = rows.join(_categories(told), on=["group", *_MEASURE], how="left")
    rows = rows.join(_quotes(told), on=["group", *_MEASURE], how="left")
    rows = rows.join(kinds, on=["group", "kind"]).join(sizes, on="group")
    rows = rows.with_columns(silent=pl.col("documents") - pl.col("speaks")).sort("kind", "speaking", *_MEASURE[1:])
    ordered = order_groups(groups, by).join(rows, on="group", maintain_order="left_right")
    shown = ("documents", "speaking", "silent", "facts", "minimum", "median", "maximum", "categories")
    return ordered.select("group", *by, *_MEASURE, *shown, *_QUOTE_NAMES)


def summarise_definitions(definitions: pl.DataFrame, *, by: Sequence[str] = ("jurisdiction",)) -> pl.DataFrame:
    """The definitions in a few columns of words, row by row, for reading on a terminal.

    Columns: `by`, fact, says (`5–40 credits`, `up to 183 days`, `yes 4, may 1`), median, documents (`4 of 12`).
    """
    told = [
        {
            **{name: row[name] for name in by},
            "fact": row["kind"].replace("_", " "),
            "says": row["categories"] or _range_words(row),
            "median": _number_words(row["median"], row["unit"]),
            "documents": f"{row['speaking']} of {row['documents']}",
        }
        for row in definitions.iter_rows(named=True)
    ]
    return pl.DataFrame(told, schema=dict.fromkeys((*by, "fact", "says", "median", "documents"), pl.String))


def _range_words(row: Mapping[str, Any]) -> str:
    low, high = (_number_words(row[name], row["unit"]) for name in ("minimum", "maximum"))
    if row["unit"] == Unit.MONEY and row["maximum"] == 0:
        return "free"
    amount = f"up to {high}" if not low else f"from {low}" if not high else low if low == high else f"{low}–{high}"
    unit = "" if row["unit"] == Unit.MONEY else row["unit"]
    scheme = row["scheme"] or ("(currency unknown)" if row["unit"] == Unit.MONEY else "")
    said = (unit, amount, scheme) if unit == Unit.LEVEL else (amount, unit, scheme)
    return " ".join(filter(None, (*said, row["per"] and f"per {row['per']}")))


def _number_words(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    if 0 < value < 1:
        return f"{value:.2g}"
    # Months and years became days by factors whose decimals nobody said.
    return f"{value:,.{0 if unit == Unit.DAYS and value >= WHOLE_DAYS else 1}f}".removesuffix(".0")


def _row(fact: Fact) -> dict[str, Any]:
    return {
        "document_id": fact.document_id,
        "page": fact.page,
        "kind": str(fact.kind),
        "value_min": fact.range.minimum if fact.range else None,
        "value_max": fact.range.maximum if fact.range else None,
        "unit": str(fact.unit),
        "scheme": fact.scheme,
        "per": fact.per,
        "category": fact.category,
        "quotation": fact.quotation,
        "start": fact.start,
        "end": fact.end,
        "passage_id": fact.passage_id,
        "text": fact.text,
    }


def _measures(told: pl.DataFrame) -> pl.DataFrame:
    return told.group_by("group", *_MEASURE).agg(
        speaking=pl.col("document_id").n_unique().cast(pl.Int64),
        facts=pl.len().cast(pl.Int64),
        minimum=pl.col("value_min").min(),
        maximum=pl.col("value_max").max(),
    )


def _medians(told: pl.DataFrame) -> pl.DataFrame:
    """A document that repeats a value is heard once."""
    heard = told.unique(["group", *_MEASURE, "document_id", "value_min", "value_max"])
    middle = pl.mean_horizontal("value_min", "value_max")
    return heard.group_by("group", *_MEASURE).agg(median=middle.median())


def _categories(told: pl.DataFrame) -> pl.DataFrame:
    """`yes 4, may 2`: the documents that say each, the most said first."""
    counted = (
        told.filter(pl.col("category") != "")
        .group_by("group", *_MEASURE, "category")
        .agg(count=pl.col("document_id").n_unique())
        .sort("count", "category", descending=[True, False])
    )
    said = pl.format("{} {}", "category", "count")
    return counted.group_by("group", *_MEASURE, maintain_order=True).agg(categories=said.str.join(", "))


def _quotes(told: pl.DataFrame) -> pl.DataFrame:
    """The shortest passages that are a sentence, one a document until these run out, each with its title and page."""
    turn = pl.int_range(pl.len()).over("group", *_MEASURE, "document_id")
    length = pl.col("text").str.len_chars()
    ranked = told.sort(length < MIN_QUOTE, length, "passage_id", "start").unique(
        ["group", *_MEASURE, "passage_id"], keep="first", maintain_order=True
    )
    ranked = ranked.with_columns(turn=turn).sort("turn", maintain_order=True)
    # Only PDFs have pages; the place of a record is the listing's.
    is_paged = pl.col("file").str.to_lowercase().str.ends_with(".pdf")
    place = pl.when(pl.col("place") != "").then("place").when(is_paged).then(pl.format("p. {}", "page"))
    title = pl.coalesce("title", "file", pl.lit("untitled"))
    shown = pl.format("“{}” ({})", "text", pl.concat_str(title, place, separator=", ", ignore_nulls=True))
    lists = ranked.group_by("group", *_MEASURE, maintain_order=True).agg(shown=shown.head(QUOTES))
    picked = {name: pl.col("shown").list.get(at, null_on_oob=True) for at, name in enumerate(_QUOTE_NAMES)}
    return lists.with_columns(**picked).drop("shown")
