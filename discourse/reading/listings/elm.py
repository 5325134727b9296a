"""Learning opportunities, qualifications and credentials in the European Learning Model v3, as JSON-LD or XML."""

from typing import Any

from lxml import etree

from discourse.reading.listings.compose import FoundCourse, FoundCourses
from discourse.reading.listings.flatten import value_to_text
from discourse.reading.listings.graph import Graph, Node, build_graph, languages_of, types_of
from discourse.reading.listings.record import Course, Kind

ENGINE = "elm"
NAMESPACE = "data.europa.eu/snb/model"
_LEARNING = frozenset({"LearningAchievement", "LearningActivity", "LearningOpportunity"})
_SPECIFIED = ("specifiedBy", "learningAchievementSpecification")
_ACTIVITIES = ("influencedBy.specifiedBy", "specifiedBy.influencedBy", "learningActivitySpecification")
# Concepts that XML names by address alone (European Commission authority tables).
_CONCEPTS = {
    "920fbb3cbe": "Online",
    "e92d221e4d": "Blended",
    "6fcec5c5af": "ECTS",
}


def elm_courses(data: object) -> FoundCourses:
    """What learners achieve, do or can enrol in; a qualification counts where nothing of these refers to it.

    A credential's own holder, results and images are not read.
    """
    graph = build_graph(data)
    found = list(graph.outermost(_is_learning)) or list(graph.outermost(_is_qualification))
    return FoundCourses(
        tuple(FoundCourse(f"item {number}", _course(graph, node)) for number, node in enumerate(found, start=1))
    )


def xml_to_nodes(root: etree._Element) -> Node:
    """ELM's XML as the objects of its JSON-LD: a repeated element is a list, `idref` and `uri` are references."""
    return {"Courses": [_element_to_value(child) for child in root]}


def _is_learning(node: Node) -> bool:
    return bool(types_of(node) & _LEARNING) and "title" in node


def _is_qualification(node: Node) -> bool:
    return "Qualification" in types_of(node) and "title" in node


def _course(graph: Graph, node: Node) -> Course:
    parts = [node, *(spec for path in _SPECIFIED for spec in graph.nodes(node, path))]
    activities = [spec for path in _ACTIVITIES for part in parts[:1] for spec in graph.nodes(part, path)]

    def text(*paths: str) -> str:
        return next((said for part in (*parts, *activities) if (said := graph.text(part, *paths))), "")

    return Course(
        title=text("title"),
        kind=_kind(graph, node, text("specifiedBy.dcType", "dcType")),
        description=text("description", "learningOutcomeSummary.noteLiteral"),
        outcomes="\n".join(f"• {said}" for said in _each(graph, parts, "learningOutcome.title")),
        provider=text("providedBy.legalName", "awardedBy.awardingBody.legalName", "directedBy.legalName"),
        jurisdiction=text(
            "providedBy.location.address.countryCode.prefLabel",
            "awardedBy.awardingBody.location.address.countryCode.prefLabel",
            "location.address.countryCode.prefLabel",
        ),
        url=text("homepage.contentURL", "homepage.contentUrl", "landingPage.contentUrl").partition("; ")[0],
        identifier=text("identifier.notation"),
        duration=text("duration", "maximumDuration"),
        effort=text("volumeOfLearning", "workload"),
        credits="; ".join(_credit(graph, point) for part in parts for point in graph.nodes(part, "creditPoint")),
        level="; ".join(_levels(graph, parts)),
        price="; ".join(_price(graph, detail) for detail in graph.nodes(node, "priceDetail")),
        delivery="; ".join(_each(graph, [*parts, *activities], "mode")),
        assessed="; ".join(_each(graph, parts, "provenBy.title")),
        award=text("dcType", "type.prefLabel"),
        prerequisites=text("entryRequirement.noteLiteral"),
        skills="; ".join(_each(graph, parts, "learningOutcome.relatedESCOSkill.prefLabel")),
        subjects=text("thematicArea", "ISCEDFCode"),
        part_of=text("isPartOf.title", "specialisationOf.title"),
        has_part=text("hasPart.title"),
        language=text("language", "defaultLanguage"),
        start=text("temporal.startDate", "startDate"),
        end=text("temporal.endDate", "endDate"),
        enrol_by=text("applicationDeadline"),
        published=text("issued", "modified"),
        extra=tuple(
            (name, said)
            for name, said in (
                ("contact_hours", text("contactHour")),
                ("title_languages", languages_of(node.get("title"))),
            )
            if said
        ),
    )


def _kind(graph: Graph, node: Node, stated: str) -> Kind:
    said = f"{stated} {graph.text(node, 'title')}".casefold()
    if "micro-credential" in said or "microcredential" in said:
        return Kind.MICRO_CREDENTIAL
    return Kind.CREDENTIAL if types_of(node) & {"LearningAchievement", "Qualification"} else Kind.COURSE


def _each(graph: Graph, parts: list[Node], path: str) -> list[str]:
    """The different texts at a path over several objects."""
    values = (value for part in parts for value in graph.values(part, path))
    return list(dict.fromkeys(said for value in values if (said := value_to_text(value))))


def _credit(graph: Graph, point: Node) -> str:
    return f"{graph.text(point, 'point')} {graph.text(point, 'framework')}".strip()


def _levels(graph: Graph, parts: list[Node]) -> list[str]:
    """Levels with the name of their framework, which a concept's label may lack ("Level 6")."""
    levels: list[str] = []
    for part in parts:
        for framework in ("EQF", "NQF"):
            for level in graph.values(part, f"{framework.lower()}Level") + graph.values(part, f"{framework}Level"):
                node = level if isinstance(level, dict) else {}
                said = graph.text(node, "prefLabel") or f"Level {graph.text(node, 'id').rpartition('/')[2]}"
                levels.append(said if not said.startswith("Level") else f"{framework} {said}")
    return list(dict.fromkeys(levels))


def _price(graph: Graph, detail: Node) -> str:
    currency = graph.text(detail, "amount.unit.prefLabel") or graph.text(detail, "amount.unit.id").rpartition("/")[2]
    return f"{graph.text(detail, 'amount.value')} {currency}".strip()


def _element_to_value(element: etree._Element) -> Any:
    reference = element.get("idref") or element.get("uri")
    children = [child for child in element if isinstance(child.tag, str)]
    if not children:
        return {"id": reference, **_concept(reference)} if reference else " ".join((element.text or "").split())
    name = etree.QName(element).localname
    value: dict[str, Any] = {"@type": name[:1].upper() + name[1:]}
    if identity := element.get("id") or reference:
        value["id"] = identity
    for tag in dict.fromkeys(etree.QName(child).localname for child in children):
        value[tag] = _values([child for child in children if etree.QName(child).localname == tag])
    return value


def _values(children: list[etree._Element]) -> Any:
    by_language = {language: _element_to_value(child) for child in children if (language := child.get("language"))}
    if by_language:
        return by_language
    return [_element_to_value(child) for child in children]


def _concept(reference: str) -> dict[str, str]:
    """The label of a concept that is named by its address: a country, a currency, a mode."""
    name = reference.rpartition("/")[2]
    if "resource/authority/" in reference:
        return {"prefLabel": name}
    return {"prefLabel": _CONCEPTS[name]} if name in _CONCEPTS else {}
