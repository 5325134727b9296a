"""What can have changed between the last run and this one."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from discourse.pipeline.failures import Failure


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A file whose text was not in the tables of the last run; `is_changed`: another text under its name was.

    `same_as` is the file added earlier that has the same content: counted once, under that file's name and metadata.
    `same_is_gone`: that file is no longer there, as when it was renamed. `is_new_name`: the text was known under the
    name `same_as`, which has it no more, and is counted under this one.
    """

    file: str
    jurisdiction: str
    title: str
    year: int | None
    records: int
    is_changed: bool = False
    same_as: str = ""
    same_is_gone: bool = False
    is_new_name: bool = False


@dataclass(frozen=True, slots=True)
class Relabelled:
    """A file that was in the tables before, of which something else is known now; `was` and `now` are by field."""

    file: str
    was: Mapping[str, str | int | None]
    now: Mapping[str, str | int | None]


@dataclass(frozen=True, slots=True)
class Framing:
    """A jurisdiction and a frame first found together, with a passage to read; the jurisdiction itself may be new.

    `passages` and the one to read are of documents with a new text; what only such have that were renamed or relabelled
    is no such framing.
    """

    jurisdiction: str
    frame: str
    passages: int
    is_new_jurisdiction: bool
    quote: str = ""
    file: str = ""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Shift:
    """A share that lies outside its interval of `since`, when the share of then lies outside the present one too."""

    jurisdiction: str
    frame: str
    since: str
    before_share: float
    before_low: float
    before_high: float
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Changes:
    """What is new since the run of `since` (UTC, ISO 8601; empty where there was none to compare with).

    `left` are the files whose text was in the tables and is not any more, each told once. Of a first run, `documents`
    and `failures` are all that there are.
    `method` names what else changed (codebook, model, settings): framings and shifts are then not looked for.
    `compared` counts the shares with an interval in both runs. `names` are the frames' names by id.
    `is_rewritten`: the tables were written anew, if only for an audit or for what no news is told of. With an audit
    `corrected` of `audited` shares, those of jurisdictions and frames, are corrected by it.
    """

    since: str
    until: str
    documents: tuple[NewDocument, ...] = ()
    relabelled: tuple[Relabelled, ...] = ()
    failures: tuple[Failure, ...] = ()
    recovered: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    framings: tuple[Framing, ...] = ()
    shifts: tuple[Shift, ...] = ()
    compared: int = 0
    method: tuple[str, ...] = ()
    drift: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    is_rewritten: bool = False
    corrected: int = 0
    audited: int = 0

    @property
    def is_first(self) -> bool:
        return not self.since

    @property
    def has_news(self) -> bool:
        """Whether a reader who knows the last run has anything to learn."""
        return self.is_first or not self.is_empty

    @property
    def is_empty(self) -> bool:
        files = (self.documents, self.failures, self.recovered, self.left)
        return not any((*files, self.relabelled, self.framings, self.shifts, self.method, self.drift))


# Of a project in which no document has given a text.
NO_CHANGES = Changes("", "")
