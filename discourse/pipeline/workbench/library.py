"""A project's documents for reading: a card of each, and one opened at a time with passages and machine codes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from pathlib import Path

import polars as pl

from discourse.domain.codebook import Codebook
from discourse.domain.codes import Code, CodingStatus, Evidence, PassageCoding, Stance
from discourse.domain.documents import BlockKind, Document
from discourse.domain.errors import ModelError
from discourse.domain.passages import Passage
from discourse.pipeline.corpus import first_entries, read_documents
from discourse.pipeline.keys import coding_key
from discourse.pipeline.readings import ReadingRow
from discourse.pipeline.session import Session
from discourse.store.ledger import LEDGER_FILE
from discourse.store.parts import frame_to_documents
from discourse.store.store import Store

# Enough for a few people reading at once; a document of 500 pages takes some 20 MB.
_OPENED_DOCUMENTS = 16
_PASSAGE_FIELDS = tuple(item.name for item in fields(Passage))


@dataclass(frozen=True, slots=True)
class Card:
    """What is known of a document before it is opened; `passages` are those that can be coded."""

    document_id: str
    key: str
    source_id: str
    file: str
    place: str
    kind: str
    jurisdiction: str
    body: str
    title: str
    year: int | None
    doc_type: str
    pages: int
    passages: int

    @property
    def is_pdf(self) -> bool:
        return self.file.lower().endswith(".pdf")


@dataclass(frozen=True)
class OpenedDocument:
    """A document with its passages in order and, by passage id, what the machine says of them."""

    card: Card
    document: Document
    passages: tuple[Passage, ...]
    machine: Mapping[str, PassageCoding]

    @cached_property
    def by_range(self) -> Mapping[tuple[int, int], Passage]:
        return {(passage.start, passage.end): passage for passage in self.passages}


@dataclass(frozen=True, slots=True)
class Overview:
    """Every passage and every machine code of the project, without the evidence.

    `passages` has passage_id, document_id, number, start, end, page_first, text, language, left_out of those that can
    be coded;
    `codes` has passage_id, document_id, code_id, kind, present, probability, stance, status.
    """

    passages: pl.DataFrame
    codes: pl.DataFrame


class Library:
    """The documents of a project. Its methods may be called from any thread; `close` from the one that opened it."""

    def __init__(self, session: Session) -> None:
        self.codebook: Codebook = session.codebook
        self.folder: Path = session.project.folder
        self.ledger_path = self.folder / LEDGER_FILE
        self.model_coder, self.model_trouble = "", ""
        self._store: Store = session.store
        self._codes_of = _find_codes(session, self)
        self.embedding_results = session.store.ledger.result_keys("embedding")
        self.cards = _make_cards(session)
        self._open = lru_cache(maxsize=_OPENED_DOCUMENTS)(self._read_document)

    @cached_property
    def jurisdictions(self) -> tuple[str, ...]:
        return tuple(sorted({card.jurisdiction for card in self.cards.values()}))

    @cached_property
    def overview(self) -> Overview:
        """Read once, when first asked for: a second or two for 100,000 passages."""
        keys = list(dict.fromkeys(card.key for card in self.cards.values()))
        wanted = ["passage_id", "document_id", "number", "start", "end", "page_first", "text", "language", "left_out"]
        passages = self._store.read("passages", keys, columns=wanted).filter(pl.col("left_out") == "")
        names = ["passage_id", "document_id", "code_id", "kind", "present", "probability", "stance", "status"]
        codes = self._store.read("codes", [self._codes_of[key] for key in keys if key in self._codes_of], columns=names)
        return Overview(passages, codes)

    def open(self, document_id: str) -> OpenedDocument | None:
        """A document by its id; nothing where there is none."""
        return self._open(document_id) if document_id in self.cards else None

    def embeddings(self, document_ids: Iterable[str], embedding_keys: Mapping[str, str]) -> pl.DataFrame:
        """The embeddings of these documents' passages, columns passage_id and embedding; those that there are."""
        keys = {embedding_keys[self.cards[one].key] for one in document_ids if self.cards[one].key in embedding_keys}
        return self._store.read("embeddings", sorted(keys))

    def _read_document(self, document_id: str) -> OpenedDocument:
        card = self.cards[document_id]
        mine = pl.col("document_id") == document_id
        (document,) = frame_to_documents(self._store.read("documents", [card.key]).filter(mine))
        passages = self._store.read("passages", [card.key]).filter(mine).sort("number")
        keys = [self._codes_of[card.key]] if card.key in self._codes_of else []
        codes = self._store.read("codes", keys).filter(mine)
        return OpenedDocument(card, document, tuple(_passages(passages)), _codings(codes))


def _find_codes(session: Session, library: Library) -> dict[str, str]:
    """By reading key, the key of its codes by the present model; a model that cannot be used is told, not fatal."""
    try:
        model_id = session.model_id
    except ModelError as error:
        library.model_trouble = str(error)
        return {}
    library.model_coder = session.coder
    there = session.store.ledger.result_keys("coding")
    keys = {key: coding_key(key, session.codebook.id, model_id) for key in session.rows()}
    return {key: name for key, name in keys.items() if name in there}


def _make_cards(session: Session) -> dict[str, Card]:
    rows = session.rows()
    by_file = {entry.file: key for key, entry in first_entries(session.entries, session.settings).items()}
    documents = read_documents(session.store, session.entries, rows, session.settings)
    counts = _count_passages(session.store, [by_file[file] for file in documents["file"].unique()], rows)
    return {
        row["document_id"]: Card(
            **{name: row[name] for name in Card.__slots__ if name not in ("key", "passages")},
            key=by_file[row["file"]],
            passages=counts.get(row["document_id"], 0),
        )
        for row in documents.sort("jurisdiction", "year", "title", nulls_last=True).iter_rows(named=True)
    }


def _count_passages(store: Store, keys: Sequence[str], rows: Mapping[str, ReadingRow]) -> dict[str, int]:
    there = [key for key in keys if key in rows]
    frame = store.read("passages", there, columns=["document_id", "left_out"])
    return dict(frame.filter(pl.col("left_out") == "").group_by("document_id").len().iter_rows())


def _passages(frame: pl.DataFrame) -> Iterator[Passage]:
    for row in frame.iter_rows(named=True):
        yield Passage(**{**{name: row[name] for name in _PASSAGE_FIELDS}, "kind": BlockKind(row["kind"])})


def _codings(frame: pl.DataFrame) -> dict[str, PassageCoding]:
    found: dict[str, tuple[str, list[Code]]] = {}
    for row in frame.iter_rows(named=True):
        code = Code(
            passage_id=row["passage_id"],
            code_id=row["code_id"],
            coder=row["coder"],
            present=row["present"],
            probability=min(1.0, max(0.0, row["probability"])),
            stance=Stance(row["stance"]) if row["stance"] else None,
            evidence=tuple(Evidence(**item) for item in row["evidence"] or ()),
        )
        found.setdefault(row["passage_id"], (row["status"], []))[1].append(code)
    return {key: PassageCoding(key, CodingStatus(status), tuple(codes)) for key, (status, codes) in found.items()}
