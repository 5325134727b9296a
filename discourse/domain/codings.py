"""What people say of the text, as it is kept: a coding with its words, its coder, its moment and its codebook."""

import re
from dataclasses import dataclass
from enum import StrEnum

from discourse.domain.codes import Stance

PERSON, MODEL = "person:", "model:"

# The code of a coding that says: this was read; what it carries is in the other codings, if any.
READ = ""

# The code of a coding that says: this was looked at and left open; nothing follows from it for any code.
ABSTAINED = "?"

# Whose codings settle what coders disagree on; they are a decision, not one more independent reading.
CONSENSUS = "person:consensus"

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class ExportFormat(StrEnum):
    """What `export` can write."""

    REFI_QDA = "refi-qda"
    REFI_CODEBOOK = "refi-codebook"
    CSV = "csv"
    JSONL = "jsonl"
    WEB_ANNOTATION = "web-annotation"
    LABEL_STUDIO = "label-studio"
    ARGILLA = "argilla"
    PRODIGY = "prodigy"


@dataclass(frozen=True, slots=True)
class Coding:
    """One coder's judgement of one code on one range of a document's text.

    `start` and `end` are half-open code points of `Document.text`, and `quote` is that text as the coder saw it: should
    the document be read differently one day, the coding is found to have come loose instead of moving in silence.
    `passage_id` is empty for a free span. A `code_id` of `READ` says that the range was read, with a memo on it as a
    whole; present codings beside it count as ever; `ABSTAINED` says that it was left open, until `READ` is said later.
    `time` is UTC in ISO 8601 with a `Z`. `probability` is a model's; a
    person has none.
    """

    coder: str
    document_id: str
    start: int
    end: int
    quote: str
    code_id: str
    present: bool
    stance: Stance | None = None
    memo: str = ""
    codebook_id: str = ""
    time: str = ""
    passage_id: str = ""
    probability: float | None = None

    def __post_init__(self) -> None:
        if not self.coder.startswith((PERSON, MODEL)) or not self.coder.partition(":")[2].strip():
            raise ValueError(f"The coder '{self.coder}' is neither 'person:NAME' nor 'model:NAME@VERSION'.")
        if not 0 <= self.start < self.end or len(self.quote) != self.end - self.start:
            raise ValueError(f"A coding's range {self.start}-{self.end} does not fit its quote.")
        if not self.present and self.stance:
            raise ValueError(f"A code that is absent has no stance, '{self.stance}' was given.")
        if self.present and self.code_id in (READ, ABSTAINED):
            raise ValueError("A coding that is present needs a code.")
        if self.time and not TIME.fullmatch(self.time):
            raise ValueError(f"The time '{self.time}' is not written like 2026-03-01T09:30:00Z.")
        if found := _CONTROL.search(self.memo) or _CONTROL.search(self.coder):
            raise ValueError(f"A memo or name holds the character U+{ord(found[0]):04X}, which no file format carries.")

    @property
    def unit(self) -> tuple[str, int, int]:
        """What was judged: a range of a document, whoever judged it."""
        return (self.document_id, self.start, self.end)

    @property
    def key(self) -> tuple[str, str, int, int, str]:
        """What a later coding replaces: the same coder's word on the same code of the same unit."""
        return (self.coder, *self.unit, self.code_id)


@dataclass(frozen=True, slots=True)
class CodingEvent:
    """A coding as it was recorded; `undoes` names the event that this one takes back (a coding or an undoing).

    `is_imported` says that it was made elsewhere, where a code given stands for a passage that was read.
    """

    number: int
    coding: Coding
    undoes: int | None = None
    is_imported: bool = False


def codings_in_force(events: tuple[CodingEvent, ...]) -> tuple[Coding, ...]:
    """The codings of `events_in_force`."""
    return tuple(event.coding for event in events_in_force(events))


def events_in_force(events: tuple[CodingEvent, ...]) -> tuple[CodingEvent, ...]:
    """The codings that still hold, in the order of their recording: the last of each key that was not taken back.

    An undoing that was itself undone has no effect, so that undoing twice is doing again.
    """
    undone: set[int] = set()
    last: dict[tuple[str, str, int, int, str], CodingEvent] = {}
    # An undoing always comes after what it undoes, so that going backwards each event's fate is known when it is met.
    for event in sorted(events, key=lambda item: -item.number):
        if event.number in undone:
            continue
        if event.undoes is not None:
            undone.add(event.undoes)
        else:
            last.setdefault(event.coding.key, event)
    return tuple(sorted(last.values(), key=lambda item: item.number))
