from hypothesis import given
from hypothesis import strategies as st

from discourse.topics.terms import STOP_WORDS, choose_terms, terms


def test_a_pair_stands_in_the_text_side_by_side() -> None:
    assert terms("Adult learning matters") == ["adult", "learning", "adult learning", "matters", "learning matters"]


def test_a_pair_bridges_no_stop_word_number_or_stop() -> None:
    assert terms("quality of training. Levies 12 colleges") == ["quality", "training", "levies", "colleges"]


def test_accents_and_hyphens_are_kept() -> None:
    assert terms("Māori micro-credentials") == ["māori", "micro-credentials", "māori micro-credentials"]


def test_a_possessive_ending_is_no_word() -> None:
    assert terms("the harbour’s apprentices") == ["harbour", "apprentices", "harbour apprentices"]


def test_the_language_of_statutes_is_left_out() -> None:
    assert terms("The Minister shall, pursuant to section 4, ensure") == []


@given(st.text())
def test_terms_are_never_stop_words(text: str) -> None:
    assert not {word for term in terms(text) for word in term.split()} & STOP_WORDS


def test_a_plural_or_an_accent_brings_nothing_new() -> None:
    counts = {"school": 5, "schools": 4, "māori": 3, "maori": 3, "levies": 2, "levy": 2}
    assert choose_terms(list(counts), counts, count=9) == ["school", "māori", "levies"]


def test_a_word_gives_way_to_the_pair_that_it_mostly_stands_in() -> None:
    counts = {"zealand": 10, "new zealand": 9, "training": 10, "vocational training": 3}
    assert choose_terms(["zealand", "training", "new zealand"], counts, count=9) == ["new zealand", "training"]


def test_no_more_terms_than_asked_for() -> None:
    assert choose_terms(["levy", "fees"], {"levy": 1, "fees": 1}, count=1) == ["levy"]
