"""How well clauses that were found agree with clauses that a person coded: precision, recall and F1 by part."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from discourse.coding.agency.clauses import Clause, Form, Modality

NOT_AN_ACTOR = "other"
PARTS = ("predicate", "agent class", "acted-on class", "beneficiary class", "obliged class", *Form)
Answer = tuple[str, int, str]


@dataclass(frozen=True, slots=True)
class GoldClause:
    """A hand-coded clause: where its predicate begins, and the actor classes in each place; `other` for no actor."""

    start: int
    form: Form
    modality: Modality | None
    agents: frozenset[str]
    acted_on: frozenset[str]
    beneficiaries: frozenset[str]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Counts of one part; the scores are 0 where they have no denominator."""

    right: int
    found: int
    coded: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.coded if self.coded else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.found + self.coded) if self.found + self.coded else 0.0


def read_gold(row: Mapping[str, str], start: str) -> GoldClause:
    """A row of a gold table; `start` names its column of the predicate's offset."""
    classes = {name: frozenset(filter(None, row[name].split(";"))) for name in ("agent", "acted_on", "beneficiary")}
    return GoldClause(
        start=int(row[start]),
        form=Form(row["form"]),
        modality=Modality(row["modality"]) if row["modality"] else None,
        agents=classes["agent"],
        acted_on=classes["acted_on"],
        beneficiaries=classes["beneficiary"],
    )


def score_clauses(pairs: Iterable[tuple[Iterable[GoldClause], Iterable[Clause]]]) -> Mapping[str, Agreement]:
    """Agreement by part over texts, each with what was coded and what was found.

    One answer is a predicate's place with a class (with a modality and a class for the obliged, with its form for the
    forms), so that a class on the wrong predicate is wrong. `other` is no class.
    """
    right, found, coded = Counter[str](), Counter[str](), Counter[str]()
    for hand, machine in pairs:
        expected = {answer for clause in hand for answer in _gold_answers(clause)}
        given = {answer for clause in machine for answer in _found_answers(clause)}
        right.update(part for part, _, _ in expected & given)
        found.update(part for part, _, _ in given)
        coded.update(part for part, _, _ in expected)
    return {part: Agreement(right[part], found[part], coded[part]) for part in PARTS}


def _gold_answers(clause: GoldClause) -> list[Answer]:
    return _answers(clause.start, clause.form, clause.modality, clause.agents, clause.acted_on, clause.beneficiaries)


def _found_answers(clause: Clause) -> list[Answer]:
    agents, acted_on, beneficiaries = (
        frozenset(one.actor for one in people) for people in (clause.agents, clause.acted_on, clause.beneficiaries)
    )
    return _answers(clause.start, clause.form, clause.modality, agents, acted_on, beneficiaries)


def _answers(
    start: int,
    form: Form,
    modality: Modality | None,
    agents: frozenset[str],
    acted_on: frozenset[str],
    beneficiaries: frozenset[str],
) -> list[Answer]:
    none = {"", NOT_AN_ACTOR}
    return [
        ("predicate", start, ""),
        (str(form), start, ""),
        *(("agent class", start, actor) for actor in agents - none),
        *(("acted-on class", start, actor) for actor in acted_on - none),
        *(("beneficiary class", start, actor) for actor in beneficiaries - none),
        *(("obliged class", start, f"{modality}:{actor}") for actor in agents - none if modality),
    ]
