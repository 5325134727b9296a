"""What outputs were made of: kept in their manifest, so that the same tables can be made again from it."""

import json
import platform
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from importlib.metadata import requires, version
from pathlib import Path
from types import MappingProxyType
from typing import Any

from discourse.domain.documents import STATED, Metadata
from discourse.domain.errors import UsageError
from discourse.domain.ids import Json
from discourse.domain.settings import ListingSettings, Settings, parse_settings
from discourse.domain.sources import SourceKind
from discourse.pipeline import keys
from discourse.pipeline.audit import audit_key, read_audit
from discourse.pipeline.readings import entry_key
from discourse.pipeline.session import Session
from discourse.pipeline.topics_step import drift_to_words, topic_drift, topic_state, topics_placed
from discourse.store.journal import Journal
from discourse.store.ledger import LEDGER_FILE, SourceEntry

MANIFEST_FILE = "manifest.json"
# What stands beside the documents; each has a content id.
INGREDIENTS = ("codebook", "model", "parser", "actors", "learners", "embedder", "audit")


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A manifest as it was read.

    `project` leads from the outputs to the project's folder. `ingredients`, `steps` and `versions` are ids and versions
    by name; `coded` are the files that the tables are of; `tables` has the hash of each table (`hash_table`), `files`
    the SHA-256 of each file.
    """

    project: str
    settings: Settings
    sources: tuple[SourceEntry, ...]
    coded: frozenset[str]
    ingredients: Mapping[str, str]
    topics: str
    topics_placed: frozenset[str]
    steps: Mapping[str, int]
    versions: Mapping[str, str]
    tables: Mapping[str, str]
    files: Mapping[str, str]


def session_to_state(session: Session) -> dict[str, Json]:
    """Everything that outputs depend on; no clock, so that the same state gives the same bytes."""
    # `asdict` copies a dict, not the read-only view of one.
    listings = ListingSettings(dict(session.settings.listings.columns))
    return {
        **session_to_ingredients(session),
        "topics": topic_state(session).key,
        # Sources that came after the topics were found, and the alarm where those describe them badly.
        "topics_placed": topics_placed(session),
        "drift": drift_to_words(drift) if (drift := topic_drift(session)).warns else "",
        # The report tells what people said of its quotations; no table does.
        "people": _last_coding(session),
        "steps": step_versions(),
        "settings": asdict(replace(session.settings, listings=listings)),
        "versions": installed_versions(),
        "sources": _sources(session),
    }


def _last_coding(session: Session) -> int:
    journal = Journal(session.project.folder / LEDGER_FILE)
    try:
        return journal.last()
    finally:
        journal.close()


def session_to_ingredients(session: Session) -> dict[str, str]:
    """The ids of `INGREDIENTS` as they are now."""
    return {
        "codebook": session.codebook.id,
        "model": session.model_id,
        "parser": session.parser.id,
        "actors": session.lexicon.id,
        "learners": session.learners.id,
        "embedder": session.embedder_id,
        "audit": audit_key(read_audit(session.project.folder)),
    }


def step_versions() -> dict[str, int]:
    """The versions of the steps, raised by hand whenever one gives another result for the same input."""
    found = {name: value for name, value in vars(keys).items() if name.endswith("_VERSION")}
    return {name.removesuffix("_VERSION").lower(): value for name, value in sorted(found.items())}


def installed_versions() -> dict[str, str]:
    """The versions of Python, of discourse and of every package that it needs."""
    needed = [text for text in requires("discourse") or () if "extra ==" not in text]
    names = sorted(found[0] for text in needed if (found := re.match(r"[\w.-]+", text)))
    return {"python": platform.python_version(), **{name: version(name) for name in ("discourse", *names)}}


def read_record(path: Path) -> RunRecord:
    """Read a manifest; a `UsageError` where there is none, or one of a discourse that kept less in it."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return _record(data, path)
    except OSError as error:
        raise UsageError(
            f"The manifest '{path}' cannot be read: {error.strerror}; name a run's {path.name}."
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"'{path}' is no manifest of this version of discourse; run once more with this version to have one."
        ) from error


def _record(data: Mapping[str, Any], path: Path) -> RunRecord:
    return RunRecord(
        project=data["project"],
        settings=parse_settings(data["settings"], where=str(path)),
        sources=tuple(_entry(source) for source in data["sources"]),
        coded=frozenset(source["file"] for source in data["sources"] if source["coded"]),
        ingredients=MappingProxyType({name: data[name] for name in INGREDIENTS}),
        topics=data["topics"],
        topics_placed=frozenset(data["topics_placed"]),
        steps=MappingProxyType(data["steps"]),
        versions=MappingProxyType(data["versions"]),
        tables=MappingProxyType(data["tables"]),
        files=MappingProxyType(dict(data["files"])),
    )


def _sources(session: Session) -> list[Json]:
    codings = session.store.ledger.result_keys("coding")
    codebook, model = session.codebook.id, session.model_id
    return [
        {
            "file": entry.file,
            "sha256": entry.source_id,
            "kind": entry.kind,
            "coded": keys.coding_key(entry_key(entry, session.settings), codebook, model) in codings,
            **{name: getattr(entry.metadata, name) for name in STATED},
        }
        for entry in session.entries
    ]


def _entry(source: Mapping[str, Any]) -> SourceEntry:
    stated = Metadata(**{name: source[name] for name in STATED})
    return SourceEntry(source["file"], source["sha256"], 0, 0, SourceKind(source["kind"]), stated)
