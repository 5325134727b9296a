"""The project's one SQLite file: WAL mode, full synchronisation, opened without trust in what it holds."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from discourse.domain.errors import StoreError
from discourse.domain.files import FREE_SPACE
from discourse.store.use import other_users

LEDGER_FILE = "project.sqlite"
PARTS_FOLDER = "parts"
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
    # A source that was taken out stays known, so that what it led to is kept (discourse.pipeline.remove).
    "ALTER TABLE sources ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;",
    # Whether a coding was made elsewhere. Before, the page alone wrote moments with six decimals.
    """
    ALTER TABLE coding_events ADD COLUMN imported INTEGER NOT NULL DEFAULT 0;
    DROP TRIGGER coding_events_stay;
    UPDATE coding_events SET imported = 1 WHERE undoes IS NULL AND length(time) < 27;
    CREATE TRIGGER coding_events_stay BEFORE UPDATE ON coding_events
        BEGIN SELECT RAISE(ABORT, 'a coding event is never changed'); END;
    """,
)


def open_database(path: Path) -> sqlite3.Connection:
    """Open the project file, brought to the present shape. `StoreError` when it is damaged or of a newer discourse."""
    try:
        _refuse_emptied(path)
        connection = sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        # The file may be a colleague's: nothing in it is to run.
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        _migrate(connection, path)
    except sqlite3.Error as error:
        raise StoreError(f"The project file '{path}' cannot be opened: {error}; {_remedy(error, path)}.") from error
    return connection


def say_trouble(error: sqlite3.Error, connection: sqlite3.Connection) -> str:
    """What went wrong in writing, and what would help: `(database or disk is full); free space ...`."""
    (_, _, file), *_ = connection.execute("PRAGMA database_list")
    return f"({error}); {_remedy(error, Path(file))}"


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """One transaction: all of it is kept, or nothing."""
    # IMMEDIATE takes the write lock at once, so that two writers queue instead of failing half-way.
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        # A full disk may have ended the transaction already.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _remedy(error: sqlite3.Error, path: Path) -> str:
    said = str(error)
    if "locked" in said or "busy" in said:
        users = ", ".join(other_users(path.parent / PARTS_FOLDER)) or "another process"
        return f"{users} writes to it; wait until that ends and try again"
    if "full" in said:
        return FREE_SPACE
    if "I/O" in said:
        return "mend the disk or free space on it, and try again: what was finished before is kept"
    if "readonly" in said or "unable to open" in said:
        return "make the folder writable and try again"
    return "bring it back with 'discourse restore BACKUP'"


def _refuse_emptied(path: Path) -> None:
    """An empty file opens as an empty database: a project that lost its file would look like a new one."""
    has_results = any((path.parent / PARTS_FOLDER).glob("*/*/*.parquet"))
    if has_results and (not path.exists() or path.stat().st_size == 0):
        raise StoreError(
            f"The project file '{path}' is {'empty' if path.exists() else 'gone'}, though the project has results; "
            "bring it back with 'discourse restore BACKUP'."
        )


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
