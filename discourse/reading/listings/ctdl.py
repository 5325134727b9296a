"""Courses, programmes and credentials in CTDL, the Credential Engine's vocabulary (credreg.net/ctdl/terms)."""

import re

from discourse.reading.listings.compose import FoundCourse, FoundCourses
from discourse.reading.listings.graph import Graph, Node, build_graph, languages_of, node_id, types_of
from discourse.reading.listings.record import Course, Kind

ENGINE = "ctdl"
_LEARNING = {
    "Course": Kind.COURSE,
    "LearningProgram": Kind.PROGRAMME,
    "LearningOpportunityProfile": Kind.UNKNOWN,
    "LearningOpportunity": Kind.UNKNOWN,
    "MicroCredential": Kind.MICRO_CREDENTIAL,
}
_CREDENTIAL = re.compile(
    r"\w*(?:Degree|Certificate|Certification|Credential|Badge|Diploma|License|Doctorate)|CertificateOf\w+"
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def ctdl_courses(data: object) -> FoundCourses:
    """Every learning opportunity and credential of a record, graph or registry envelope.

    An object without an address of its own (`_:b1`) is only mentioned by another and is left to it.
    """
    graph = build_graph(data)
    found = [node for node in graph.outermost(_is_listed) if not node_id(node).startswith("_:")]
    return FoundCourses(
        tuple(FoundCourse(f"item {number}", _course(graph, node)) for number, node in enumerate(found, start=1))
    )


def _is_listed(node: Node) -> bool:
    return any(name in _LEARNING or _CREDENTIAL.fullmatch(name) for name in types_of(node)) and "name" in node


def _course(graph: Graph, node: Node) -> Course:
    def text(*paths: str) -> str:
        return graph.text(node, *paths)

    duration, effort = _times(graph, node)
    return Course(
        title=text("name"),
        kind=_kind(node),
        description=text("description"),
        provider=_provider(graph, node),
        jurisdiction=_country(graph, node),
        url=graph.first(node, "subjectWebpage", "availableOnlineAt"),
        identifier=text("ctid", "identifier"),
        duration=duration,
        effort=effort,
        credits=_credits(graph, node),
        level=text("audienceLevelType.targetNodeName", "audienceLevelType"),
        price=_prices(graph, node),
        delivery=text(
            "deliveryType.targetNodeName",
            "learningDeliveryType.targetNodeName",
            "deliveryTypeDescription",
            "hasOffering.deliveryType.targetNodeName",
        ),
        assessed=text("targetAssessment.name", "assessmentMethodType.targetNodeName", "requires.targetAssessment.name"),
        award=" ".join(_CAMEL.sub(" ", name).lower() for name in types_of(node) if name not in _LEARNING),
        prerequisites="; ".join(
            dict.fromkeys(
                said
                for condition in graph.nodes(node, "entryCondition")
                for path in ("condition", "description")
                if (said := graph.text(condition, path))
            )
        ),
        outcomes=text("teaches.targetNodeName", "learningOutcomes"),
        subjects=text("subject.targetNodeName", "instructionalProgramType.targetNodeName", "keyword"),
        part_of=text("isPartOf.name", "isPreparationFor.name"),
        has_part=text("hasPart.name", "requires.targetLearningOpportunity.name"),
        language=text("inLanguage"),
        start=text("startDate", "hasOffering.startDate"),
        end=text("endDate", "hasOffering.endDate"),
        published=text("dateEffective"),
        extra=tuple(
            (f"{name}_languages", said) for name in ("name", "description") if (said := languages_of(node.get(name)))
        ),
    )


def _kind(node: Node) -> Kind:
    known = [_LEARNING[name] for name in types_of(node) if name in _LEARNING]
    return known[0] if known else Kind.CREDENTIAL


def _provider(graph: Graph, node: Node) -> str:
    """Who offers it by name; by address where the data name nobody."""
    return graph.text(node, "offeredBy.name", "ownedBy.name", "offeredBy", "ownedBy")


def _country(graph: Graph, node: Node) -> str:
    return graph.text(
        node,
        "jurisdiction.mainJurisdiction.name",
        "offeredBy.address.addressCountry",
        "ownedBy.address.addressCountry",
        "availableAt.addressCountry",
    )


def _times(graph: Graph, node: Node) -> tuple[str, str]:
    """Duration and effort: a profile in hours (`PT160H`) states work, one in days to years the calendar."""
    durations: list[str] = []
    efforts: list[str] = []
    for profile in graph.nodes(node, "estimatedDuration"):
        ends = [graph.text(profile, name) for name in ("minimumDuration", "maximumDuration")]
        said = graph.text(profile, "exactDuration") or " to ".join(end for end in ends if end)
        said = said or graph.text(profile, "description")
        (efforts if said.startswith("PT") else durations).append(said)
    return "; ".join(durations), "; ".join(efforts)


def _credits(graph: Graph, node: Node) -> str:
    if graph.values(node, "isNonCredit") == [True]:
        return "not for credit"
    stated = []
    for profile in graph.nodes(node, "creditValue"):
        ends = [graph.text(profile, name) for name in ("minValue", "maxValue")]
        value = graph.text(profile, "value") or " to ".join(end for end in ends if end)
        unit = graph.text(profile, "creditUnitType.targetNodeName", "description")
        stated.append(f"{value} {unit}".strip())
    for value, unit in (("creditHourValue", "creditHourType"), ("creditUnitValue", "creditUnitType.targetNodeName")):
        if said := graph.text(node, value):
            stated.append(f"{said} {graph.text(node, unit) or 'credits'}")
    return "; ".join(stated)


def _prices(graph: Graph, node: Node) -> str:
    """Its own costs, else those of its scheduled offerings."""
    stated = graph.nodes(node, "estimatedCost") or graph.nodes(node, "hasOffering.estimatedCost")
    return "; ".join(dict.fromkeys(_price(graph, cost) for cost in stated))


def _price(graph: Graph, cost: Node) -> str:
    about = (graph.text(cost, name) for name in ("directCostType.targetNodeName", "residencyType.targetNodeName"))
    kind = ", ".join(part for part in about if part)
    stated = f"{graph.text(cost, 'price')} {graph.text(cost, 'currency')}".strip()
    return f"{stated} ({kind})" if kind and stated else stated
