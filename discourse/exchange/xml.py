"""XML from strangers, and XML for them."""

import re

from lxml import etree

from discourse.domain.errors import UsageError

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def parse_xml(data: bytes, *, where: str) -> etree._Element:
    """The root of a document that declares no entities; nothing is fetched, depth and size are limited by libxml2.

    Raises `UsageError` for anything else.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UsageError(f"'{where}' is not XML that can be read ({error}); export it again.") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UsageError(f"'{where}' declares a document type, which REFI-QDA does not know; it is refused.")
    return root


def local_name(element: etree._Element) -> str:
    """An element's name without its namespace, which some tools write wrongly."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: etree._Element, *names: str) -> list[etree._Element]:
    """The children of these names, in order."""
    return [child for child in element if local_name(child) in names]


def child_text(element: etree._Element, name: str) -> str:
    """The text of the first child of this name, empty where there is none."""
    return next(("".join(map(str, child.itertext())) for child in children(element, name)), "")


def xml_text(text: str) -> str:
    """The text with what XML cannot hold replaced, character by character."""
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def root_element(tag: str, namespace: str, **attributes: str) -> etree._Element:
    """The root of a document whose elements all are in one namespace."""
    # The stubs do not know that a default namespace has no prefix.
    root = etree.Element(f"{{{namespace}}}{tag}", nsmap={None: namespace})  # type: ignore[dict-item]
    for key, value in attributes.items():
        root.set(key, xml_text(value))
    return root


def add(parent: etree._Element, tag: str, text: str | None = None, /, **attributes: str) -> etree._Element:
    """Append an element in its parent's namespace; attributes without a value are left out."""
    namespace = str(parent.tag).partition("}")[0]
    element = etree.SubElement(parent, f"{namespace}}}{tag}")
    for key, value in attributes.items():
        if value:
            element.set(key, xml_text(value))
    if text is not None:
        element.text = xml_text(text)
    return element


def to_bytes(root: etree._Element) -> bytes:
    """The document in UTF-8 with its declaration, the same bytes for the same content."""
    etree.indent(root)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"
