"""Which column, key or property of a listing says what about a course."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from discourse.reading.listings.mapping import NO_MAP, ColumnMap, ColumnsTaken
from discourse.reading.listings.record import TEXT_FIELDS, Course, Kind

# Names are compared in lower case with underscores, so `courseTitle`, `Course Title` and `course-title` are one.
# Earlier names win where two columns say the same; later ones are kept as extra.
NAMES: dict[str, str] = {
    "title": (
        "course_title title course_name name course programme_title program_title programme_name program_name "
        "qualification_title qualification_name co_title module_title module_name class_title micro_credential "
        "microcredential micro_credential_title microcredential_title programme program qualification"
    ),
    "description": (
        "subtitle headline summary abstract short_intro intro short_description description full_description "
        "course_description about overview about_this_course who_this_course_is_for body marketing_hook "
        "course_summary course_overview programme_description"
    ),
    "content": "course_syllabus syllabus syllabus_raw content contents course_content modules_covered curriculum",
    "outcomes": (
        "learning_outcomes learning_outcome outcomes outcome learning_objectives objectives objectives_summary "
        "what_you_will_learn what_you_ll_learn expected_learning_items teaches"
    ),
    "provider": (
        "provider provider_name institution institution_name university organisation organization partner school "
        "offered_by college training_provider owners owner authoring_organizations organizer creator publisher "
        "composante"
    ),
    "platform": "platform site mooc_provider",
    "jurisdiction": "jurisdiction country country_name provider_country",
    "url": "course_url url course_link link course_webpage webpage website marketing_url page_url homepage id_url",
    "identifier": "course_id course_code code readable_id key identifier id cricos_course_code ctid nid uuid",
    "duration": (
        "duration course_length course_duration length weeks_to_complete time_to_complete time_required "
        "content_duration content_info duration_weeks program_duration"
    ),
    "effort": (
        "effort course_effort workload course_workload time_commitment student_effort study_load hours_per_week "
        "total_hours notional_hours learning_hours total_hours_of_effort effort_hours work_component_total_hours"
    ),
    "credits": (
        "credits credit ects ects_credits credit_points credit_value number_of_credits credit_hours "
        "continuing_ed_credits non_degree_credits credits_available"
    ),
    "level": (
        "level course_level education_level educational_level level_type instructional_level nqf_level eqf_level "
        "qualification_level level_isced difficulty"
    ),
    "price": (
        "price cost fee fees course_fee tuition tuition_fee current_price price_detail price_information offers offer "
        "seats min_price"
    ),
    "delivery": (
        "delivery delivery_mode mode_of_delivery mode course_mode learning_format study_mode attendance_mode "
        "attendance_pattern pacing_type course_format format format_name availability"
    ),
    "assessed": "assessed assessment assessment_method assessments how_you_will_be_assessed assesses",
    "award": (
        "award certificate certificate_type certificatetype certification_type certification certificate_name "
        "credential educational_credential_awarded educational_credentials_awarded occupational_credential_awarded "
        "credential_category course_certificate"
    ),
    "prerequisites": (
        "prerequisites prerequisite prerequisites_raw entry_requirements course_prerequisites program_prerequisites "
        "requirements admission"
    ),
    "skills": "skills skill skills_covered skills_gained skill_names competencies competency_required",
    "subjects": (
        "subjects subject subject_area category categories topics topic discipline field field_of_study department "
        "departments keywords"
    ),
    "part_of": "is_part_of part_of programs programmes associated_programs associatedprograms parent_program",
    "has_part": "has_part has_parts has_course courses modules included_courses",
    "language": "language languages course_language content_language teaching_language in_language locale",
    "start": "start start_date date_start starts commencement_date next_start start_value",
    "end": "end end_date date_end ends end_value",
    "enrol_by": (
        "enrol_by enrollment_end_date enrolment_end_date enrollment_end enrolment_end application_deadline apply_until "
        "registration_deadline"
    ),
    "published": "published date_published published_time published_timestamp publication_date created date_created",
}
_FIELD_OF = {name: (field, rank) for field, names in NAMES.items() for rank, name in enumerate(names.split())}
# Columns that a list of courses has and a list of documents or people has not.
_COURSE_LIKE = "duration effort credits level delivery assessed award prerequisites skills outcomes content"
_COURSE_WORD = re.compile(r"(?:^|_)(?:courses?|modules?|qualifications?|mooc|micro_?credentials?|instructors?)(?:_|$)")
_WEAK_NAMES = "format availability mode length content contents level objectives requirements published"
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_UNITS = {
    "weeks_to_complete": "weeks",
    "duration_weeks": "weeks",
    "total_hours": "hours",
    "effort_hours": "hours",
    "hours_per_week": "hours per week",
}
_FRAMEWORKS = {"level_isced": "ISCED", "nqf_level": "NQF", "eqf_level": "EQF", "aqf_level": "AQF", "scqf_level": "SCQF"}
_FOREIGN_PRICE = re.compile(r"(?:price|cost|fee)s?_non_([a-z]{3})")
_UNIT_COLUMNS = {"price": ("currency", "price_currency"), "credits": ("credit_scheme", "credit_type", "credit_unit")}
# Parts given by number alone say nothing to a reader.
_NAMED_ONLY = frozenset({"part_of", "has_part"})
_LETTER = re.compile(r"[^\W\d_]")
_NUMBER = re.compile(r"[\d.,]+")


@lru_cache(maxsize=4096)
def column_key(name: str) -> str:
    """A column's name as it is compared: `Course Title ` and `courseTitle` are both `course_title`."""
    key = re.sub(r"[\W_]+", "_", _CAMEL.sub("_", name.strip().rpartition("/")[2])).strip("_").lower()
    return key.removeprefix("field_")


def column_field(name: str) -> str:
    """The field of `Course` that a column fills, empty where it fills none."""
    return _FIELD_OF.get(column_key(name), ("", 0))[0]


def names_courses(names: Sequence[str], columns: ColumnMap = NO_MAP) -> bool:
    """True where column names are those of a course listing: a title and at least one thing that only courses have.

    A title that the user named is enough.
    """
    if any((mapped := columns.find(name)) and mapped.field == "title" for name in names):
        return True
    return has_title(names) and any(_is_course_like(column_key(name)) for name in names)


def has_title(names: Iterable[str], columns: ColumnMap = NO_MAP) -> bool:
    """True where one of the columns can be a course's title."""
    return any(_place(name, columns)[0] == "title" for name in names)


def take_columns(names: Sequence[str], columns: ColumnMap = NO_MAP) -> ColumnsTaken:
    """Which field each column fills, for the user to see and correct."""
    placed = [(name.strip(), _place(name, columns)[0]) for name in names if name.strip()]
    return ColumnsTaken(
        tuple((name, field) for name, field in placed if field), tuple(name for name, field in placed if not field)
    )


def cells_to_course(
    cells: Sequence[tuple[str, str]], *, columns: ColumnMap = NO_MAP, kind: Kind = Kind.UNKNOWN
) -> Course:
    """One record's names and values as a course; its title is empty where no column gives one.

    Descriptions are joined where several columns hold different ones; of other facts the first by rank is taken and
    the rest are kept as extra.
    """
    ranked: dict[str, list[tuple[int, str, str]]] = {}
    extra: list[tuple[str, str]] = []
    for name, value in cells:
        text = value.strip()
        if not text or text.startswith("data:"):
            continue
        field, rank = _place(name, columns)
        if field in _NAMED_ONLY and not _LETTER.search(text):
            field = ""
        if field:
            ranked.setdefault(field, []).append((rank, name.strip(), _with_unit(name, text, columns)))
        elif name.strip():
            extra.append((name.strip(), text))
    chosen: dict[str, str] = {}
    for field, found in ranked.items():
        found.sort(key=lambda item: item[0])
        if field in TEXT_FIELDS:
            chosen[field] = _joined([text for _, _, text in found])
        else:
            chosen[field] = found[0][2]
            extra += [(name, text) for _, name, text in found[1:] if text != found[0][2]]
    _add_units(chosen, extra)
    texts: dict[str, Any] = {"title": "", **chosen}
    return Course(**texts, kind=kind, extra=tuple(sorted(extra)))


def _place(name: str, columns: ColumnMap) -> tuple[str, int]:
    """The field a column fills and its rank there; the user's word goes first."""
    if mapped := columns.find(name):
        return mapped.field, -1
    return _FIELD_OF.get(column_key(name), ("", 0))


def _is_course_like(key: str) -> bool:
    field = column_field(key)
    return (field in _COURSE_LIKE.split() and key not in _WEAK_NAMES.split()) or bool(_COURSE_WORD.search(key))


def _add_units(chosen: dict[str, str], extra: Sequence[tuple[str, str]]) -> None:
    """Put behind a bare number the unit that another column states for it."""
    said = {column_key(name): text for name, text in extra}
    foreign = next((name for name in said if _FOREIGN_PRICE.search(name)), "")
    if foreign:
        _add_foreign_price(chosen, said, foreign)
        return
    for field, names in _UNIT_COLUMNS.items():
        unit = next((said[name] for name in names if name in said), "")
        if unit and _NUMBER.fullmatch(chosen.get(field, "")):
            chosen[field] = f"{chosen[field]} {unit}"


def _add_foreign_price(chosen: dict[str, str], said: dict[str, str], foreign: str) -> None:
    """A pair such as `Tuition_Cost(non-USD)` and `Currency` is a second price; the first is in the currency named."""
    usual = _FOREIGN_PRICE.search(foreign)
    if usual and _NUMBER.fullmatch(chosen.get("price", "")):
        chosen["price"] = f"{chosen['price']} {usual.group(1).upper()}"
    other = f"{said[foreign]} {said.get('currency', '')}".strip()
    chosen["price"] = "; ".join(part for part in (chosen.get("price", ""), other) if part)


def _with_unit(name: str, text: str, columns: ColumnMap) -> str:
    """A bare number, or each of several, with the unit or framework that its column implies."""
    key = column_key(name)
    entries = text.split("; ")
    if not all(map(_NUMBER.fullmatch, entries)):
        return text
    mapped = columns.find(name)
    unit = mapped.unit if mapped and mapped.unit else _UNITS.get(key, "")
    if unit:
        return "; ".join(f"{entry} {unit}" for entry in entries)
    return "; ".join(f"{_FRAMEWORKS[key]} level {entry}" for entry in entries) if key in _FRAMEWORKS else text


def _joined(texts: Sequence[str]) -> str:
    """Texts as paragraphs, without those that another one already holds (a summary cut from the description)."""
    kept: list[str] = []
    for text in texts:
        rest = [other for other in texts if other != text]
        if text not in kept and not any(text.rstrip(" .…") in other for other in rest):
            kept.append(text)
    return "\n\n".join(kept)
