"""What a passage speaks of: a micro-credential under any of its names, something it could be confused with, or neither.

Three sorts of words: names that always mean a small credential (`micro-credential`, `badge`, `short course`), names
that mean one only in a document about them (`module`, `award`), and rivals (`degree`, `apprenticeship`). A fact belongs
to whichever stands nearest to it in its clause.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from discourse.domain.documents import BlockKind
from discourse.domain.passages import Passage

_NAMES = (
    r"micro[-\s]?(?:credential|certificate|qualification|award|degree|module|course|learning unit)s?(?:ing|ling)?",
    r"nano[-\s]?(?:badge|degree|credential)s?",
    r"(?:digital|open|skills?)\sbadges?",
    r"badges?",
    r"(?:alternative|digital)\s(?:digital\s)?credentials?",
    r"short(?:er)?(?:-term)?[-\s](?:(?:vocational|training|certificate|online|professional|learning)\s)?"
    r"(?:courses?|awards?|programmes?|programs?|modules?|certificates?|credentials?|qualifications?)",
    r"skills\spass(?:es)?",
    r"statements?\sof\sattainment",
)
_WEAK_NAMES = (
    r"modules?|certificates?(?:\sprogram(?:me)?s?)?|awards?|credentials?|courses?|units?\sof\s(?:study|learning)"
)
_RIVALS = (
    r"(?:(?:associate|foundation|bachelor|master|honours|full)(?:'s|’s)?\s)?degrees?|bachelor(?:s|'s|’s)?|master(?:s"
    r"|'s|’s)"
    r"|doctora\w+|phds?|diplomas?|apprenticeships?|traineeships?|(?:macro|full|larger|whole)[-\s](?:credential"
    r"|qualification)s?"
    r"|certificates?\s(?:i{1,3}v?|iv|\d)\b|certificates?\sof\s(?:birth|deposit|origin|registration|proficiency"
    r"|competence)"
    r"|qualifications?(?!\s(?:and\s\w+\s)?(?:frameworks?|agency|authority|board|acts?|standards?))|school\s(?:year"
    r"|certificate|leaving\s\w+)s?|secondary\s(?:school|education)|academic\syears?"
    r"|(?:degree|doctoral|master(?:s|'s|’s)?|bachelor(?:s|'s|’s)?|study)\s(?:programme|program|course)s?"
    r"|(?:modern|industrial|enterprise|scholarship)\sawards?|awards?\s(?:ceremony|rates?|wages?)|semesters?\sof\sschool"
    r"|(?:post)?graduate\scertificates?"
)
_NAMED = "|".join(f"(?:{name})" for name in _NAMES)
_MENTION = re.compile(rf"\b(?:(?P<rival>{_RIVALS})|(?P<named>{_NAMED})|(?P<weak>{_WEAK_NAMES}))(?!\w)", re.IGNORECASE)
# After these a name is what the credential leads to or is compared with, not what is spoken of.
_ASIDE = re.compile(
    r"\b(?:towards?|into|than|from|unlike|beyond|not|forms?|leads?\sto|leading\sto|(?:parts?|components?)\sof"
    r"|adding\sto|alongside)\s(?:[\w-]+\s){0,3}$",
    re.IGNORECASE,
)
_ANAPHOR = re.compile(
    r"\W*(?:it|they|these|this|each|such|those|the\s(?:smaller|larger|shorter|longer|first|second|latter|former)"
    r"|both|all|most|some"
    r"|its|their)\b",
    re.IGNORECASE,
)
_FIELD = re.compile(r"\W*\w+(?:[\s/-]\w+){0,3}\s?:")
_CLAUSE_END = re.compile(r"[;!?]|\.(?=\s|$)|\s[–—]\s|,?\s(?:while|whereas|although|but)\s", re.IGNORECASE)
# A passage without a stop, such as a broken table, would else make every search as long as itself.
CLAUSE_REACH = 400
# What a credit is worth in hours defines every credential that is measured in it.
_CREDIT_RATE = re.compile(
    r"^\W*(?:one|1|each|an?)\s(?:[a-z]+\s){0,2}(?:credit|point)s?\b.{1,60}\bhours\b", re.IGNORECASE
)
_LISTED = (BlockKind.LIST_ITEM, BlockKind.TABLE_ROW)


class Speaks(IntEnum):
    """What a mention names, from the least to the most binding."""

    ASIDE = -1
    RIVAL = 0
    WEAK = 1
    CREDENTIAL = 2


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text, as a half-open range of its code points."""

    start: int
    end: int
    speaks: Speaks


@dataclass(frozen=True, slots=True)
class Subject:
    """What a passage's facts can belong to: its mentions, and whether the text around it is about a credential."""

    text: str
    mentions: tuple[Mention, ...]
    inherited: bool

    def owns(self, start: int, end: int) -> bool:
        """Whether what stands at `start`-`end` is said of a credential: the nearest mention in its clause is one."""
        if any(item.speaks <= Speaks.RIVAL and _is_bound(self.text, item, start, end) for item in self.mentions):
            return False
        low, high = clause_around(self.text, start, end)
        spoken_of = [item for item in self.mentions if item.speaks is not Speaks.ASIDE]
        near = [item for item in spoken_of if low <= item.start < high]
        near = near or [item for item in spoken_of if item.end <= start][-1:]
        if not near:
            return self.inherited
        nearest = min(near, key=lambda item: _distance(self.text, item, start, end))
        return nearest.speaks is not Speaks.RIVAL

    def before(self, position: int) -> tuple[Mention, ...]:
        """The credentials named before a position, in order."""
        return tuple(item for item in self.mentions if item.end <= position and item.speaks > Speaks.RIVAL)


def read_subject(passage: Passage, *, about: bool = False, carried: bool = False) -> Subject | None:
    """What a passage speaks of, None if it cannot be a micro-credential.

    `about` says that the document is about them, so that a plain `module` or `award` is one too; `carried` that the
    passage just before it spoke of one.
    """
    mentions = _mentions(passage.text)
    heading, previous = _mentions(passage.heading), _mentions(passage.previous)
    least = Speaks.WEAK if about else Speaks.CREDENTIAL
    is_headed, follows = _names_credential(heading), bool(previous) and previous[0].speaks >= least
    inherited = _inherits(passage, is_headed=is_headed, follows=follows or carried)
    inherited = inherited or (about and bool(_CREDIT_RATE.search(passage.text)))
    if not any(item.speaks is Speaks.CREDENTIAL for item in mentions) and not (about or is_headed or inherited):
        mentions = tuple(item for item in mentions if item.speaks is not Speaks.WEAK)
    if inherited or any(item.speaks > Speaks.RIVAL for item in mentions):
        return Subject(passage.text, mentions, inherited)
    return None


def names_credential(text: str) -> bool:
    """Whether a text names a micro-credential outright."""
    return _names_credential(_mentions(text))


def clause_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The half-open range of the clause in which `start`-`end` stands, at most `CLAUSE_REACH` to each side."""
    low, high = max(0, start - CLAUSE_REACH), min(len(text), end + CLAUSE_REACH)
    before = [match.end() for match in _CLAUSE_END.finditer(text, low, start)]
    after = _CLAUSE_END.search(text, end, high)
    return before[-1] if before else low, after.start() if after else high


def _inherits(passage: Passage, *, is_headed: bool, follows: bool) -> bool:
    if passage.kind in _LISTED:
        return is_headed or follows
    refers = bool(_ANAPHOR.match(passage.text))
    return (is_headed or follows) and (refers or bool(_FIELD.match(passage.text)))


def _mentions(text: str) -> tuple[Mention, ...]:
    found = []
    for match in _MENTION.finditer(text):
        speaks = Speaks.CREDENTIAL if match["named"] else Speaks.WEAK if match["weak"] else Speaks.RIVAL
        if speaks is not Speaks.CREDENTIAL and _ASIDE.search(text[max(0, match.start() - 40) : match.start()]):
            speaks = Speaks.ASIDE
        found.append(Mention(*match.span(), speaks))
    return tuple(found)


def _names_credential(mentions: Sequence[Mention]) -> bool:
    return any(item.speaks is Speaks.CREDENTIAL for item in mentions)


def _is_bound(text: str, mention: Mention, start: int, end: int) -> bool:
    """Whether a mention and a fact are one phrase: `one-year certificate`, `a degree of 180 credits`."""
    if mention.start >= end:
        return re.fullmatch(r"[\s-]?", text[end : mention.start]) is not None
    return re.fullmatch(r"\s(?:of|with|worth|at)\s|\s?\(", text[mention.end : start]) is not None


def _distance(text: str, mention: Mention, start: int, end: int) -> int:
    """Code points between a mention and a fact; what follows a fact binds it only if it follows at once."""
    if mention.start >= end:
        gap = text[end : mention.start]
        return len(gap) if len(gap) <= 2 else 2 * len(gap) + 10
    return max(0, start - mention.end)
