"""The numbers beside `ppi-python` 0.2.3 (run once, outside) and beside a plain re-writing of its formulas."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discourse.tables.correction import (
    DIFFERENCE,
    HORVITZ_THOMPSON,
    Audited,
    Coded,
    Correction,
    correct_share,
    estimate_share,
    tune_power,
)

LABELLED, UNLABELLED = 60, 500


def apart() -> tuple[Coded, Audited]:
    """Documents of one passage each; the audited ones are no part of the others, as PPI has it."""
    at = np.arange(LABELLED + UNLABELLED)
    predicted = ((at * at) % 11 < 4).astype(np.int64)
    truth = np.where((at * 13) % 17 < 3, 1 - predicted, predicted)[:LABELLED].astype(float)
    passages = np.concatenate([np.zeros(LABELLED, np.int64), np.ones(UNLABELLED, np.int64)])
    found = np.where(passages > 0, predicted, 0)
    weight = 1.0 + (np.arange(LABELLED) % 4)
    return Coded(passages, found), Audited(at[:LABELLED], weight, truth, predicted[:LABELLED].astype(float))


def unweighted(audited: Audited) -> Audited:
    return Audited(audited.document, np.ones(LABELLED), audited.truth, audited.predicted)


# ppi_py.ppi_mean_pointestimate(truth, predicted, unlabelled, lam=…[, w=weight]) of `apart()`.
PPI_POINTS = {(0.0, False): 0.45, (0.5, False): 0.452, (1.0, False): 0.454, (0.5, True): 0.447, (1.0, True): 0.454}
# Half the width of ppi_py.ppi_mean_ci(…, alpha=0.05, lam=…) over the normal's 97.5 % point.
PPI_ERRORS = {0.0: np.float64(0.0642261628933), 0.5: np.float64(0.0531211696658), 1.0: np.float64(0.0618797328156)}


@pytest.mark.parametrize(("power", "is_weighted"), PPI_POINTS)
def test_the_estimate_is_that_of_ppi_python(power: float, is_weighted: bool) -> None:
    coded, audited = apart()
    sample = audited if is_weighted else unweighted(audited)
    found = estimate_share(coded, sample, power=power).share
    assert found == pytest.approx(PPI_POINTS[power, is_weighted], abs=1e-9)
    v, y, f = sample.weight / sample.weight.mean(), sample.truth, sample.predicted
    others = coded.predicted[coded.passages > 0]
    assert found == pytest.approx((power * others).mean() + (v * (y - power * f)).mean(), abs=1e-12)


@pytest.mark.parametrize("power", PPI_ERRORS)
def test_the_error_is_that_of_ppi_python_where_every_document_is_one_passage(power: float) -> None:
    coded, audited = apart()
    influence = estimate_share(coded, unweighted(audited), power=power).influence
    assert np.sqrt(influence @ influence) == pytest.approx(PPI_ERRORS[power], abs=1e-9)


def test_the_power_is_that_of_least_variance() -> None:
    coded, audited = apart()
    power = tune_power(coded, audited)
    assert 0 < power < 1

    def variance(at: float) -> float:
        influence = estimate_share(coded, audited, power=at).influence
        size = audited.weight.sum() ** 2 / (audited.weight**2).sum()
        mean_truth, mean_predicted = (
            np.average(part, weights=audited.weight) for part in (audited.truth, audited.predicted)
        )
        unseen = [
            ((truth - mean_truth) - at * (predicted - mean_predicted)) / size
            for truth in (0, 1)
            for predicted in (0, 1)
        ]
        return float(influence @ influence + np.square(unseen).sum())

    assert variance(power) < min(variance(power - 0.01), variance(power + 0.01))


def whole(truth: list[int], predicted: list[int], *, per_document: int) -> tuple[Coded, Audited]:
    """Every passage audited, in documents of equal length."""
    documents = np.arange(len(truth)) // per_document
    size = int(documents.max()) + 1
    coded = Coded(
        np.bincount(documents, minlength=size).astype(np.int64),
        np.bincount(documents, predicted, size).astype(np.int64),
    )
    return coded, Audited(documents, np.ones(len(truth)), np.array(truth, float), np.array(predicted, float))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1)), min_size=40, max_size=120), st.floats(0, 1))
def test_where_every_passage_is_audited_the_share_is_what_people_say(
    pairs: list[tuple[int, int]], power: float
) -> None:
    truth, predicted = (list(side) for side in zip(*pairs, strict=True))
    found = correct_share(*whole(truth, predicted, per_document=5), power=power)
    assert found.share == pytest.approx(np.mean(truth))
    assert 0 <= found.low <= found.share + 1e-12
    assert found.share <= found.high + 1e-12 <= 1 + 1e-12


def test_no_use_of_the_coder_is_the_weighted_share_of_the_audited() -> None:
    coded, audited = apart()
    found = correct_share(coded, audited, power=HORVITZ_THOMPSON)
    assert found.share == pytest.approx(np.average(audited.truth, weights=audited.weight))


def test_a_perfect_coder_is_believed_and_a_blind_one_is_not() -> None:
    random = np.random.default_rng(1)
    truth = random.integers(0, 2, 400)
    blind = random.integers(0, 2, 400)
    coded, audited = whole(list(truth), list(truth), per_document=10)
    tenth = np.arange(0, 400, 10)
    sample = Audited(audited.document[tenth], np.full(40, 10.0), truth[tenth].astype(float), truth[tenth].astype(float))
    assert tune_power(coded, sample) > 0.85
    blindly = Audited(sample.document, sample.weight, sample.truth, blind[tenth].astype(float))
    guessed = Coded(coded.passages, np.bincount(audited.document, blind, 40).astype(np.int64))
    assert tune_power(guessed, blindly) < 0.3


def test_a_sample_without_a_case_allows_what_the_rule_of_three_allows() -> None:
    found = correct_share(*whole([0] * 200, [0] * 200, per_document=1))
    assert (found.share, found.low) == (0.0, 0.0)
    assert found.high == pytest.approx(3 / 200, rel=0.1)


def test_documents_that_differ_widen_the_interval() -> None:
    alike = correct_share(*whole([1, 0] * 200, [0, 0] * 200, per_document=20))
    unlike = correct_share(*whole(([1] * 20 + [0] * 20) * 10, [0] * 400, per_document=20))
    assert alike.share == unlike.share == 0.5

    def width(one: Correction) -> float:
        return one.high - one.low

    assert width(unlike) > 3 * width(alike)


def test_weights_undo_an_uneven_draw() -> None:
    """Half of the passages are drawn nine times as often, and there the code is everywhere."""
    predicted = np.array([1, 0] * 450)
    truth = predicted.copy()
    coded, audited = whole(list(truth), list(predicted), per_document=30)
    kept = np.concatenate([np.flatnonzero(truth == 1), np.flatnonzero(truth == 0)[::9]])
    weight = np.where(truth[kept] == 1, 1.0, 9.0)
    sample = Audited(audited.document[kept], weight, truth[kept].astype(float), predicted[kept].astype(float))
    for power in (HORVITZ_THOMPSON, DIFFERENCE, None):
        assert correct_share(coded, sample, power=power).share == pytest.approx(0.5)


def test_one_document_or_nothing_audited_is_refused() -> None:
    coded, audited = whole([1, 0], [1, 0], per_document=2)
    with pytest.raises(ValueError, match="two documents"):
        correct_share(coded, audited)
    nothing = np.array([])
    with pytest.raises(ValueError, match="audited passage"):
        correct_share(
            Coded(np.array([3, 4]), np.array([1, 1])), Audited(nothing.astype(np.int64), nothing, nothing, nothing)
        )
