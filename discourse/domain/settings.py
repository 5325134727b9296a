"""A project's settings, read from `discourse.toml`; every unknown key is refused by name."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from discourse.domain.errors import UsageError
from discourse.domain.guesses import guess

SETTINGS_FILE = "discourse.toml"
SHIPPED = "shipped"
SEED = 20260101
# Those that the shipped model was validated for.
LANGUAGES = ("en",)


class Ocr(StrEnum):
    """`AUTO` reads the pages without usable text from their picture, no others; `OFF` reports them."""

    AUTO = "auto"
    OFF = "off"

    @classmethod
    def of(cls, value: "Ocr | bool") -> "Ocr":
        """The choice that a setting of `true` or `false` stands for."""
        return cls.AUTO if value is True else cls.OFF if value is False else value


class Guide(StrEnum):
    """Which codes of the codebook topics are started from: none, one topic for each frame, or for each theme."""

    NONE = "none"
    FRAMES = "frames"
    THEMES = "themes"


@dataclass(frozen=True, slots=True)
class TopicChoice:
    """What a command line says of topics, to be kept in the settings; what it does not say is None."""

    count: int | None = None
    outliers_below: float | None = None
    guide: Guide | None = None


class Scope(StrEnum):
    """Which passages tables are made of: all, or those that speak of alternative credentials by any of their names."""

    ALL = "all"
    MICROCREDENTIAL = "microcredential"


@dataclass(frozen=True, slots=True)
class ReadingSettings:
    """Limits under which each source is read, in a process of its own.

    `cpu_seconds` is processor time for one source, `memory_mb` its address space in MiB. `ocr` may have pages without
    usable text read from their picture, which takes seconds a page and the `ocr` extra; `true` means `auto`.
    """

    cpu_seconds: int = 180
    memory_mb: int = 6144
    ocr: Ocr = Ocr.OFF

    @property
    def page_seconds(self) -> int:
        """Processor time for one page by one engine: a third of the whole, so that another engine may try."""
        return max(1, self.cpu_seconds // 3)


@dataclass(frozen=True, slots=True)
class CodingSettings:
    """Which codebook and model code the passages; `shipped` is the model that comes with the package."""

    codebook: str = "codebook.yaml"
    model: str = SHIPPED
    languages: tuple[str, ...] = LANGUAGES


@dataclass(frozen=True, slots=True)
class TableSettings:
    """How tables are computed, and of which passages; a group below `minimum_documents` gets no interval.

    Nor does one of fewer than three documents in effect, and those of unequal length count as fewer than they are: a
    minimum below 4 changes hardly anything. It holds for shares and for the agreement of coders.
    """

    minimum_documents: int = 10
    quotes_per_cell: int = 3
    scope: Scope = Scope.ALL
    seed: int = SEED


@dataclass(frozen=True, slots=True)
class TopicSettings:
    """`count` 0 lets the size of the corpus decide the number of topics.

    A passage whose nearest topic is less probable than `outliers_below` (0 to below 1) lies between topics; 0 puts
    every passage with words into one. `guide` names the codes of the codebook that topics are started from.
    """

    count: int = 0
    outliers_below: float = 0.5
    guide: Guide = Guide.NONE
    seed: int = SEED


@dataclass(frozen=True, slots=True)
class ListingSettings:
    """What a listing's columns fill, where their names do not say: `"Dauer" = "duration, weeks"`."""

    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class LlmSettings:
    """A language model behind an endpoint of OpenAI's chat protocol; none is asked while `url` is empty.

    `key_env` names the environment variable that holds the key, where one is needed; the key itself is never a setting.
    """

    url: str = ""
    model: str = ""
    key_env: str = ""
    timeout_seconds: int = 120
    attempts: int = 3


@dataclass(frozen=True, slots=True)
class StorageSettings:
    """Where results are kept: an empty `parts` is the project's own folder, else a folder or an address `s3://…`."""

    parts: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of a project; each section is a table of `discourse.toml`."""

    title: str = ""
    listings: ListingSettings = field(default_factory=ListingSettings)
    reading: ReadingSettings = field(default_factory=ReadingSettings)
    coding: CodingSettings = field(default_factory=CodingSettings)
    tables: TableSettings = field(default_factory=TableSettings)
    topics: TopicSettings = field(default_factory=TopicSettings)
    llm: LlmSettings = field(default_factory=LlmSettings)
    storage: StorageSettings = field(default_factory=StorageSettings)


_SECTIONS = {
    "reading": ReadingSettings,
    "coding": CodingSettings,
    "tables": TableSettings,
    "topics": TopicSettings,
    "llm": LlmSettings,
    "storage": StorageSettings,
}
_Section = TypeVar("_Section")
_GIVEN = re.compile(r"""\s*(?:\[(?P<section>[^\[\]]+)\]|(?P<key>[\w-]+|"[^"]*"|'[^']*')\s*=)""")
_QUOTES = "\"'"


def load_settings(path: Path) -> Settings:
    """Read `discourse.toml`; an unknown key or a value of the wrong type is a `UsageError` naming it."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        why = _given_twice(text) or f"{error}; write it as TOML"
        raise UsageError(f"Settings file '{path}' cannot be read: {why}.") from error
    except (OSError, UnicodeDecodeError, RecursionError) as error:
        raise UsageError(f"Settings file '{path}' cannot be read: {error}; write it as TOML in UTF-8.") from error
    return parse_settings(data, where=str(path))


def _given_twice(text: str) -> str:
    """Which key or section of a file that is no TOML stands twice in it, and where; empty where none does."""
    section = ""
    seen: dict[tuple[str, str], int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not (found := _GIVEN.match(line)):
            continue
        if found["section"]:
            section = found["section"].replace(" ", "")
            place, name = ("", section), f"the section [{section}]"
        else:
            place, name = (section, found["key"]), f"'{found['key'].strip(_QUOTES)}'"
        if (first := seen.setdefault(place, number)) != number:
            return f"{name} is given twice, lines {first} and {number}; leave one of them"
    return ""


def parse_settings(data: Mapping[str, Any], *, where: str) -> Settings:
    """Check settings that were read from TOML or JSON and build them; `where` names the file in messages."""
    title = data.get("title", "")
    if not isinstance(title, str):
        raise UsageError(f"Settings file '{where}': 'title' must be a text.")
    columns = _listing_columns(data.get("listings", {}), f"'{where}', section listings")
    for name in data:
        if name not in ("title", "listings", *_SECTIONS):
            raise UsageError(
                f"Settings file '{where}': unknown section '{name}'; {guess(name, (*_SECTIONS, 'listings'))}"
            )
    sections: dict[str, Any] = {
        name: _section(data.get(name, {}), kind, f"'{where}', section {name}") for name, kind in _SECTIONS.items()
    }
    return Settings(title=title, listings=ListingSettings(columns), **sections)


def _listing_columns(values: object, where: str) -> Mapping[str, str]:
    columns = values.get("columns", {}) if isinstance(values, Mapping) and set(values) <= {"columns"} else None
    if not isinstance(columns, Mapping) or not all(isinstance(value, str) for value in columns.values()):
        raise UsageError(
            f'Settings file {where}: it may hold only a table \'columns\' of texts, like "Dauer" = "duration, weeks".'
        )
    return MappingProxyType(dict(columns))


def _as_default(value: object, default: object) -> object:
    """A value of the file in the type of its default, where that can be said; else as it is."""
    if isinstance(default, tuple) and isinstance(value, list):
        return tuple(value)
    if isinstance(default, Ocr) and (isinstance(value, bool) or value in tuple(Ocr)):
        return Ocr.of(value) if isinstance(value, bool) else Ocr(str(value))
    if isinstance(default, Scope) and value in tuple(Scope):
        return Scope(str(value))
    if isinstance(default, Guide) and value in tuple(Guide):
        return Guide(str(value))
    if isinstance(default, float) and type(value) is int:
        return float(value)
    return value


def _section(values: Mapping[str, Any], kind: type[_Section], where: str) -> _Section:
    known = {item.name: item for item in fields(kind)}  # type: ignore[arg-type]
    checked: dict[str, Any] = {}
    for key, value in values.items():
        if key not in known:
            raise UsageError(f"Settings file {where}: unknown key '{key}'; {guess(key, known)}")
        default = known[key].default
        given = _as_default(value, default)
        if type(given) is not type(default):
            raise UsageError(f"Settings file {where}: '{key}' is {value!r}; it must be like {_shown(default)}.")
        checked[key] = given
    return kind(**checked)


def _shown(default: object) -> str:
    return " or ".join(repr(item.value) for item in type(default)) if isinstance(default, StrEnum) else repr(default)
