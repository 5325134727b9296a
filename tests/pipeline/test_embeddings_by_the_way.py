"""The vectors for topics that coding gives by the way are those that would be found alone, and are stored once."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

import discourse
from discourse.coding.embedding import TokenVectors
from discourse.domain.codes import CodingInput
from discourse.domain.documents import Status
from discourse.pipeline.coding_step import code_stale, embed_stale
from discourse.pipeline.document_work import renew
from discourse.pipeline.events import Stages
from discourse.pipeline.keys import embedding_key
from discourse.pipeline.progress import no_progress
from discourse.pipeline.readings import ReadingRow
from discourse.pipeline.session import Session, open_session

SENTENCES = (
    "The college teaches welding.",
    "Short courses lead to jobs.",
    "Nobody is left behind.",
    "Fees for courses will rise.",
)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("by_the_way") / "study"
    discourse.init(folder)
    (folder / "one.md").write_text("# One\n\n" + "\n\n".join(SENTENCES) + "\n", encoding="utf-8")
    discourse.add([folder / "one.md"], project=folder)
    discourse.run(folder)
    return folder


def readings(session: Session) -> list[ReadingRow]:
    return [row for row in session.rows().values() if row.status is Status.OK]


def stored(session: Session) -> pl.DataFrame:
    keys = [embedding_key(row.key, session.embedder_id) for row in readings(session)]
    return session.store.read("embeddings", keys).sort("passage_id")


class Counting:
    """An encoder that counts the passages it was asked for."""

    def __init__(self, session: Session) -> None:
        self._encoder = session.encoder
        self.asked = 0

    def __getattr__(self, name: str) -> object:
        return getattr(self._encoder, name)

    def encode(self, inputs: list[CodingInput]) -> list[TokenVectors]:
        self.asked += len(inputs)
        return self._encoder.encode(inputs)


def test_every_passage_has_a_vector_of_unit_length(study: Path) -> None:
    with open_session(study) as session:
        vectors = stored(session)
        assert vectors.height == len(SENTENCES)
        assert np.linalg.norm(vectors["embedding"].to_numpy(), axis=1) == pytest.approx(1.0, abs=1e-5)


def test_coding_and_embedding_alone_give_the_same_vectors(study: Path) -> None:
    with open_session(study) as session:
        by_the_way = stored(session)
        embed_stale(session.store, readings(session), encoder=session.topic_encoder, progress=no_progress)
        assert stored(session).equals(by_the_way)


def test_a_passage_is_encoded_once_for_codes_and_topics(study: Path) -> None:
    with open_session(study) as session:
        counting = Counting(session)
        rows = readings(session)
        told: list[tuple[str, int, int]] = []
        code_stale(
            session.store, rows, codebook=session.codebook, model=session.model, encoder=counting,
            unembedded={row.key for row in rows}, progress=lambda *said: told.append(said),
        )  # fmt: skip
        assert counting.asked == len(SENTENCES)
        assert told[-1] == ("coding", len(SENTENCES), len(SENTENCES))


def test_codes_that_are_there_do_not_keep_vectors_from_being_found(study: Path) -> None:
    with open_session(study) as session:
        before = stored(session)
        for row in readings(session):
            session.store.ledger.drop_results("embedding", [embedding_key(row.key, session.embedder_id)])
        renew(session, session.entries, Stages(), no_progress)
        assert stored(session).equals(before)
