import re
import time

import polars as pl
import pytest
from small_corpus import Given, SmallCorpus, corpus

from discourse.domain.errors import UsageError
from discourse.tables.kwic import CONCORDANCE, Order, compile_pattern, concordance
from discourse.tables.patterns import ENDLESS, weigh_repeats

TEXTS = {
    "a:0": "Small badges open large doors.",
    "a:1": "A Badge is worn,\nnot earned; a badge may be lost.",
    "a:2": "Nothing else is said.",
    "b:0": "Every badge counts.",
}


@pytest.fixture
def given() -> SmallCorpus:
    plain = corpus(Given("a", "Kestria", "..."), Given("b", "Osmara", ".", None))
    text = pl.col("passage_id").replace_strict(TEXTS)
    return SmallCorpus(plain.documents, plain.passages.with_columns(text=text), plain.codes)


def lines(given: SmallCorpus, pattern: str, **options: object) -> list[tuple[str, str, str]]:
    table = concordance(given.documents, given.passages, pattern, **options)  # type: ignore[arg-type]
    return table.select("left", "match", "right").rows()


def test_every_match_has_a_line_with_its_source(given: SmallCorpus) -> None:
    table = concordance(given.documents, given.passages, r"badges?")
    assert table.schema == CONCORDANCE
    assert table["match"].to_list() == ["badges", "Badge", "badge", "badge"]
    assert table.row(3, named=True) == {
        "left": "Every ",
        "match": "badge",
        "right": " counts.",
        "title": "Paper b",
        "jurisdiction": "Osmara",
        "year": None,
        "page": 1,
        "file": "b.pdf",
        "passage_id": "b:0",
    }


def test_case_matters_only_on_request(given: SmallCorpus) -> None:
    assert [match for _, match, _ in lines(given, "Badge", match_case=True)] == ["Badge"]


def test_context_runs_over_the_ends_of_passages_and_line_feeds_read_as_spaces(given: SmallCorpus) -> None:
    found = lines(given, "A Badge", width=16, match_case=True)
    assert found == [("en large doors. ", "A Badge", " is worn, not ea")]


def test_context_ends_where_the_document_ends(given: SmallCorpus) -> None:
    assert lines(given, "said")[0][2] == "."
    assert lines(given, "Small")[0][0] == ""


def test_a_match_does_not_run_over_the_end_of_a_passage(given: SmallCorpus) -> None:
    assert lines(given, r"doors\. A") == []


def test_sorted_by_what_follows_or_by_what_goes_before_read_backwards(given: SmallCorpus) -> None:
    assert [right[:8] for _, _, right in lines(given, r"badge\b", order=Order.RIGHT)] == [
        " counts.",
        " is worn",
        " may be ",
    ]
    befores = [left.split()[-1].lower() for left, _, _ in lines(given, r"badge\b", order=Order.LEFT)]
    assert befores == sorted(befores)


def test_contents_and_references_are_not_searched(given: SmallCorpus) -> None:
    hidden = given.passages.with_columns(left_out=pl.lit("contents"))
    assert concordance(given.documents, hidden, "badge").is_empty()
    assert concordance(given.documents, hidden.with_columns(left_out=pl.lit("heading")), "badge").height == 4


def test_no_match_is_an_empty_table_with_its_columns(given: SmallCorpus) -> None:
    assert concordance(given.documents, given.passages, "zeppelin").schema == CONCORDANCE


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("badge(", r"missing \), unterminated subpattern at position 6"),
        ("[z-a]", r"bad character range z-a at position 2"),
        ("a**", "multiple repeat at position 3"),
        ("a{99999999999}", "repetition number is too large"),
        ("x*", "also matches nothing at all"),
        ("(a+)+b", "could take forever"),
        ("(job|jobs)+ now", "could take forever"),
        ("(x?y?)+z", "could take forever"),
        (".*a.*b.*c.*d", "could take forever"),
    ],
)
def test_a_pattern_that_cannot_be_searched_for_is_refused_with_its_reason(pattern: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        compile_pattern(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        r"micro.?credentials?",
        r"skills? (\w+ ){0,5}future",
        r"\b(up|re)-?skill\w*",
        r"(?<=the )job.*growth",
        r"[a-z]{2,9} law",
    ],
)
def test_what_people_search_for_is_accepted(pattern: str) -> None:
    assert compile_pattern(pattern).pattern == pattern


@pytest.mark.parametrize(
    ("pattern", "weight"), [("a+b", 1), (".*b", 2), (r"(\w+ ){0,3}b", 3), ("ab?c{2}", 0), ("(?:a+)*", ENDLESS)]
)
def test_weight_counts_nested_loops(pattern: str, weight: int) -> None:
    assert weigh_repeats(re.compile(pattern)) == weight


def test_the_heaviest_accepted_pattern_fails_in_bounded_time() -> None:
    pattern = compile_pattern(r"\w+ \w+ \w+ \w+ \w+ \w+!")
    start = time.perf_counter()
    assert pattern.search("wordy " * 400) is None
    assert time.perf_counter() - start < 1.0
