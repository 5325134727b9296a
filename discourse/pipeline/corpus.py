"""The project's whole corpus as frames: documents with their metadata, passages, codes, embeddings."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import polars as pl

from discourse.domain.codebook import Codebook
from discourse.domain.documents import STATED, UNKNOWN, Metadata, Status
from discourse.domain.results import CODES, DOCUMENTS, PASSAGES
from discourse.domain.settings import Settings
from discourse.domain.sources import SourceKind
from discourse.passages.document_duplicates import count_document_words
from discourse.passages.duplicates import find_duplicates
from discourse.pipeline.blocks import Block, Counted, copied, count_blocks, exact_duplicates, shared
from discourse.pipeline.keys import coding_key
from discourse.pipeline.readings import ReadingRow, entry_key
from discourse.store.ledger import SourceEntry
from discourse.store.store import Store

# What is told of passages that repeat one another.
_WEIGHED = ("passage_id", "document_id", "number", "page_first", "text", "left_out")
_ABOUT = ("document_id", "source_id", "place", "pages", *STATED)

# So many passages are held at once; a corpus of no more is held whole. Beyond, wording that is nearly the same is not
# looked for: every wording would have to be held beside every other.
BLOCK_PASSAGES = 400_000


class Corpus:
    """Documents (columns `DOCUMENTS`), and their passages and codes a block of whole documents at a time.

    One document appears once, however many files hold it.
    """

    def __init__(self, documents: pl.DataFrame, passages: pl.DataFrame, codes: pl.DataFrame) -> None:
        self.documents = documents
        self.is_whole = True
        self._read: Callable[[], Iterator[Block]] = lambda: iter((Block(passages, codes),))
        self._wider: Corpus | None = None
        self._counted: tuple[str, Counted] | None = None

    @classmethod
    def in_blocks(cls, documents: pl.DataFrame, read: Callable[[], Iterator[Block]]) -> "Corpus":
        """A corpus that is read anew, block by block, whenever its texts are asked for."""
        corpus = cls(documents, PASSAGES.to_frame(), CODES.to_frame())
        corpus.is_whole, corpus._read = False, read
        return corpus

    def blocks(self) -> Iterator[Block]:
        return self._read()

    @cached_property
    def passages(self) -> pl.DataFrame:
        """All passages at once, for what cannot do with less."""
        return pl.concat([block.passages for block in self.blocks()])

    @cached_property
    def codes(self) -> pl.DataFrame:
        """All codes at once, for what cannot do with less."""
        return pl.concat([block.codes for block in self.blocks()])

    @cached_property
    def duplicates(self) -> pl.DataFrame:
        """The passages that repeat one another (`find_duplicates`), the earliest by year first in each cluster.

        Only those with the very same words where the corpus is not held whole, which has to be counted first.
        """
        if not self.is_whole:
            if self._counted is None:
                raise RuntimeError("Duplicates of a corpus in blocks are found among what was counted.")
            return exact_duplicates(self._counted[1], self.documents)
        years = self.documents.select("document_id", "year")
        in_time = self.passages.join(years, on="document_id", how="left", maintain_order="left").sort(
            "year", "document_id", "number", nulls_last=True
        )
        return find_duplicates(in_time.drop("year"))

    def counted(self, codebook: Codebook) -> Counted:
        """Sums by document and what else tables need; the blocks are read for it once."""
        if self._counted is None or self._counted[0] != codebook.id:
            wider = self._wider
            found = (
                wider.counted(codebook).of_documents(self.documents["document_id"])
                if wider
                else count_blocks(self.blocks(), codebook, with_wordings=not self.is_whole)
            )
            self._counted = (codebook.id, found)
        return self._counted[1]

    def weigh_copies(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The passages that repeat one another, and how many words each document has (`count_document_words`)."""
        is_copy = pl.col("passage_id").is_in(self.duplicates["passage_id"].implode())
        pairs = [
            (copied(block.passages.filter(is_copy).select(_WEIGHED)), count_document_words(block.passages))
            for block in self.blocks()
        ]
        copies, sizes = zip(*pairs, strict=True)
        return shared(copies), pl.concat(sizes)

    def of_kind(self, kind: str) -> "Corpus":
        """Only policy documents, only listings, or `all`."""
        if kind == "all":
            return self
        return self.of_documents(self.documents.filter(pl.col("kind") == kind))

    def of_documents(self, documents: pl.DataFrame) -> "Corpus":
        """Only these documents, with their passages and codes."""
        ids = documents["document_id"]
        narrower = self.changed(documents, lambda block: block.of_documents(ids))
        narrower._wider = self
        return narrower

    def changed(self, documents: pl.DataFrame, change: Callable[[Block], Block]) -> "Corpus":
        """A corpus of these documents, every block of it changed."""
        if self.is_whole:
            (block,) = map(change, self.blocks())
            return Corpus(documents, block.passages, block.codes)
        return Corpus.in_blocks(documents, lambda: map(change, self.blocks()))


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
    """Gather everything that has been read and coded; what is only read would count as passages without a code."""
    coded = store.ledger.result_keys("coding")
    read = _read_firsts(entries, rows, settings)
    codings = {key: coding_key(key, codebook_id, model_id) for key in read}
    firsts = {key: entry for key, entry in read.items() if codings[key] in coded}
    batches = _batches(firsts, rows)

    def read_block(keys: Sequence[str]) -> Block:
        return Block(store.read("passages", keys), store.read("codes", [codings[key] for key in keys]))

    documents = _documents_of(store, firsts, rows)
    if len(batches) > 1:
        return Corpus.in_blocks(documents, lambda: map(read_block, batches))
    block = read_block(batches[0] if batches else ())
    return Corpus(documents, block.passages, block.codes)


def _batches(keys: Iterable[str], rows: Mapping[str, ReadingRow]) -> list[list[str]]:
    """The keys of readings that are held at once."""
    batches: list[list[str]] = []
    passages = BLOCK_PASSAGES
    for key in keys:
        if passages + rows[key].passages > BLOCK_PASSAGES:
            batches.append([])
            passages = 0
        batches[-1].append(key)
        passages += rows[key].passages
    return batches


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
    # One scan of many parts is a hundred times faster than many; it cannot tell apart two readings of the same bytes.
    readings = Counter(rows[key].source_id for key in firsts)
    once = store.read("documents", [key for key in firsts if readings[rows[key].source_id] == 1], columns=_ABOUT)
    stated: dict[str, list[Mapping[str, object]]] = defaultdict(list)
    for record in once.iter_rows(named=True):
        stated[record["source_id"]].append(record)
    values = [
        row
        for key, entry in firsts.items()
        for row in _documents(
            stated.get(rows[key].source_id) or store.read("documents", [key], columns=_ABOUT).iter_rows(named=True),
            entry,
            rows[key],
        )
    ]
    return pl.DataFrame(values, schema=DOCUMENTS)


def _documents(
    stated: Iterable[Mapping[str, object]], entry: SourceEntry, row: ReadingRow
) -> Iterator[dict[str, object]]:
    is_listing = row.is_listing or entry.kind is SourceKind.LISTING
    for record in stated:
        yield _document_row(record, entry, is_record=row.is_listing, kind="listing" if is_listing else "policy")


def _document_row(record: Mapping[str, object], entry: SourceEntry, *, is_record: bool, kind: str) -> dict[str, object]:
    stated = Metadata(**{name: record[name] for name in STATED})  # type: ignore[arg-type]
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
        **{name: getattr(known, name) for name in STATED},
        "jurisdiction": known.jurisdiction or UNKNOWN,
        "title": known.title or entry.file.rsplit("/", 1)[-1],
        "pages": len(pages) if isinstance(pages, list) else 0,
    }
