import csv
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest

from discourse.domain.bundled import bundled
from discourse.domain.results import PASSAGES
from discourse.passages.scope import REACH, find_scope

HERE = Path(__file__).parent


def frame(*rows: dict[str, str]) -> pl.DataFrame:
    """Rows of passages; what is not said is a paragraph of document `d`."""
    plain = {"document_id": "d", "kind": "paragraph", "heading": "", "previous": "", "language": "en", "left_out": ""}
    numbered = [
        {**plain, "passage_id": str(number), "number": number, "start": 0, "end": 1, "page_first": 1, "page_last": 1}
        | row
        for number, row in enumerate(rows)
    ]
    return pl.DataFrame(numbered, schema=PASSAGES)


def scope(*texts: str, heading: str = "") -> list[bool]:
    return find_scope(frame(*({"text": text, "heading": heading} for text in texts))).to_list()


def read_rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def precision_and_recall(labels: Sequence[bool], found: Sequence[bool]) -> tuple[float, float]:
    hits = sum(label and one for label, one in zip(labels, found, strict=True))
    return hits / sum(found), hits / sum(labels)


def code_alone(rows: Sequence[dict[str, str]]) -> list[bool]:
    """Each passage as the second, or only, one of a document of its own."""
    passages = []
    for number, row in enumerate(rows):
        kind = "list_item" if row["previous"].endswith(":") else "paragraph"
        document = {"document_id": str(number), "heading": row.get("heading", "")}
        if row["previous"]:
            passages.append({**document, "text": row["previous"]})
        passages.append({**document, "text": row["passage"], "previous": row["previous"], "kind": kind})
    found = frame(*passages)
    found = found.with_columns(find_scope(found))
    return found.group_by("document_id", maintain_order=True).last()["in_scope"].to_list()


def test_written_passages_in_every_english_are_found() -> None:
    rows = read_rows("scope_passages.csv")
    labels = [row["in_scope"] == "1" for row in rows]
    assert len(rows) > 300
    precision, recall = precision_and_recall(labels, code_alone(rows))
    assert precision > 0.96
    assert recall > 0.94


def test_passages_that_others_wrote_are_found() -> None:
    with bundled("corpus", "training", "passages.csv").open(encoding="utf-8", newline="") as stream:
        passages = {row["passage_id"]: row for row in csv.DictReader(stream)}
    labelled = read_rows("scope_training.csv")
    labels = [row["in_scope"] == "1" for row in labelled]
    found = code_alone([passages[row["passage_id"]] for row in labelled])
    precision, recall = precision_and_recall(labels, found)
    assert precision > 0.95
    assert recall > 0.8


@pytest.mark.parametrize(
    "text",
    [
        "The birth certificate is kept.",
        "A short course of antibiotics helped.",
        "Half hold a Certificate III or better.",
        "The badger cull went on.",
        "Solar modules and stacked chairs filled the hall.",
        "Recognition of degrees, diplomas and certificates is free.",
    ],
)
def test_words_that_only_look_like_names_are_not_found(text: str) -> None:
    assert scope(text) == [False]


def test_a_passage_that_points_back_at_the_one_before_is_in_scope() -> None:
    assert scope("Nine micro-credentials were approved.", "They cost ninety dollars each.") == [True, True]


def test_pointing_back_reaches_one_passage_only() -> None:
    assert scope("Nine micro-credentials were approved.", "Fees rose.", "They rose by a tenth.") == [True, False, False]


def test_nothing_points_back_over_a_heading() -> None:
    rows = frame({"text": "Badges were cheap.", "heading": "1 Badges"}, {"text": "They rose.", "heading": "2 Fees"})
    assert find_scope(rows).to_list() == [True, False]


def test_nothing_points_back_into_another_document() -> None:
    rows = frame({"text": "Badges were cheap."}, {"text": "They rose.", "document_id": "e"})
    assert find_scope(rows).to_list() == [True, False]


def test_a_plain_certificate_is_in_scope_near_a_name_only() -> None:
    far = ["Rents rose."] * REACH
    assert scope("The certificate is kept.", "A micro-credential counts.", "The certificate is kept.") == [
        False,
        True,
        True,
    ]
    assert scope("A micro-credential counts.", *far, "The certificate is kept.")[-1] is False


def test_an_item_goes_on_with_the_sentence_of_its_list() -> None:
    lead_in = "For each short course the provider shall state:"
    items = frame({"text": lead_in}, {"text": "its price.", "kind": "list_item", "previous": lead_in})
    assert find_scope(items).to_list() == [True, True]


def test_a_name_is_found_across_a_line_and_another_hyphen() -> None:
    assert scope("A micro‐\ncredential was sold.", "Short\ncourses were free.", "MICRO–CREDENTIALS") == [
        True,
        True,
        True,
    ]


def test_no_passages_give_no_rows() -> None:
    assert find_scope(frame()).to_list() == []
