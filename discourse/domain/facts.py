"""A definitional fact: what a text says that a micro-credential is, with the words that say so."""

from dataclasses import dataclass
from enum import StrEnum

from discourse.domain.numerals import Range


class FactKind(StrEnum):
    """What a fact is about (codebook, section Definitional facts).

    `DURATION` is elapsed time, `EFFORT` a learner's hours, `CREDIT` the volume of credit.
    """

    DURATION = "duration"
    EFFORT = "effort"
    CREDIT = "credit"
    LEVEL = "level"
    ASSESSED = "assessed"
    CREDIT_BEARING = "credit_bearing"
    STACKABLE = "stackable"
    DELIVERY = "delivery"
    PROVIDER = "provider"
    PRICE = "price"
    ENDORSED_BY = "endorsed_by"


# Where a text is silent there is no fact; silence is counted in the tables, never written as "no".
YES, NO, MAY = "yes", "no", "may"
STAND_ALONE = "stand_alone"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact, said in `text[start:end]` of a passage; `quotation` is those words, `text` the whole passage.

    A numeric fact has a `range` in `unit`, with its credit scheme, level framework or currency in `scheme` and what it
    is counted by in `per` (`week`, `credit`). Any other has a `category`: `yes`, `no` or `may` (and `stand_alone`) for
    assessed, credit-bearing and stackable, else a word of the kind's own list (`online`, `university`). `page` is where
    the passage begins.
    """

    passage_id: str
    document_id: str
    kind: FactKind
    start: int
    end: int
    quotation: str
    text: str
    page: int
    range: Range | None = None
    unit: str = ""
    scheme: str = ""
    per: str = ""
    category: str = ""

    def __post_init__(self) -> None:
        if self.text[self.start : self.end] != self.quotation or not self.quotation:
            raise ValueError(f"Fact {self.start}-{self.end} of passage {self.passage_id} does not quote its text.")
        if (self.range is None) == (not self.category):
            raise ValueError(f"Fact '{self.quotation}' must have either a range or a category.")
