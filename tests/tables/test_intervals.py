import math
import random
from statistics import variance

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from discourse.tables.intervals import (
    bootstrap_variance,
    can_have_interval,
    count_effective_documents,
    share_interval,
)

CODED = np.array([0, 3, 1, 8, 0, 2, 5, 1, 0, 12, 4, 2])
PASSAGES = np.array([20, 31, 18, 40, 9, 22, 60, 25, 14, 90, 33, 28])


def slow_variance(coded: list[int], passages: list[int], draws: int) -> float:
    """Document by document, in plain Python, with another random generator."""
    chooser = random.Random(7)
    shares = []
    for _ in range(draws):
        drawn = [chooser.randrange(len(coded)) for _ in coded]
        shares.append(sum(coded[at] for at in drawn) / sum(passages[at] for at in drawn))
    return variance(shares) * len(coded) / (len(coded) - 1)


def test_bootstrap_variance_agrees_with_a_slow_one() -> None:
    fast = bootstrap_variance(CODED, PASSAGES, seed=1, draws=20_000)
    assert fast == pytest.approx(slow_variance(CODED.tolist(), PASSAGES.tolist(), 20_000), rel=0.04)


def test_bootstrap_variance_of_equal_documents_is_that_of_their_mean() -> None:
    coded, passages = np.array([1, 4, 2, 0, 7, 3]), np.full(6, 10)
    expected = np.var(coded / 10, ddof=1) / 6
    assert bootstrap_variance(coded, passages, seed=1, draws=50_000) == pytest.approx(expected, rel=0.02)


def test_drawing_counts_of_alike_documents_equals_drawing_documents() -> None:
    coded, passages = np.repeat([0, 1, 3], 100), np.repeat([2, 3, 4], 100)
    fast = bootstrap_variance(coded, passages, seed=1, draws=20_000)
    assert fast == pytest.approx(slow_variance(coded.tolist(), passages.tolist(), 3_000), rel=0.1)


def test_interval_is_the_log_odds_with_scipys_t() -> None:
    coded, passages = np.array([4, 6, 5, 3, 7, 5, 4, 6]), np.full(8, 20)
    interval = share_interval(coded, passages, seed=3)
    share, spread = 0.25, bootstrap_variance(coded, passages, seed=3, draws=10_000)
    spread = max(spread, share * (1 - share) / 160)
    residuals = coded - 5.0
    freedom = min(8.0, 2 * (residuals**2).sum() ** 2 / (residuals**4).sum()) - 1
    reach = stats.t.ppf(0.975, freedom) * math.sqrt(spread) / (share * (1 - share))
    odds = math.log(share / (1 - share))
    assert interval.low == pytest.approx(1 / (1 + math.exp(reach - odds)), rel=1e-9)
    assert interval.high == pytest.approx(1 / (1 + math.exp(-reach - odds)), rel=1e-9)


@pytest.mark.parametrize("documents", [2, 12, 40])
def test_no_passage_coded_gives_the_clopper_pearson_limit_on_documents(documents: int) -> None:
    interval = share_interval(np.zeros(documents, np.int64), np.full(documents, 30))
    assert interval.low == 0.0
    assert interval.high == pytest.approx(stats.binomtest(0, documents).proportion_ci(method="exact").high, rel=1e-9)


def test_every_passage_coded_mirrors_none_coded() -> None:
    passages = np.full(12, 30)
    all_coded, none = share_interval(passages, passages), share_interval(np.zeros(12, np.int64), passages)
    assert (all_coded.low, all_coded.high) == pytest.approx((1 - none.high, 1.0))


def test_one_document_with_the_code_is_bounded_by_the_share_of_such_documents() -> None:
    coded = np.array([1] + [0] * 11)
    interval = share_interval(coded, np.full(12, 50))
    assert 0.0 < interval.low < 1 / 600
    assert interval.high <= stats.binomtest(1, 12).proportion_ci(method="exact").high + 1e-12


def test_alike_documents_still_have_the_width_of_independent_passages() -> None:
    interval = share_interval(np.full(10, 5), np.full(10, 10))
    assert interval.high - interval.low > 2 * 1.9 * math.sqrt(0.25 / 100)


def test_one_document_or_an_empty_one_is_refused() -> None:
    with pytest.raises(ValueError, match="at least two documents"):
        share_interval(np.array([3]), np.array([9]))
    with pytest.raises(ValueError, match="each with a passage"):
        share_interval(np.array([0, 1]), np.array([0, 4]))


counts = st.lists(
    st.integers(1, 60).flatmap(lambda size: st.tuples(st.integers(0, size), st.just(size))), min_size=2, max_size=30
)


@settings(max_examples=60, deadline=None)
@given(counts, st.randoms(use_true_random=False))
def test_limits_enclose_the_share_and_do_not_depend_on_order(
    documents: list[tuple[int, int]], chooser: random.Random
) -> None:
    coded, passages = np.array(documents).T
    interval = share_interval(coded, passages, draws=200)
    share = coded.sum() / passages.sum()
    assert 0.0 <= interval.low <= share <= interval.high <= 1.0
    assert interval.low < interval.high
    chooser.shuffle(documents)
    assert share_interval(*np.array(documents).T, draws=200) == interval


@settings(max_examples=40, deadline=None)
@given(counts)
def test_the_complement_has_the_mirrored_interval(documents: list[tuple[int, int]]) -> None:
    coded, passages = np.array(documents).T
    one = share_interval(coded, passages, draws=4_000)
    other = share_interval(passages - coded, passages, draws=4_000)
    assert (1 - other.high, 1 - other.low) == pytest.approx((one.low, one.high), abs=0.03)


def test_many_alike_documents_are_fast() -> None:
    sizes = np.tile(np.arange(1, 9), 5_000)
    interval = share_interval(sizes // 4, sizes)
    assert interval.high - interval.low < 0.01


def test_documents_count_in_effect_as_many_as_share_the_passages() -> None:
    assert count_effective_documents(np.full(12, 80)) == pytest.approx(12)
    # Nineteen documents, one of which holds nine passages in ten, are little more than one document.
    assert count_effective_documents(np.array([10_000] + [60] * 18)) == pytest.approx(1.23, abs=0.01)


def test_one_document_that_outweighs_the_rest_leaves_no_interval() -> None:
    assert can_have_interval(np.full(12, 80), 10)
    assert not can_have_interval(np.full(9, 80), 10)
    assert not can_have_interval(np.array([10_000] + [60] * 18), 10)
