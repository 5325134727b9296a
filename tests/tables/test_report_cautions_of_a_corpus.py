"""What the report is told of a corpus and a card beside the tables."""

import pytest
from small_corpus import Given, corpus

from discourse.pipeline.corpus import Corpus
from discourse.pipeline.report_method import _false_alarms
from discourse.pipeline.report_page import count_left_out, count_types


def test_false_alarms_are_of_the_passages_without_the_code() -> None:
    # 8 of 10 are found, and as many of the 100 others.
    score = {"precision": 0.5, "recall": 0.8, "positives": 10}
    assert _false_alarms(score, 110) == pytest.approx(0.08)
    assert _false_alarms({**score, "precision": 0.0}, 110) is None
    assert _false_alarms(score, 10) is None


def test_the_reasons_why_nothing_was_coded_are_counted_by_place() -> None:
    given = corpus(Given("a", "Kestria", "xx"), Given("b", "Osmara", "he"), Given("c", "", "x"))
    (reason,) = set(given.passages["left_out"]) - {""}
    assert count_left_out(Corpus(*given), ["Kestria", "unknown", "Lindavar"]) == {
        "Kestria": {reason: 2},
        "unknown": {reason: 1},
        "Lindavar": {},
    }


def test_the_types_of_documents_are_counted_by_any_column() -> None:
    given = corpus(Given("a", "Kestria", "h"), Given("b", "Kestria", "h", 2023, "act"), Given("c", "Osmara", "h"))
    assert count_types(given.documents) == {"Kestria": {"strategy": 1, "act": 1}, "Osmara": {"strategy": 1}}
    assert count_types(given.documents, "year") == {"2024": {"strategy": 2}, "2023": {"act": 1}}
