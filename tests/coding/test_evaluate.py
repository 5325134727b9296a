import numpy as np
import pytest
from coding_example import CODEBOOK, WordEmbedder, WordEncoder, passages
from sklearn.metrics import brier_score_loss, f1_score, precision_score, recall_score

from discourse.coding.evaluate import (
    calibration_error,
    evaluate_model,
    score_code,
    score_cue_list,
    score_similarity,
    score_tfidf,
)
from discourse.coding.training import train_heads
from discourse.domain.codes import Stance

GENERATOR = np.random.default_rng(3)


@pytest.mark.parametrize("share", [0.0, 0.2, 1.0])
def test_scores_are_those_of_scikit_learn(share: float) -> None:
    truth, predicted = GENERATOR.random(50) < share, GENERATOR.random(50) < 0.4
    score = score_code(truth, predicted)
    assert score.precision == pytest.approx(precision_score(truth, predicted, zero_division=0))
    assert score.recall == pytest.approx(recall_score(truth, predicted, zero_division=0))
    assert score.f1 == pytest.approx(f1_score(truth, predicted, zero_division=0))


def test_calibration_error_is_the_weighted_gap_of_the_bins() -> None:
    # Worked by hand: two bins of two passages; gaps |0.5 - 0.15| and |1.0 - 0.9|, half the passages each.
    chances = np.array([0.1, 0.2, 0.85, 0.95])
    truth = np.array([True, False, True, True])
    bins_apart = calibration_error(truth, chances)
    assert bins_apart == pytest.approx((0.9 + 0.2 + 0.15 + 0.05) / 4)
    assert calibration_error(truth, np.array([0.15, 0.15, 0.9, 0.9])) == pytest.approx((0.35 + 0.1) / 2)


def test_a_probability_of_one_falls_in_the_last_bin() -> None:
    assert calibration_error(np.array([True]), np.array([1.0])) == 0


def test_a_model_is_judged_beside_the_baselines() -> None:
    coded = passages()
    known, unknown = coded[:108], coded[108:]
    model = train_heads(known, CODEBOOK, WordEncoder(), seed=1)
    found = evaluate_model(model, unknown, WordEncoder())
    assert found.passages == 36
    assert found.macro_f1 > 0.9
    assert found.stances[Stance.CONTESTED].actual
    assert 0 < found.stance_macro_f1 <= 1
    assert set(found.themes) == {"boats"} or not found.themes
    assert found.brier["trade"] < brier_score_loss([1, 0, 0], [0.5, 0.5, 0.5])
    for baseline in (
        score_cue_list(unknown, CODEBOOK),
        score_similarity(known, unknown, CODEBOOK, WordEmbedder()),
        score_tfidf(known, unknown, CODEBOOK, seed=1),
    ):
        assert set(baseline) == {"trade", "weather"}


def test_the_cue_list_finds_a_frame_where_its_cues_are() -> None:
    coded = [one for one in passages() if "weather" in one.frames]
    assert score_cue_list(coded, CODEBOOK)["weather"].recall == 1
