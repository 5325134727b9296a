"""Where coders disagree, side by side, and what was decided."""

from collections.abc import Sequence
from dataclasses import dataclass

from discourse.domain.codings import CONSENSUS
from discourse.pipeline.workbench.judgements import Judgement, Judgements, Unit


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A range of which people said different things; `codes` are the ids on which they differ."""

    unit: Unit
    judgements: tuple[Judgement, ...]
    codes: tuple[str, ...]
    settled: Judgement | None = None

    @property
    def is_settled(self) -> bool:
        return self.settled is not None


@dataclass(frozen=True, slots=True)
class PairCount:
    """How two coders stand to each other: the ranges that both finished, and those on which they said the same."""

    first: str
    second: str
    shared: int
    same: int


def find_disagreements(judgements: Judgements, *, seen_by: str = "") -> tuple[Disagreement, ...]:
    """Every range that two people finished and coded differently, settled or not; those that one has finished too.

    With `seen_by` ranges that this coder has not finished are left out, so that nobody is swayed before coding.
    """
    found = []
    for unit in judgements.units():
        everybody = judgements.on(unit)
        people = [one for one in everybody if one.is_read and one.coder != CONSENSUS]
        if len(people) < 2 or (seen_by and not judgements.of(seen_by, unit).is_read):
            continue
        if codes := _differing(people):
            settled = next((one for one in everybody if one.coder == CONSENSUS and one.is_read), None)
            found.append(Disagreement(unit, tuple(people), codes, settled))
    return tuple(found)


def count_pairs(judgements: Judgements) -> tuple[PairCount, ...]:
    """For each two people with ranges in common, how many, and how many alike in frames, stances and themes."""
    counts: dict[tuple[str, str], list[int]] = {}
    for unit in judgements.units():
        people = sorted(
            (one for one in judgements.on(unit) if one.is_read and one.coder != CONSENSUS), key=lambda one: one.coder
        )
        for place, first in enumerate(people):
            for second in people[place + 1 :]:
                pair = counts.setdefault((first.coder, second.coder), [0, 0])
                pair[0] += 1
                pair[1] += not _differing([first, second])
    return tuple(PairCount(*names, *pair) for names, pair in sorted(counts.items()))


def _differing(judgements: Sequence[Judgement]) -> tuple[str, ...]:
    """The codes that not all gave, or gave with different stances; a coding without a stance differs from none."""
    said = [one.present for one in judgements]
    every = dict.fromkeys(code_id for one in said for code_id in one)
    return tuple(
        code_id
        for code_id in every
        if not all(code_id in one for one in said) or len({one[code_id].stance for one in said} - {None}) > 1
    )
