"""Training heads over an encoder as it is, cues, n-grams and marks of voice, checked across documents.

Each head's penalty and threshold are chosen on the scores that it gives to documents left out of its training
(grouped cross-validation); the same scores calibrate its probabilities.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from discourse.coding.design import Design, plan_design
from discourse.coding.embedding import Encoder, FloatArray
from discourse.coding.features import measure_rarity
from discourse.coding.fitting import FittedHead, Rows, Truth, choose_head
from discourse.coding.heads import (
    LEARNED_STANCES,
    MINIMUM_POSITIVES,
    TrainedHead,
    assemble_model,
    check_frames,
    describe_training,
)
from discourse.coding.model import FramingModel
from discourse.coding.training_data import TrainingPassage, as_inputs
from discourse.coding.weights import HeadKind, Weights, cue_columns, see_passages
from discourse.domain.codebook import Codebook
from discourse.domain.ids import Json
from discourse.domain.settings import LANGUAGES


def train_heads(
    passages: Sequence[TrainingPassage],
    codebook: Codebook,
    encoder: Encoder,
    *,
    seed: int,
    languages: Sequence[str] = LANGUAGES,
    note: Mapping[str, Json] | None = None,
) -> FramingModel:
    """Train the heads of a codebook's frames, their stances and its themes over `encoder`.

    A theme or stance with fewer than 15 examples gets no head; a frame with fewer is a `ModelError`. `note` is kept
    in the model's card (what the passages are).
    """
    check_frames(passages, codebook)
    vectors = np.stack([tokens.mean for tokens in encoder.encode(as_inputs(passages))])
    rows, design = lay_out(passages, codebook, vectors, seed)
    trained = [
        *_train_frames(rows, passages, codebook),
        *_train_stances(rows, passages, codebook),
        *_train_themes(rows, passages, codebook),
    ]
    return assemble_model(
        trained,
        _make_weights(trained, design),
        codebook,
        encoder=encoder,
        languages=languages,
        training=describe_training(passages, seed, note or {}),
    )


def train_themes(
    passages: Sequence[TrainingPassage], codebook: Codebook, vectors: FloatArray, *, seed: int
) -> tuple[list[TrainedHead], Weights]:
    """The heads of the themes alone, over passages whose vectors [n, d] are known, and their weights."""
    rows, design = lay_out(passages, codebook, vectors, seed)
    trained = _train_themes(rows, passages, codebook)
    return trained, _make_weights(trained, design)


def lay_out(
    passages: Sequence[TrainingPassage], codebook: Codebook, vectors: FloatArray, seed: int
) -> tuple[Rows, Design]:
    """Passages whose vectors [n, d] are known as the rows that heads are fitted to."""
    texts = [one.text for one in passages]
    rarity = measure_rarity(texts)
    seen = see_passages(texts, vectors, codebook, rarity)
    design = plan_design(vectors, rarity, cue_columns(codebook))
    return _rows(design.matrix(seen), passages, seed), design


def _make_weights(trained: Sequence[TrainedHead], design: Design) -> Weights:
    coefficients = np.array([one.fitted.coefficients for one in trained]).reshape(len(trained), design.columns_in_all)
    return design.weights(coefficients, np.array([one.fitted.bias for one in trained]))


def _rows(matrix: sparse.csr_matrix, passages: Sequence[TrainingPassage], seed: int) -> Rows:
    weights = np.array([one.weight for one in passages])
    return Rows(matrix, [one.group for one in passages], weights, weights, seed)


def _train_frames(rows: Rows, passages: Sequence[TrainingPassage], codebook: Codebook) -> list[TrainedHead]:
    trained = []
    for frame in codebook.frames:
        sure, truth = answers_to(passages, frame.id)
        trained.append(TrainedHead(HeadKind.FRAME, frame.id, choose_head(rows.part(sure), truth)))
    return trained


def _train_themes(rows: Rows, passages: Sequence[TrainingPassage], codebook: Codebook) -> list[TrainedHead]:
    theme_weights = np.array([one.theme_weight for one in passages])
    weighted = Rows(rows.matrix, rows.groups, rows.weights, theme_weights, rows.seed)
    answers = {theme.id: answers_to(passages, theme.id) for theme in codebook.themes}
    return [
        TrainedHead(HeadKind.THEME, theme, choose_head(weighted.part(sure), truth))
        for theme, (sure, truth) in answers.items()
        if truth.sum() >= MINIMUM_POSITIVES and not truth.all()
    ]


def answers_to(passages: Sequence[TrainingPassage], code_id: str) -> tuple[NDArray[np.int64], Truth]:
    """The numbers of the passages whose coder was sure of a frame or theme, and whether it was there."""
    sure = np.flatnonzero([code_id not in one.unsure for one in passages])
    truth = np.array([code_id in passages[int(row)].frames | passages[int(row)].themes for row in sure], dtype=bool)
    return sure, truth


def _train_stances(rows: Rows, passages: Sequence[TrainingPassage], codebook: Codebook) -> list[TrainedHead]:
    """Stance heads for every frame, learnt together.

    Each row is a frame on a passage. Its features stand twice, once shared by all frames and once for its own, so that
    rare stances of one frame learn from the others (Daumé III, 2007, Frustratingly easy domain adaptation).
    """
    frames = [frame.id for frame in codebook.frames]
    pairs = [(row, frame, stance) for row, one in enumerate(passages) for frame, stance in sorted(one.stances.items())]
    if not pairs:
        return []
    base = rows.part(np.array([row for row, _, _ in pairs]))
    own = [sparse.diags([float(frame == name) for _, frame, _ in pairs]) @ base.matrix for name in frames]
    equal = np.ones(len(pairs))
    doubled = Rows(sparse.hstack([base.matrix, *own], format="csr"), base.groups, equal, equal, rows.seed)
    trained = []
    for stance in LEARNED_STANCES:
        truth: Truth = np.array([stance is found for _, _, found in pairs])
        if truth.sum() >= MINIMUM_POSITIVES:
            fitted = choose_head(doubled, truth)
            trained += [
                TrainedHead(HeadKind.STANCE, frame, _for_frame(fitted, place, len(frames)), stance)
                for place, frame in enumerate(frames)
            ]
    return trained


def _for_frame(fitted: FittedHead, place: int, frames: int) -> FittedHead:
    """The shared coefficients plus those of one frame."""
    shared, *own = np.split(fitted.coefficients, 1 + frames)
    return replace(fitted, coefficients=shared + own[place])
