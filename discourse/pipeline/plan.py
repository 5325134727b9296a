"""What a run would do, file by file and why, found out without doing any of it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from discourse.domain.documents import Status
from discourse.domain.failures import FailureCode
from discourse.domain.settings import Ocr
from discourse.pipeline.keys import coding_key, facts_key
from discourse.pipeline.publish import is_published
from discourse.pipeline.reading_step import look_again
from discourse.pipeline.readings import ReadingRow, entry_key
from discourse.pipeline.record import MANIFEST_FILE
from discourse.pipeline.selection import EVERYTHING, Selection
from discourse.pipeline.session import Session, open_session
from discourse.store.ledger import SourceEntry


class Task(StrEnum):
    """The first thing that would be done with a file; what depends on it follows."""

    READ = "read"
    CODE = "code"
    FIND_FACTS = "find facts"
    FIND_ACTORS = "find actors"
    REPAIR = "repair"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file that is not up to date, or is left although it gave no text."""

    file: str
    task: Task
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would do; `up_to_date` counts the chosen files with nothing to do, `unchosen` the others.

    `is_published` says whether tables and report show the results that there are now; a run writes them anew if not.
    """

    files: tuple[PlannedFile, ...]
    up_to_date: int
    unchosen: int
    is_published: bool

    @property
    def has_work(self) -> bool:
        """Whether there is anything to do with a file."""
        return any(item.task is not Task.LEAVE for item in self.files)


def plan(
    project: Path = Path(), *, selection: Selection = EVERYTHING, retry_failed: bool = False, out: Path | None = None
) -> Plan:
    """Say what `discourse.run` with the same arguments would do; nothing is written."""
    with open_session(project) as session:
        entries = session.store.ledger.sources()
        files = selection.choose(entries, session.project.folder)
        chosen = [entry for entry in entries if entry.file in files]
        folder = out or session.project.outputs
        planner = _Planner(session, _last_manifest(folder), retry_failed)
        found = [planner.look(fresh, entry) for fresh, entry in look_again(chosen, session.project.folder)]
        published = is_published(session, folder) or not planner.has_coded(entries)
    todo = tuple(item for item in found if item)
    return Plan(todo, len(found) - len(todo), len(entries) - len(chosen), published)


class _Planner:
    """What is there of each stage, asked once."""

    def __init__(self, session: Session, last: Mapping[str, Any], retry_failed: bool) -> None:
        self._session, self._last, self._retry_failed = session, last, retry_failed
        self._last_texts = {source["file"]: source["sha256"] for source in last.get("sources", ())}
        self._rows = session.rows()
        self._read_before = {row.source_id for row in self._rows.values()}
        ledger = session.store.ledger
        self._there = {stage: ledger.result_keys(stage) for stage in ("coding", "facts", "actors")}

    def look(self, fresh: SourceEntry, entry: SourceEntry) -> PlannedFile | None:
        """What would be done with a source that is now `fresh` and was `entry` at the last run."""
        key = entry_key(fresh, self._session.settings)
        row = self._rows.get(key)
        if row is None:
            return PlannedFile(entry.file, Task.READ, self._why_read(fresh, entry))
        if row.status is not Status.OK:
            is_there_now = row.code == FailureCode.ACCESS and (self._session.project.folder / entry.file).is_file()
            task = Task.READ if self._retry_failed or is_there_now else Task.LEAVE
            return PlannedFile(entry.file, task, f"failed before: {row.reason}")
        return self._renew(entry.file, row)

    def has_coded(self, entries: Iterable[SourceEntry]) -> bool:
        """Whether there is anything to make tables of."""
        session = self._session
        readings = (entry_key(entry, session.settings) for entry in entries)
        return any(self._coding_key(reading) in self._there["coding"] for reading in readings)

    def _why_read(self, fresh: SourceEntry, entry: SourceEntry) -> str:
        if self._last_texts.get(entry.file, entry.source_id) != fresh.source_id:
            return "its bytes changed"
        if fresh.source_id not in self._read_before:
            return "new"
        ocr = " (OCR is on)" if self._session.settings.reading.ocr is Ocr.AUTO else ""
        return f"the settings for reading{ocr} or the version of discourse changed"

    def _renew(self, file: str, row: ReadingRow) -> PlannedFile | None:
        session = self._session
        if self._coding_key(row.key) not in self._there["coding"]:
            return PlannedFile(file, Task.CODE, self._why_code())
        if facts_key(row.key) not in self._there["facts"]:
            return PlannedFile(file, Task.FIND_FACTS, "not searched by this version of discourse")
        if session.actors_key(row.key) not in self._there["actors"]:
            return PlannedFile(file, Task.FIND_ACTORS, "not searched with the present parser and actors.yaml")
        if not self._has_parts(row):
            return PlannedFile(file, Task.REPAIR, "results are gone from the store; first 'discourse verify --repair'")
        return None

    def _has_parts(self, row: ReadingRow) -> bool:
        results = {
            "reading": row.key,
            "coding": self._coding_key(row.key),
            "facts": facts_key(row.key),
            "actors": self._session.actors_key(row.key),
        }
        return all(self._session.store.has_parts(stage, key) for stage, key in results.items())

    def _coding_key(self, reading: str) -> str:
        return coding_key(reading, self._session.codebook.id, self._session.model_id)

    def _why_code(self) -> str:
        now = {"codebook": self._session.codebook.id, "model": self._session.model_id}
        names = [name for name, value in now.items() if self._last.get(name, value) != value]
        return f"the {' and the '.join(names)} changed" if names else "read, but the run was cut short before coding"


def _last_manifest(out: Path) -> dict[str, Any]:
    """What the last outputs were made of; nothing where there are none."""
    try:
        found: dict[str, Any] = json.loads((out / MANIFEST_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found
