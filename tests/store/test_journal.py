"""The journal keeps every event, takes back by adding, and lets nobody change what was."""

import sqlite3
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from discourse.domain.bundled import CODEBOOK
from discourse.domain.codebook import load_codebook
from discourse.domain.codebook_changes import ChangeKind, CodeChange, Migration
from discourse.domain.codes import Stance
from discourse.domain.codings import Coding, codings_in_force
from discourse.domain.errors import UsageError
from discourse.store.journal import Journal
from discourse.store.ledger import LEDGER_FILE

NOW = "2026-03-01T09:30:00Z"
CODING = Coding("person:Ana", "d" * 64, 3, 8, "words", "equity", True, Stance.REPORTED, "Why?\n🎓", "book", NOW)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / LEDGER_FILE


def test_codings_come_back_as_they_went_in_and_the_last_word_holds(path: Path) -> None:
    journal = Journal(path)
    journal.record([CODING, replace(CODING, stance=Stance.ASSERTED)], now=NOW)
    journal.record([replace(CODING, coder="person:Ben")], now=NOW)
    journal.close()
    events = Journal(path).events()
    assert [event.coding.stance for event in events] == [Stance.REPORTED, Stance.ASSERTED, Stance.REPORTED]
    assert codings_in_force(events) == (replace(CODING, stance=Stance.ASSERTED), replace(CODING, coder="person:Ben"))
    assert Journal(path).events(coder="person:Ben", document_id="d" * 64) == events[2:]


def test_undo_is_an_event_and_can_be_undone(path: Path) -> None:
    journal = Journal(path)
    _, second = journal.record([CODING, replace(CODING, present=False, stance=None)], now=NOW)
    undone = journal.undo(second, coder="person:Ana", now=NOW)
    assert codings_in_force(journal.events()) == (CODING,)
    journal.undo(undone, coder="person:Ana", now=NOW)
    assert [item.present for item in codings_in_force(journal.events())] == [False]
    assert len(journal.events()) == 4


def test_nobody_undoes_another_coders_event_or_one_twice(path: Path) -> None:
    journal = Journal(path)
    (number,) = journal.record([CODING], now=NOW)
    with pytest.raises(UsageError, match="person:Ben has no coding event"):
        journal.undo(number, coder="person:Ben", now=NOW)
    journal.undo(number, coder="person:Ana", now=NOW)
    with pytest.raises(UsageError, match="undone already"):
        journal.undo(number, coder="person:Ana", now=NOW)


@pytest.mark.parametrize("statement", ["UPDATE coding_events SET memo = ''", "DELETE FROM coding_events"])
def test_the_file_itself_refuses_to_change_an_event(path: Path, statement: str) -> None:
    journal = Journal(path)
    journal.record([CODING], now=NOW)
    with pytest.raises(sqlite3.IntegrityError, match="never"):
        sqlite3.connect(path).execute(statement)


def test_a_coding_made_elsewhere_is_marked_and_old_ones_are_known_by_their_time(path: Path) -> None:
    journal = Journal(path)
    fine = replace(CODING, time="2026-03-01T09:30:00.000000Z")
    journal.record([fine], now=NOW, is_imported=True)
    (number,) = journal.record([CODING, replace(fine, code_id="sbtc")], now=NOW)[:1]
    journal.undo(number, coder="person:Ana", now=NOW)
    assert [event.is_imported for event in journal.events()] == [True, False, False, False]
    journal.close()
    # As it was before the mark: the page alone wrote six decimals.
    connection = sqlite3.connect(path)
    connection.execute("ALTER TABLE coding_events DROP COLUMN imported")
    connection.execute("PRAGMA user_version = 4")
    connection.close()
    assert [event.is_imported for event in Journal(path).events()] == [False, True, False, False]
    with pytest.raises(sqlite3.IntegrityError, match="never"):
        sqlite3.connect(path).execute("UPDATE coding_events SET memo = ''")


def test_two_coders_write_at_once_and_nothing_is_lost(path: Path) -> None:
    Journal(path).close()

    def code(name: str) -> None:
        journal = Journal(path)
        for number in range(50):
            journal.record([replace(CODING, coder=f"person:{name}", start=number, end=number + 5)], now=NOW)
        journal.close()

    threads = [threading.Thread(target=code, args=(name,)) for name in ("Ana", "Ben")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(codings_in_force(Journal(path).events())) == 100


def test_codebook_versions_and_migrations_are_kept(path: Path) -> None:
    journal = Journal(path)
    book = load_codebook(CODEBOOK)
    journal.keep_codebook(book, now=NOW)
    journal.keep_codebook(book, now=NOW)
    migration = Migration("a", "b", (CodeChange(ChangeKind.MERGE, ("x", "y"), ("z",)),))
    journal.put_migration(migration, now=NOW)
    assert journal.codebooks() == {book.id: book}
    assert journal.migrations() == (migration,)


@pytest.mark.parametrize(
    "wrong",
    [
        {"coder": "Ana"},
        {"quote": "word"},
        {"present": False},
        {"time": "yesterday"},
        {"memo": "a\x00b"},
        {"code_id": ""},
    ],
)
def test_a_coding_that_makes_no_sense_cannot_be_made(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\."):
        replace(CODING, **wrong)  # type: ignore[arg-type]
