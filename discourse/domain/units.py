"""A quantity: a range of numbers with its unit, scheme and place in a text."""

from dataclasses import dataclass
from enum import StrEnum

from discourse.domain.numerals import Range


class Unit(StrEnum):
    """What a quantity counts. `DAYS` is elapsed time, `HOURS` a learner's or teacher's time."""

    DAYS = "days"
    HOURS = "hours"
    SEMESTERS = "semesters"
    TERMS = "terms"
    CREDITS = "credits"
    LEVEL = "level"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A range with its unit, read from `text[start:end]`.

    `scheme` is the credit scheme, level framework or currency: an acronym or ISO 4217 code where the text names one,
    the bare sign (`$`) where it fits several currencies, empty where the text is silent. `per` is what the amount is
    counted by (`week`, `credit`, `learner`), empty for a total. `spoken` is the unit in the text's own words.
    """

    start: int
    end: int
    range: Range
    unit: Unit
    scheme: str = ""
    per: str = ""
    spoken: str = ""
