"""Argilla's records, and what goes out to labelling tools and comes back."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from exchange_example import FIRST, coding, material

from discourse.domain.codes import Stance
from discourse.domain.codings import ABSTAINED, READ, Coding
from discourse.domain.errors import UsageError
from discourse.exchange.argilla import is_argilla, read_argilla
from discourse.exchange.labels import read_label_studio, read_prodigy
from discourse.exchange.labels_write import write_argilla, write_label_studio, write_prodigy
from discourse.exchange.material import Arrival, Material

CUT = FIRST.index("\n")
SENTENCE = FIRST[:CUT]
USERS = ("59f7bf7b-b818-4b6f-8f80-e7cce9c25ee6", "0b6c2a10-0000-4000-8000-000000000002")


def place() -> str:
    return f"{material().texts[0].document_id[:16]}:0-{CUT}"


def written(path: Path, *records: dict[str, Any]) -> Path:
    text = json.dumps(records) if path.suffix == ".json" else "\n".join(map(json.dumps, records))
    path.write_text(text, encoding="utf-8")
    return path


NESTED = {
    "id": "r1",
    "fields": {"text": SENTENCE},
    "metadata": {"passage_id": place()},
    "responses": {
        "frames": [{"value": ["Hope: reported", "haste"], "user_id": USERS[0]}, {"value": [], "user_id": USERS[1]}],
        "comment": [{"value": "Sure.", "user_id": USERS[0]}],
    },
    "suggestions": {"frames": {"value": ["Thrift"], "score": [0.9], "agent": "m"}},
    "vectors": {},
}
FLAT = {
    "text": SENTENCE,
    "passage_id": place(),
    "frames.responses": [["Hope: reported", "haste"], []],
    "frames.responses.users": list(USERS),
    "frames.responses.status": ["submitted", "submitted"],
    "comment.responses": ["Sure."],
    "comment.responses.users": [USERS[0]],
    "frames.suggestion": ["Thrift"],
    "frames.suggestion.score": None,
}
BY_USER = {
    "fields": {"text": SENTENCE},
    "metadata": {"passage_id": place()},
    "responses": [
        {
            "user_id": USERS[0],
            "status": "submitted",
            "values": {"frames": {"value": ["Hope: reported", "haste"]}, "comment": {"value": "Sure."}},
        },
        {"user_id": USERS[1], "status": "submitted", "values": {"frames": {"value": []}}},
    ],
    "suggestions": [{"question_name": "frames", "value": ["Thrift"]}],
}


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
@pytest.mark.parametrize("record", [NESTED, FLAT, BY_USER], ids=["nested", "flat", "by user"])
def test_every_form_of_a_record_says_the_same(tmp_path: Path, record: dict[str, Any], name: str) -> None:
    assert is_argilla(record)
    found = read_argilla(written(tmp_path / name, record), material(), coder="")
    said = [(one.coder, one.code_id, one.stance, one.memo) for one in found.codings]
    first, second = "person:annotator 59f7bf7b", "person:annotator 0b6c2a10"
    assert said == [
        (first, READ, None, "Sure."),
        (first, "hope", Stance.REPORTED, ""),
        (first, "haste", None, ""),
        (second, READ, None, ""),
    ]
    assert found.lost == ("1 suggestions: only what people answered comes in",)


def test_drafts_and_discarded_answers_are_none_and_said(tmp_path: Path) -> None:
    record = {**FLAT, "frames.responses.status": ["draft", "discarded"], "comment.responses": []}
    found = read_argilla(written(tmp_path / "a.jsonl", record), material(), coder="")
    assert found.codings == ()
    assert any("status 'draft'" in text for text in found.lost)


def test_a_name_is_for_one_user_alone(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="answers of 2 users"):
        read_argilla(written(tmp_path / "a.jsonl", FLAT), material(), coder="person:Cleo")
    alone = {**FLAT, "frames.responses": [["haste"]], "frames.responses.users": [USERS[0]]}
    found = read_argilla(written(tmp_path / "b.jsonl", alone), material(), coder="person:Cleo")
    assert {one.coder for one in found.codings} == {"person:Cleo"}


def test_spans_code_words_and_those_that_may_be_shifted_are_refused(tmp_path: Path) -> None:
    label = {"start": 0, "end": 3, "label": "hope"}
    shifted = {"start": 11, "end": 15, "label": "thrift"}
    answer = [{"value": [label, shifted], "user_id": USERS[0]}]
    found = read_argilla(
        written(tmp_path / "a.json", {**NESTED, "responses": {"spans": answer}}), material(), coder="person:Ana"
    )
    assert [one.quote for one in found.codings if one.present] == ["The"]
    assert len(found.refused) == 1


def test_a_label_that_is_no_code_is_refused_with_its_line(tmp_path: Path) -> None:
    record = {**FLAT, "frames.responses": [["greed"]]}
    found = read_argilla(written(tmp_path / "a.jsonl", record), material(), coder="person:Ana")
    assert "line 1" in found.refused[0]
    assert "no code 'greed'" in found.refused[0]


TOOLS: dict[str, tuple[Callable[[Material], bytes], Callable[..., Arrival]]] = {
    "a.ls.json": (write_label_studio, read_label_studio),
    "a.json": (write_argilla, read_argilla),
    "a.jsonl": (write_prodigy, read_prodigy),
}


@pytest.mark.parametrize("name", TOOLS)
def test_what_people_coded_comes_back_from_labelling_tools(tmp_path: Path, name: str) -> None:
    write, read = TOOLS[name]
    project = material()
    open_one = coding(project.texts[1], 21, 39, ABSTAINED, coder="person:Ana", present=False)
    project = replace(project, codings=(*project.codings, open_one))
    (tmp_path / name).write_bytes(write(project))
    found = read(tmp_path / name, project, coder="")
    assert found.refused == ()
    assert present(found.codings) == present(project.codings)
    assert all(one.coder.startswith("person:") and one.code_id != ABSTAINED for one in found.codings)


def present(codings: tuple[Coding, ...]) -> set[tuple[object, ...]]:
    return {
        (one.coder, one.unit, one.code_id, one.stance, one.passage_id)
        for one in codings
        if one.present and one.coder.startswith("person:")
    }


def test_a_models_word_goes_out_as_a_suggestion() -> None:
    records = json.loads(write_argilla(material()))
    (suggested,) = [one["suggestions"]["codes"] for one in records if one["suggestions"]]
    assert suggested == {"value": ["Hope: reported"], "score": 0.93, "agent": "model:small@1"}
    tasks = json.loads(write_label_studio(material()))
    assert [one["predictions"][0]["model_version"] for one in tasks if one["predictions"]] == ["model:small@1"]
