"""A fact as its rule found it, before it is tied to its passage; and the tri-state that negation and modality give."""

import re
from dataclasses import dataclass

from discourse.domain.facts import MAY, NO, YES, FactKind
from discourse.domain.numerals import Range

_NOT = re.compile(r"\b(?:not(?!\sonly)|never|no|cannot|without|neither|nor|none|unable|non)\b|n[’']t\b", re.IGNORECASE)
_MAY = re.compile(
    r"\b(?:may|can|could|might|optional(?:ly)?|possibly|where\sappropriate|in\ssome\scases)\b", re.IGNORECASE
)
_WHETHER = re.compile(r"\b(?:whether|if)\b", re.IGNORECASE)
_SOME = re.compile(
    r"\b(?:some|many|half|thirds?|quarters?|per\s?cent|not\s(?:all|every))\b|%|\bwith\sor\s$", re.IGNORECASE
)
_REACH = 70


@dataclass(frozen=True, slots=True)
class Finding:
    """A fact at `start`-`end` of a text: a range with its unit, or a category."""

    kind: FactKind
    start: int
    end: int
    range: Range | None = None
    unit: str = ""
    scheme: str = ""
    per: str = ""
    category: str = ""


def read_polarity(text: str, low: int, start: int) -> str:
    """Whether what stands at `start` is affirmed, denied or left open by the words before it, from `low` on.

    What holds of some or is to be stated ("whether it carries credit") is left open.
    """
    before = text[max(low, start - _REACH) : start]
    if _SOME.search(before) or _WHETHER.search(before):
        return MAY
    if _NOT.search(before):
        return NO
    return MAY if _MAY.search(before) else YES


def read_denial(text: str, low: int, start: int) -> str:
    """The tri-state of words that themselves say no, such as `unassessed`: no, unless only some are said to be so."""
    return MAY if _SOME.search(text[max(low, start - _REACH) : start]) else NO
