import numpy as np
import pytest
from sklearn.metrics import brier_score_loss, confusion_matrix

from discourse.coding.abstention import measure_sureness, score_surest
from discourse.coding.errors import ErrorKind, worst_errors
from discourse.coding.judged import ABSENT, Judged, confuse_stances, judge_codings
from discourse.coding.reliability import measure_reliability
from discourse.coding.resampling import resample_scores
from discourse.coding.training_data import TrainingPassage
from discourse.domain.bundled import CODEBOOK
from discourse.domain.codebook import load_codebook
from discourse.domain.codes import Code, CodingStatus, Evidence, PassageCoding, Stance

BOOK = load_codebook(CODEBOOK)
FRAME = "equity"


def draw(size: int = 400, documents: int = 20, seed: int = 3) -> Judged:
    """A coder whose probabilities are true, with a threshold of 0.4."""
    rng = np.random.default_rng(seed)
    chances = rng.beta(0.5, 1.5, size)
    return Judged(rng.random(size) < chances, chances >= 0.4, chances, np.arange(size) % documents)


def person(frames: dict[str, Stance], group: str = "a") -> TrainingPassage:
    return TrainingPassage("Fees keep the poor out.", "", frozenset(frames), frames, frozenset(), group)


def coding(stance: Stance | None, probability: float) -> PassageCoding:
    evidence = (Evidence(0, 4, 1.0),) if stance else ()
    code = Code("p", FRAME, "model:x", stance is not None, probability, stance, evidence)
    return PassageCoding("p", CodingStatus.CODED, (code,))


def test_true_probabilities_have_a_small_error_and_sklearn_s_brier() -> None:
    judged = draw(5_000)
    found = measure_reliability(judged)
    assert found.calibration_error < 0.02
    assert found.brier == pytest.approx(brier_score_loss(judged.truth, judged.chances))
    assert sum(one.passages for one in found.bins) == 5_000


def test_saying_the_base_rate_has_no_skill() -> None:
    truth = np.array([True, False, False, False])
    found = measure_reliability(Judged(truth, truth, np.full(4, 0.25), np.zeros(4, dtype=np.int64)))
    assert found.skill == pytest.approx(0)
    assert found.calibration_error == pytest.approx(0)


def test_limits_hold_the_score_and_grow_with_fewer_documents() -> None:
    widths = []
    for documents in (8, 100):
        judged = draw(documents=documents)
        ranges = resample_scores({FRAME: judged}, seed=1)
        assert ranges is not None
        low, high = ranges.codes[FRAME].f1
        hits = (judged.truth & judged.present).sum()
        assert low < 2 * hits / (judged.present.sum() + judged.truth.sum()) < high
        assert ranges.macro_f1 == ranges.codes[FRAME].f1
        widths.append(high - low)
    assert all(0 < width < 0.5 for width in widths)


def test_few_documents_have_no_limits() -> None:
    assert resample_scores({FRAME: draw(documents=4)}, seed=1) is None


def test_the_surest_passages_score_better() -> None:
    kept = {one.share: one for one in score_surest({FRAME: draw(4_000)})}
    assert kept[0.8].passages == 3_200
    assert kept[0.8].macro_f1 > kept[1.0].macro_f1


def test_sureness_is_the_distance_from_the_threshold() -> None:
    judged = draw()
    sureness = measure_sureness(judged)
    assert (sureness >= 0).all()
    assert abs(judged.chances[sureness.argmin()] - 0.4) < 0.02


def test_answers_stand_beside_one_another() -> None:
    passages = [person({FRAME: Stance.ASSERTED}), person({}, "b")]
    judged = judge_codings(passages, [coding(None, 0.2), coding(Stance.ASSERTED, 0.9)], [FRAME])[FRAME]
    assert judged.truth.tolist() == [True, False]
    assert judged.present.tolist() == [False, True]
    assert judged.chances.tolist() == [0.2, 0.9]
    assert judged.groups.tolist() == [0, 1]


def test_stances_are_confused_as_sklearn_counts() -> None:
    names = [*map(str, Stance), ABSENT]
    rng = np.random.default_rng(0)
    pairs = [tuple(rng.choice(names, 2)) for _ in range(60)]
    passages = [person({} if actual == ABSENT else {FRAME: Stance(actual)}) for actual, _ in pairs]
    codings = [coding(None if found == ABSENT else Stance(found), 0.5) for _, found in pairs]
    counts = confuse_stances(passages, codings, BOOK)
    matrix = confusion_matrix(*zip(*pairs, strict=True), labels=names)
    others = len(pairs) * (len(BOOK.frames) - 1)
    for row, actual in enumerate(names):
        for column, found in enumerate(names):
            beside = others if (actual, found) == (ABSENT, ABSENT) else 0
            assert counts.get((actual, found), 0) == matrix[row, column] + beside


def test_the_surest_errors_come_first_and_say_what_they_went_by() -> None:
    passages = [person({}), person({}), person({FRAME: Stance.ASSERTED}), person({FRAME: Stance.ASSERTED})]
    codings = [
        coding(Stance.ASSERTED, 0.6),
        coding(Stance.ASSERTED, 0.9),
        coding(None, 0.1),
        coding(Stance.REPORTED, 0.8),
    ]
    errors = worst_errors(passages, codings, [FRAME])
    assert [one.kind for one in errors] == [ErrorKind.MISSED, ErrorKind.INVENTED, ErrorKind.INVENTED, ErrorKind.STANCE]
    assert [one.probability for one in errors[1:3]] == [0.9, 0.6]
    assert errors[1].evidence == ("Fees",)
    assert (errors[3].actual, errors[3].found) == ("asserted", "reported")
