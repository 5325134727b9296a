"""Passages → codes and embeddings, a few documents at a time, each visible as soon as it is done."""

from collections.abc import Iterator, Sequence
from itertools import islice

import polars as pl

from discourse.coding.embedding import Embedder
from discourse.coding.model import FramingModel
from discourse.domain.codebook import Codebook
from discourse.domain.codes import CodingInput
from discourse.domain.documents import Status
from discourse.pipeline.keys import coding_key, embedding_key
from discourse.pipeline.progress import Progress
from discourse.pipeline.readings import ReadingRow
from discourse.store.parts import codings_to_frame, embeddings_to_frame
from discourse.store.store import Store

# Enough passages at once that sorting them by length pays, few enough that little is lost when a run is cut.
_PASSAGES_AT_ONCE = 2_000


def stale_codings(
    store: Store, rows: Sequence[ReadingRow], *, codebook_id: str, model_id: str, embedder_id: str
) -> list[ReadingRow]:
    """Readings with text whose codes or embeddings are not there yet."""
    codings = store.ledger.results("coding")
    embeddings = store.ledger.results("embedding")
    return [
        row
        for row in rows
        if row.status is Status.OK
        and (
            coding_key(row.key, codebook_id, model_id) not in codings
            or embedding_key(row.key, embedder_id) not in embeddings
        )
    ]


def code_stale(
    store: Store,
    stale: Sequence[ReadingRow],
    *,
    codebook: Codebook,
    model: FramingModel,
    embedder: Embedder,
    progress: Progress,
) -> None:
    """Code the passages of each reading with `model` and store codes and embeddings by reading."""
    done = 0
    for batch in _batches(stale):
        frames = {row.key: _codable(store, row) for row in batch}
        inputs = [item for frame in frames.values() for item in _inputs(frame)]
        coded = model.code(inputs, embedder)
        codings, embeddings = iter(coded.codings), coded.embeddings
        start = 0
        for row in batch:
            frame = frames[row.key]
            ids = frame["passage_id"].to_list()
            documents = dict(zip(ids, frame["document_id"].to_list(), strict=True))
            codes = codings_to_frame(
                islice(codings, len(ids)), documents, frozenset(item.id for item in codebook.frames)
            )
            vectors = embeddings_to_frame(ids, embeddings[start : start + len(ids)])
            start += len(ids)
            store.commit("embedding", embedding_key(row.key, embedder.id), {"embeddings": vectors}, {})
            store.commit("coding", coding_key(row.key, codebook.id, model.id), {"codes": codes}, {"coded": len(ids)})
            done += 1
            progress("coding", done, len(stale))


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
