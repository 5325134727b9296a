"""The project's whole corpus as frames: documents with their metadata, passages, codes, embeddings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from discourse.domain.documents import UNKNOWN, Metadata, Status
from discourse.domain.results import DOCUMENTS
from discourse.domain.settings import Settings
from discourse.domain.sources import SourceKind
from discourse.passages.duplicates import find_duplicates
from discourse.pipeline.keys import coding_key
from discourse.pipeline.readings import ReadingRow, entry_key
from discourse.store.ledger import SourceEntry
from discourse.store.store import Store


@dataclass(frozen=True)
class Corpus:
    """Frames with the columns of `discourse.domain.results`; one document appears once, however many files hold it."""

    documents: pl.DataFrame
    passages: pl.DataFrame
    codes: pl.DataFrame

    @cached_property
    def duplicates(self) -> pl.DataFrame:
        """The passages that repeat one another (`find_duplicates`), the earliest by year first in each cluster."""
        years = self.documents.select("document_id", "year")
        in_time = self.passages.join(years, on="document_id", how="left", maintain_order="left").sort(
            "year", "document_id", "number", nulls_last=True
        )
        return find_duplicates(in_time.drop("year"))

    def of_kind(self, kind: str) -> "Corpus":
        """Only policy documents, only listings, or `all`."""
        if kind == "all":
            return self
        return self.of_documents(self.documents.filter(pl.col("kind") == kind))

    def of_documents(self, documents: pl.DataFrame) -> "Corpus":
        """Only these documents, with their passages and codes."""
        ids = documents["document_id"].implode()
        return Corpus(
            documents,
            self.passages.filter(pl.col("document_id").is_in(ids)),
            self.codes.filter(pl.col("document_id").is_in(ids)),
        )


def first_entries(entries: Sequence[SourceEntry], settings: Settings) -> dict[str, SourceEntry]:
    """By reading key, the first file that holds these bytes; the others are its copies."""
    firsts: dict[str, SourceEntry] = {}
    for entry in entries:
        firsts.setdefault(entry_key(entry, settings), entry)
    return firsts


def read_corpus(
    store: Store,
    entries: Sequence[SourceEntry],
    rows: Mapping[str, ReadingRow],
    settings: Settings,
    *,
    codebook_id: str,
    model_id: str,
) -> Corpus:
    """Gather everything that has been read and coded."""
    firsts = _read_firsts(entries, rows, settings)
    coded = store.ledger.results("coding")
    codings = [name for key in firsts if (name := coding_key(key, codebook_id, model_id)) in coded]
    return Corpus(
        _documents_of(store, firsts, rows),
        store.read("passages", firsts),
        store.read("codes", codings),
    )


def read_documents(
    store: Store, entries: Sequence[SourceEntry], rows: Mapping[str, ReadingRow], settings: Settings
) -> pl.DataFrame:
    """Every document that has been read, coded or not, columns `DOCUMENTS`."""
    return _documents_of(store, _read_firsts(entries, rows, settings), rows)


def _read_firsts(
    entries: Sequence[SourceEntry], rows: Mapping[str, ReadingRow], settings: Settings
) -> dict[str, SourceEntry]:
    return {
        key: entry
        for key, entry in first_entries(entries, settings).items()
        if key in rows and rows[key].status is Status.OK
    }


def _documents_of(store: Store, firsts: Mapping[str, SourceEntry], rows: Mapping[str, ReadingRow]) -> pl.DataFrame:
    frames = [_documents(store, entry, rows[key]) for key, entry in firsts.items()]
    return pl.concat([pl.DataFrame(schema=DOCUMENTS), *frames])


def _documents(store: Store, entry: SourceEntry, row: ReadingRow) -> pl.DataFrame:
    stated = store.read("documents", [row.key])
    is_listing = row.is_listing or entry.kind is SourceKind.LISTING
    values = [
        _document_row(record, entry, is_record=row.is_listing, kind="listing" if is_listing else "policy")
        for record in stated.iter_rows(named=True)
    ]
    return pl.DataFrame(values, schema=DOCUMENTS)


def _document_row(record: Mapping[str, object], entry: SourceEntry, *, is_record: bool, kind: str) -> dict[str, object]:
    names = ("jurisdiction", "body", "title", "year", "doc_type", "language", "url")
    stated = Metadata(**{name: record[name] for name in names})  # type: ignore[arg-type]
    # A course says of itself what the user can only say of the whole listing; of a policy document the user knows
    # better than the file.
    known = stated.over(entry.metadata) if is_record else entry.metadata.over(stated)
    pages = record["pages"]
    return {
        "document_id": record["document_id"],
        "source_id": record["source_id"],
        "file": entry.file,
        "place": record["place"],
        "kind": kind,
        **{name: getattr(known, name) for name in names},
        "jurisdiction": known.jurisdiction or UNKNOWN,
        "title": known.title or entry.file.rsplit("/", 1)[-1],
        "pages": len(pages) if isinstance(pages, list) else 0,
    }
