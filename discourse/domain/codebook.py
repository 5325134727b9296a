"""A codebook is data: frames and themes with definitions, rules, examples and cues, read from YAML."""

import re
from collections.abc import Iterator, Mapping
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
COLOUR = re.compile(r"#([0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})")


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


class _Entry(dict[str, object]):
    """A mapping of a YAML file that remembers its line and those of its keys."""

    line: int
    lines: Mapping[str, int]


class _Loader(yaml.SafeLoader):
    """Builds `_Entry` for a mapping; refuses a key given twice, and aliases, by which little becomes endless."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(None, None, "aliases (*name) are not read, write the text out", mark)
        return super().compose_node(parent, index)

    def construct_entry(self, node: yaml.MappingNode) -> _Entry:
        self.flatten_mapping(node)
        entry = _Entry()
        entry.line, entry.lines = node.start_mark.line + 1, {}
        for key_node, value_node in node.value:
            key = str(self.construct_object(key_node, deep=True))
            if key in entry:
                raise yaml.MarkedYAMLError(None, None, f"the key '{key}' is given twice", key_node.start_mark)
            entry.lines = {**entry.lines, key: key_node.start_mark.line + 1}
            entry[key] = self.construct_object(value_node, deep=True)
        return entry


_Loader.add_constructor("tag:yaml.org,2002:map", _Loader.construct_entry)


def load_codebook(path: Path) -> Codebook:
    """Read a codebook file; broken rules are one `CodebookError` that names file, line and key, one to a line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise CodebookError(f"There is no codebook '{path}'; give the path of a codebook.yaml.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise CodebookError(
            f"Codebook '{path}' is not readable YAML in UTF-8: {_one_line(error)}; mend it there."
        ) from error
    return read_codebook(text, where=str(path))


def cue_lines(path: Path) -> dict[tuple[str, str], int]:
    """By code and cue, the line of a readable codebook file on which the cue stands."""
    top = _children(yaml.compose(path.read_text(encoding="utf-8-sig"), _Loader))
    return {
        (entry["id"].value.strip(), cue.value.strip()): cue.start_mark.line + 1
        for entry in map(_children, top["codes"].value)
        if isinstance(cues := entry.get("cues"), yaml.SequenceNode)
        for cue in cues.value
    }


def _children(node: yaml.Node | None) -> dict[str, yaml.Node]:
    """The values of a mapping, by key."""
    return {key.value: value for key, value in node.value} if isinstance(node, yaml.MappingNode) else {}


def read_codebook(text: str, *, where: str) -> Codebook:
    """Build a codebook from the text of its file; `where` names the file in messages."""
    try:
        # A subclass of the safe loader: it builds texts, numbers, lists and mappings, nothing else.
        loader = _Loader(text)
        try:
            data = loader.get_single_data()
        finally:
            loader.dispose()
    except (yaml.YAMLError, RecursionError) as error:
        raise CodebookError(
            f"Codebook '{where}' is not readable YAML in UTF-8: {_one_line(error)}; mend it there."
        ) from error
    return parse_codebook(data, where=where)


def codebook_to_data(codebook: Codebook) -> dict[str, object]:
    """What `parse_codebook` reads back as an equal codebook: texts and lists, empty ones left out."""
    rows = [
        {name: list(value) if isinstance(value, tuple) else str(value) for name, value in _filled(code).items()}
        for code in codebook.codes
    ]
    top = {"name": codebook.name, "source": codebook.source, "codes": rows}
    return {name: value for name, value in top.items() if value}


def parse_codebook(data: object, *, where: str) -> Codebook:
    """Check a codebook's parsed YAML and build it; `where` names the file in messages.

    Every code that breaks a rule is named, not the first alone.
    """
    top = _mapping(data, where, "the file")
    _refuse_unknown(top, {"name", "source", "codes"}, where, "the codebook")
    rows = top.get("codes")
    if not isinstance(rows, list) or not rows:
        raise CodebookError(f"Codebook {_at(where, top, 'codes')} has no list 'codes'; it needs at least one frame.")
    name, source = _text(top, "name", where, "the codebook", required=True), _text(top, "source", where, "the codebook")
    codes, faults = _definitions(rows, where)
    if not faults:
        faults = list(_faults_between(codes, rows, where))
    if faults:
        raise CodebookError("\n".join(faults))
    ordered = sorted(codes, key=lambda code: code.kind is CodeKind.THEME)
    return Codebook(name=name, source=source, codes=tuple(ordered))


def _definitions(rows: list[object], where: str) -> tuple[list[CodeDefinition], list[str]]:
    codes, faults = [], []
    for number, row in enumerate(rows, start=1):
        try:
            codes.append(_definition(row, where, number))
        except CodebookError as error:
            faults.append(str(error))
    return codes, faults


def _definition(row: object, where: str, number: int) -> CodeDefinition:
    entry = _mapping(row, where, f"code {number}")
    name = f"code '{entry['id']}'" if entry.get("id") else f"code {number}"
    _refuse_unknown(entry, {item.name for item in fields(CodeDefinition)}, where, name)
    texts: dict[str, Any] = {key: _text(entry, key, where, name, required=True) for key in ("id", "name", "definition")}
    texts |= {key: _text(entry, key, where, name) for key in ("short", "parent", "colour", "source")}
    lists: dict[str, Any] = {key: _texts(entry, key, where, name) for key in _LISTS}
    if not texts["id"].isidentifier():
        raise CodebookError(
            f"Codebook {_at(where, entry, 'id')}, {name}: 'id' must be letters, digits and '_', like 'human_capital'."
        )
    kind = str(entry.get("kind"))
    if kind not in tuple(CodeKind):
        raise CodebookError(
            f"Codebook {_at(where, entry, 'kind')}, {name}: 'kind' is '{kind}'; it must be 'frame' or 'theme'."
        )
    if texts["colour"] and not COLOUR.fullmatch(texts["colour"]):
        raise CodebookError(
            f"Codebook {_at(where, entry, 'colour')}, {name}: 'colour' is '{texts['colour']}'; it must be like #0072B2."
        )
    return CodeDefinition(kind=CodeKind(kind), **texts, **lists)


def _faults_between(codes: list[CodeDefinition], rows: list[object], where: str) -> Iterator[str]:
    """What is wrong between codes: ids or names used twice, parents that are not there or go in a circle."""
    ids = [code.id for code in codes]
    names = [code.name.casefold() for code in codes]
    parents = {code.id: code.parent for code in codes}
    for number, (code, row) in enumerate(zip(codes, rows, strict=True)):
        if code.id in ids[:number]:
            yield f"Codebook {_at(where, row, 'id')}: the id '{code.id}' is used twice; ids must be unique."
        elif code.name.casefold() in names[:number]:
            yield f"Codebook {_at(where, row, 'name')}: the name '{code.name}' is used twice; names must be unique."
        if code.parent and code.parent not in ids:
            yield (
                f"Codebook {_at(where, row, 'parent')}, code '{code.id}': no code has the id '{code.parent}' "
                "of 'parent'."
            )
        elif _comes_back(code.id, parents):
            yield f"Codebook {_at(where, row, 'parent')}, code '{code.id}': its 'parent' leads back to itself."
    if not any(code.kind is CodeKind.FRAME for code in codes):
        yield f"Codebook '{where}' has no code of kind 'frame'; it needs at least one."


def _comes_back(code_id: str, parents: Mapping[str, str]) -> bool:
    above, seen = parents[code_id], set()
    while above and above not in seen:
        seen.add(above)
        above = parents.get(above, "")
    return code_id in seen


def _at(where: str, entry: object, key: str = "") -> str:
    """The file, and the line of a key where the file was read and not given as data."""
    if not isinstance(entry, _Entry):
        return f"'{where}'"
    return f"'{where}', line {entry.lines.get(key, entry.line)}"


def _mapping(value: object, where: str, what: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise CodebookError(f"Codebook '{where}': {what} must be a list of 'key: value' lines.")
    return value


def _refuse_unknown(entry: Mapping[str, object], known: set[str], where: str, what: str) -> None:
    for key in entry:
        if key not in known:
            raise CodebookError(
                f"Codebook {_at(where, entry, key)}, {what}: unknown key '{key}'; known are {', '.join(sorted(known))}."
            )


def _text(entry: Mapping[str, object], key: str, where: str, what: str, *, required: bool = False) -> str:
    value = entry.get(key)
    if value is None and not required:
        return ""
    if not isinstance(value, str) or not value.strip():
        raise CodebookError(f"Codebook {_at(where, entry, key)}, {what}: '{key}' must be a text.")
    return value.strip()


def _texts(entry: Mapping[str, object], key: str, where: str, what: str) -> tuple[str, ...]:
    value = entry.get(key) or []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise CodebookError(f"Codebook {_at(where, entry, key)}, {what}: '{key}' must be a list of texts.")
    return tuple(item.strip() for item in value)


def _filled(code: CodeDefinition) -> dict[str, Any]:
    return {item.name: value for item in fields(code) if (value := getattr(code, item.name))}


def _plain(value: object) -> str | list[str]:
    return list(value) if isinstance(value, tuple) else str(value)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()).rstrip(".")
