"""Passages → codes, and passages → embeddings, a few documents at a time, each visible as soon as it is done."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

import polars as pl

from discourse.coding.embedding import Embedder, Encoder
from discourse.domain.codebook import Codebook
from discourse.domain.codes import CodingInput, PassageCoding
from discourse.domain.documents import Status
from discourse.pipeline.keys import coding_key, embedding_key
from discourse.pipeline.progress import Progress
from discourse.pipeline.readings import ReadingRow
from discourse.store.parts import codings_to_frame, embeddings_to_frame
from discourse.store.store import Store

if TYPE_CHECKING:
    from discourse.coding.model import FramingModel

# Enough passages at once that sorting them by length pays, few enough that little is lost when a run is cut.
_PASSAGES_AT_ONCE = 2_000


def stale_codings(store: Store, rows: Sequence[ReadingRow], *, codebook_id: str, model_id: str) -> list[ReadingRow]:
    """Readings with text whose codes are not there yet."""
    there = store.ledger.result_keys("coding")
    return [row for row in _with_text(rows) if coding_key(row.key, codebook_id, model_id) not in there]


def stale_embeddings(store: Store, rows: Sequence[ReadingRow], *, embedder_id: str) -> list[ReadingRow]:
    """Readings with text whose embeddings are not there yet."""
    there = store.ledger.result_keys("embedding")
    return [row for row in _with_text(rows) if embedding_key(row.key, embedder_id) not in there]


def code_stale(
    store: Store,
    stale: Sequence[ReadingRow],
    *,
    codebook: Codebook,
    model: "FramingModel",
    encoder: Encoder,
    progress: Progress,
) -> None:
    """Code the passages of each reading with `model` and store the codes by reading."""
    frames_of = frozenset(item.id for item in codebook.frames)
    done = 0
    for batch in _batches(stale):
        frames = {row.key: _codable(store, row) for row in batch}
        inputs = (item for frame in frames.values() for item in _inputs(frame))
        codings = _code_some_at_once(model, encoder, inputs)
        for row in batch:
            frame = frames[row.key]
            documents = dict(frame.select("passage_id", "document_id").iter_rows())
            # A listing of a hundred thousand courses is one reading: its codes wait as columns, not as objects.
            codes = pl.concat(
                [codings_to_frame((), {}, frames_of)]
                + [
                    codings_to_frame(islice(codings, part.height), documents, frames_of)
                    for part in frame.iter_slices(_PASSAGES_AT_ONCE)
                ]
            )
            store.commit(
                "coding", coding_key(row.key, codebook.id, model.id), {"codes": codes}, {"coded": frame.height}
            )
            done += 1
            progress("coding", done, len(stale))


def embed_stale(store: Store, stale: Sequence[ReadingRow], *, embedder: Embedder, progress: Progress) -> None:
    """Embed the passages of each reading, for topics, and store the embeddings by reading."""
    done = 0
    for batch in _batches(stale):
        frames = {row.key: _codable(store, row) for row in batch}
        embeddings = embedder.embed([text for frame in frames.values() for text in frame["text"]])
        start = 0
        for row in batch:
            ids = frames[row.key]["passage_id"].to_list()
            vectors = embeddings_to_frame(ids, embeddings[start : start + len(ids)])
            start += len(ids)
            store.commit("embedding", embedding_key(row.key, embedder.id), {"embeddings": vectors}, {})
            done += 1
            progress("embedding", done, len(stale))


def _code_some_at_once(
    model: "FramingModel", encoder: Encoder, inputs: Iterator[CodingInput]
) -> Iterator[PassageCoding]:
    while some := list(islice(inputs, _PASSAGES_AT_ONCE)):
        yield from model.code(some, encoder)


def _with_text(rows: Sequence[ReadingRow]) -> list[ReadingRow]:
    return [row for row in rows if row.status is Status.OK]


def _batches(rows: Sequence[ReadingRow]) -> Iterator[list[ReadingRow]]:
    batch: list[ReadingRow] = []
    for row in rows:
        batch.append(row)
        if sum(item.passages for item in batch) >= _PASSAGES_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _codable(store: Store, row: ReadingRow) -> pl.DataFrame:
    return store.read("passages", [row.key]).filter(pl.col("left_out") == "")


def _inputs(frame: pl.DataFrame) -> Iterator[CodingInput]:
    columns = frame.select("passage_id", "text", "previous", "heading", "language")
    for passage_id, text, previous, heading, language in columns.iter_rows():
        yield CodingInput(passage_id, text, previous, heading, language)
