"""Coefficients against published examples and scikit-learn, on our own tallies."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from discourse.tables.agreement import (
    MISSING,
    Tally,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    krippendorff_alpha,
    masi_distances,
    measure_agreement,
    nominal,
    tally_ratings,
)

# Krippendorff 2011, example C: four observers, twelve units, five values, missing data (a dot).
KRIPPENDORFF_C = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
# Fleiss 1971, table 1: thirty patients, six psychiatrists each, five diagnoses.
FLEISS = """0 0 0 6 0;0 3 0 0 3;0 1 4 0 1;0 0 0 0 6;0 3 0 3 0;2 0 4 0 0;0 0 4 0 2;2 0 3 1 0;2 0 0 4 0;0 0 0 0 6;
1 0 0 5 0;1 1 0 4 0;0 3 3 0 0;1 0 0 5 0;0 2 0 3 1;0 0 5 0 1;3 0 0 1 2;5 1 0 0 0;0 2 0 4 0;1 0 2 0 3;0 0 0 0 6;
0 1 0 5 0;0 2 0 1 3;2 0 0 4 0;1 0 0 4 1;0 5 0 1 0;4 0 0 0 2;0 2 0 4 0;1 0 5 0 0;0 0 0 0 6"""


def total(ratings: np.ndarray, categories: int, documents: np.ndarray | None = None) -> Tally:
    numbers = np.zeros(len(ratings), dtype=np.int64) if documents is None else documents
    return tally_ratings(ratings, numbers, categories=categories).total()


def letters(*rows: str) -> np.ndarray:
    values = sorted({value for row in rows for value in row.split()} - {"."})
    table = [[MISSING if value == "." else values.index(value) for value in row.split()] for row in rows]
    return np.array(table, dtype=np.int64).T


@pytest.mark.parametrize(
    ("rows", "alpha"),
    [
        (("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"), 0.095),
        (("a a b b d c c c e d d a", "b a b b b c c c e d d d"), 0.692),
        (KRIPPENDORFF_C, 0.743),
    ],
)
def test_alpha_is_that_of_krippendorff_2011(rows: tuple[str, ...], alpha: float) -> None:
    ratings = letters(*rows)
    categories = int(ratings.max()) + 1
    assert krippendorff_alpha(total(ratings, categories), nominal(categories))[0] == pytest.approx(alpha, abs=5e-4)


def test_kappa_is_that_of_fleiss_1971() -> None:
    counts = np.array([[int(value) for value in row.split()] for row in FLEISS.split(";")])
    ratings = np.array([np.repeat(np.arange(5), row) for row in counts])
    assert counts.sum(axis=0).tolist() == [26, 26, 30, 55, 43]
    assert fleiss_kappa(total(ratings, 5))[0] == pytest.approx(0.430, abs=5e-4)


def test_ac1_withstands_the_paradox_of_kappa() -> None:
    # Gwet 2008: 125 subjects, 118 both yes, 7 disagreements, none both no.
    ratings = np.array([[1, 1]] * 118 + [[1, 0]] * 5 + [[0, 1]] * 2)
    assert gwet_ac1(total(ratings, 2))[0] == pytest.approx(0.9408, abs=5e-5)
    assert cohen_kappa(total(ratings, 2))[0] == pytest.approx(-0.0234, abs=5e-5)


def test_ac1_and_fleiss_kappa_with_missing_ratings_are_those_of_gwet_2014() -> None:
    # The same four raters; a unit that one rater alone judged is not shared and does not count here.
    ratings = letters(*KRIPPENDORFF_C)
    shared = (ratings != MISSING).sum(axis=1) >= 2
    counts = (ratings[shared][:, :, None] == np.arange(5)).sum(axis=1)
    judged = counts.sum(axis=1, keepdims=True)
    observed = (counts * (counts - 1) / (judged * (judged - 1))).sum(axis=1).mean()
    shares = (counts / judged).mean(axis=0)
    assert observed == pytest.approx(0.81818, abs=5e-6)
    chance = (shares * (1 - shares)).sum() / 4
    assert gwet_ac1(total(ratings, 5))[0] == pytest.approx((observed - chance) / (1 - chance))
    chance = (shares**2).sum()
    assert fleiss_kappa(total(ratings, 5))[0] == pytest.approx((observed - chance) / (1 - chance))


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=60))
def test_cohens_kappa_is_that_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    ratings = np.array(pairs, dtype=np.int64)
    ours = cohen_kappa(total(ratings, 4))[0]
    if len(set(np.ravel(ratings))) == 1:
        assert np.isnan(ours)
    else:
        theirs = cohen_kappa_score(ratings[:, 0], ratings[:, 1])
        assert ours == pytest.approx(theirs, abs=1e-9)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(-1, 2), st.integers(-1, 2), st.integers(-1, 2)), min_size=4, max_size=40))
def test_sums_over_documents_are_the_sums_over_units(triples: list[tuple[int, int, int]]) -> None:
    ratings = np.array(triples, dtype=np.int64)
    documents = np.arange(len(ratings)) % 3
    one, many = total(ratings, 3), total(ratings, 3, documents)
    for name in ("coincidences", "confusion", "shares", "agreed", "units"):
        np.testing.assert_allclose(getattr(one, name), getattr(many, name))


def test_masi_is_that_of_passonneau_2006() -> None:
    sets = [frozenset("a"), frozenset("ab"), frozenset("bc"), frozenset("d"), frozenset()]
    distances = masi_distances(sets)
    assert distances[0, 1] == pytest.approx(1 - 1 / 2 * 2 / 3)
    assert distances[1, 2] == pytest.approx(1 - 1 / 3 * 1 / 3)
    assert distances[0, 3] == 1.0
    assert distances[0, 4] == 1.0
    assert distances[4, 4] == 0.0
    np.testing.assert_allclose(distances, distances.T)


def test_no_interval_with_too_few_documents_and_one_around_the_estimate_with_enough() -> None:
    random = np.random.default_rng(1)
    first = random.integers(0, 2, 600)
    second = np.where(random.random(600) < 0.15, 1 - first, first)
    ratings = np.stack([first, second], axis=1)
    few = measure_agreement(ratings, np.arange(600) % 5, categories=2, min_documents=10)
    assert few.alpha.interval is None
    many = measure_agreement(ratings, np.arange(600) % 30, categories=2, min_documents=10)
    assert many.alpha.interval is not None
    assert many.alpha.value is not None
    assert many.alpha.interval.low < many.alpha.value < many.alpha.interval.high
    assert many == measure_agreement(ratings, np.arange(600) % 30, categories=2, min_documents=10)


def test_one_value_only_leaves_every_coefficient_undefined() -> None:
    found = measure_agreement(np.zeros((20, 2), dtype=np.int64), np.arange(20), categories=2, min_documents=5)
    assert found.observed == 1.0
    assert found.alpha.value is found.kappa.value is None


def test_units_that_one_coder_alone_judged_do_not_count() -> None:
    ratings = np.array([[0, 0], [1, 1], [0, MISSING], [MISSING, 1]])
    found = measure_agreement(ratings, np.zeros(4, dtype=np.int64), categories=2, min_documents=10)
    assert found.units == 2
    assert pl.Series([found.observed])[0] == 1.0
