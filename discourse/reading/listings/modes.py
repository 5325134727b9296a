"""How a course is taught, paced, assessed and built on, from the words of its cells; silence stays silence."""

import re
from functools import lru_cache

from discourse.reading.listings.record import Course

# Each mode with the words that name it; the first column that says one is believed.
_MODES = {
    "blended": r"blended|hybrid|bi-?modal|e92d221e4d",
    "online": r"online|on-line|web[- ]based|e-?learning|virtual|mooc|920fbb3cbe",
    "onsite": r"on[- ]?site|in[- ]person|face[- ]to[- ]face|classroom|campus|situated|presential|sur place|präsenz",
    "distance": r"distance|correspondence",
    "workplace": r"work-?place|work[- ]based|on the job",
}
_PACINGS = {
    "self_paced": r"self[- _]?paced|self[- ]study|on your (?:own )?time|at your own pace",
    "cohort": r"instructor[- _](?:led|paced)|cohort|scheduled|date based",
    "asynchronous": r"asynchronous",
    "synchronous": r"(?<!a)synchronous|live online",
}
_NOT_ASSESSED = re.compile(
    r"\battendance only\b|\bno (?:formal )?assessment\b|\bnot assessed\b"
    r"|\bassessment is not (?:required|included)\b|^(?:no|false|none)$",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"(?:n/?a|-+|null|tbc|tba)?\.?", re.IGNORECASE)
_NO_PREREQUISITES = re.compile(
    r"(?:none|no (?:formal )?(?:prerequisites?|requirements?)(?: (?:are )?required| needed)?"
    r"|nil|keine|aucun\w*|ninguno)\.?",
    re.IGNORECASE,
)
_STACKS = re.compile(
    r"\bstackable\b|\bstack(?:ed|s)? (?:in)?to(?:wards?)?\b|\bpart of (?:the|an?) (?:[\w®™'’&-]+ ){0,6}?"
    r"(?:micro\w+|xseries|specialization|specialisation"
    r"|professional certificate|program(?:me)?|degree|diploma|graduate certificate|series)\b"
    r"|\bcredits? towards?\b|\bcounts? towards?\b"
    r"|\bas an? (?:module|unit|component|element|part|course) (?:of|in|within|towards?) (?:the|an?|our|other)\b",
    re.IGNORECASE,
)
_STANDS_ALONE = re.compile(
    r"\bnot stackable\b"
    r"|\bstand-?alone (?:course|module|class|unit|(?:micro-?)?credential|certificate|programme)\b",
    re.IGNORECASE,
)
# `standalone or as a module of the diploma`: the other choice is what makes it stackable.
_OR_BUILDS = re.compile(
    r"\bstand-?alone\b[^.!?;\n]{0,60}?\b(?:or|and|but)\b(?![^.!?;\n]{0,30}\b(?:not|never|cannot)\b)[^.!?;\n]{0,60}?"
    r"\b(?:(?:module|unit|component|element|part|course)s? (?:of|in|within|towards?)|towards?|stack\w*)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=1024)
def parse_modes(cell: str) -> tuple[str, ...]:
    """online, onsite, blended, distance, workplace: those that a cell names, in that wording's order of precision."""
    return tuple(name for name, words in _MODES.items() if re.search(rf"\b(?:{words})\b", cell, re.IGNORECASE))


@lru_cache(maxsize=1024)
def parse_pacing(cell: str) -> str:
    """self_paced, cohort, synchronous or asynchronous, empty where the cell says nothing."""
    found = (name for name, words in _PACINGS.items() if re.search(rf"\b(?:{words})", cell, re.IGNORECASE))
    return next(found, "")


def parse_assessed(cell: str) -> bool | None:
    """True where there is a text about assessment, False where it says there is none, None in silence."""
    if _NOTHING.fullmatch(cell.strip()):
        return None
    return not _NOT_ASSESSED.search(cell.strip())


def is_stackable(course: Course) -> bool | None:
    """True where it names what it counts towards or says that it can; False where it says that it only stands alone."""
    words = f"{course.description}\n{course.award}"
    if _OR_BUILDS.search(words):
        return True
    if _STANDS_ALONE.search(words):
        return False
    return True if course.part_of or _STACKS.search(words) else None


def has_no_prerequisites(cell: str) -> bool:
    """True for a cell that says there are none ("None."), which is not a missing cell."""
    return bool(_NO_PREREQUISITES.fullmatch(cell.strip()))
