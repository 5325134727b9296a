import polars as pl
import pytest

from discourse.tables.terms import TermKind, count_terms, count_words, name_terms, tokenise, words_of


def named(texts: pl.DataFrame, kind: TermKind, *leave_out: str) -> pl.DataFrame:
    return name_terms(count_terms(tokenise(texts), kind), kind, leave_out=leave_out).sort("document_id", "term")


def terms(text: str, kind: TermKind = TermKind.WORD, *leave_out: str) -> dict[str, int]:
    found = named(pl.DataFrame({"document_id": ["a"], "text": [text]}), kind, *leave_out)
    return dict(found.select("term", "count").rows())


def test_words_are_lower_case_and_function_words_and_numbers_are_none() -> None:
    assert terms("We must fund 12 Courses, and the courses must start in 2024.") == {
        "we": 1, "must": 2, "fund": 1, "courses": 2, "start": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "word"),
    [("micro\u2010credentials", "micro-credentials"), ("learner’s", "learner"), ("don’t", "don't"), ("Grüße", "grüße")],
)
def test_spellings_of_one_word_are_one(text: str, word: str) -> None:
    assert terms(text) == {word: 1}


def test_a_phrase_is_two_terms_with_nothing_between() -> None:
    text = "Higher education, skills of higher education: adult learners"
    assert terms(text, TermKind.PHRASE) == {"higher education": 2, "adult learners": 1}


def test_no_phrase_runs_over_a_passages_end() -> None:
    two = pl.DataFrame({"document_id": ["a", "a"], "text": ["pay workers", "workers learn"]})
    found = named(two, TermKind.PHRASE)
    assert found["term"].to_list() == ["pay workers", "workers learn"]


def test_words_left_out_are_in_no_phrase_either() -> None:
    assert terms("Port Maren colleges", TermKind.PHRASE, *words_of(["Port Maren"])) == {}


def test_capitals_are_counted_inside_passages_only() -> None:
    texts = pl.DataFrame({"document_id": ["a", "a"], "text": ["Skills matter", "the Skills Board"]})
    found = named(texts, TermKind.WORD)
    assert found.filter(pl.col("term") == "skills").select("document_id", "term", "count", "capitals").row(0) == (
        "a",
        "skills",
        2,
        1,
    )


def test_every_word_counts_towards_the_size_of_a_document() -> None:
    texts = pl.DataFrame({"document_id": ["b", "a", "a"], "text": ["One.", "The 3 of us", ""]})
    assert count_words(tokenise(texts)).rows() == [("a", 4), ("b", 1)]
