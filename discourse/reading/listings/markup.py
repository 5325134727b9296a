"""schema.org written into the elements of a web page, as microdata or RDFa Lite, as the objects of JSON-LD."""

from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from discourse.reading.listings.graph import local_name

_SCHEMA = "schema.org"
_LINKED = {"a": "href", "area": "href", "link": "href", "img": "src", "audio": "src", "video": "src", "source": "src"}
_LINKED |= {"iframe": "src", "embed": "src", "track": "src", "object": "data"}
_STATED = {"meta": "content", "time": "datetime", "data": "value", "meter": "value"}
_PROSE = frozenset({"description", "abstract", "teaches", "syllabus", "courseprerequisites"})
Item = dict[str, Any]


def microdata_items(root: HtmlElement) -> list[Item]:
    """The schema.org items of a page that are no property of another (HTML standard, section 5.2)."""
    tops = (element for element in root.iter() if _is_item(element) and element.get("itemprop") is None)
    return [_item(element, root, frozenset()) for element in tops if _SCHEMA in element.get("itemtype", "")]


def rdfa_items(root: HtmlElement) -> list[Item]:
    """The schema.org items of a page's RDFa Lite (W3C, 2015), `rel` read as `property`."""
    if not root.xpath(
        f"boolean(//*[@typeof]) and boolean(//@vocab[contains(., '{_SCHEMA}')] | //@typeof[contains(., ':')])"
    ):
        return []
    tops: list[Item] = []
    _collect_rdfa(root, None, "", tops)
    return tops


def _is_item(element: etree._Element) -> bool:
    return isinstance(element.tag, str) and element.get("itemscope") is not None


def _item(element: HtmlElement, root: HtmlElement, above: frozenset[HtmlElement]) -> Item:
    item: Item = {"@type": [local_name(name) for name in element.get("itemtype", "").split()]}
    if identity := element.get("itemid"):
        item["@id"] = identity
    referred = [
        found for name in element.get("itemref", "").split() for found in root.xpath("//*[@id=$name]", name=name)
    ]
    above |= {element}
    stack: list[HtmlElement] = [*reversed(referred), *reversed(element)]
    while stack:
        child = stack.pop()
        if not isinstance(child.tag, str) or child in above:
            continue
        for name in child.get("itemprop", "").split():
            _add(item, local_name(name), _item(child, root, above) if _is_item(child) else _value(child, name))
        if not _is_item(child):
            stack += reversed(child)
    return item


def _collect_rdfa(element: HtmlElement, item: Item | None, relation: str, tops: list[Item]) -> None:
    """Add what an element says to `item`, or to `tops` where it is inside none; `relation` waits for a typed child."""
    if not isinstance(element.tag, str):
        return
    names = (element.get("property") or element.get("rel") or "").split() if element.get("property") or item else []
    if types := element.get("typeof"):
        inner: Item = {"@type": [local_name(name) for name in types.split()]}
        if identity := element.get("resource") or element.get("about"):
            inner["@id"] = identity
        targets = names or ([relation] if relation else [])
        if item is None or not targets:
            tops.append(inner)
        else:
            for name in targets:
                _add(item, local_name(name), inner)
        item, relation = inner, ""
    elif item is not None and element.get("property"):
        for name in names:
            _add(item, local_name(name), _value(element, name))
    elif item is not None and names:
        relation = names[0]
        if element.get("href"):
            _add(item, local_name(relation), element.get("href"))
    for child in element:
        _collect_rdfa(child, item, relation, tops)


def _value(element: HtmlElement, name: str) -> str:
    """A property's value: what an attribute states, else the element's text, with markup where it is prose."""
    for attribute in ("content", _STATED.get(element.tag, "")):
        if attribute and element.get(attribute) is not None:
            return str(element.get(attribute)).strip()
    if element.tag in _LINKED and (linked := element.get(_LINKED[element.tag])):
        return str(linked).strip()
    if local_name(name).casefold() in _PROSE and len(element):
        return etree.tostring(element, encoding="unicode", with_tail=False)
    return " ".join(str(element.text_content()).split())


def _add(item: Item, name: str, value: Any) -> None:
    if value == "":
        return
    if name not in item:
        item[name] = value
    elif isinstance(item[name], list) and name != "@type":
        item[name].append(value)
    else:
        item[name] = [item[name], value]
