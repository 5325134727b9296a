"""Courses by schema.org: JSON-LD alone in a file, or JSON-LD, microdata and RDFa of a web page."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from lxml import etree
from lxml.html import HtmlElement

from discourse.reading.html.blocks import html_to_pieces
from discourse.reading.html.main_text import find_main_text
from discourse.reading.listings.columns import cells_to_course
from discourse.reading.listings.compose import FoundCourse, FoundCourses
from discourse.reading.listings.flatten import record_to_cells, value_to_text
from discourse.reading.listings.graph import types_of
from discourse.reading.listings.json_text import text_to_json
from discourse.reading.listings.markup import microdata_items, rdfa_items
from discourse.reading.listings.record import Kind

_KINDS = {
    "Course": Kind.COURSE,
    "CourseInstance": Kind.COURSE,
    "EducationalOccupationalProgram": Kind.PROGRAMME,
    "WorkBasedProgram": Kind.PROGRAMME,
    "EducationalOccupationalCredential": Kind.CREDENTIAL,
    "EducationEvent": Kind.EVENT,
}
_EVENTS = frozenset({"Event", "EducationEvent", "BusinessEvent", "SocialEvent"})
_RESOURCE = "LearningResource"
_TAUGHT = ("timeRequired", "teaches", "educationalLevel", "coursePrerequisites", "competencyRequired")
_LESSON_WORD = re.compile(r"\b(?:lessons?|modules?|units?|lectures?|tutorials?|learning pathways?)\b", re.IGNORECASE)
_WHOLE = re.compile(r"\b(?:courses?|moocs?|boot ?camps?)\b", re.IGNORECASE)
_OTHER_VOCABULARIES = re.compile(r"^(?:ceterms|ceasn|elm|qdata|xcri):", re.IGNORECASE)
_COURSE_WORD = re.compile(
    r"\b(?:courses?|workshops?|training(?:en|s)?|master ?class(?:es)?|boot ?camps?|cursus"
    r"|cursussen"
    r"|(?:summer|winter|spring|autumn|fall) ?schools?|micro-?credentials?|certificates?|tutorials?|kurse?|lehrgang"
    r"|formation|curso|corso|ECTS)\b",
    re.IGNORECASE,
)
# Older templates hide a script's text from old browsers by a comment or CDATA section.
_WRAPPING = re.compile(
    r"^\s*(?:/[/*]\s*)?(?:<!--|<!\[CDATA\[)(?:\s*\*/)?|(?:/[/*]\s*)?(?:-->|\]\]>)(?:\s*\*/)?\s*;?\s*$"
)


def page_courses(root: HtmlElement) -> FoundCourses:
    """The courses of a page, from the first of JSON-LD, microdata and RDFa that describes any.

    Each script is parsed by itself, so that a broken one loses only itself.
    """
    objects: list[object] = []
    rejected: list[str] = []
    for number, script in enumerate(_scripts(root), start=1):
        text = _WRAPPING.sub("", script).strip().rstrip(";")
        try:
            objects.append(text_to_json(text))
        except (ValueError, RecursionError) as error:
            said = (
                error.msg
                if isinstance(error, json.JSONDecodeError)
                else "it is nested too deeply or has an endless number"
            )
            rejected.append(f"JSON-LD script {number}: it is not JSON ({said})")
    found = jsonld_courses(objects)
    for read_items in (microdata_items, rdfa_items):
        if not found.records:
            found = jsonld_courses(read_items(root))
    records = _with_page_text(found.records, root) if len(found.records) == 1 else found.records
    return FoundCourses(records, (*rejected, *found.rejected))


def _with_page_text(records: tuple[FoundCourse, ...], root: HtmlElement) -> tuple[FoundCourse, ...]:
    """The only course of a page, described by the page's main text where its markup does not describe it."""
    (record,) = records
    if record.course.description or record.course.content:
        return records
    pieces = find_main_text(etree.tostring(root, encoding="unicode"), html_to_pieces(root))
    title = record.course.title.strip().casefold()
    texts = [piece.text for piece in pieces if piece.text.strip().casefold() != title]
    return (replace(record, course=replace(record.course, description="\n\n".join(texts))),)


def jsonld_courses(data: object) -> FoundCourses:
    """Every schema.org course, programme, credential or course-like event in JSON-LD, also under `@graph`.

    What lies inside a course (its instances, its parts) belongs to it. A provider given by `@id` alone is looked up.
    A learning resource such as a lesson counts where there is no course beside it; other events are refused.
    """
    named = {str(node["@id"]): node for node in _nodes(data, inside_courses=True) if "@id" in node and len(node) > 1}
    found = [node for node in _nodes(data, inside_courses=False) if is_course(node)]
    inner = {name for node in found for name in _references(node.get("hasCourseInstance"))}
    courses = [node for node in found if node.get("@id") not in inner]
    taught = [node for node in courses if not _is_lesson(node)]
    records: list[FoundCourse] = []
    rejected: list[str] = []
    for number, node in enumerate(courses, start=1):
        if _is_event(node) and not _is_course_like(node):
            title = value_to_text(node.get("name"))
            rejected.append(f"item {number}: the event '{title[:60]}' does not call itself a course")
        elif taught and _is_lesson(node):
            title = value_to_text(node.get("name"))
            rejected.append(f"item {number}: the learning resource '{title[:60]}' stands beside courses")
        else:
            course = cells_to_course(_cells(_resolved(node, named)), kind=_kind(node))
            records.append(FoundCourse(f"item {number}", course))
    return FoundCourses(tuple(records), (*rejected, *_untyped(data)) if records else ())


def _untyped(data: object) -> list[str]:
    """Items of a list that say nothing of what they are."""
    items = data if isinstance(data, list) else []
    return [
        f"object {number}: it has no @type, so nothing says that it is a course"
        for number, item in enumerate(items, start=1)
        if isinstance(item, Mapping) and "name" in item and not types_of(item)
    ]


def is_course(node: Mapping[str, object]) -> bool:
    """True for a node whose type is one of schema.org's for courses or events, with or without prefix."""
    stated = node.get("@type") or node.get("type") or ()
    listed = [stated] if isinstance(stated, str) else stated
    if not isinstance(listed, list | tuple) or any(_OTHER_VOCABULARIES.match(str(item)) for item in listed):
        return False
    return bool(types_of(node) & (_KINDS.keys() | _EVENTS)) or _is_lesson(node)


def _is_lesson(node: Mapping[str, object]) -> bool:
    """True for a learning resource alone that calls itself a course or lesson, or says how long or for whom it is."""
    types = types_of(node)
    if _RESOURCE not in types or types & (_KINDS.keys() | _EVENTS):
        return False
    said = " ".join(value_to_text(node.get(name)) for name in ("learningResourceType", "name", "description"))
    return any(node.get(name) for name in _TAUGHT) or bool(_COURSE_WORD.search(said) or _LESSON_WORD.search(said))


def _is_event(node: Mapping[str, object]) -> bool:
    return not _is_lesson(node) and not types_of(node) & (_KINDS.keys() - _EVENTS)


def _is_course_like(node: Mapping[str, object]) -> bool:
    return "EducationEvent" in types_of(node) or bool(_COURSE_WORD.search(value_to_text(node.get("name"))))


def _kind(node: Mapping[str, object]) -> Kind:
    if _is_event(node):
        return Kind.EVENT
    if _is_lesson(node):
        stated = value_to_text(node.get("learningResourceType"))
        return Kind.COURSE if _WHOLE.search(stated) else Kind.MODULE if _LESSON_WORD.search(stated) else Kind.UNKNOWN
    return next(kind for name, kind in _KINDS.items() if name in types_of(node))


def _scripts(root: HtmlElement) -> Iterator[str]:
    for script in root.iter("script"):
        if (script.get("type") or "").strip().lower().startswith("application/ld+json"):
            yield script.text or ""


def _nodes(data: object, *, inside_courses: bool) -> Iterator[Mapping[str, object]]:
    """All objects in document order, by a stack of our own so that no nesting is too deep."""
    stack = [data]
    while stack:
        item = stack.pop()
        if isinstance(item, Mapping):
            yield item
            if inside_courses or not is_course(item):
                stack += reversed(list(item.values()))
        elif isinstance(item, list):
            stack += reversed(item)


def _resolved(node: Mapping[str, object], named: Mapping[str, Mapping[str, object]]) -> dict[str, object]:
    """A course whose references to other nodes of the same data are replaced by those nodes."""
    resolved: dict[str, object] = {}
    for key, value in node.items():
        targets = _references(value)
        nodes = [named[name] for name in targets if name in named]
        resolved[key] = (nodes if isinstance(value, list) else nodes[0]) if nodes else value
    if "url" not in resolved and str(resolved.get("@id", "")).startswith("http"):
        resolved["url"] = resolved["@id"]
    # A page is "part of" its web site; only a course or programme is something to count towards.
    wholes = resolved.pop("isPartOf", None)
    courses = [item for item in (wholes if isinstance(wholes, list) else [wholes]) if isinstance(item, Mapping)]
    if parts := [item for item in courses if is_course(item)]:
        resolved["isPartOf"] = parts
    return resolved


def _cells(node: Mapping[str, object]) -> list[tuple[str, str]]:
    cells = record_to_cells(node)
    places = (_country(node.get(name)) for name in ("provider", "organizer", "location"))
    if country := next((said for said in places if said), ""):
        cells.append(("providerCountry", country))
    return cells


def _country(place: object) -> str:
    items = place if isinstance(place, list) else [place]
    addresses = (item.get("address") for item in items if isinstance(item, Mapping))
    countries = (value_to_text(item.get("addressCountry")) for item in addresses if isinstance(item, Mapping))
    return next((said for said in countries if said), "")


def _references(value: object) -> list[str]:
    """The ids that a value points to without describing them."""
    items = value if isinstance(value, list) else [value]
    return [
        str(item["@id"])
        for item in items
        if isinstance(item, Mapping) and set(item) <= {"@id", "@type"} and "@id" in item
    ]
