from math import log, sqrt

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from scipy import stats
from small_corpus import Given, corpus

from discourse.tables.keyness import KEYNESS, keyness
from discourse.tables.keyness_statistics import log_likelihood, log_ratio, weighted_log_odds

COUNT = st.integers(0, 500)


def monroe(y1: int, n1: int, y2: int, n2: int, a: float, a0: float) -> tuple[float, float]:
    """Equations 16, 19 and 20 of Monroe, Colaresi & Quinn (2008) for one word, as they are printed."""
    delta = log((y1 + a) / (n1 + a0 - y1 - a)) - log((y2 + a) / (n2 + a0 - y2 - a))
    return delta, 1 / (y1 + a) + 1 / (y2 + a)


@given(COUNT, COUNT, st.floats(0.01, 20))
def test_weighted_log_odds_is_the_printed_formula(y1: int, y2: int, a: float) -> None:
    ratio, variance = weighted_log_odds(np.array([y1]), 4000.0, np.array([y2]), 9000.0, np.array([a]), 700.0)
    assert (ratio[0], variance[0]) == pytest.approx(monroe(y1, 4000, y2, 9000, a, 700.0), rel=1e-9)


@given(st.integers(1, 500), COUNT)
def test_log_likelihood_is_scipys_g_test(y1: int, y2: int) -> None:
    table = [[y1, 4000 - y1], [y2, 9000 - y2]]
    expected = stats.chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic
    found = log_likelihood(np.array([y1]), 4000.0, np.array([y2]), 9000.0)[0]
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_log_ratio_is_one_for_a_doubled_rate_and_takes_none_for_one_half() -> None:
    assert log_ratio(np.array([8, 0]), 1000.0, np.array([4, 2]), 1000.0) == pytest.approx([1.0, -2.0])


def spoken(documents: dict[str, list[str]]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A corpus of one passage a document; the key is the jurisdiction."""
    texts = [(f"{place}{at}", place, text) for place, spoken in documents.items() for at, text in enumerate(spoken)]
    small = corpus(*(Given(name, place, ".") for name, place, _ in texts))
    by_id = {f"{name}:0": text for name, _, text in texts}
    return small.documents, small.passages.with_columns(text=pl.col("passage_id").replace_strict(by_id))


FILLER = "learners study short courses near home every winter"
PAIR = {
    "Kestria": [f"vacancies vacancies {FILLER}" + " growth" * (at % 3) for at in range(12)],
    "Osmara": [f"fairness {FILLER}" + " fairness" * (at % 4) for at in range(12)],
}


def test_what_one_group_says_and_the_other_does_not_comes_first() -> None:
    table = keyness(*spoken(PAIR))
    first = table.filter((pl.col("kind") == "word") & (pl.col("direction") == "more")).group_by("group").first()
    assert dict(first.select("group", "term").rows()) == {"Kestria": "vacancies", "Osmara": "fairness"}
    assert table.schema == KEYNESS


def test_two_groups_mirror_each_other() -> None:
    table = keyness(*spoken(PAIR)).filter(pl.col("term") == "vacancies")
    here, there = table.sort("group").to_dicts()
    assert (here["direction"], there["direction"]) == ("more", "less")
    assert here["log_odds"] == pytest.approx(-there["log_odds"], rel=1e-9)
    assert (here["count"], here["documents"]) == (there["other_count"], there["other_documents"]) == (24, 12)


def test_the_interval_is_no_narrower_than_that_of_independent_words() -> None:
    row = keyness(*spoken(PAIR)).filter((pl.col("term") == "vacancies") & (pl.col("group") == "Kestria")).to_dicts()[0]
    words = {place: sum(len(text.split()) for text in texts) for place, texts in PAIR.items()}
    size = 0.25 * min(words.values())
    prior = 24 / sum(words.values()) * size
    delta, variance = monroe(24, words["Kestria"], 0, words["Osmara"], prior, size)
    assert row["log_odds"] == pytest.approx(delta, rel=1e-9)
    assert row["high"] - row["low"] >= 2 * 1.9599 * sqrt(variance)
    assert (row["low"] + row["high"]) / 2 == pytest.approx(delta)


def test_a_word_of_two_documents_is_nobodys_however_often_they_say_it() -> None:
    loud = {**PAIR, "Kestria": [*PAIR["Kestria"][:10], *(f"harbour {'harbour ' * 40}{FILLER}",) * 2]}
    assert "harbour" not in keyness(*spoken(loud))["term"].to_list()


def test_a_word_that_few_documents_shout_is_less_sure_than_one_that_all_say() -> None:
    loud = {
        "Kestria": [f"{'harbour ' * (24 if at < 3 else 0)}vacancies {'vacancies ' * 5}{FILLER}" for at in range(12)],
        "Osmara": [FILLER] * 12,
    }
    table = keyness(*spoken(loud)).filter((pl.col("group") == "Kestria") & (pl.col("kind") == "word"))
    rows = {row["term"]: row for row in table.to_dicts()}
    assert rows["harbour"]["count"] == rows["vacancies"]["count"]
    assert rows["harbour"]["p"] > 0.05 > rows["vacancies"]["p"]


def test_too_few_documents_have_no_interval_and_no_missing_words() -> None:
    table = keyness(*spoken({**PAIR, "Osmara": PAIR["Osmara"][:4]}))
    assert table["note"].unique().to_list() == ["insufficient"]
    assert table["direction"].unique().to_list() == ["more"]
    assert table["low"].null_count() == table["q"].null_count() == table.height > 0


def test_names_of_the_groups_are_no_terms() -> None:
    table = keyness(*spoken({"Kestria": ["Kestria trains Kestria workers well"] * 12, "Osmara": [FILLER] * 12}))
    assert not table["term"].str.contains("kestria").any()


def test_one_group_or_no_words_compare_with_nothing() -> None:
    assert keyness(*spoken({"Kestria": PAIR["Kestria"]})).is_empty()
    assert keyness(*spoken({"Kestria": [""], "Osmara": [""]})).is_empty()


def test_row_order_changes_nothing() -> None:
    documents, passages = spoken(PAIR)
    shuffled = (frame.sample(fraction=1.0, shuffle=True, seed=3) for frame in (documents, passages))
    assert_frame_equal(keyness(*shuffled), keyness(documents, passages))


def test_groups_alike_are_rarely_called_different() -> None:
    """Of words used alike by both groups, in bursts, about one in twenty or fewer has p < 0.05."""
    random = np.random.default_rng(1)
    words = [f"{a}{b}" for a in ("ba", "de", "ki", "lo", "mu") for b in ("ra", "se", "ti", "no", "vu", "ka")]
    rates = random.dirichlet(np.full(30, 3.0))
    texts = [
        " ".join(random.choice(words, size=150, p=random.dirichlet(rates * 25 + 1e-9))) for _ in range(40)
    ]  # fmt: skip
    table = keyness(*spoken({"Kestria": texts[:20], "Osmara": texts[20:]}), limit=100)
    p = table.filter((pl.col("kind") == "word") & (pl.col("group") == "Kestria"))["p"]
    assert p.len() >= 25
    assert (p < 0.05).mean() <= 0.15
