"""Courses, programmes and offerings of the Open Education API v5 (openonderwijsapi.nl), as its endpoints answer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from discourse.reading.listings.compose import FoundCourse, FoundCourses
from discourse.reading.listings.flatten import offerings_to_cells, value_to_text
from discourse.reading.listings.graph import Graph, Node, build_graph
from discourse.reading.listings.record import Course, Kind

ENGINE = "ooapi"
_KINDS = {"courseId": Kind.COURSE, "programId": Kind.PROGRAMME}
_OFFERED = ("course", "program")
_UNITS = {"ects": "ECTS", "sbu": "SBU", "sp": "SP", "hour": "hours", "contacttime": "contact-hours"}


def ooapi_courses(data: object) -> FoundCourses:
    """Courses and programmes, each with its offerings; an offering of a course that is not here stands alone."""
    graph = build_graph(data)
    wanted = list(
        graph.outermost(lambda node: "name" in node and any(name in node for name in (*_KINDS, "offeringId")))
    )
    taught = {str(node[name]): node for node in wanted for name in _KINDS if name in node and "offeringId" not in node}
    offered: dict[str, list[Node]] = {}
    alone: list[Node] = []
    for offering in (node for node in wanted if "offeringId" in node):
        owner = _owner(offering)
        identity = (
            next((str(owner[name]) for name in _KINDS if name in owner), "") if isinstance(owner, Mapping) else owner
        )
        if identity in taught:
            offered.setdefault(identity, []).append(offering)
        else:
            alone.append({**(owner if isinstance(owner, Mapping) else {}), **offering})
    courses = [*(_course(graph, node, offered.get(name, ())) for name, node in taught.items())]
    courses += [_course(graph, node, [node]) for node in alone]
    return FoundCourses(tuple(FoundCourse(f"item {number}", course) for number, course in enumerate(courses, start=1)))


def _owner(offering: Node) -> Mapping[str, object] | str:
    """What is offered: its object, or its id alone."""
    owner = next((offering[name] for name in _OFFERED if offering.get(name)), "")
    return owner if isinstance(owner, Mapping) else str(owner)


def _course(graph: Graph, node: Node, offerings: Sequence[Node]) -> Course:
    def text(*paths: str) -> str:
        return graph.text(node, *paths)

    course = Course(
        title=text("name"),
        kind=next((kind for name, kind in _KINDS.items() if name in node), Kind.COURSE),
        description=text("description"),
        outcomes="\n".join(
            f"• {said}" for item in graph.values(node, "learningOutcomes") if (said := value_to_text(item))
        ),
        provider=text("organization.name"),
        jurisdiction=text("addresses.countryCode"),
        url=graph.first(node, "link"),
        identifier=text("primaryCode.code", "abbreviation", "courseId", "programId"),
        duration=text("duration"),
        effort="; ".join(said for said in _loads(graph, node) if said.endswith(" hours")),
        credits="; ".join(said for said in _loads(graph, node) if not said.endswith("hours")),
        level=text("level", "levelOfQualification", "qualificationAwarded"),
        delivery=text("modeOfDelivery"),
        assessed=text("assessment"),
        prerequisites=text("admissionRequirements", "qualificationRequirements"),
        part_of=text("programs.name"),
        language=text("teachingLanguage"),
        subjects=text("fieldsOfStudy"),
        extra=tuple(("contact_hours", said) for said in _loads(graph, node) if said.endswith("contact-hours")),
    )
    return _with_offerings(course, [_offered(graph, offering) for offering in offerings])


def _offered(graph: Graph, offering: Node) -> dict[str, str]:
    """What one offering says, by field."""
    said = {
        "price": "; ".join(_price(graph, cost) for cost in graph.nodes(offering, "priceInformation")),
        "start": graph.text(offering, "startDate", "academicSession.startDate"),
        "end": graph.text(offering, "endDate", "academicSession.endDate"),
        "enrol_by": graph.text(offering, "enrollEndDate"),
        "delivery": graph.text(offering, "modeOfDelivery"),
    }
    return {field: text for field, text in said.items() if text}


def _with_offerings(course: Course, offered: Sequence[Mapping[str, str]]) -> Course:
    cells = offerings_to_cells(offered)
    counted = tuple((name, cells.pop(name)) for name in ("offerings", "offerings_json") if name in cells)
    facts: dict[str, Any] = {field: text for field, text in cells.items() if not getattr(course, field)}
    return replace(course, **facts, extra=course.extra + counted)


def _loads(graph: Graph, node: Node) -> Iterator[str]:
    for load in graph.nodes(node, "studyLoad"):
        unit = graph.text(load, "studyLoadUnit")
        yield f"{graph.text(load, 'value')} {_UNITS.get(unit, unit)}".strip()


def _price(graph: Graph, cost: Node) -> str:
    kind = graph.text(cost, "costType")
    stated = f"{graph.text(cost, 'amount')} {graph.text(cost, 'currency')}".strip()
    return f"{stated} ({kind})" if kind else stated
