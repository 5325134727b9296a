"""The objects of JSON-LD data and the references between them, whatever prefix a source gives their names."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from discourse.reading.listings.flatten import is_language_map, typed_strings, value_to_text

Node = Mapping[str, object]
_PREFIX = re.compile(r"^(?:[a-z]+:(?!//)|https?://.*[/#])")
_INLINE_DATA_CHARS = 2000
_UNSPACED = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Graph:
    """Objects by their ids, so that a reference reads as what it points to; keys and types are without prefix."""

    root: object
    named: Mapping[str, Node]

    def outermost(self, is_wanted: Callable[[Node], bool]) -> Iterator[Node]:
        """Wanted objects in document order, without those inside another wanted one."""
        stack = [self.root]
        while stack:
            item = stack.pop()
            if isinstance(item, Mapping):
                if is_wanted(item):
                    yield item
                else:
                    stack += reversed(list(item.values()))
            elif isinstance(item, list):
                stack += reversed(item)

    def values(self, node: Node, path: str) -> list[object]:
        """What stands at the end of a dotted path, lists spread and references followed."""
        found: list[object] = [node]
        for key in path.split("."):
            found = [
                item
                for value in found
                if isinstance(value, Mapping) and value.get(key) is not None
                for item in self._spread(value[key])
            ]
        return found

    def nodes(self, node: Node, path: str) -> list[Node]:
        """The objects among the values at the end of a path."""
        return [value for value in self.values(node, path) if isinstance(value, Mapping)]

    def text(self, node: Node, *paths: str) -> str:
        """The first path's words that says something, several values joined by "; "."""
        for path in paths:
            texts = (value_to_text(value) for value in self.values(node, path))
            if said := "; ".join(dict.fromkeys(text for text in texts if text)):
                return said
        return ""

    def first(self, node: Node, *paths: str) -> str:
        """The first value alone, where several would be too many: an address."""
        values = (value for path in paths for value in self.values(node, path))
        return next((said for value in values if (said := value_to_text(value))), "")

    def _spread(self, value: object) -> list[object]:
        items = value if isinstance(value, list) else [value]
        return [self._resolved(item) for item in items]

    def _resolved(self, item: object) -> object:
        if isinstance(item, str):
            return self.named.get(item, item)
        if isinstance(item, Mapping) and set(item) <= {"@id", "id", "@type", "type"}:
            return self.named.get(node_id(item), item)
        return item


def build_graph(data: object) -> Graph:
    """The graph of parsed JSON; long runs of letters (images in Base64) are dropped."""
    root = _plain(data)
    named: dict[str, Node] = {}
    for node in _every_node(root):
        name = node_id(node)
        if name and len(node) > len(named.get(name, ())) and len(node) > 2:
            named[name] = node
    return Graph(root, named)


def types_of(node: Node) -> frozenset[str]:
    """An object's types without prefix."""
    stated = node.get("@type") or node.get("type") or ()
    listed = [stated] if isinstance(stated, str) else stated
    return (
        frozenset(local_name(item) for item in listed if isinstance(item, str)) if isinstance(listed, list) else _NONE
    )


def node_id(node: Node) -> str:
    """An object's own id, empty where it has none."""
    name = node.get("@id") or node.get("id") or ""
    return name if isinstance(name, str) else ""


def local_name(name: str) -> str:
    """A name without prefix, namespace and stray blanks: `ceterms:Course ` is `Course`."""
    return name if name.startswith("@") else _PREFIX.sub("", name.strip())


def languages_of(value: object) -> str:
    """A text in several languages as JSON by language, empty for a text in one language."""
    if not isinstance(value, Mapping) or not is_language_map(value) or len(value) < 2:
        return ""
    return json.dumps({key: value_to_text(text) for key, text in value.items()}, ensure_ascii=False, sort_keys=True)


_NONE: frozenset[str] = frozenset()


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {local_name(str(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return typed_strings(value) or [_plain(item) for item in value]
    if isinstance(value, str) and len(value) > _INLINE_DATA_CHARS and _UNSPACED.fullmatch(value):
        return None
    return value


def _every_node(root: object) -> Iterator[Node]:
    stack = [root]
    while stack:
        item = stack.pop()
        if isinstance(item, Mapping):
            yield item
            stack += reversed(list(item.values()))
        elif isinstance(item, list):
            stack += reversed(item)
