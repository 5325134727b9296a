"""Training: logistic heads over embedding, cues, n-grams and marks, checked across documents.

Each head's penalty and threshold are chosen on the scores that it gives to documents left out of its training
(grouped cross-validation); the same scores calibrate its probabilities.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from discourse.coding.design import Design, plan_design
from discourse.coding.embedding import Embedder
from discourse.coding.features import measure_rarity
from discourse.coding.files import make_card
from discourse.coding.fitting import FittedHead, Rows, Truth, choose_head
from discourse.coding.model import FramingModel
from discourse.coding.training_data import TrainingPassage
from discourse.coding.weights import Head, HeadKind, cue_columns, see_passages
from discourse.domain.codebook import Codebook
from discourse.domain.codes import Stance
from discourse.domain.errors import ModelError
from discourse.domain.ids import Json, hash_values

MINIMUM_POSITIVES = 15
_LEARNED_STANCES = (Stance.REPORTED, Stance.CONTESTED)


@dataclass(frozen=True, slots=True)
class _Trained:
    """What a head asks, and what was fitted for it."""

    kind: HeadKind
    code_id: str
    fitted: FittedHead
    stance: str = ""

    @property
    def name(self) -> str:
        return " ".join(filter(None, (self.kind, self.code_id, self.stance)))

    @property
    def head(self) -> Head:
        # Only a doubtful frame makes a passage abstained.
        low, high = (self.fitted.low, self.fitted.high) if self.kind is HeadKind.FRAME else (0.0, 0.0)
        return Head(self.kind, self.code_id, self.fitted.threshold, low, high, self.stance)


def train_model(
    passages: Sequence[TrainingPassage],
    codebook: Codebook,
    embedder: Embedder,
    *,
    seed: int,
    note: Mapping[str, Json] | None = None,
) -> FramingModel:
    """Train the heads of a codebook's frames, their stances and its themes.

    A theme or stance with fewer than 15 examples gets no head; a frame with fewer is a `ModelError`. `note` is kept
    in the model's card (what the passages are).
    """
    texts = [one.text for one in passages]
    rarity = measure_rarity(texts)
    seen = see_passages(texts, embedder.embed(texts), codebook, rarity)
    design = plan_design(seen.embeddings, rarity, cue_columns(codebook))
    rows = _rows(design.matrix(seen), passages, seed)
    trained = [
        *_train_frames(rows, passages, codebook),
        *_train_stances(rows, passages, codebook),
        *_train_themes(rows, passages, codebook),
    ]
    return _assemble(trained, design, codebook, embedder.id, _describe(passages, seed, note or {}))


def _rows(matrix: sparse.csr_matrix, passages: Sequence[TrainingPassage], seed: int) -> Rows:
    weights = np.array([one.weight for one in passages])
    return Rows(matrix, [one.group for one in passages], weights, weights, seed)


def _train_frames(rows: Rows, passages: Sequence[TrainingPassage], codebook: Codebook) -> list[_Trained]:
    trained = []
    for frame in codebook.frames:
        truth = np.array([frame.id in one.frames for one in passages])
        if truth.sum() < MINIMUM_POSITIVES:
            raise ModelError(
                f"The frame '{frame.id}' has {truth.sum()} coded passages; at least {MINIMUM_POSITIVES} are needed."
            )
        trained.append(_Trained(HeadKind.FRAME, frame.id, choose_head(rows, truth)))
    return trained


def _train_themes(rows: Rows, passages: Sequence[TrainingPassage], codebook: Codebook) -> list[_Trained]:
    theme_weights = np.array([one.theme_weight for one in passages])
    weighted = Rows(rows.matrix, rows.groups, rows.weights, theme_weights, rows.seed)
    truths = {theme.id: np.array([theme.id in one.themes for one in passages]) for theme in codebook.themes}
    return [
        _Trained(HeadKind.THEME, theme, choose_head(weighted, truth))
        for theme, truth in truths.items()
        if truth.sum() >= MINIMUM_POSITIVES
    ]


def _train_stances(rows: Rows, passages: Sequence[TrainingPassage], codebook: Codebook) -> list[_Trained]:
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
    for stance in _LEARNED_STANCES:
        truth: Truth = np.array([stance is found for _, _, found in pairs])
        if truth.sum() >= MINIMUM_POSITIVES:
            fitted = choose_head(doubled, truth)
            trained += [
                _Trained(HeadKind.STANCE, frame, _for_frame(fitted, place, len(frames)), stance)
                for place, frame in enumerate(frames)
            ]
    return trained


def _for_frame(fitted: FittedHead, place: int, frames: int) -> FittedHead:
    """The shared coefficients plus those of one frame."""
    shared, *own = np.split(fitted.coefficients, 1 + frames)
    return replace(fitted, coefficients=shared + own[place])


def _describe(passages: Sequence[TrainingPassage], seed: int, note: Mapping[str, Json]) -> dict[str, Json]:
    rows: list[Json] = [
        [
            one.text,
            one.group,
            sorted(one.frames),
            sorted(f"{frame}={stance}" for frame, stance in one.stances.items()),
            sorted(one.themes),
            one.weight,
            one.theme_weight,
        ]
        for one in passages
    ]
    groups = len({one.group for one in passages})
    return {**note, "passages": len(passages), "groups": groups, "seed": seed, "sha256": hash_values(rows)}


def _assemble(
    trained: Sequence[_Trained], design: Design, codebook: Codebook, embedder_id: str, training: Mapping[str, Json]
) -> FramingModel:
    heads = tuple(one.head for one in trained)
    weights = design.weights(
        np.stack([one.fitted.coefficients for one in trained]), np.array([one.fitted.bias for one in trained])
    )
    scores: dict[str, Json] = {
        one.name: {
            "C": one.fitted.penalty,
            "positives": one.fitted.positives,
            "cross_validated_f1": round(one.fitted.f1, 4),
        }
        for one in trained
    }
    card = make_card(
        embedder_id=embedder_id, codebook=codebook, heads=heads, weights=weights, training=training, scores=scores
    )
    return FramingModel(codebook, heads, weights, card)
