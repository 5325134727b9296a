"""Training a model whole: its encoder tuned with its heads, thresholds and calibration by cross-validation.

Frames and stances are decided by the outputs that were tuned. Themes are too rare for that: their outputs help to tune
the encoder, but their heads are fitted afterwards over its vectors, cues, n-grams and marks of voice.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold

from discourse.coding.design import Matrix
from discourse.coding.embedding import FloatArray
from discourse.coding.fitting import calibrate_head
from discourse.coding.heads import (
    LEARNED_STANCES,
    MINIMUM_POSITIVES,
    TrainedHead,
    assemble_model,
    check_frames,
    describe_training,
)
from discourse.coding.model import FramingModel
from discourse.coding.topic_map import learn_topic_map
from discourse.coding.training import train_themes
from discourse.coding.training_data import TrainingPassage, as_inputs
from discourse.coding.tuned import TunedEncoder
from discourse.coding.tuning import STANCES, Targets, TunedHeads, join_targets, tune
from discourse.coding.weights import HeadKind, Weights, probabilities
from discourse.domain.codebook import Codebook
from discourse.domain.codes import CodingInput, Stance
from discourse.domain.errors import ModelError
from discourse.domain.ids import Json
from discourse.domain.settings import LANGUAGES

# A fold costs as much as two thirds of the last tuning.
FOLDS = 3
FOLD_EPOCHS = 3
# Coded passages are shown twice as often as those that nobody coded.
EPOCHS = 2
# How far the targets of the last tuning follow the folds' answers rather than the coder's: coders slip, and the folds
# did not see the passage (Zhang et al., 2019, Be your own teacher; here across folds).
DISTILLED = 0.3

# The stage's name, the step, the number of steps.
TrainingProgress = Callable[[str, int, int], None]
_ORDER = tuple(Stance)


@dataclass(frozen=True, slots=True)
class TunedModel:
    """A model, and the encoder that was tuned with it."""

    model: FramingModel
    encoder: TunedEncoder


def tune_model(
    passages: Sequence[TrainingPassage],
    codebook: Codebook,
    *,
    seed: int,
    uncoded: Sequence[CodingInput] = (),
    note: Mapping[str, Json] | None = None,
    progress: TrainingProgress | None = None,
) -> TunedModel:
    """Tune an encoder and the heads of a codebook's frames, stances and themes, four times over.

    Three times without a third of the documents, whose scores then choose thresholds and calibrate, and once on all,
    when passages that nobody coded (`uncoded`) are learnt from as the three answer them. A theme with fewer than 15
    examples gets no head; a frame with fewer is a `ModelError`. The same passages and seed give the same model on the
    same machine.
    """
    check_frames(passages, codebook)
    themes = _themes_with_examples(passages, codebook)
    targets = make_targets(passages, codebook, themes)
    raw, answered = _cross_tune(passages, uncoded, targets, seed, progress)
    coded = _distil(targets, raw)
    final = tune(
        [*as_inputs(passages), *as_inputs(passages), *uncoded],
        join_targets([coded, coded, _as_targets(answered, targets)]),
        epochs=EPOCHS,
        seed=seed,
        progress=progress and _named(progress, "last tuning"),
    )
    final = replace(final, encoder=learn_topic_map(final.encoder, [*as_inputs(passages), *uncoded]))
    vectors = np.stack([tokens.mean for tokens in final.encoder.encode(as_inputs(passages))])
    about, about_weights = train_themes(passages, codebook, vectors, seed=seed)
    return TunedModel(
        assemble_tuned(passages, codebook, raw, final, about, about_weights, seed=seed, note=note or {}), final.encoder
    )


def assemble_tuned(
    passages: Sequence[TrainingPassage],
    codebook: Codebook,
    raw: FloatArray,
    final: TunedHeads,
    about: Sequence[TrainedHead],
    about_weights: Weights,
    *,
    seed: int,
    note: Mapping[str, Json],
) -> FramingModel:
    """The model of the last tuning: its frames and stances calibrated by the folds' answers `raw`, and themes."""
    tuned = [*_calibrate_frames(passages, codebook, raw, final), *_calibrate_stances(passages, codebook, raw, final)]
    return assemble_model(
        [*tuned, *about],
        _join_weights(tuned, about_weights),
        codebook,
        encoder=final.encoder,
        languages=LANGUAGES,
        training=describe_training(passages, seed, note),
    )


def _themes_with_examples(passages: Sequence[TrainingPassage], codebook: Codebook) -> tuple[str, ...]:
    counts = {theme.id: sum(theme.id in one.themes for one in passages) for theme in codebook.themes}
    return tuple(theme for theme, count in counts.items() if count >= MINIMUM_POSITIVES)


def make_targets(passages: Sequence[TrainingPassage], codebook: Codebook, themes: Sequence[str]) -> Targets:
    """What each passage is to be coded as: the codebook's frames, their stances, and these themes."""
    frames = [frame.id for frame in codebook.frames]
    present = [[-1.0 if name in one.unsure else float(name in one.frames) for name in frames] for one in passages]
    stances = [[_ORDER.index(one.stances[name]) if name in one.stances else -1 for name in frames] for one in passages]
    about = [[float(theme in one.themes) for theme in themes] for one in passages]
    return Targets(
        frames=np.array(present, dtype=np.float32),
        stances=np.array(stances, dtype=np.int64),
        themes=np.array(about, dtype=np.float32).reshape(len(passages), len(themes)),
    )


def _cross_tune(
    passages: Sequence[TrainingPassage],
    uncoded: Sequence[CodingInput],
    targets: Targets,
    seed: int,
    progress: TrainingProgress | None,
) -> tuple[FloatArray, FloatArray]:
    """The raw outputs [n, o] for each passage of an encoder that saw nothing of its document, and [u, o] for `uncoded`.

    What nobody coded is answered by the mean of all encoders.
    """
    inputs = as_inputs(passages)
    groups = [one.group for one in passages]
    raw = np.zeros((len(passages), targets.outputs), dtype=np.float32)
    answered = np.zeros((len(uncoded), targets.outputs), dtype=np.float32)
    for number, (known, unknown) in enumerate(_split(groups, seed), start=1):
        heads = tune(
            [inputs[row] for row in known],
            targets.part(known),
            epochs=FOLD_EPOCHS,
            seed=seed + number,
            progress=progress and _named(progress, f"fold {number} of {FOLDS}"),
        )
        raw[unknown] = heads.outputs([inputs[row] for row in unknown])
        if uncoded:
            answered += heads.outputs(uncoded) / FOLDS
    return raw, answered


def _split(groups: Sequence[str], seed: int) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    if len(set(groups)) < FOLDS:
        raise ModelError(f"The training passages are of fewer than {FOLDS} documents; give passages of more.")
    splitter = GroupKFold(FOLDS, shuffle=True, random_state=seed)
    yield from splitter.split(np.zeros(len(groups)), groups=groups)


def _named(progress: TrainingProgress, stage: str) -> Callable[[int, int], None]:
    return lambda done, total: progress(stage, done, total)


def _distil(targets: Targets, raw: FloatArray) -> Targets:
    """Targets moved towards what the folds answered; what was left open stays out."""
    answered = _as_targets(raw, targets)
    frames, themes = _mix(targets.frames, answered.frames), _mix(targets.themes, answered.themes)
    return replace(targets, frames=frames, themes=themes)


def _as_targets(raw: FloatArray, like: Targets) -> Targets:
    """Raw outputs [n, o] as what is to be learnt of frames and themes, but not of stances."""
    chances = probabilities(raw).astype(np.float32)
    frames = like.frames.shape[1]
    return Targets(
        frames=chances[:, :frames],
        stances=np.full((len(raw), frames), -1, dtype=np.int64),
        themes=chances[:, raw.shape[1] - like.themes.shape[1] :],
    )


def _mix(coded: NDArray[np.float32], answered: FloatArray) -> NDArray[np.float32]:
    mixed = (1 - DISTILLED) * coded + DISTILLED * answered
    return np.where(coded < 0, coded, mixed).astype(np.float32)


def _calibrate_frames(
    passages: Sequence[TrainingPassage], codebook: Codebook, raw: FloatArray, final: TunedHeads
) -> Iterator[TrainedHead]:
    weights = np.array([one.weight for one in passages])
    for place, frame in enumerate(codebook.frames):
        sure = np.flatnonzero([frame.id not in one.unsure for one in passages])
        truth = np.array([frame.id in passages[int(row)].frames for row in sure])
        fitted = calibrate_head(
            final.coefficients[place], float(final.bias[place]), raw[sure, place], truth, weights[sure]
        )
        yield TrainedHead(HeadKind.FRAME, frame.id, fitted)


def _calibrate_stances(
    passages: Sequence[TrainingPassage], codebook: Codebook, raw: FloatArray, final: TunedHeads
) -> list[TrainedHead]:
    """Heads for reported and contested against asserted; all frames share one threshold and calibration."""
    frames = [frame.id for frame in codebook.frames]
    pairs = [
        (row, frames.index(frame), stance)
        for row, one in enumerate(passages)
        for frame, stance in sorted(one.stances.items())
    ]
    trained = []
    for stance in LEARNED_STANCES:
        truth = np.array([found is stance for _, _, found in pairs], dtype=bool)
        if truth.sum() < MINIMUM_POSITIVES:
            continue
        against = [_against_asserted(len(frames), frame, stance, raw.shape[1]) for frame in range(len(frames))]
        odds = np.array([raw[row] @ against[frame] for row, frame, _ in pairs])
        for frame, outputs in zip(frames, against, strict=True):
            fitted = calibrate_head(
                outputs @ final.coefficients, float(outputs @ final.bias), odds, truth, np.ones(len(pairs))
            )
            trained.append(TrainedHead(HeadKind.STANCE, frame, fitted, stance))
    return trained


def _against_asserted(frames: int, frame: int, stance: Stance, outputs: int) -> Matrix:
    first = frames + frame * STANCES
    return _pick(outputs, first + _ORDER.index(stance)) - _pick(outputs, first + _ORDER.index(Stance.ASSERTED))


def _pick(outputs: int, place: int) -> Matrix:
    one = np.zeros(outputs)
    one[place] = 1.0
    return one


def _join_weights(tuned: Sequence[TrainedHead], others: Weights) -> Weights:
    """The weights of tuned heads, which look at the vector alone, before those of heads that look at more."""
    coefficients = np.array([one.fitted.coefficients for one in tuned])
    # The others see the vector less its centre; what the centre gives goes into the bias.
    bias = np.array([one.fitted.bias for one in tuned]) + coefficients @ others.centre

    def nothing(columns: int) -> FloatArray:
        return np.zeros((len(tuned), columns), dtype=np.float32)

    return Weights(
        embedding=np.vstack([coefficients.astype(np.float32), others.embedding]),
        centre=others.centre,
        cues=np.vstack([nothing(others.cues.shape[1]), others.cues]),
        ngrams=np.ascontiguousarray(np.hstack([nothing(len(others.ngrams)).T, others.ngrams])),
        rarity=others.rarity,
        marks=np.vstack([nothing(others.marks.shape[1]), others.marks]),
        bias=np.concatenate([bias.astype(np.float32), others.bias]),
    )
