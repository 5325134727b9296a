"""Where a coder was most sure and wrong: the passages to read first."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from discourse.coding.abstention import measure_sureness
from discourse.coding.judged import judge_codings
from discourse.coding.training_data import TrainingPassage
from discourse.domain.codes import PassageCoding

PER_KIND = 25


class ErrorKind(StrEnum):
    """What went wrong with a frame."""

    MISSED = "missed"
    INVENTED = "invented"
    STANCE = "stance"


@dataclass(frozen=True, slots=True)
class CodingError:
    """One wrong answer; `actual` and `found` are stances or `absent`, `evidence` the words that the coder went by."""

    code_id: str
    kind: ErrorKind
    sureness: float
    probability: float
    actual: str
    found: str
    evidence: tuple[str, ...]
    document: str
    previous: str
    text: str


def worst_errors(
    passages: Sequence[TrainingPassage], codings: Sequence[PassageCoding], frames: Sequence[str]
) -> tuple[CodingError, ...]:
    """The surest wrong answers on each frame, at most `PER_KIND` of a kind, by frame, kind and sureness."""
    judged = judge_codings(passages, codings, frames)
    worst: list[CodingError] = []
    for frame in frames:
        sureness = measure_sureness(judged[frame]).tolist()
        errors = [
            error
            for one, coding, sure in zip(passages, codings, sureness, strict=True)
            if (error := _find_error(one, coding, frame, sure))
        ]
        for kind in ErrorKind:
            ranked = sorted((one for one in errors if one.kind is kind), key=lambda one: -one.sureness)
            worst += ranked[:PER_KIND]
    return tuple(worst)


def _find_error(one: TrainingPassage, coding: PassageCoding, frame: str, sureness: float) -> CodingError | None:
    code = next((code for code in coding.codes if code.code_id == frame), None)
    present = code is not None and code.present
    settled = one.stances.get(frame)
    if present != (frame in one.frames):
        kind = ErrorKind.INVENTED if present else ErrorKind.MISSED
    elif present and code and settled and code.stance is not settled:
        kind = ErrorKind.STANCE
    else:
        return None
    return CodingError(
        code_id=frame,
        kind=kind,
        sureness=sureness,
        probability=code.probability if code else 0.0,
        actual=str(settled or "unsettled") if frame in one.frames else "absent",
        found=str(code.stance or "unsettled") if code and present else "absent",
        evidence=tuple(one.text[span.start : span.end] for span in code.evidence) if code else (),
        document=one.group,
        previous=one.previous,
        text=one.text,
    )
