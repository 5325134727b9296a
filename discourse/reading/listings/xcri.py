"""Course listings in XML: XCRI-CAP 1.2 (BS 8581), and the European Learning Model by its own module."""

import copy
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from lxml import etree

from discourse.domain.documents import Reading
from discourse.domain.errors import SourceError
from discourse.domain.sources import Source
from discourse.reading.html.blocks import html_to_pieces, parse_html
from discourse.reading.listings import elm
from discourse.reading.listings.compose import FoundCourse, FoundCourses, courses_to_reading
from discourse.reading.listings.flatten import offerings_to_cells
from discourse.reading.listings.record import Course

ENGINE = "xcri"
_NAMESPACE = "xcri.org/profiles"
_TOP_ELEMENTS = 20
# Element to field; the presentations speak, all of them, where the course itself says nothing.
_FACTS = {
    "duration": ("duration",),
    "assessed": ("assessment",),
    "prerequisites": ("prerequisite",),
    "outcomes": ("objective", "learningOutcome"),
    "price": ("cost",),
    "start": ("start",),
    "end": ("end",),
    "enrol_by": ("applyUntil",),
    "language": ("languageOfInstruction",),
}
_DELIVERY = ("studyMode", "attendanceMode", "attendancePattern")


def read_xml_listing(source: Source) -> Reading:
    """Read an XCRI-CAP catalogue or European Learning Model data; entities stay unresolved, nothing is fetched.

    A `SourceError` refuses XML that is broken or is of another kind.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(source.path.read_bytes(), parser)
    except etree.XMLSyntaxError as error:
        raise SourceError(f"'{source.name}' is not well-formed XML: {error.msg}; export it again.") from error
    if root is not None and any(elm.NAMESPACE in (uri or "") for uri in root.nsmap.values()):
        return courses_to_reading(
            source, elm.elm_courses(elm.xml_to_nodes(root)), engine=elm.ENGINE, sought="learning opportunity"
        )
    if root is None or not _is_xcri(root):
        name = _local(root) if root is not None else "nothing"
        raise SourceError(
            f"'{source.name}' is XML with the root '{name}', not XCRI-CAP; give the courses as XCRI-CAP 1.2, "
            "European Learning Model, CSV or schema.org JSON-LD."
        )
    courses = (
        FoundCourse(f"xcri course {number}", _course(element))
        for number, element in enumerate(_all(root, "course"), start=1)
    )
    return courses_to_reading(source, FoundCourses(tuple(courses)), engine=ENGINE, sought="XCRI course")


def _is_xcri(root: etree._Element) -> bool:
    """True where XCRI's namespace stands near the top: an export may wrap the catalogue in a SOAP answer."""
    top = islice(root.iter("*"), _TOP_ELEMENTS)
    return any(_NAMESPACE in (uri or "") for element in top for uri in element.nsmap.values())


def _course(element: etree._Element) -> Course:
    provider = next((item for item in element.iterancestors() if _local(item) == "provider"), None)
    presentations = [item for item in element if _local(item) == "presentation"]
    qualifications = [item for item in element if _local(item) == "qualification"]
    course = Course(
        title=_first([element], ("title",)),
        description=_description(element),
        provider=_first([provider], ("title",)) if provider is not None else "",
        url=_first([element, *presentations], ("url",)) or _identifier(element, is_url=True),
        identifier=_identifier(element, is_url=False),
        credits="; ".join(dict.fromkeys(_credit(item) for item in element if _local(item) == "credit")),
        level="; ".join(dict.fromkeys(text for item in qualifications for text in _texts(item, "educationLevel"))),
        award="; ".join(dict.fromkeys(text for item in qualifications for text in _texts(item, "title"))),
        delivery="; ".join(
            dict.fromkeys(text for item in presentations for name in _DELIVERY for text in _texts(item, name))
        ),
        subjects="; ".join(dict.fromkeys(_texts(element, "subject"))),
    )
    offered = [_presented(item) for item in presentations]
    cells = offerings_to_cells(offered)
    facts: dict[str, Any] = {field: _first([element], names) or cells.get(field, "") for field, names in _FACTS.items()}
    kept = tuple((name, cells[name]) for name in ("offerings", "offerings_json") if name in cells)
    return replace(course, **facts, extra=kept)


def _presented(presentation: etree._Element) -> dict[str, str]:
    """What one presentation says, by field; of an element that stands twice the first, of costs all."""
    said = {
        field: "; ".join(_texts(presentation, names[0])) if field == "price" else _first([presentation], names)
        for field, names in _FACTS.items()
    }
    said["delivery"] = "; ".join(text for name in _DELIVERY for text in _texts(presentation, name))
    return {field: text for field, text in said.items() if text}


def _description(element: etree._Element) -> str:
    """All descriptions, or the abstract where there is none; abstracts are often cut in mid-word."""
    texts = _texts(element, "description") or _texts(element, "abstract")
    return "\n\n".join(dict.fromkeys(texts))


def _credit(element: etree._Element) -> str:
    """One credit as "30 SCQF, level 7"."""
    value, scheme, level = (" ".join(_texts(element, name)) for name in ("value", "scheme", "level"))
    stated = f"{value} {scheme}".strip()
    return f"{stated}, level {level}" if level else stated


def _identifier(element: etree._Element, *, is_url: bool) -> str:
    found = _texts(element, "identifier")
    return next((text for text in found if text.startswith("http") is is_url), "")


def _first(elements: list[etree._Element], names: tuple[str, ...]) -> str:
    found = (text for element in elements for name in names for text in _texts(element, name))
    return next(found, "")


def _texts(element: etree._Element, name: str) -> list[str]:
    """The texts of the children of that name; marked-up ones become paragraphs."""
    return [text for child in element if _local(child) == name and (text := _text(child))]


def _text(element: etree._Element) -> str:
    if len(element):
        root = parse_html(_without_prefixes(element))
        return "\n\n".join(piece.text for piece in html_to_pieces(root)) if root is not None else ""
    return re.sub(r"[ \t]+", " ", element.text or "").strip()


def _without_prefixes(element: etree._Element) -> str:
    """The element as markup in which `xhtml:p` is plain `p`."""
    plain = copy.deepcopy(element)
    for inner in plain.iter("*"):
        inner.tag = _local(inner)
    etree.cleanup_namespaces(plain)
    return "".join(etree.tostring(inner, encoding="unicode") for inner in plain)


def _all(root: etree._Element, name: str) -> Iterator[etree._Element]:
    return (element for element in root.iter("{*}" + name) if isinstance(element.tag, str))


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
