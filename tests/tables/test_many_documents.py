"""What is computed for hundreds of documents without resampling agrees with resampling."""

import numpy as np
import polars as pl
import pytest
from scipy.sparse import csr_array

from discourse.tables import contrasts, intervals, keyness_statistics
from discourse.tables.clusters import draw_documents
from discourse.tables.contrasts import permutation_p
from discourse.tables.intervals import bootstrap_variance, linear_variance, share_interval
from discourse.tables.keyness_statistics import Usage, document_variance, side_freedom
from discourse.tables.silences import chance_of_none

Side = tuple[np.ndarray, np.ndarray]


def side(documents: int, seed: int, rate: float = 0.08) -> Side:
    """Coded and passages of documents as uneven as real ones."""
    random = np.random.default_rng(seed)
    passages = np.maximum(5, random.lognormal(5.2, 0.8, documents)).astype(np.int64)
    return random.binomial(passages, random.beta(1, 1 / rate - 1, documents)), passages


@pytest.mark.parametrize("rate", [0.08, 0.008])
def test_the_linear_variance_is_that_of_the_bootstrap(rate: float) -> None:
    coded, passages = side(600, seed=1, rate=rate)
    drawn = bootstrap_variance(coded, passages, seed=2, draws=10_000)
    assert np.sqrt(linear_variance(coded, passages) / drawn) == pytest.approx(1, abs=0.03)


def test_an_interval_of_many_documents_is_that_of_the_bootstrap(monkeypatch: pytest.MonkeyPatch) -> None:
    given = side(intervals.MANY_DOCUMENTS, seed=3)
    linear = share_interval(*given)
    monkeypatch.setattr(intervals, "MANY_DOCUMENTS", 10**9)
    drawn = share_interval(*given)
    assert linear != drawn
    assert (linear.high - linear.low) == pytest.approx(drawn.high - drawn.low, rel=0.04)


@pytest.mark.parametrize("seed", range(4))
def test_the_normal_p_is_that_of_permutations(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = side(450, seed), side(500, seed + 100, rate=0.09)
    normal = permutation_p(one, other)
    monkeypatch.setattr(contrasts, "MANY_DOCUMENTS", 10**9)
    assert normal == pytest.approx(permutation_p(one, other), rel=0.1, abs=0.002)


def test_a_terms_variance_is_that_of_the_bootstrap(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(4)
    documents = 2 * keyness_statistics.MANY_DOCUMENTS
    words = random.integers(500, 9000, documents)
    counts = csr_array(random.poisson(words[:, None] * random.gamma(0.5, [[2e-3, 4e-4, 1e-4]], (documents, 3))) * 1.0)
    inside = np.arange(documents) < documents // 2
    usage = Usage(counts, words, (~inside).astype(np.int64), ("a", "b"), pl.DataFrame())
    sides = [side_freedom(counts[rows], words[rows]) for rows in (inside, ~inside)]
    levels = [np.asarray(counts[rows].sum(axis=0)) + 1.0 for rows in (inside, ~inside)]
    prior = (np.ones(3), 1e6)
    linear = document_variance(usage, inside, sides, levels, prior, seed=5)
    monkeypatch.setattr(keyness_statistics, "MANY_DOCUMENTS", 10**9)
    drawn = document_variance(usage, inside, sides, levels, prior, seed=5)
    assert np.sqrt(linear / drawn) == pytest.approx(np.ones(3), abs=0.12)  # 500 draws err by 6 % in two of three cases
    monkeypatch.setattr(keyness_statistics, "MANY_DOCUMENTS", documents // 2 + 1)
    assert np.array_equal(document_variance(usage, inside, sides, levels, prior, seed=5), drawn)


def test_a_chance_that_is_small_enough_is_not_followed_to_its_end() -> None:
    coded, passages = side(50, seed=6)
    whole = chance_of_none(passages, coded, passages)
    cut = chance_of_none(passages, coded, passages, enough=0.05)
    assert whole < cut < 0.05
    assert chance_of_none(passages[:1], coded, passages, enough=1e-9) == chance_of_none(passages[:1], coded, passages)


def test_of_a_large_group_so_many_documents_are_drawn_and_of_a_small_one_all() -> None:
    names = ["Kestria"] * 30 + ["Osmara"] * 4
    documents = pl.DataFrame({"document_id": [f"d{at}" for at in range(34)], "jurisdiction": names})
    drawn = draw_documents(documents, ["jurisdiction"], most=10, seed=1)
    assert drawn["jurisdiction"].to_list() == ["Kestria"] * 10 + ["Osmara"] * 4
    shuffled = draw_documents(documents.sample(fraction=1.0, shuffle=True, seed=2), ["jurisdiction"], most=10, seed=1)
    assert set(shuffled["document_id"]) == set(drawn["document_id"])
    assert draw_documents(documents, ["jurisdiction"], most=30, seed=1).equals(documents)
