"""What a reading child hands back: parts as the store keeps them, counts, and nonsense that is told as such."""

import json
from functools import partial
from pathlib import Path

import polars as pl
import pytest

from discourse.domain.documents import Status
from discourse.domain.failures import FailureCode
from discourse.domain.results import PASSAGES
from discourse.domain.sources import Source, SourceKind
from discourse.passages.split import split_passages
from discourse.pipeline import answers
from discourse.pipeline.answers import answer_to_bytes, bytes_to_answer, outcome_to_answer
from discourse.pipeline.workers import Outcome
from discourse.reading.read import read_source
from discourse.store.parts import TEXTS, documents_to_frame, frame_to_documents, frame_to_part, passages_to_frame

SPLIT = partial(split_passages, supported=("en",))


@pytest.fixture
def source(tmp_path: Path) -> Source:
    path = tmp_path / "courses.csv"
    rows = "".join(
        f"Welding {number},Learn to weld pipes of kind {number} safely. Bring your own boots.,{number} weeks\n"
        for number in range(1, 8)
    )
    path.write_text(f"title,description,duration\n{rows}Soudure,Apprendre à souder des tuyaux en toute sécurité.,\n")
    return Source(path, "a" * 64, SourceKind.LISTING)


def test_an_answer_holds_parts_and_counts(source: Source) -> None:
    reading = read_source(source)
    answer = bytes_to_answer(answer_to_bytes(reading, SPLIT))
    documents, passages = answer.frame("documents"), answer.frame("passages")
    assert documents.schema == TEXTS
    assert passages.schema == PASSAGES
    assert frame_to_documents(documents) == tuple(reading.documents)
    assert passages.equals(passages_to_frame(one for document in reading.documents for one in SPLIT(document)))
    assert (answer.records, answer.pages, answer.passages) == (8, 8, passages.height)
    assert answer.codable == passages.filter(pl.col("left_out") == "").height
    assert answer.foreign == {"fr": 1}


def test_a_large_listing_is_packed_some_documents_at_a_time(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = read_source(source)
    whole = bytes_to_answer(answer_to_bytes(reading, SPLIT))
    monkeypatch.setattr(answers, "_AT_ONCE", 3)
    parted = bytes_to_answer(answer_to_bytes(reading, SPLIT))
    for name in whole.parts:
        assert parted.frame(name).equals(whole.frame(name))
    assert (parted.passages, parted.codable, parted.foreign) == (whole.passages, whole.codable, whole.foreign)


def test_courses_are_documents_in_any_order_and_as_often_as_asked(source: Source) -> None:
    documents = read_source(source).documents
    assert len(documents) == 8
    assert documents[-1].metadata.title == "Soudure"
    assert [one.place for one in documents[1:3]] == ["row 3", "row 4"]
    assert documents[0] == next(iter(documents))


def test_nonsense_is_a_failed_reading(source: Source) -> None:
    good = answer_to_bytes(read_source(source), SPLIT)
    size = int.from_bytes(good[:8], "big")
    head = json.loads(good[8 : 8 + size])

    def packed(**changes: object) -> bytes:
        text = json.dumps(head | changes).encode()
        return len(text).to_bytes(8, "big") + text + good[8 + size :]

    other = frame_to_part(documents_to_frame(()).rename({"text": "words"}))
    wrong_columns = json.dumps(head | {"texts_size": len(other)}).encode()
    for data in (
        b"",
        b"no answer at all",
        good[: len(good) // 2],
        packed(status="splendid"),
        packed(codable="many"),
        packed(foreign=["fr"]),
        packed(engine_of="evil"),
        len(wrong_columns).to_bytes(8, "big") + wrong_columns + other + good[8 + size + head["texts_size"] :],
    ):
        answer = outcome_to_answer(Outcome(0, data), source)
        assert (answer.status, answer.code) == (Status.FAILED, FailureCode.CRASH), data[:80]
        assert "'courses.csv': the reading process gave an answer that is none" in answer.reason
        assert answer.frame("documents").is_empty()
    assert outcome_to_answer(Outcome(0, packed()), source).status is Status.OK
