"""Passages → codes, and passages → embeddings, a few documents at a time, each visible as soon as it is done."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from discourse.coding.embedding import Encoder, EncoderAround, FloatArray, TokenVectors
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
    unembedded: Collection[str] = (),
    progress: Progress,
) -> None:
    """Code the passages of each reading with `model` and store the codes by reading.

    Of the readings whose keys are `unembedded` the vectors that topics are found with, which the encoder gives by the
    way, are stored too. `progress` is told of passages.
    """
    frames_of = frozenset(item.id for item in codebook.frames)
    done, total = 0, sum(row.codable for row in stale)
    heard = _Overheard(encoder)
    for batch in _batches(stale):
        frames = {row.key: _codable(store, row) for row in batch}
        inputs = (item for frame in frames.values() for item in _inputs(frame))
        codings = _code_some_at_once(model, heard, inputs, partial(_tell_passages, progress, done, total))
        for row in batch:
            frame = frames[row.key]
            documents = dict(frame.select("passage_id", "document_id").iter_rows())
            # A listing of a hundred thousand courses is one reading: its codes wait as columns, not as objects.
            codes = [codings_to_frame((), {}, frames_of)]
            vectors: dict[str, FloatArray] = {}
            for part in frame.iter_slices(_PASSAGES_AT_ONCE):
                codes.append(codings_to_frame(islice(codings, part.height), documents, frames_of))
                vectors |= heard.take(part, keep=row.key in unembedded)
            key = coding_key(row.key, codebook.id, model.id)
            store.commit("coding", key, {"codes": pl.concat(codes)}, {"coded": frame.height})
            if row.key in unembedded:
                _commit_embeddings(store, row, encoder, vectors)
            done += frame.height


def embed_stale(store: Store, stale: Sequence[ReadingRow], *, encoder: Encoder, progress: Progress) -> None:
    """Find the vectors that topics are found with and store them by reading."""
    heard = _Overheard(encoder)
    for done, row in enumerate(stale, start=1):
        vectors: dict[str, FloatArray] = {}
        for part in _codable(store, row).iter_slices(_PASSAGES_AT_ONCE):
            vectors |= heard.take(part, keep=True)
        _commit_embeddings(store, row, encoder, vectors)
        progress("embedding", done, len(stale))


@dataclass(frozen=True, slots=True)
class _Overheard(EncoderAround):
    """An encoder, and the vectors for topics of the passages that it was asked for."""

    topics: dict[str, FloatArray] = field(default_factory=dict)

    def encode(self, inputs: Sequence[CodingInput]) -> list[TokenVectors]:
        tokens = self.encoder.encode(inputs)
        for one, said in zip(inputs, tokens, strict=True):
            if said.topic is not None:
                self.topics[one.passage_id] = said.topic
        return tokens

    def take(self, passages: pl.DataFrame, *, keep: bool) -> dict[str, FloatArray]:
        """The vectors of these passages, no longer remembered; none where nobody is to `keep` them.

        A passage that the model did not look at, being blank or in a language that it does not know, is encoded now.
        """
        if keep:
            self.encode([one for one in _inputs(passages) if one.passage_id not in self.topics])
        found = {one: self.topics.pop(one) for one in dict.fromkeys(passages["passage_id"]) if one in self.topics}
        return found if keep else {}


def _commit_embeddings(store: Store, row: ReadingRow, encoder: Encoder, vectors: Mapping[str, FloatArray]) -> None:
    found = np.array(list(vectors.values()), dtype=np.float32).reshape(len(vectors), encoder.topic_width)
    frame = embeddings_to_frame(list(vectors), found)
    store.commit("embedding", embedding_key(row.key, encoder.id), {"embeddings": frame}, {})


def _code_some_at_once(
    model: "FramingModel", encoder: Encoder, inputs: Iterator[CodingInput], tell: Callable[[int], None]
) -> Iterator[PassageCoding]:
    """The codings of these passages in their order; `tell` hears after each few how many are done."""
    done = 0
    while some := list(islice(inputs, _PASSAGES_AT_ONCE)):
        yield from model.code(some, encoder, tell=partial(_tell_after, tell, done))
        done += len(some)
        tell(done)


def _tell_passages(progress: Progress, before: int, total: int, done: int) -> None:
    progress("coding", before + done, total)


def _tell_after(tell: Callable[[int], None], before: int, done: int, _: int) -> None:
    tell(before + done)


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
