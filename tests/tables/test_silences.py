import numpy as np
import pytest
from small_corpus import FRAMES, Given, corpus, dozen

from discourse.tables.silences import MEANS_SOMETHING, TOO_LITTLE, chance_of_none, documents_needed, silences


def test_the_chance_of_none_is_that_of_drawing_documents_one_by_one() -> None:
    """Simulated: each document takes the share of a random other document, its passages are coded at that rate."""
    random = np.random.default_rng(2)
    other_coded, other_passages = np.array([0, 2, 1, 5]), np.array([10, 20, 40, 25])
    own = np.array([8, 15])
    rates = random.choice(other_coded / other_passages, size=(200_000, 2))
    none = (random.binomial(own, rates) == 0).all(axis=1).mean()
    assert chance_of_none(own, other_coded, other_passages) == pytest.approx(none, abs=0.005)


def test_an_absence_in_many_documents_means_something() -> None:
    table = silences(*corpus(*dozen("Kestria", "h..."), *dozen("Osmara", "he.e")), code_ids=FRAMES)
    assert table.select("group", "code", "note").rows() == [("Kestria", "equity", MEANS_SOMETHING)]


def test_an_absence_in_one_short_document_does_not() -> None:
    table = silences(*corpus(Given("a", "Kestria", "h."), *dozen("Osmara", "h..e")), code_ids=FRAMES)
    assert table.select("code", "note").rows() == [("equity", TOO_LITTLE)]


def test_high_is_the_rule_of_three_over_effective_documents() -> None:
    given = [Given(f"k{at}", "Kestria", "h...") for at in range(30)]
    row = silences(*corpus(*given, *dozen("Osmara", "e...")), code_ids=("equity",)).row(0, named=True)
    assert row["effective_documents"] == pytest.approx(30)
    assert row["high"] == pytest.approx(3 / 30, abs=0.006)
    assert 1 - (1 - row["high"]) ** 30 == pytest.approx(0.95)


def test_what_nobody_mentions_is_no_silence() -> None:
    assert silences(*corpus(*dozen("Kestria", "h."), *dozen("Osmara", "h..")), code_ids=("equity",)).is_empty()


def test_the_others_are_described() -> None:
    given = corpus(*dozen("Kestria", "h..."), Given("o", "Osmara", "e..."), Given("p", "Port Maren", "...."))
    row = silences(*given, code_ids=("equity",)).filter(group="Kestria").row(0, named=True)
    assert (row["other_groups"], row["other_documents"], row["other_share"]) == (1, 1, 0.125)
    assert row["expected"] == pytest.approx(row["passages"] / 8)


def test_needed_is_the_size_from_which_an_absence_tells() -> None:
    for documents in (3, 10, 40):
        needed = documents_needed(0.9**documents, documents)
        assert 0.9**needed < 0.05 <= 0.9 ** (needed - 1)
    assert documents_needed(1.0, 10) is None
