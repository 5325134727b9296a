"""Open Badges 2 and 3: what a badge attests, read as a course-like record; its holder is not read."""

import re

from discourse.reading.listings.compose import FoundCourse, FoundCourses
from discourse.reading.listings.graph import Graph, Node, build_graph, types_of
from discourse.reading.listings.record import Course, Kind

ENGINE = "open badges"
_BADGES = frozenset({"Achievement", "BadgeClass"})
_HELD = frozenset({"OpenBadgeCredential", "AchievementCredential", "Assertion"})
_MICRO = re.compile(r"micro[- ]?credential", re.IGNORECASE)
_LEVEL_TARGETS = re.compile(r"^(?:ext:)?(EQF|NLQF|NQF|AQF|RQF|SCQF|NZQCF)\b", re.IGNORECASE)


def badge_courses(data: object) -> FoundCourses:
    """Every achievement or badge class, inside a credential or by itself."""
    graph = build_graph(data)
    pairs: list[tuple[Node, Node]] = []
    for node in graph.outermost(lambda node: bool(types_of(node) & (_BADGES | _HELD))):
        held = [*graph.nodes(node, "credentialSubject.achievement"), *graph.nodes(node, "badge")]
        pairs += [(badge, node) for badge in held] if types_of(node) & _HELD else [(node, node)]
    return FoundCourses(
        tuple(
            FoundCourse(f"item {number}", _course(graph, badge, credential))
            for number, (badge, credential) in enumerate(pairs, start=1)
        )
    )


def _course(graph: Graph, badge: Node, credential: Node) -> Course:
    def text(*paths: str) -> str:
        return graph.text(badge, *paths)

    issuer = next((node for node in (badge, credential) if graph.values(node, "issuer")), badge)
    criteria = [said for path in ("description", "criteria.narrative") if (said := text(path))]
    return Course(
        title=text("name"),
        kind=Kind.MICRO_CREDENTIAL if _MICRO.search(f"{text('achievementType')} {text('name')}") else Kind.CREDENTIAL,
        description="\n\n".join(dict.fromkeys(criteria)),
        provider=graph.text(issuer, "issuer.name") or text("creator.name"),
        jurisdiction=graph.text(issuer, "issuer.address.addressCountry", "issuer.address.addressCountryCode"),
        url=_address(badge),
        identifier=text("humanCode", "educationProgramIdentifier"),
        effort=text("studyLoad", "timeInvestment"),
        credits=_credits(graph, badge),
        level="; ".join(_levels(graph, badge)),
        delivery=text("participationType"),
        assessed=text("assessmentType") or text("resultDescription.name"),
        award=text("achievementType"),
        skills="; ".join(_skills(graph, badge)),
        subjects=text("fieldOfStudy") or text("tag", "tags"),
        part_of=text("related.name"),
        language=text("inLanguage", "@language"),
        published=graph.text(credential, "validFrom", "issuanceDate", "issuedOn"),
        extra=tuple(
            (name, said) for name in ("supervisionType", "identityChecked", "specialization") if (said := text(name))
        ),
    )


def _address(badge: Node) -> str:
    found = (str(badge.get(name) or "") for name in ("url", "@id", "id"))
    return next((said for said in found if said.startswith("http")), "")


def _credits(graph: Graph, badge: Node) -> str:
    """ECTS of the Dutch profile, else `creditsAvailable`, whose unit the standard leaves open."""
    if ects := graph.text(badge, "ECTS"):
        return f"{ects} ECTS"
    available = graph.text(badge, "creditsAvailable")
    return f"{available} credits" if available else ""


def _levels(graph: Graph, badge: Node) -> list[str]:
    return [
        f"{match.group(1).upper()} level {graph.text(alignment, 'targetCode')}".strip()
        for alignment in graph.nodes(badge, "alignment")
        if (match := _LEVEL_TARGETS.match(graph.text(alignment, "targetType")))
    ]


def _skills(graph: Graph, badge: Node) -> list[str]:
    return [
        graph.text(alignment, "targetName")
        for alignment in graph.nodes(badge, "alignment")
        if "skill" in f"{alignment.get('targetUrl')} {alignment.get('targetType')}".casefold()
    ]
