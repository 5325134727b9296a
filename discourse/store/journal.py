"""The journal of human codings: events that are added and never changed; what holds now is derived from them."""

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from discourse.domain.codebook import Codebook, codebook_to_data, parse_codebook
from discourse.domain.codebook_changes import ChangeKind, CodeChange, Migration
from discourse.domain.codes import Stance
from discourse.domain.codings import Coding, CodingEvent
from discourse.domain.errors import UsageError
from discourse.store.database import open_database
from discourse.store.keeping import keeping

_FIELDS = 'coder, document_id, "start", "end", quote, code_id, present, stance, memo, codebook_id, time, passage_id'
_INSERT = f"INSERT INTO coding_events ({_FIELDS}, undoes, imported, recorded) VALUES ({', '.join('?' * 15)})"


class Journal:
    """The coding events of `project.sqlite`. Safe for several processes; a writer waits for another up to 30 s."""

    def __init__(self, path: Path) -> None:
        self._connection = open_database(path)

    def close(self) -> None:
        self._connection.close()

    def record(self, codings: Iterable[Coding], *, now: str, is_imported: bool = False) -> tuple[int, ...]:
        """Add codings, all or none, on disk when this returns; returns their numbers. `now` is when they came here."""
        rows = [_to_row(coding, None, now, is_imported=is_imported) for coding in codings]
        with keeping(self._connection, "the coding") as connection:
            return tuple(int(connection.execute(_INSERT, row).lastrowid or 0) for row in rows)

    def undo(self, number: int, *, coder: str, now: str) -> int:
        """Take back an event, a coding or an undoing, as a new event; returns its number.

        Raises `UsageError` where there is no such event, it is another coder's, or it was taken back already.
        """
        return self.undo_all((number,), coder=coder, now=now)[0]

    def undo_all(self, numbers: Iterable[int], *, coder: str, now: str) -> tuple[int, ...]:
        """Take back several events, all or none; returns the numbers of the undoings. Raises as `undo` does."""
        with keeping(self._connection, "the coding") as connection:
            return tuple(self._undo(connection, number, coder, now) for number in numbers)

    def events(
        self, *, document_id: str | None = None, coder: str | None = None, after: int = 0
    ) -> tuple[CodingEvent, ...]:
        """All events, of one document or coder if named, in the order of their recording; those after a number."""
        wanted = {"document_id": document_id, "coder": coder}
        given = {name: value for name, value in wanted.items() if value is not None}
        where = " AND ".join(["number > ?", *(f"{name} = ?" for name in given)])
        return self._select(where, (after, *given.values()))

    def last(self) -> int:
        """The number of the last event, 0 where nothing has happened."""
        ((number,),) = self._connection.execute("SELECT coalesce(max(number), 0) FROM coding_events")
        return int(number)

    def keep_codebook(self, codebook: Codebook, *, now: str) -> None:
        """Keep this version of the codebook, so that codings made with it can be read for ever."""
        content = json.dumps(codebook_to_data(codebook), ensure_ascii=False)
        with keeping(self._connection, "the coding") as connection:
            connection.execute("INSERT OR IGNORE INTO codebooks VALUES (?, ?, ?)", (codebook.id, content, now))

    def codebooks(self) -> dict[str, Codebook]:
        """All versions kept, by id, the oldest first."""
        rows = self._connection.execute("SELECT id, content FROM codebooks ORDER BY rowid")
        return {key: parse_codebook(json.loads(content), where=key) for key, content in rows}

    def put_migration(self, migration: Migration, *, now: str) -> None:
        """Record how one version became another."""
        changes = [[change.kind, change.old, change.new] for change in migration.changes]
        row = (migration.old_id, migration.new_id, json.dumps(changes), now)
        with keeping(self._connection, "the coding") as connection:
            connection.execute(
                "INSERT INTO codebook_changes (old_id, new_id, changes, recorded) VALUES (?, ?, ?, ?)", row
            )

    def migrations(self) -> tuple[Migration, ...]:
        """All migrations in the order in which they were made."""
        rows = self._connection.execute("SELECT old_id, new_id, changes FROM codebook_changes ORDER BY number")
        return tuple(
            Migration(
                old_id,
                new_id,
                tuple(CodeChange(ChangeKind(kind), tuple(old), tuple(new)) for kind, old, new in json.loads(changes)),
            )
            for old_id, new_id, changes in rows
        )

    def _undo(self, connection: sqlite3.Connection, number: int, coder: str, now: str) -> int:
        found = self._select("number = ?", (number,))
        if not found or found[0].coding.coder != coder:
            raise UsageError(f"{coder} has no coding event {number} to undo; see 'discourse code export'.")
        if connection.execute("SELECT 1 FROM coding_events WHERE undoes = ?", (number,)).fetchone():
            raise UsageError(f"The coding event {number} was undone already; undo that undoing to do it again.")
        return int(connection.execute(_INSERT, _to_row(found[0].coding, number, now)).lastrowid or 0)

    def _select(self, where: str, values: tuple[object, ...]) -> tuple[CodingEvent, ...]:
        query = f"SELECT number, undoes, imported, {_FIELDS} FROM coding_events WHERE {where} ORDER BY number"
        return tuple(
            CodingEvent(number, _to_coding(row), undoes, bool(imported))
            for number, undoes, imported, *row in self._connection.execute(query, values)
        )


def _to_row(coding: Coding, undoes: int | None, now: str, *, is_imported: bool = False) -> tuple[object, ...]:
    """The values of `_INSERT`; a coding without a time of its own was made now."""
    return (
        coding.coder,
        coding.document_id,
        coding.start,
        coding.end,
        # A lone surrogate is text to Python and to nothing else.
        coding.quote.encode("utf-8", "replace").decode(),
        coding.code_id,
        coding.present,
        coding.stance,
        coding.memo,
        coding.codebook_id,
        now if undoes is not None else coding.time or now,
        coding.passage_id,
        undoes,
        is_imported,
        now,
    )


def _to_coding(row: list[Any]) -> Coding:
    coder, document_id, start, end, quote, code_id, present, stance, memo, codebook_id, time, passage_id = row
    return Coding(
        coder=coder,
        document_id=document_id,
        start=start,
        end=end,
        quote=quote,
        code_id=code_id,
        present=bool(present),
        stance=Stance(stance) if stance else None,
        memo=memo,
        codebook_id=codebook_id,
        time=time,
        passage_id=passage_id,
    )
