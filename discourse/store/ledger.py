"""The ledger: which sources a project has, and which results are complete.

One SQLite file in WAL mode with full synchronisation. A result exists when its row does; files without a row are
garbage.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from discourse.domain.documents import Metadata
from discourse.domain.errors import StoreError
from discourse.domain.sources import SourceKind

LEDGER_FILE = "project.sqlite"
_WAIT_SECONDS = 30.0

# One entry a version; a migration is appended, never edited.
_MIGRATIONS = (
    """
    CREATE TABLE sources (
        number INTEGER PRIMARY KEY,
        file TEXT NOT NULL UNIQUE,
        source_id TEXT NOT NULL,
        size INTEGER NOT NULL,
        modified_ns INTEGER NOT NULL,
        kind TEXT NOT NULL,
        metadata TEXT NOT NULL
    );
    CREATE TABLE results (
        stage TEXT NOT NULL,
        key TEXT NOT NULL,
        summary TEXT NOT NULL,
        PRIMARY KEY (stage, key)
    );
    """,
)

_COLUMNS = "file, source_id, size, modified_ns, kind, metadata"
_PUT_SOURCE = f"""
    INSERT INTO sources ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (file) DO UPDATE SET
        source_id = excluded.source_id, size = excluded.size, modified_ns = excluded.modified_ns,
        kind = excluded.kind, metadata = excluded.metadata
"""


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """A source file of a project: where it is, what it held when last seen, what its user says of it.

    `file` is relative to the project where the file lies inside it, else absolute, always with `/`.
    """

    file: str
    source_id: str
    size: int
    modified_ns: int
    kind: SourceKind = SourceKind.AUTO
    metadata: Metadata = field(default_factory=Metadata)


class Ledger:
    """The rows of `project.sqlite`. Safe for several processes; a writer waits for another up to 30 s."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._connection = sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None)
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = FULL")
            self._migrate()
        except sqlite3.Error as error:
            raise StoreError(f"The project file '{path}' cannot be opened: {error}; restore it from a copy.") from error

    def close(self) -> None:
        self._connection.close()

    def sources(self) -> tuple[SourceEntry, ...]:
        """All sources ever added, in the order of their adding."""
        rows = self._connection.execute(f"SELECT {_COLUMNS} FROM sources ORDER BY number")
        return tuple(
            SourceEntry(file, source_id, size, modified_ns, SourceKind(kind), _metadata_from_json(metadata))
            for file, source_id, size, modified_ns, kind, metadata in rows
        )

    def put_sources(self, entries: Iterable[SourceEntry]) -> None:
        """Add sources or replace what is known of them, all or none."""
        rows = [
            (entry.file, entry.source_id, entry.size, entry.modified_ns, entry.kind, _metadata_to_json(entry.metadata))
            for entry in entries
        ]
        with self._writing() as connection:
            connection.executemany(_PUT_SOURCE, rows)

    def results(self, stage: str) -> dict[str, Mapping[str, object]]:
        """The summaries of all complete results of a stage, by key."""
        rows = self._connection.execute("SELECT key, summary FROM results WHERE stage = ?", (stage,))
        return {key: json.loads(summary) for key, summary in rows}

    def put_result(self, stage: str, key: str, summary: Mapping[str, object]) -> None:
        """Make a result visible; its parts must already be on disk."""
        with self._writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO results VALUES (?, ?, ?)", (stage, key, json.dumps(summary, sort_keys=True))
            )

    def drop_results(self, stage: str, keys: Iterable[str]) -> None:
        """Forget results; their parts may be deleted afterwards."""
        with self._writing() as connection:
            connection.executemany("DELETE FROM results WHERE stage = ? AND key = ?", [(stage, key) for key in keys])

    def _migrate(self) -> None:
        with self._writing() as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version > len(_MIGRATIONS):
                raise StoreError(f"The project file '{self._path}' was made by a newer discourse; update this one.")
            for number, script in enumerate(_MIGRATIONS[version:], start=version + 1):
                for statement in filter(str.strip, script.split(";")):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number}")

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        # IMMEDIATE takes the write lock at once, so that two writers queue instead of failing half-way.
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield self._connection
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")


def _metadata_to_json(metadata: Metadata) -> str:
    values = {name: getattr(metadata, name) for name in metadata.__slots__ if name != "extra"}
    return json.dumps({**values, "extra": dict(metadata.extra)}, ensure_ascii=False, sort_keys=True)


def _metadata_from_json(text: str) -> Metadata:
    values = json.loads(text)
    return Metadata(**{**values, "extra": MappingProxyType(values["extra"])})
