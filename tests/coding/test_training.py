from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from coding_example import CODEBOOK, WordEncoder, passages
from scipy import sparse
from sklearn.metrics import f1_score

from discourse.coding.design import plan_design
from discourse.coding.fitting import Rows, best_threshold, calibrate, cross_validate
from discourse.coding.training import train_heads
from discourse.coding.training_data import read_training_passages
from discourse.domain.codes import Stance
from discourse.domain.errors import ModelError

GENERATOR = np.random.default_rng(7)


def test_best_threshold_is_the_best_of_all_by_the_f1_of_scikit_learn() -> None:
    scores = GENERATOR.normal(size=80).round(1)
    truth = GENERATOR.random(80) < 0.3
    weights = GENERATOR.random(80)
    threshold, f1 = best_threshold(scores, truth, weights)
    tried = [f1_score(truth, scores >= cut, sample_weight=weights) for cut in scores]
    assert f1 == pytest.approx(max(tried))
    assert f1_score(truth, scores >= threshold, sample_weight=weights) == pytest.approx(f1)


def test_calibration_makes_probabilities_agree_with_shares() -> None:
    odds = GENERATOR.normal(scale=3, size=20_000)
    truth = GENERATOR.random(20_000) < 1 / (1 + np.exp(-(0.5 * odds - 1)))
    assert calibrate(odds, truth, np.ones(20_000)) == pytest.approx((0.5, -1), abs=0.06)


def test_cross_validation_never_learns_from_the_group_it_judges() -> None:
    # Each group has a feature of its own that tells its truth: useless to a head that has not seen the group.
    groups = [f"g{row // 10}" for row in range(200)]
    truth = GENERATOR.random(200) < 0.5
    own = np.zeros((200, 20))
    own[range(200), [row // 10 for row in range(200)]] = np.where(truth, 1.0, -1.0)
    rows = Rows(sparse.csr_matrix(own), groups, np.ones(200), np.ones(200), seed=1)
    odds = cross_validate(rows, truth, 1.0)
    assert all(len(set(odds[start : start + 10].round(9))) == 1 for start in range(0, 200, 10))


def test_whitening_evens_out_the_spread_of_directions() -> None:
    embeddings = (GENERATOR.normal(size=(500, 4)) * [8, 4, 2, 1]).astype(np.float32)
    design = plan_design(embeddings, np.ones(1, dtype=np.float32), {})
    spread = ((embeddings - design.centre) @ design.whitening).std(axis=0)
    assert spread.max() / spread.min() == pytest.approx(8**0.5, rel=0.1)


def test_a_frame_with_too_few_passages_is_refused() -> None:
    few = [replace(one, frames=frozenset(), stances={}) if "weather" in one.frames else one for one in passages()]
    with pytest.raises(ModelError, match="The frame 'weather' has 0 coded passages; at least 15 are needed"):
        train_heads(few, CODEBOOK, WordEncoder(), seed=1)


def test_passages_of_one_document_are_refused() -> None:
    with pytest.raises(ModelError, match="All training passages are of one document"):
        train_heads([replace(one, group="one") for one in passages()], CODEBOOK, WordEncoder(), seed=1)


def test_the_card_says_what_the_model_learnt_from() -> None:
    model = train_heads(passages(), CODEBOOK, WordEncoder(), seed=1, note={"sources": "invented"})
    training = model.card["training"]
    assert isinstance(training, dict)
    assert training["passages"] == 144
    assert training["groups"] == 12
    assert training["sources"] == "invented"


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_training_passages_are_read_with_stance_and_group(tmp_path: Path) -> None:
    path = write(
        tmp_path / "t.csv",
        "file,prev_sentence,sentence,trade,weather,themes",
        "a.txt,Before.,They sell.,C,S,boats;birds",
    )
    (one,) = read_training_passages(path, CODEBOOK, weight=0.5)
    assert (one.text, one.previous, one.group, one.weight) == ("They sell.", "Before.", "a.txt", 0.5)
    assert one.frames == {"trade", "weather"}
    assert one.stances == {"trade": Stance.CONTESTED}
    assert one.themes == {"boats", "birds"}


def test_passages_without_a_file_are_grouped_by_twenty(tmp_path: Path) -> None:
    rows = [f",Text {number}.,0,A," for number in range(45)]
    path = write(tmp_path / "t.csv", "previous,passage,trade,weather,themes", *rows)
    groups = [one.group for one in read_training_passages(path, CODEBOOK)]
    assert [groups.count(group) for group in dict.fromkeys(groups)] == [20, 20, 5]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (("previous,passage,trade,themes", ",x,0,"), "'t.csv' has no column 'weather'; it has previous, passage"),
        (
            ("previous,passage,trade,weather,themes", ",x,0,Q,"),
            "'t.csv', row 1: 'weather' is 'Q'; it must be 0, A, R",
        ),
        (("previous,passage,trade,weather,themes", ",x,0,0,fish"), "'t.csv', row 1: the codebook has no theme 'fish'"),
    ],
)
def test_a_bad_training_file_is_refused(tmp_path: Path, lines: tuple[str, ...], message: str) -> None:
    with pytest.raises(ModelError, match=message):
        read_training_passages(write(tmp_path / "t.csv", *lines), CODEBOOK)
