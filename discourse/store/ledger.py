"""The ledger: which sources a project has, and which results are complete.

A result exists when its row does; files without a row are garbage.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from discourse.domain.documents import Metadata
from discourse.domain.errors import StoreError
from discourse.domain.sources import SourceKind
from discourse.store.database import LEDGER_FILE, PARTS_FOLDER, open_database, say_trouble, writing

__all__ = ["LEDGER_FILE", "PARTS_FOLDER", "Ledger", "SourceEntry"]

_COLUMNS = "file, source_id, size, modified_ns, kind, metadata"
_PUT_SOURCE = f"""
    INSERT INTO sources ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (file) DO UPDATE SET
        source_id = excluded.source_id, size = excluded.size, modified_ns = excluded.modified_ns,
        kind = excluded.kind, metadata = excluded.metadata, removed = 0
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
        """All sources of the project, in the order of their adding."""
        return self._sources(removed=False)

    def removed_sources(self) -> tuple[SourceEntry, ...]:
        """The sources that were taken out and not added again, in the order of their adding."""
        return self._sources(removed=True)

    def remove_sources(self, files: Iterable[str]) -> None:
        """Take sources out, all or none; they stay known, and `put_sources` takes them in again."""
        with self._writing() as connection:
            connection.executemany("UPDATE sources SET removed = 1 WHERE file = ?", [(file,) for file in files])

    def _sources(self, *, removed: bool) -> tuple[SourceEntry, ...]:
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM sources WHERE removed = ? ORDER BY number", (int(removed),)
        )
        return tuple(
            SourceEntry(file, source_id, size, modified_ns, SourceKind(kind), _metadata_from_json(metadata))
            for file, source_id, size, modified_ns, kind, metadata in rows
        )

    def put_sources(self, entries: Iterable[SourceEntry]) -> None:
        """Add sources, also those that were taken out, or replace what is known of them; all or none."""
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

    def result_keys(self, stage: str) -> frozenset[str]:
        """The keys of all complete results of a stage."""
        rows = self._connection.execute("SELECT key FROM results WHERE stage = ?", (stage,))
        return frozenset(key for (key,) in rows)

    def put_result(self, stage: str, key: str, summary: Mapping[str, object]) -> None:
        """Make a result visible; its parts must already be on disk."""
        with self._writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO results VALUES (?, ?, ?)", (stage, key, json.dumps(summary, sort_keys=True))
            )

    def results_of(self, stage: str, keys: Iterable[str]) -> dict[str, Mapping[str, object]]:
        """The summaries of those of these results that are complete."""
        query = "SELECT summary FROM results WHERE stage = ? AND key = ?"
        found = {key: self._connection.execute(query, (stage, key)).fetchone() for key in keys}
        return {key: json.loads(row[0]) for key, row in found.items() if row}

    def put_results(self, rows: Iterable[tuple[str, str, Mapping[str, object]]]) -> None:
        """Make results visible together, given as stage, key and summary; their parts must already be on disk."""
        texts = [(stage, key, json.dumps(summary, sort_keys=True)) for stage, key, summary in rows]
        with self._writing() as connection:
            connection.executemany("INSERT OR REPLACE INTO results VALUES (?, ?, ?)", texts)

    def drop_results(self, stage: str, keys: Iterable[str]) -> None:
        """Forget results; their parts may be deleted afterwards."""
        with self._writing() as connection:
            connection.executemany("DELETE FROM results WHERE stage = ? AND key = ?", [(stage, key) for key in keys])

    def check(self) -> tuple[str, ...]:
        """What is wrong with the file by SQLite's own full check; empty where all is well."""
        try:
            found = [row[0] for row in self._connection.execute("PRAGMA integrity_check")]
            found += [
                f"a row of {row[0]} refers to none" for row in self._connection.execute("PRAGMA foreign_key_check")
            ]
        except sqlite3.Error as error:
            return (str(error),)
        return tuple(line for line in found if line != "ok")

    def copy_to(self, path: Path) -> None:
        """A copy as of now in one file, also while others write."""
        with closing(sqlite3.connect(path)) as copy:
            self._connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        try:
            with writing(self._connection) as connection:
                yield connection
        except sqlite3.Error as error:
            raise StoreError(f"The ledger could not be written {say_trouble(error, self._connection)}.") from error


def _metadata_to_json(metadata: Metadata) -> str:
    values = {name: getattr(metadata, name) for name in metadata.__slots__ if name != "extra"}
    return json.dumps({**values, "extra": dict(metadata.extra)}, ensure_ascii=False, sort_keys=True)


def _metadata_from_json(text: str) -> Metadata:
    values = json.loads(text)
    return Metadata(**{**values, "extra": MappingProxyType(values["extra"])})
