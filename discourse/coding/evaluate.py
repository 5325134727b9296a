"""How well a model codes passages that people coded: scores per code, calibration, and baselines beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from discourse.coding.cues import find_cues
from discourse.coding.design import ngram_matrix
from discourse.coding.embedding import Embedder, Encoder
from discourse.coding.features import find_ngrams, measure_rarity
from discourse.coding.fitting import Rows, best_threshold, cross_validate, fit_head
from discourse.coding.model import FramingModel
from discourse.coding.training_data import TrainingPassage, as_inputs
from discourse.domain.codebook import Codebook
from discourse.domain.codes import PassageCoding, Stance

CALIBRATION_BINS = 10
_TFIDF_PENALTY = 10.0

Truth = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1 of one code, with the counts that they are made of; 0 where they are undefined."""

    hits: int
    predicted: int
    actual: int

    @property
    def precision(self) -> float:
        return self.hits / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        return self.hits / self.actual if self.actual else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.hits / (self.predicted + self.actual) if self.predicted + self.actual else 0.0


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A model's scores on coded passages.

    `stance_macro_f1` is over the stances that occur among frames that both see as present. `calibration_error` (ECE,
    ten bins of equal width) and `brier` are per frame.
    """

    passages: int
    frames: Mapping[str, Score]
    stances: Mapping[Stance, Score]
    themes: Mapping[str, Score]
    calibration_error: Mapping[str, float]
    brier: Mapping[str, float]

    @property
    def macro_f1(self) -> float:
        return float(np.mean([score.f1 for score in self.frames.values()]))

    @property
    def stance_macro_f1(self) -> float:
        found = [score.f1 for score in self.stances.values() if score.actual]
        return float(np.mean(found)) if found else 0.0

    @property
    def theme_micro_f1(self) -> float:
        scores = self.themes.values()
        total = Score(*(sum(getattr(one, part) for one in scores) for part in ("hits", "predicted", "actual")))
        return total.f1


def evaluate_model(model: FramingModel, passages: Sequence[TrainingPassage], encoder: Encoder) -> Evaluation:
    """Code the passages and compare with the people's codings; abstained passages count with their likelier value."""
    codings = model.code(as_inputs(passages), encoder)
    truth = {frame: np.array([frame in one.frames for one in passages]) for frame in model.frames}
    chances = {frame: _probabilities(codings, frame) for frame in model.frames}
    return Evaluation(
        passages=len(passages),
        frames={frame: score_code(truth[frame], _present(codings, frame)) for frame in model.frames},
        stances=_score_stances(passages, codings),
        themes={
            theme: score_code(np.array([theme in one.themes for one in passages]), _present(codings, theme))
            for theme in model.themes
        },
        calibration_error={frame: calibration_error(truth[frame], chances[frame]) for frame in model.frames},
        brier={frame: float(np.mean((chances[frame] - truth[frame]) ** 2)) for frame in model.frames},
    )


def score_code(truth: Truth, predicted: Truth) -> Score:
    """Compare what people coded with what was predicted, passage by passage."""
    return Score(int((truth & predicted).sum()), int(predicted.sum()), int(truth.sum()))


def calibration_error(truth: Truth, chances: NDArray[np.float64]) -> float:
    """Expected calibration error over ten bins of equal width (Naeini et al., 2015)."""
    bins = np.minimum((chances * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1)
    gaps = [
        abs(truth[bins == one].mean() - chances[bins == one].mean()) * (bins == one).mean() for one in np.unique(bins)
    ]
    return float(sum(gaps))


def score_cue_list(passages: Sequence[TrainingPassage], codebook: Codebook) -> dict[str, Score]:
    """Baseline: a frame is present where any of its cues is found."""
    cues = find_cues([one.text for one in passages], codebook)
    return {
        frame.id: score_code(
            np.array([frame.id in one.frames for one in passages]),
            np.array([any(match.code_id == frame.id for match in matches) for matches in cues]),
        )
        for frame in codebook.frames
    }


def score_similarity(
    known: Sequence[TrainingPassage], passages: Sequence[TrainingPassage], codebook: Codebook, embedder: Embedder
) -> dict[str, Score]:
    """Baseline: a frame is present where the passage's embedding is near that of its definition and examples.

    The nearness asked for is the one with the best F1 on the `known` passages.
    """
    before, after = (embedder.embed([one.text for one in group]) for group in (known, passages))
    weights = np.array([one.weight for one in known])
    scores = {}
    for frame in codebook.frames:
        described = embedder.embed([frame.definition, *frame.examples]).mean(axis=0)
        known_truth = np.array([frame.id in one.frames for one in known])
        threshold, _ = best_threshold(before @ described, known_truth, weights)
        truth = np.array([frame.id in one.frames for one in passages])
        scores[frame.id] = score_code(truth, after @ described >= threshold)
    return scores


def score_tfidf(
    known: Sequence[TrainingPassage], passages: Sequence[TrainingPassage], codebook: Codebook, *, seed: int
) -> dict[str, Score]:
    """Baseline: logistic regression on hashed TF-IDF n-grams alone, thresholds by cross-validation."""
    rarity = measure_rarity([one.text for one in known])
    before, after = (ngram_matrix([find_ngrams(one.text, rarity) for one in group]) for group in (known, passages))
    weights = np.array([one.weight for one in known])
    rows = Rows(before, [one.group for one in known], weights, weights, seed)
    scores = {}
    for frame in codebook.frames:
        truth = np.array([frame.id in one.frames for one in known])
        threshold, _ = best_threshold(cross_validate(rows, truth, _TFIDF_PENALTY), truth, weights)
        odds = fit_head(rows, truth, _TFIDF_PENALTY).decision_function(after)
        scores[frame.id] = score_code(np.array([frame.id in one.frames for one in passages]), odds >= threshold)
    return scores


def _score_stances(passages: Sequence[TrainingPassage], codings: Sequence[PassageCoding]) -> dict[Stance, Score]:
    pairs = [
        (one.stances[code.code_id], code.stance)
        for one, coding in zip(passages, codings, strict=True)
        for code in coding.codes
        if code.present and code.code_id in one.stances
    ]
    return {
        stance: score_code(
            np.array([actual is stance for actual, _ in pairs], dtype=bool),
            np.array([found is stance for _, found in pairs], dtype=bool),
        )
        for stance in Stance
    }


def _probabilities(codings: Sequence[PassageCoding], code_id: str) -> NDArray[np.float64]:
    return np.array([code.probability for coding in codings for code in coding.codes if code.code_id == code_id])


def _present(codings: Sequence[PassageCoding], code_id: str) -> Truth:
    return np.array([any(code.code_id == code_id and code.present for code in coding.codes) for coding in codings])
