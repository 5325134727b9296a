"""Whether a regular expression can be searched for in bounded time; Python's `re` itself has no limit."""

import re
from importlib import import_module
from typing import Any

# Python's own parser of patterns: private, but what a pattern means should be asked of those who run it.
_PARSER: Any = import_module("re._parser")

_REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})
_WIDE = frozenset({"ANY", "NOT_LITERAL", "NEGATE"})
_MANY = 10
ENDLESS = 1_000_000


def weigh_repeats(expression: re.Pattern[str]) -> int:
    """How many nested loops a failing search may run: 1 for `\\w+`, 2 for `.*`, three times that within `(…){0,3}`.

    `ENDLESS` where an unlimited repeat holds something that repeats or has alternatives, such as `(a+)+`: its time
    doubles with every further letter.
    """
    return min(_weigh(_PARSER.parse(expression.pattern, expression.flags)), ENDLESS)


def _weigh(node: Any) -> int:
    if _name(node) in _REPEATS:
        _, most, body = node[1]
        if most > _MANY:
            return ENDLESS if _varies(body) else 1 + _holds(body, _WIDE)
        return int(most) * _weigh(body)
    return sum(_weigh(part) for part in _parts(node))


def _varies(node: Any) -> bool:
    """Whether there are two ways to match this at one place: a repeat of open length or alternatives."""
    if _name(node) in _REPEATS and node[1][0] != node[1][1]:
        return True
    return _holds(node, frozenset({"BRANCH"})) or any(_varies(part) for part in _parts(node))


def _holds(node: Any, names: frozenset[str]) -> bool:
    return _name(node) in names or any(_holds(part, names) for part in _parts(node))


def _name(node: Any) -> str:
    """The operation of a parsed node `(operation, argument)`, empty for a sequence of nodes."""
    return str(node[0]) if isinstance(node, tuple) and node else ""


def _parts(node: Any) -> list[Any]:
    """What a node or a sequence of nodes is made of, words and numbers left out."""
    return [part for part in node if isinstance(part, tuple | list | _PARSER.SubPattern)]
