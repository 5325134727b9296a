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
    # The journal of human codings (discourse.store.journal): rows are added and never changed, which triggers hold.
    """
    CREATE TABLE coding_events (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        coder TEXT NOT NULL,
        document_id TEXT NOT NULL,
        "start" INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        quote TEXT NOT NULL,
        code_id TEXT NOT NULL,
        present INTEGER NOT NULL,
        stance TEXT,
        memo TEXT NOT NULL,
        codebook_id TEXT NOT NULL,
        time TEXT NOT NULL,
        passage_id TEXT NOT NULL,
        undoes INTEGER REFERENCES coding_events (number),
        recorded TEXT NOT NULL
    );
    CREATE INDEX coding_events_by_document ON coding_events (document_id, coder);
    CREATE INDEX coding_events_by_coder ON coding_events (coder, number);
    CREATE UNIQUE INDEX coding_events_undone ON coding_events (undoes) WHERE undoes IS NOT NULL;
    CREATE TRIGGER coding_events_stay BEFORE UPDATE ON coding_events
        BEGIN SELECT RAISE(ABORT, 'a coding event is never changed'); END;
    CREATE TRIGGER coding_events_remain BEFORE DELETE ON coding_events
        BEGIN SELECT RAISE(ABORT, 'a coding event is never deleted'); END;
    CREATE TABLE codebooks (id TEXT PRIMARY KEY, content TEXT NOT NULL, recorded TEXT NOT NULL);
    CREATE TABLE codebook_changes (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        old_id TEXT NOT NULL,
        new_id TEXT NOT NULL,
        changes TEXT NOT NULL,
        recorded TEXT NOT NULL
    );
    """,
    # Random audit samples and the answers to them (discourse.store.audits): rows are added and never changed.
    """
    CREATE TABLE audit_draws (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        strata TEXT NOT NULL,
        seed INTEGER NOT NULL,
        codebook_id TEXT NOT NULL,
        recorded TEXT NOT NULL
    );
    CREATE TABLE audit_population (
        draw INTEGER NOT NULL REFERENCES audit_draws (number),
        document_id TEXT NOT NULL,
        stratum TEXT NOT NULL,
        PRIMARY KEY (draw, document_id, stratum)
    );
    CREATE TABLE audit_passages (
        draw INTEGER NOT NULL REFERENCES audit_draws (number),
        number INTEGER NOT NULL,
        passage_id TEXT NOT NULL,
        document_id TEXT NOT NULL,
        stratum TEXT NOT NULL,
        probability REAL NOT NULL,
        PRIMARY KEY (draw, number)
    );
    CREATE TABLE audit_answers (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        passage_id TEXT NOT NULL,
        code_id TEXT NOT NULL,
        coder TEXT NOT NULL,
        present INTEGER NOT NULL,
        codebook_id TEXT NOT NULL,
        recorded TEXT NOT NULL
    );
    CREATE TRIGGER audit_answers_stay BEFORE UPDATE ON audit_answers
        BEGIN SELECT RAISE(ABORT, 'an answer to an audit is never changed'); END;
    CREATE TRIGGER audit_answers_remain BEFORE DELETE ON audit_answers
        BEGIN SELECT RAISE(ABORT, 'an answer to an audit is never deleted'); END;
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
        self._connection = open_database(path)

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
        with writing(self._connection) as connection:
            connection.executemany(_PUT_SOURCE, rows)

    def results(self, stage: str) -> dict[str, Mapping[str, object]]:
        """The summaries of all complete results of a stage, by key."""
        rows = self._connection.execute("SELECT key, summary FROM results WHERE stage = ?", (stage,))
        return {key: json.loads(summary) for key, summary in rows}

    def put_result(self, stage: str, key: str, summary: Mapping[str, object]) -> None:
        """Make a result visible; its parts must already be on disk."""
        with writing(self._connection) as connection:
            connection.execute(
                "INSERT OR REPLACE INTO results VALUES (?, ?, ?)", (stage, key, json.dumps(summary, sort_keys=True))
            )

    def drop_results(self, stage: str, keys: Iterable[str]) -> None:
        """Forget results; their parts may be deleted afterwards."""
        with writing(self._connection) as connection:
            connection.executemany("DELETE FROM results WHERE stage = ? AND key = ?", [(stage, key) for key in keys])


def open_database(path: Path) -> sqlite3.Connection:
    """Open the project file, brought to the present shape. `StoreError` when it is damaged or of a newer discourse."""
    try:
        connection = sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        _migrate(connection, path)
    except sqlite3.Error as error:
        raise StoreError(f"The project file '{path}' cannot be opened: {error}; restore it from a copy.") from error
    return connection


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """One transaction: all of it is kept, or nothing."""
    # IMMEDIATE takes the write lock at once, so that two writers queue instead of failing half-way.
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    with writing(connection):
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > len(_MIGRATIONS):
            raise StoreError(f"The project file '{path}' was made by a newer discourse; update this one.")
        for number, script in enumerate(_MIGRATIONS[version:], start=version + 1):
            for statement in _statements(script):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")


def _statements(script: str) -> Iterator[str]:
    """The statements of a script; a semicolon within a trigger does not end one."""
    statement = ""
    for piece in script.split(";"):
        statement += piece + ";"
        if statement.strip(" \n;") and sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _metadata_to_json(metadata: Metadata) -> str:
    values = {name: getattr(metadata, name) for name in metadata.__slots__ if name != "extra"}
    return json.dumps({**values, "extra": dict(metadata.extra)}, ensure_ascii=False, sort_keys=True)


def _metadata_from_json(text: str) -> Metadata:
    values = json.loads(text)
    return Metadata(**{**values, "extra": MappingProxyType(values["extra"])})
