"""What comes from labelling tools."""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from exchange_example import FIRST, material

from discourse.domain.codings import READ
from discourse.domain.errors import UsageError
from discourse.exchange.annotations import read_annotations
from discourse.exchange.argilla import read_argilla
from discourse.exchange.labels import read_label_studio, read_prodigy
from discourse.exchange.material import Arrival
from discourse.exchange.tabular import read_csv, read_jsonl

CUT = FIRST.index("\n")
SENTENCE = FIRST[:CUT]


def place() -> str:
    return f"{material().texts[0].document_id[:16]}:0-{CUT}"


def test_label_studio_choices_code_a_passage_and_labels_a_span_in_utf16(tmp_path: Path) -> None:
    units = len(SENTENCE[: SENTENCE.index("pays")].encode("utf-16-le")) // 2
    span = {"start": units, "end": units + 4, "text": "pays", "labels": ["Thrift"]}
    task = {
        "id": 7,
        "data": {"passage_id": place(), "text": SENTENCE},
        "annotations": [
            {
                "completed_by": {"email": "cleo@example.org"},
                "created_at": "2026-03-01T10:00:00.000Z",
                "result": [
                    {"type": "choices", "value": {"choices": ["Hope: reported"]}},
                    {"type": "labels", "value": span},
                    {"type": "textarea", "value": {"text": ["Sure."]}},
                ],
            },
            {"completed_by": 3, "result": []},
            {"completed_by": 4, "was_cancelled": True, "result": []},
        ],
        "predictions": [{}],
    }
    (tmp_path / "ls.json").write_text(json.dumps([task]), encoding="utf-8")
    found = read_label_studio(tmp_path / "ls.json", material(), coder="")
    said = [(item.coder, item.code_id, item.stance, item.quote, item.memo) for item in found.codings]
    assert said == [
        ("person:cleo@example.org", "hope", "reported", SENTENCE, "Sure."),
        ("person:cleo@example.org", "thrift", None, "pays", "Sure."),
        ("person:annotator 3", READ, None, SENTENCE, ""),
    ]
    assert found.lost == ("1 predictions: only what people annotated comes in",)


def test_prodigy_answers_are_present_absent_or_nothing(tmp_path: Path) -> None:
    base = {"text": SENTENCE, "meta": {"passage_id": place()}, "_annotator_id": "Ana"}
    lines = [
        {**base, "label": "HO", "answer": "accept"},
        {**base, "label": "thrift", "answer": "reject"},
        {**base, "label": "haste", "answer": "ignore"},
    ]
    (tmp_path / "p.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    found = read_prodigy(tmp_path / "p.jsonl", material(), coder="")
    assert [(item.code_id, item.present) for item in found.codings] == [("hope", True), ("thrift", False)]


def test_a_web_annotation_of_another_program_is_found_by_its_quotation(tmp_path: Path) -> None:
    annotation = {
        "type": "Annotation",
        "creator": "Cleo",
        "body": [{"type": "TextualBody", "purpose": "tagging", "value": "Hope"}],
        "target": {
            "source": "papers/board.pdf",
            "selector": {"type": "TextQuoteSelector", "exact": "No one = asked\nthem."},
        },
    }
    (tmp_path / "a.json").write_text(json.dumps(annotation), encoding="utf-8")
    (coding,) = read_annotations(tmp_path / "a.json", material(), coder="").codings
    assert (coding.coder, coding.quote) == ("person:Cleo", "No one = asked them.")


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        (f"{'0' * 16}:0-5,HO,,", "passage_id", "has read no document"),
        ("board,HO,,", "passage_id", "is not like"),
        (f"{place()},greed,,", "code", "no code 'greed'"),
        (f"{place()},HO,maybe,", "present", "neither 1 nor 0"),
        (f"{place()},HO,,Not these words.", "passage_id", "are not the quote"),
        (f"{place().partition(':')[0]}:0-9999,HO,,", "passage_id", "not a range"),
    ],
)
def test_a_row_at_fault_names_its_row_and_cell(tmp_path: Path, cells: str, column: str, reason: str) -> None:
    (tmp_path / "a.csv").write_text(f"passage_id;code;present;quote\n{cells.replace(',', ';')}\n", encoding="utf-8-sig")
    found = read_csv(tmp_path / "a.csv", material(), coder="person:Ana")
    assert found.codings == ()
    assert found.refused[0].startswith(f"a.csv, row 2, column '{column}': ")
    assert reason in found.refused[0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("passage_id,quote\n", "has no column 'code'"),
        ("code,memo\n", "no column that says where"),
        ("code,code,file\n", "twice"),
        ("", "is empty"),
    ],
)
def test_a_sheet_without_the_columns_it_needs_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=message):
        read_csv(tmp_path / "a.csv", material(), coder="")


def test_json_that_is_broken_names_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("{}\n{\n", encoding="utf-8")
    with pytest.raises(UsageError, match="line 2: this is not JSON"):
        read_jsonl(tmp_path / "a.jsonl", material(), coder="")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a.json", "null"),
        ("a.json", '[{"annotations": 3, "data": []}]'),
        ("a.json", '[{"annotations": [{"result": [{"type": "choices", "value": true}]}], "data": 1}]'),
        ("b.jsonl", '{"answer": "accept", "text": null, "spans": 4, "accept": {}}'),
        ("b.jsonl", '{"answer": "accept", "spans": [{"start": "x", "label": "hope"}], "_timestamp": 1e300}'),
    ],
)
def test_values_of_another_kind_never_end_an_import(tmp_path: Path, name: str, said: str) -> None:
    path = tmp_path / name
    path.write_text(said, encoding="utf-8")
    read = read_prodigy if name == "b.jsonl" else read_label_studio
    with suppress(UsageError):
        assert read(path, material(), coder="person:Ana").codings == ()


@pytest.mark.parametrize(("name", "read"), [("label-studio.json", read_label_studio), ("argilla.json", read_argilla)])
def test_what_fuzzing_found_is_no_coding(name: str, read: Callable[..., Arrival]) -> None:
    assert read(Path(__file__).parents[1] / "bad" / name, material(), coder="person:Ana").codings == ()
