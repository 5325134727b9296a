"""Documents and passages → definitional facts, a reading at a time; and the two tables that show them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from discourse.coding.facts.find import find_facts
from discourse.domain.documents import BlockKind, Status
from discourse.domain.facts import Fact
from discourse.domain.passages import Passage
from discourse.domain.results import Table
from discourse.pipeline.keys import facts_key
from discourse.pipeline.progress import Progress
from discourse.pipeline.readings import ReadingRow
from discourse.pipeline.record_facts import find_record_facts
from discourse.store.parts import frame_to_documents
from discourse.store.store import Store
from discourse.tables.facts import definitions_table, facts_table, facts_to_frame, summarise_definitions

# Courses of a listing that are held as objects at once.
_RECORDS_AT_ONCE = 1_000
_BY = ("jurisdiction", "source_kind")
_FACTS_NOTE = (
    "quotation = text[start:end]; no row means that the source is silent. value_min or value_max empty beside a unit: "
    "an open end, as in 'up to'."
)
_DEFINITIONS_NOTE = (
    "speaking = documents (courses of a listing) that say it, silent = those without any fact of the kind; the median "
    "is over each document's distinct values. Units, schemes and currencies are never converted."
)
_SUMMARY_NOTE = (
    "documents: how many say it, of how many (of a listing: courses). Quotations are in definitions.csv, every fact "
    "with its place in facts.csv."
)


def find_stale_facts(store: Store, rows: Sequence[ReadingRow], *, progress: Progress) -> set[str]:
    """Search the readings with text that were not searched yet; returns their keys."""
    done = store.ledger.result_keys("facts")
    stale = [row for row in rows if row.status is Status.OK and facts_key(row.key) not in done]
    for count, row in enumerate(stale, start=1):
        facts = _record_facts(store, row) if row.is_listing else _text_facts(store, row)
        store.commit("facts", facts_key(row.key), {"facts": facts_to_frame(facts)}, {"facts": len(facts)})
        progress("facts", count, len(stale))
    return {row.key for row in stale}


def fact_tables(store: Store, readings: Sequence[str], documents: pl.DataFrame) -> tuple[Table, Table]:
    """`facts` and `definitions` of the readings with these keys that were searched, policy texts and listings apart.

    `documents` has the columns of `discourse.domain.results.DOCUMENTS`.
    """
    # `kind` is the fact's own word in these tables.
    about = documents.rename({"kind": "source_kind"})
    facts = facts_table(_stored(store, readings), about)
    definitions = definitions_table(facts, about, by=_BY).drop("group")
    return (
        Table("facts", "What documents say that a micro-credential is", facts, _FACTS_NOTE),
        Table("definitions", "What is a micro-credential here?", definitions, _DEFINITIONS_NOTE),
    )


def definitions_summary(definitions: Table) -> Table:
    """The table of definitions in words, narrow enough for a terminal."""
    frame = summarise_definitions(definitions.frame, by=_BY).rename({"source_kind": "source"})
    return Table("definitions", definitions.title, frame, _SUMMARY_NOTE)


def _text_facts(store: Store, row: ReadingRow) -> tuple[Fact, ...]:
    return find_facts(_passages(store.read("passages", [row.key])))


def _record_facts(store: Store, row: ReadingRow) -> tuple[Fact, ...]:
    passages, records = store.read("passages", [row.key]), store.read("documents", [row.key])
    return tuple(
        fact
        for some in records.iter_slices(_RECORDS_AT_ONCE)
        for fact in _facts_of(some, passages.filter(pl.col("document_id").is_in(some["document_id"].implode())))
    )


def _facts_of(records: pl.DataFrame, passages: pl.DataFrame) -> Iterator[Fact]:
    of_record: Mapping[str, list[Passage]] = defaultdict(list)
    for passage in _passages(passages):
        of_record[passage.document_id].append(passage)
    for document in frame_to_documents(records):
        yield from find_record_facts(document, of_record[document.id])


def _stored(store: Store, readings: Sequence[str]) -> pl.DataFrame:
    done = store.ledger.result_keys("facts")
    keys = [key for reading in readings if (key := facts_key(reading)) in done]
    return store.read("facts", keys)


def _passages(frame: pl.DataFrame) -> list[Passage]:
    rows = frame.drop("passage_id").iter_rows(named=True)
    return [Passage(**{**row, "kind": BlockKind(row["kind"])}) for row in rows]
