"""A coding: who says that a passage carries a code, how surely, with what stance, because of which words."""

from dataclasses import dataclass
from enum import StrEnum


class Stance(StrEnum):
    """Whether the text stands behind a frame (codebook, section Stance)."""

    ASSERTED = "asserted"
    REPORTED = "reported"
    CONTESTED = "contested"


class CodingStatus(StrEnum):
    """What became of a passage in coding; an abstained one keeps the likelier value."""

    CODED = "coded"
    ABSTAINED = "abstained"
    LANGUAGE_UNSUPPORTED = "language_unsupported"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words that made a code so: a half-open range *within the passage's text* and their share of the decision.

    `weight` is the span's contribution to the log-odds; `rule` names the cue that matched, or is empty for words
    that the embedding weighed.
    """

    start: int
    end: int
    weight: float
    rule: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"Evidence {self.start}-{self.end} is not a range of a passage.")


@dataclass(frozen=True, slots=True)
class Code:
    """One coder's judgement of one code on one passage; people and models code alike.

    `coder` is `person:NAME` or `model:NAME@VERSION`. `probability` is 0.0 or 1.0 from a person.
    """

    passage_id: str
    code_id: str
    coder: str
    present: bool
    probability: float
    stance: Stance | None = None
    evidence: tuple[Evidence, ...] = ()

    def __post_init__(self) -> None:
        if not 0.0 <= self.probability <= 1.0:
            raise ValueError(f"The probability {self.probability} of code '{self.code_id}' is not between 0 and 1.")


@dataclass(frozen=True, slots=True)
class CodingInput:
    """What a coder sees of a passage: its text, the text before it, the heading above it, its language."""

    passage_id: str
    text: str
    previous: str = ""
    heading: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class PassageCoding:
    """A coder's whole answer on one passage: every frame, present or not, and the themes that are present."""

    passage_id: str
    status: CodingStatus
    codes: tuple[Code, ...]
