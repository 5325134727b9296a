"""A clause as a coder of agency sees it: what is done, by whom, to whom, for whom, and with what obligation."""

from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """How a clause treats its doer.

    `AGENTLESS_PASSIVE` ("costs must be met"), `IMPERATIVE` ("strengthen links": also the bare verbs of a list) and
    `NOMINALISATION` ("the recognition of skills") leave it out or can do so.
    """

    ACTIVE = "active"
    PASSIVE = "passive"
    AGENTLESS_PASSIVE = "agentless_passive"
    IMPERATIVE = "imperative"
    NOMINALISATION = "nominalisation"


class Modality(StrEnum):
    """What a clause lays on its agent; `need to` and `is required to` are MUST, `is asked to` is EXPECTED."""

    MUST = "must"
    SHOULD = "should"
    WILL = "will"
    MAY = "may"
    CAN = "can"
    EXPECTED = "expected"
    RESPONSIBLE = "responsible"


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody or something in a clause, `text[start:end]`; `actor` is a class of the lexicon, or empty for none."""

    start: int
    end: int
    actor: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """One predicate, `text[start:end]`, with its participants.

    The agent is the doer by grammar: the subject of an active verb or the `by` of a passive one. A subject that
    receives and an object that is helped are beneficiaries.
    """

    start: int
    end: int
    lemma: str
    form: Form
    modality: Modality | None = None
    agents: tuple[Participant, ...] = ()
    acted_on: tuple[Participant, ...] = ()
    beneficiaries: tuple[Participant, ...] = ()
