"""From fitted heads to a model: what each way of training ends with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from discourse.coding.embedding import Encoder
from discourse.coding.files import make_card
from discourse.coding.fitting import FittedHead
from discourse.coding.model import FramingModel
from discourse.coding.training_data import TrainingPassage
from discourse.coding.weights import Head, HeadKind, Weights
from discourse.domain.codebook import Codebook
from discourse.domain.codes import Stance
from discourse.domain.errors import ModelError
from discourse.domain.ids import Json, hash_values

MINIMUM_POSITIVES = 15
# Asserted is what is left where neither is found.
LEARNED_STANCES = (Stance.REPORTED, Stance.CONTESTED)


@dataclass(frozen=True, slots=True)
class TrainedHead:
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


def check_frames(passages: Sequence[TrainingPassage], codebook: Codebook) -> None:
    """Raise a `ModelError` for a frame with too few examples."""
    for frame in codebook.frames:
        count = sum(frame.id in one.frames for one in passages)
        if count < MINIMUM_POSITIVES:
            raise ModelError(
                f"The frame '{frame.id}' has {count} coded passages; at least {MINIMUM_POSITIVES} are needed."
            )


def describe_training(passages: Sequence[TrainingPassage], seed: int, note: Mapping[str, Json]) -> dict[str, Json]:
    """What a card says of the passages: how many, of how many documents, and the hash of all that was learnt from."""
    rows: list[Json] = [
        [
            one.text,
            one.previous,
            one.group,
            sorted(one.frames),
            sorted(one.unsure),
            sorted(f"{frame}={stance}" for frame, stance in one.stances.items()),
            sorted(one.themes),
            one.weight,
            one.theme_weight,
        ]
        for one in passages
    ]
    groups = len({one.group for one in passages})
    return {**note, "passages": len(passages), "groups": groups, "seed": seed, "sha256": hash_values(rows)}


def assemble_model(
    trained: Sequence[TrainedHead],
    weights: Weights,
    codebook: Codebook,
    *,
    encoder: Encoder,
    languages: Sequence[str],
    training: Mapping[str, Json],
) -> FramingModel:
    """The model of these heads, whose `weights` stand in the same order."""
    heads = tuple(one.head for one in trained)
    scores: dict[str, Json] = {
        one.name: {"positives": one.fitted.positives, "cross_validated_f1": round(one.fitted.f1, 4)} for one in trained
    }
    card = make_card(
        encoder=encoder.card,
        languages=languages,
        codebook=codebook,
        heads=heads,
        weights=weights,
        training=training,
        scores=scores,
        layers=encoder.layers,
    )
    return FramingModel(codebook, heads, weights, card)
