"""One course as a listing states it, before anything is parsed into numbers."""

from dataclasses import dataclass
from enum import StrEnum

TEXT_FIELDS = ("description", "content", "outcomes")
FACT_FIELDS = (
    "duration",
    "effort",
    "credits",
    "level",
    "price",
    "delivery",
    "assessed",
    "award",
    "prerequisites",
    "skills",
    "subjects",
    "part_of",
    "has_part",
    "start",
    "end",
)


class Kind(StrEnum):
    """What a record describes."""

    COURSE = "course"
    MICRO_CREDENTIAL = "micro_credential"
    PROGRAMME = "programme"
    CREDENTIAL = "credential"
    MODULE = "module"
    EVENT = "event"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Course:
    """The core of the canonical course record, every value the source's own words; empty where it says nothing.

    `description`, `content` (a syllabus) and `outcomes` may hold HTML or Markdown. `provider` teaches the course,
    `platform` offers it; `part_of` and `has_part` name the programmes it counts towards and the courses it is made
    of; `enrol_by` is the last day to enrol. `kind` is what the source says the record is. `extra` pairs the source's
    other column names with their values.
    """

    title: str
    description: str = ""
    content: str = ""
    outcomes: str = ""
    provider: str = ""
    platform: str = ""
    jurisdiction: str = ""
    url: str = ""
    identifier: str = ""
    duration: str = ""
    effort: str = ""
    credits: str = ""
    level: str = ""
    price: str = ""
    delivery: str = ""
    assessed: str = ""
    award: str = ""
    prerequisites: str = ""
    skills: str = ""
    subjects: str = ""
    part_of: str = ""
    has_part: str = ""
    language: str = ""
    start: str = ""
    end: str = ""
    enrol_by: str = ""
    published: str = ""
    kind: Kind = Kind.UNKNOWN
    extra: tuple[tuple[str, str], ...] = ()
