"""The lexicon of actors: classes of people and bodies, and the verbs and nouns that say who acts; read from YAML."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

import yaml

from discourse.coding.whole_words import FAST_EDGE, any_of
from discourse.domain.errors import CodebookError
from discourse.domain.ids import hash_values

SHIPPED = Path(__file__).parents[2] / "actors.yaml"

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ActorClass:
    """One class of actors; its terms are words in the singular."""

    id: str
    name: str
    terms: tuple[str, ...]

    @property
    def pattern(self) -> str:
        """An expression of polars for any of the terms; one with a capital stands so, as `US` is not `us`."""
        small = [term for term in self.terms if term == term.lower()]
        exact = [term for term in self.terms if term != term.lower()]
        either = ([f"(?i:{any_of(small, edge=FAST_EDGE)})"] if small else []) + (
            [any_of(exact, edge=FAST_EDGE)] if exact else []
        )
        return "|".join(either)


@dataclass(frozen=True)
class ActorLexicon:
    """Actor classes and word lists; what each list does is said in `actors.yaml`."""

    name: str
    classes: tuple[ActorClass, ...]
    through: frozenset[str]
    receiving: frozenset[str]
    benefiting: frozenset[str]
    giving: frozenset[str]
    seeking: frozenset[str]
    requiring: frozenset[str]
    expecting: frozenset[str]
    moving: frozenset[str]
    needing: frozenset[str]
    responsible: frozenset[str]
    chances: frozenset[str]
    states: frozenset[str]
    doings: frozenset[str]

    @cached_property
    def id(self) -> str:
        """SHA-256 of everything the lexicon says."""
        lists = [sorted(getattr(self, name)) for name in WORD_LISTS]
        return hash_values(self.name, [[one.id, one.name, list(one.terms)] for one in self.classes], lists)

    @cached_property
    def terms(self) -> Mapping[str, tuple[tuple[Words, str], ...]]:
        """By a term's first word, its words and class, the longest first; a word with capitals is kept so."""
        found: dict[str, list[tuple[Words, str]]] = {}
        for one in self.classes:
            for term in one.terms:
                words = split_term(term)
                found.setdefault(words[0], []).append((words, one.id))
        return MappingProxyType({first: tuple(sorted(all_, key=_longest_first)) for first, all_ in found.items()})


WORD_LISTS = tuple(item.name for item in fields(ActorLexicon) if item.name not in ("name", "classes"))


def split_term(term: str) -> Words:
    """A term as spaCy's tokens, hyphens left out: `employers' organisation` is three."""
    return tuple(term.replace("-", " ").replace("'", " ' ").split())


def load_lexicon(path: Path = SHIPPED) -> ActorLexicon:
    """Read a lexicon, by default the shipped one; a `CodebookError` names the file and the key that is wrong."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise CodebookError(f"There is no lexicon of actors '{path}'; give the path of an actors.yaml.") from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        said = " ".join(str(error).split()).rstrip(".")
        raise CodebookError(f"Lexicon of actors '{path}' is not readable YAML in UTF-8: {said}.") from error
    if not isinstance(data, Mapping):
        raise CodebookError(f"Lexicon of actors '{path}' must be 'key: value' lines.")
    known = ("name", "classes", *WORD_LISTS)
    if wrong := [key for key in data if key not in known] or [key for key in known if key not in data]:
        raise CodebookError(
            f"Lexicon of actors '{path}': '{wrong[0]}' is unknown or missing; it has {', '.join(known)}."
        )
    lists = {name: frozenset(_texts(data[name], name, path)) for name in WORD_LISTS}
    return ActorLexicon(name=str(data["name"]), classes=_classes(data["classes"], path), **lists)


def _classes(rows: object, path: Path) -> tuple[ActorClass, ...]:
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) and set(row) == _KEYS for row in rows):
        raise CodebookError(
            f"Lexicon of actors '{path}': each of 'classes' has 'id', 'name' and 'terms', nothing else."
        )
    classes = tuple(
        ActorClass(str(row["id"]), str(row["name"]), tuple(_texts(row["terms"], f"terms of {row['id']}", path)))
        for row in rows
    )
    ids = [one.id for one in classes]
    for one in classes:
        if not one.id.isidentifier() or ids.count(one.id) > 1:
            raise CodebookError(f"Lexicon of actors '{path}': the class id '{one.id}' must be one word, used once.")
    return classes


_KEYS = {"id", "name", "terms"}


def _texts(value: object, key: str, path: Path) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        raise CodebookError(f"Lexicon of actors '{path}': '{key}' must be a list of words.")
    return value


def _longest_first(entry: tuple[Words, str]) -> tuple[int, Words]:
    return (-len(entry[0]), entry[0])
