from itertools import combinations
from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from scipy import stats
from small_corpus import FRAMES, Given, corpus, dozen

from discourse.domain.errors import UsageError
from discourse.tables.contrasts import (
    adjust_p,
    contrasts,
    contrasts_with_rest,
    difference_interval,
    permutation_p,
    ratio_interval,
)
from discourse.tables.intervals import Interval
from discourse.tables.prevalence import prevalence

ONE = (np.array([0, 1, 0, 2, 1]), np.array([10, 12, 9, 20, 11]))
OTHER = (np.array([5, 3, 4, 6]), np.array([14, 10, 12, 18]))


def studentised(one: np.ndarray, other: np.ndarray) -> float:
    """The statistic written out for rows of coded, passages."""
    parts = []
    for rows in (one, other):
        share = rows[:, 0].sum() / rows[:, 1].sum()
        residuals = rows[:, 0] - share * rows[:, 1]
        parts.append((share, len(rows) / (len(rows) - 1) * (residuals**2).sum() / rows[:, 1].sum() ** 2))
    return (parts[0][0] - parts[1][0]) / sqrt(parts[0][1] + parts[1][1])


def test_permutation_p_approaches_that_of_every_split() -> None:
    rows = np.concatenate([np.stack(ONE, axis=1), np.stack(OTHER, axis=1)])
    observed = abs(studentised(rows[:5], rows[5:]))
    splits = list(combinations(range(9), 5))
    far = sum(
        abs(studentised(rows[list(chosen)], np.delete(rows, chosen, axis=0))) >= observed - 1e-12 for chosen in splits
    )
    assert permutation_p(ONE, OTHER, draws=40_000) == pytest.approx(far / len(splits), abs=0.005)


def test_permutation_p_of_equal_sizes_is_that_of_scipys_test_of_means() -> None:
    one, other = np.array([1, 4, 2, 6, 3, 5]), np.array([4, 7, 5, 9, 8, 6])
    ten = np.full(6, 10)
    # With equal sizes and groups the statistic is a monotone function of |difference of means|.
    expected = stats.permutation_test((one, other), lambda a, b: a.mean() - b.mean(), n_resamples=np.inf)
    assert permutation_p((one, ten), (other, ten), draws=40_000) == pytest.approx(expected.pvalue, abs=0.005)


def test_groups_without_any_spread_that_differ_have_the_smallest_p() -> None:
    none, full = (np.zeros(12, np.int64), np.full(12, 5)), (np.full(12, 5), np.full(12, 5))
    assert permutation_p(none, full, draws=999) == pytest.approx(1 / 1000)


def test_groups_without_the_code_do_not_differ() -> None:
    none = (np.zeros(12, np.int64), np.full(12, 5))
    assert permutation_p(none, none, draws=99) == 1.0


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_q_is_scipys_false_discovery_control(p: list[float]) -> None:
    assert adjust_p(np.array(p)) == pytest.approx(stats.false_discovery_control(p), rel=1e-9, abs=1e-300)


def test_difference_interval_is_newcombes_example() -> None:
    """Newcombe 1998, Statistics in Medicine 17:873, table II, method 10, 56/70 − 48/80, from its Wilson limits."""
    limits = [stats.binomtest(k, n).proportion_ci(method="wilson") for k, n in ((56, 70), (48, 80))]
    one, other = (Interval(each.low, each.high) for each in limits)
    found = difference_interval(56 / 70, one, 48 / 80, other)
    assert (found.low, found.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)


@settings(max_examples=50)
@given(st.lists(st.floats(0, 1), min_size=3, max_size=3), st.lists(st.floats(0, 1), min_size=3, max_size=3))
def test_difference_interval_encloses_the_difference_within_its_range(one: list[float], other: list[float]) -> None:
    (low, share, high), (other_low, other_share, other_high) = sorted(one), sorted(other)
    found = difference_interval(share, Interval(low, high), other_share, Interval(other_low, other_high))
    assert -1 - 1e-9 <= found.low <= share - other_share <= found.high <= 1 + 1e-9


def test_every_two_groups_are_compared_for_every_code() -> None:
    table = contrasts(
        *corpus(*dozen("Kestria"), *dozen("Osmara", "hhh.e"), *dozen("Lindavar", count=2)), code_ids=FRAMES
    )
    assert table.select("group", "other").unique(maintain_order=True).rows() == [
        ("Kestria", "Lindavar"),
        ("Kestria", "Osmara"),
        ("Lindavar", "Osmara"),
    ]
    assert table["note"].to_list() == ["insufficient"] * 2 + [""] * 2 + ["insufficient"] * 2
    assert table["q"].is_null().to_list() == [True, True, False, False, True, True]


def test_a_contrast_repeats_the_shares_of_the_prevalence_table() -> None:
    given = corpus(*dozen("Kestria"), *dozen("Osmara", "hhh.e"))
    shares = dict(prevalence(*given, code_ids=("equity",)).select("group", "share").rows())
    found = contrasts(*given, code_ids=("equity",)).row(0, named=True)
    assert (found["share"], found["other_share"]) == (shares["Kestria"], shares["Osmara"])
    assert found["low"] < found["difference"] == found["share"] - found["other_share"] < found["high"]


def test_turning_a_pair_round_turns_its_interval_round() -> None:
    given = corpus(*dozen("Kestria"), *dozen("Osmara", "hhh.e"))
    there, back = (
        contrasts(*given, code_ids=("equity",), pairs=[pair]).row(0, named=True)
        for pair in (("Kestria", "Osmara"), ("Osmara", "Kestria"))
    )
    assert (there["low"], there["high"]) == pytest.approx((-back["high"], -back["low"]))
    assert there["p"] == pytest.approx(back["p"], abs=0.02)


def test_row_order_changes_no_contrast() -> None:
    given = corpus(*dozen("Kestria"), *dozen("Osmara", "hhh.e"))
    assert_frame_equal(contrasts(*given.shuffled(1), code_ids=FRAMES), contrasts(*given, code_ids=FRAMES))


def test_a_group_without_a_passage_is_not_compared() -> None:
    given = corpus(*dozen("Kestria"), Given("a", "Osmara", "xx"))
    assert contrasts(*given, code_ids=("equity",))["note"].to_list() == ["no passages"]


def test_a_group_that_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(UsageError, match="no group 'Utopia' to compare; the groups are Kestria"):
        contrasts(*corpus(*dozen("Kestria")), code_ids=FRAMES, pairs=[("Kestria", "Utopia")])


def test_against_the_rest_is_a_contrast_of_two_when_there_are_two() -> None:
    given = corpus(*dozen("Kestria"), *dozen("Osmara", "hhh.e"))
    pair = contrasts(*given, code_ids=FRAMES).drop("other", "q")
    rest = contrasts_with_rest(*given, code_ids=FRAMES)
    assert_frame_equal(rest.filter(group="Kestria").drop("other", "q"), pair)
    assert rest["other"].unique().to_list() == ["all others"]


def test_the_rest_pools_the_documents_of_all_others() -> None:
    given = corpus(*dozen("Kestria"), *dozen("Osmara", "hhh.e"), *dozen("Lindavar", "e..", count=2))
    found = contrasts_with_rest(*given, code_ids=("equity",)).filter(group="Kestria").row(0, named=True)
    others = corpus(*dozen("Rest", "hhh.e"), *(one._replace(jurisdiction="Rest") for one in dozen("L", "e..", count=2)))
    assert found["other_documents"] == 14
    assert found["other_share"] == prevalence(*others, code_ids=("equity",))["share"][0]


def test_ratio_interval_is_katz_where_the_limits_are_those_of_the_logarithm() -> None:
    """Katz et al. 1978, Biometrics 34:469: exp(log RR ± z · √(1/a − 1/m + 1/b − 1/n))."""
    z, sides = stats.norm.ppf(0.975), ((56, 70), (48, 80))
    errors = [sqrt(1 / k - 1 / n) for k, n in sides]
    limits = [Interval(k / n * np.exp(-z * e), k / n * np.exp(z * e)) for (k, n), e in zip(sides, errors, strict=True)]
    found = ratio_interval(56 / 70, limits[0], 48 / 80, limits[1])
    reach = z * sqrt(sum(error**2 for error in errors))
    ratio = (56 / 70) / (48 / 80)
    assert (found.low, found.high) == pytest.approx((ratio * np.exp(-reach), ratio * np.exp(reach)), rel=1e-9)
