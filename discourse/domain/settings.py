"""A project's settings, read from `discourse.toml`; every unknown key is refused by name."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from discourse.domain.errors import UsageError

SETTINGS_FILE = "discourse.toml"
SHIPPED = "shipped"
SEED = 20260101


@dataclass(frozen=True, slots=True)
class ReadingSettings:
    """Limits under which each source is read, in a process of its own.

    `cpu_seconds` is processor time for one source, `memory_mb` its address space in MiB. `ocr` has pages without usable
    text read from their picture, which takes seconds a page and the `ocr` extra.
    """

    cpu_seconds: int = 180
    memory_mb: int = 6144
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class CodingSettings:
    """Which codebook and model code the passages; `shipped` is the model that comes with the package."""

    codebook: str = "codebook.yaml"
    model: str = SHIPPED
    languages: tuple[str, ...] = ("en",)


@dataclass(frozen=True, slots=True)
class TableSettings:
    """How tables are computed; a group of fewer than `minimum_documents` documents gets no interval."""

    minimum_documents: int = 10
    quotes_per_cell: int = 3
    seed: int = SEED


@dataclass(frozen=True, slots=True)
class TopicSettings:
    """`count` 0 lets the size of the corpus decide the number of topics."""

    count: int = 0
    seed: int = SEED


@dataclass(frozen=True, slots=True)
class ListingSettings:
    """What a listing's columns fill, where their names do not say: `"Dauer" = "duration, weeks"`."""

    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of a project; each section is a table of `discourse.toml`."""

    title: str = ""
    listings: ListingSettings = field(default_factory=ListingSettings)
    reading: ReadingSettings = field(default_factory=ReadingSettings)
    coding: CodingSettings = field(default_factory=CodingSettings)
    tables: TableSettings = field(default_factory=TableSettings)
    topics: TopicSettings = field(default_factory=TopicSettings)


_SECTIONS = {"reading": ReadingSettings, "coding": CodingSettings, "tables": TableSettings, "topics": TopicSettings}
_Section = TypeVar("_Section")


def load_settings(path: Path) -> Settings:
    """Read `discourse.toml`; an unknown key or a value of the wrong type is a `UsageError` naming it."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"Settings file '{path}' cannot be read: {error}.") from error
    title = data.pop("title", "")
    if not isinstance(title, str):
        raise UsageError(f"Settings file '{path}': 'title' must be a text.")
    columns = _listing_columns(data.pop("listings", {}), f"'{path}', section listings")
    for name in data:
        if name not in _SECTIONS:
            raise UsageError(
                f"Settings file '{path}': unknown section '{name}'; known are {', '.join((*_SECTIONS, 'listings'))}."
            )
    sections: dict[str, Any] = {
        name: _section(data.get(name, {}), kind, f"'{path}', section {name}") for name, kind in _SECTIONS.items()
    }
    return Settings(title=title, listings=ListingSettings(columns), **sections)


def _listing_columns(values: object, where: str) -> Mapping[str, str]:
    columns = values.get("columns", {}) if isinstance(values, Mapping) and set(values) <= {"columns"} else None
    if not isinstance(columns, Mapping) or not all(isinstance(value, str) for value in columns.values()):
        raise UsageError(
            f'Settings file {where}: it may hold only a table \'columns\' of texts, like "Dauer" = "duration, weeks".'
        )
    return MappingProxyType(dict(columns))


def _section(values: Mapping[str, Any], kind: type[_Section], where: str) -> _Section:
    known = {item.name: item for item in fields(kind)}  # type: ignore[arg-type]
    checked: dict[str, Any] = {}
    for key, value in values.items():
        if key not in known:
            raise UsageError(f"Settings file {where}: unknown key '{key}'; known are {', '.join(known)}.")
        default = known[key].default
        given = tuple(value) if isinstance(default, tuple) and isinstance(value, list) else value
        if type(given) is not type(default):
            raise UsageError(f"Settings file {where}: '{key}' is {value!r}; it must be like {default!r}.")
        checked[key] = given
    return kind(**checked)


DEFAULT_SETTINGS = """\
# Settings of this discourse project; every line may be left out.
title = ""                    # printed at the head of the report

[reading]
cpu_seconds = 180             # processor time for one source before it is given up
memory_mb = 6144              # address space for one source
ocr = false                   # true: read pages without text from their picture (needs the ocr extra)

[listings.columns]            # what a listing's columns fill, where their names do not say
# "Dauer" = "duration, weeks"  # a field of the course record, then the unit of bare numbers; "" leaves it out

[coding]
codebook = "codebook.yaml"    # yours to edit; path from this folder
model = "shipped"             # or the folder of a model made by `discourse train`
languages = ["en"]            # languages that the model was validated for

[tables]
minimum_documents = 10        # groups with fewer get "insufficient" instead of an interval
quotes_per_cell = 3
seed = 20260101

[topics]
count = 0                     # 0: chosen from the size of the corpus
seed = 20260101
"""
