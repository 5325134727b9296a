"""Courses in JSON-LD by schema.org, alone in a file or in the script elements of a web page."""

import json
import re
from collections.abc import Iterator, Mapping

from lxml.html import HtmlElement

from discourse.reading.listings.columns import cells_to_course
from discourse.reading.listings.compose import FoundCourse, FoundCourses
from discourse.reading.listings.flatten import record_to_cells

_COURSE_TYPES = frozenset({"Course", "CourseInstance", "EducationalOccupationalProgram"})
# Older templates hide a script's text from old browsers by a comment or CDATA section.
_WRAPPING = re.compile(
    r"^\s*(?:/[/*]\s*)?(?:<!--|<!\[CDATA\[)(?:\s*\*/)?|(?:/[/*]\s*)?(?:-->|\]\]>)(?:\s*\*/)?\s*;?\s*$"
)


def page_courses(root: HtmlElement) -> FoundCourses:
    """The courses of a page's JSON-LD; each script is parsed by itself, so that a broken one loses only itself."""
    objects: list[object] = []
    rejected: list[str] = []
    for number, script in enumerate(_scripts(root), start=1):
        text = _WRAPPING.sub("", script).strip().rstrip(";")
        try:
            objects.append(json.loads(text, strict=False))
        except (json.JSONDecodeError, RecursionError) as error:
            said = error.msg if isinstance(error, json.JSONDecodeError) else "it is nested too deeply"
            rejected.append(f"JSON-LD script {number}: it is not JSON ({said})")
    found = jsonld_courses(objects)
    return FoundCourses(found.records, tuple(rejected))


def jsonld_courses(data: object) -> FoundCourses:
    """Every schema.org Course, CourseInstance or EducationalOccupationalProgram in JSON-LD, also under `@graph`.

    What lies inside a course (its instances, its parts) belongs to it. A provider given by `@id` alone is looked up.
    """
    named = {str(node["@id"]): node for node in _nodes(data, inside_courses=True) if "@id" in node and len(node) > 1}
    found = [node for node in _nodes(data, inside_courses=False) if is_course(node)]
    inner = {name for node in found for name in _references(node.get("hasCourseInstance"))}
    courses = [node for node in found if node.get("@id") not in inner]
    return FoundCourses(
        tuple(
            FoundCourse(f"item {number}", cells_to_course(record_to_cells(_resolved(node, named))))
            for number, node in enumerate(courses, start=1)
        )
    )


def is_course(node: Mapping[str, object]) -> bool:
    """True for a node whose type is one of schema.org's for courses, with or without prefix."""
    types = node.get("@type") or node.get("type") or ()
    listed = [types] if isinstance(types, str) else types
    return isinstance(listed, list | tuple) and any(_local(str(item)) in _COURSE_TYPES for item in listed)


def _scripts(root: HtmlElement) -> Iterator[str]:
    for script in root.iter("script"):
        if (script.get("type") or "").strip().lower().startswith("application/ld+json"):
            yield script.text or ""


def _local(name: str) -> str:
    """A type's own name; another vocabulary's type keeps its prefix (`ceterms:Course`)."""
    return re.sub(r"^(?:https?://(?:www\.)?schema\.org/|schema:)", "", name)


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
    provider = resolved.get("provider")
    address = provider.get("address") if isinstance(provider, Mapping) else None
    if isinstance(address, Mapping) and "addressCountry" in address:
        resolved["providerCountry"] = address["addressCountry"]
    return resolved


def _references(value: object) -> list[str]:
    """The ids that a value points to without describing them."""
    items = value if isinstance(value, list) else [value]
    return [
        str(item["@id"])
        for item in items
        if isinstance(item, Mapping) and set(item) <= {"@id", "@type"} and "@id" in item
    ]
