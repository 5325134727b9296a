"""A codebook is data: frames and themes with definitions, rules, examples and cues, read from YAML."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from discourse.domain.errors import CodebookError
from discourse.domain.ids import hash_values

_LISTS = ("include", "exclude", "examples", "near_misses", "cues")


class CodeKind(StrEnum):
    """A frame carries a stance and is compared first; a theme is a second, finer layer."""

    FRAME = "frame"
    THEME = "theme"


@dataclass(frozen=True, slots=True)
class CodeDefinition:
    """One entry of a codebook.

    `id` names columns and files; `short` is the label that coders write. `cues` are phrase patterns in the
    notation of `discourse.coding.cues`; they are evidence for a coder and features for a model, never a rule
    that codes by itself.
    """

    id: str
    name: str
    kind: CodeKind
    definition: str
    short: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    near_misses: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    parent: str = ""
    colour: str = ""
    source: str = ""


@dataclass(frozen=True)
class Codebook:
    """Named codes in a fixed order, frames before themes."""

    name: str
    codes: tuple[CodeDefinition, ...]
    source: str = ""

    @property
    def frames(self) -> tuple[CodeDefinition, ...]:
        return tuple(code for code in self.codes if code.kind is CodeKind.FRAME)

    @property
    def themes(self) -> tuple[CodeDefinition, ...]:
        return tuple(code for code in self.codes if code.kind is CodeKind.THEME)

    @cached_property
    def id(self) -> str:
        """SHA-256 of everything the codebook says, so that any change is a new version."""
        rows = [[_plain(getattr(code, item.name)) for item in fields(code)] for code in self.codes]
        return hash_values(self.name, self.source, rows)

    @cached_property
    def by_id(self) -> Mapping[str, CodeDefinition]:
        return MappingProxyType({code.id: code for code in self.codes})


def load_codebook(path: Path) -> Codebook:
    """Read a codebook file; a broken rule is a `CodebookError` that names the file and the key."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise CodebookError(f"There is no codebook '{path}'; give the path of a codebook.yaml.") from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CodebookError(f"Codebook '{path}' is not readable YAML in UTF-8: {_one_line(error)}.") from error
    return parse_codebook(data, where=str(path))


def parse_codebook(data: object, *, where: str) -> Codebook:
    """Check a codebook's parsed YAML and build it; `where` names the file in messages."""
    top = _mapping(data, where, "the file")
    _refuse_unknown(top, {"name", "source", "codes"}, where, "the codebook")
    rows = top.get("codes")
    if not isinstance(rows, list) or not rows:
        raise CodebookError(f"Codebook '{where}' has no list 'codes'; it needs at least one frame.")
    codes = tuple(_definition(row, where, number) for number, row in enumerate(rows, start=1))
    _check_ids(codes, where)
    ordered = sorted(codes, key=lambda code: code.kind is CodeKind.THEME)
    return Codebook(
        name=_text(top, "name", where, "the codebook", required=True),
        source=_text(top, "source", where, "the codebook"),
        codes=tuple(ordered),
    )


def _definition(row: object, where: str, number: int) -> CodeDefinition:
    entry = _mapping(row, where, f"code {number}")
    name = f"code '{entry['id']}'" if entry.get("id") else f"code {number}"
    _refuse_unknown(entry, {item.name for item in fields(CodeDefinition)}, where, name)
    texts: dict[str, Any] = {key: _text(entry, key, where, name, required=True) for key in ("id", "name", "definition")}
    texts |= {key: _text(entry, key, where, name) for key in ("short", "parent", "colour", "source")}
    lists: dict[str, Any] = {key: _texts(entry, key, where, name) for key in _LISTS}
    if not texts["id"].isidentifier():
        raise CodebookError(f"Codebook '{where}', {name}: 'id' must be letters, digits and '_', like 'human_capital'.")
    kind = str(entry.get("kind"))
    if kind not in tuple(CodeKind):
        raise CodebookError(f"Codebook '{where}', {name}: 'kind' is '{kind}'; it must be 'frame' or 'theme'.")
    return CodeDefinition(kind=CodeKind(kind), **texts, **lists)


def _check_ids(codes: tuple[CodeDefinition, ...], where: str) -> None:
    ids = [code.id for code in codes]
    for code in codes:
        if ids.count(code.id) > 1:
            raise CodebookError(f"Codebook '{where}': the id '{code.id}' is used twice; ids must be unique.")
        if code.parent and code.parent not in ids:
            raise CodebookError(
                f"Codebook '{where}', code '{code.id}': no code has the id '{code.parent}' of 'parent'."
            )
    if not any(code.kind is CodeKind.FRAME for code in codes):
        raise CodebookError(f"Codebook '{where}' has no code of kind 'frame'; it needs at least one.")


def _mapping(value: object, where: str, what: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise CodebookError(f"Codebook '{where}': {what} must be a list of 'key: value' lines.")
    return value


def _refuse_unknown(entry: Mapping[str, object], known: set[str], where: str, what: str) -> None:
    for key in entry:
        if key not in known:
            raise CodebookError(
                f"Codebook '{where}', {what}: unknown key '{key}'; known are {', '.join(sorted(known))}."
            )


def _text(entry: Mapping[str, object], key: str, where: str, what: str, *, required: bool = False) -> str:
    value = entry.get(key)
    if value is None and not required:
        return ""
    if not isinstance(value, str) or not value.strip():
        raise CodebookError(f"Codebook '{where}', {what}: '{key}' must be a text.")
    return value.strip()


def _texts(entry: Mapping[str, object], key: str, where: str, what: str) -> tuple[str, ...]:
    value = entry.get(key) or []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise CodebookError(f"Codebook '{where}', {what}: '{key}' must be a list of texts.")
    return tuple(item.strip() for item in value)


def _plain(value: object) -> str | list[str]:
    return list(value) if isinstance(value, tuple) else str(value)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()).rstrip(".")
