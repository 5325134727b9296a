"""How well a coder finds each code, and so how much may be said of what it found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

# F1 below which most of what a coder finds, or most of what there is to find, is missed or false.
WEAK_F1 = 0.4
# So many passages with a code must be among those that a score is of, for the score to say something.
ENOUGH_EXAMPLES = 10
# F1 below which a coder practically does not find a code: nothing is told of it.
LEAST_F1 = 0.1
# A passage that a coder gives a weak code to is quoted only where it holds the code for likelier than not.
WEAK_CERTAINTY = 0.5

_NO_SCORES: Mapping[str, float] = MappingProxyType({})
_NO_STANCES: Mapping[str, tuple[float, ...]] = MappingProxyType({})
_NO_EXAMPLES: Mapping[str, tuple[float, int]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class CodeReliability:
    """The F1 of a coder by code, cross-validated over the passages that it learnt from.

    `f1` lacks what was not measured; `lowest` has the lowest of all scores of a code, those on documents kept from
    training too, where they are of enough passages; `unconfirmed` are the codes of which too few were kept apart;
    `unlearnt` are the codes that the coder cannot give. `stances` has the F1 of each stance, lowest first where frames
    differ; `stances_apart` that on documents kept from training, with the number of passages there that have it.
    """

    f1: Mapping[str, float] = field(default_factory=lambda: _NO_SCORES)
    unlearnt: frozenset[str] = frozenset()
    lowest: Mapping[str, float] = field(default_factory=lambda: _NO_SCORES)
    unconfirmed: frozenset[str] = frozenset()
    stances: Mapping[str, tuple[float, ...]] = field(default_factory=lambda: _NO_STANCES)
    stances_apart: Mapping[str, tuple[float, int]] = field(default_factory=lambda: _NO_EXAMPLES)

    def finds(self, code_id: str) -> bool:
        """Whether the coder finds the code at all; so it is taken where its F1 was not measured."""
        return code_id not in self.unlearnt and self.f1.get(code_id, 1.0) >= LEAST_F1

    def is_weak(self, code_id: str) -> bool:
        """Whether the coder finds the code, but so badly, or on so little evidence, that its numbers are hints."""
        f1 = self.lowest.get(code_id, self.f1.get(code_id, 1.0))
        return self.finds(code_id) and (f1 < WEAK_F1 or code_id in self.unconfirmed)

    def least_certainty(self, code_id: str) -> float:
        """How likely a passage must have the code, by the coder, to be quoted for it."""
        return WEAK_CERTAINTY if self.is_weak(code_id) else 0.0
