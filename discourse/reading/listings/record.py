"""One course as a listing states it, before anything is parsed into numbers."""

from dataclasses import dataclass

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
    "start",
    "end",
)


@dataclass(frozen=True, slots=True)
class Course:
    """The core of the canonical course record, every value the source's own words; empty where it says nothing.

    `description`, `content` (a syllabus) and `outcomes` may hold HTML or Markdown. `provider` teaches the course,
    `platform` offers it. `extra` pairs the source's other column names with their values.
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
    language: str = ""
    start: str = ""
    end: str = ""
    published: str = ""
    extra: tuple[tuple[str, str], ...] = ()
