"""The main job: read what is new, find facts and code where stale, find topics, write tables and the report."""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from discourse.domain.documents import Status
from discourse.domain.errors import UsageError
from discourse.domain.failures import FailureCode
from discourse.domain.files import why_unwritten, write_whole
from discourse.domain.registry import load
from discourse.domain.settings import Ocr, Scope
from discourse.pipeline.changes import NO_CHANGES, Changes
from discourse.pipeline.document_work import renew
from discourse.pipeline.events import Stages, tell, tell_trouble
from discourse.pipeline.failures import Failure, failures
from discourse.pipeline.keys import coding_key, embedding_key, facts_key
from discourse.pipeline.passwords import Passwords, read_passwords
from discourse.pipeline.progress import Progress, no_progress
from discourse.pipeline.project import keep_ocr, keep_scope
from discourse.pipeline.publish import Published, publish
from discourse.pipeline.reading_step import read_stale, refresh
from discourse.pipeline.readings import ReadingRow, entry_key
from discourse.pipeline.record_changes import record_changes
from discourse.pipeline.selection import EVERYTHING, Selection
from discourse.pipeline.session import Session, open_session
from discourse.pipeline.status import FileStatus, file_statuses, gone_files
from discourse.pipeline.topics_step import drift_to_words, topic_drift, topic_state, update_topics
from discourse.store.ledger import SourceEntry

_LOGGED = ("documents", "processed", "skipped", "waiting", "passages", "coded", "seconds", "wrote", "news")


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run did. `documents` counts source files, `records` the courses among them.

    `processed` files were read, searched for facts and actors or coded anew, `skipped` ones were up to date, `failed`
    ones gave no text, `waiting` ones are not in the tables because the run was told not to look at them: together all
    `documents`. `passages` are those that can be coded and `coded` those that carry at least one frame, both over the
    whole project; `wrote` says whether tables and report were written again, `news` whether `changes.md` was, with
    something to tell; `gone` counts files that are no longer there and whose results are kept. `stages` are the seconds
    of each.
    """

    documents: int
    records: int
    processed: int
    skipped: int
    waiting: int
    failed: tuple[Failure, ...]
    passages: int
    coded: int
    seconds: float
    stages: Mapping[str, float]
    out: str
    wrote: bool
    news: bool
    changes: Changes
    gone: int = 0
    topics: tuple[str, ...] = ()


def run(
    project: Path = Path(),
    *,
    workers: int | None = None,
    out: Path | None = None,
    ocr: Ocr | bool | None = None,
    scope: Scope | str | None = None,
    selection: Selection = EVERYTHING,
    retry_failed: bool = False,
    password_file: Path | None = None,
    cluster: str = "",
    refit_topics: bool = False,
    progress: Progress = no_progress,
) -> RunSummary:
    """Bring a project up to date and write its tables and report to `out` (by default `outputs/` in the project).

    A failed document never stops the others; it is in `failed` with its reason, and is not read again before its bytes
    change, unless `retry_failed`. Running again changes nothing. `selection` names the files to look at: of the others
    those that are done already stay in the tables. `ocr` and `scope` (of which passages tables are made) are kept in
    the project's settings, so that every later command sees the same. Passwords of encrypted files come from
    `password_file` and are kept nowhere. `cluster` is the address of a Dask scheduler, `tcp://node7:8786`. Its workers
    see the project's folder where this process does and do all that is done to documents one by one. Topics stay
    as they are and new passages are placed in them, unless `refit_topics`; the summary's `topics` says what of that.

    >>> discourse.run(Path("my-study")).processed  # once it is done, there is nothing to do
    0
    """
    began = time.monotonic()
    stages = Stages()
    tell("run", project=str(project.resolve()), version=version("discourse"))
    passwords = read_passwords(password_file)
    if ocr is not None:
        keep_ocr(project, Ocr.of(ocr))
    if scope is not None:
        keep_scope(project, Scope(scope))
    with open_session(project) as session:
        folder = out or session.project.outputs
        # Checked before any work: a wrong codebook, model, lexicon or folder should not cost an hour of reading first.
        with stages("opening"):
            _ = session.codebook, session.card, session.lexicon
            _check_writable(folder)
            _check_there(session)
            files = selection.choose(session.store.ledger.sources(), session.project.folder)
        count = workers or os.cpu_count() or 1
        with stages("reading"):
            refresh(session.store, session.project.folder, only=files)
            chosen = [entry for entry in session.entries if entry.file in files]
            if retry_failed:
                _forget_failed(session, chosen)
            spread = _spread(session, chosen, cluster, passwords, progress)
            read = _read(session, chosen, count, passwords, progress)
        renewed = renew(session, chosen, stages, progress)
        with stages("topics"):
            anew = update_topics(session, refit=refit_topics, progress=progress)
            drift = topic_drift(session)
        statuses = file_statuses(session.entries, session.rows(), session.settings)
        failed = failures(statuses)
        in_tables = _count_in_tables(session)
        with stages("tables"):
            if in_tables:
                published = publish(session, folder, progress=progress)
                changes = record_changes(session, folder, statuses, failed)
            else:
                published, changes = Published(0, 0, wrote=False), NO_CHANGES
        processed = _processed(session, (spread | set(read)) - {item.file for item in failed}, renewed)
        session.store.drop_unused(_used(session))
        missing = gone_files(session.entries, session.project.folder)
        gone = sum(item.file in missing for item in statuses if item.status is Status.OK)
        alarm = drift_to_words(drift) if drift.warns else ""
    summary = _summary(
        statuses,
        failed,
        published,
        changes,
        in_tables=in_tables,
        processed=processed,
        seconds=time.monotonic() - began,
        stages=stages.seconds,
        out=folder,
        gone=gone,
        topics=tuple(said for said in (anew, alarm) if said and said not in changes.drift),
    )
    tell("done", **{name: getattr(summary, name) for name in _LOGGED}, failed=len(failed))
    return summary


def _summary(
    statuses: Sequence[FileStatus],
    failed: tuple[Failure, ...],
    published: Published,
    changes: Changes,
    *,
    in_tables: int,
    processed: int,
    seconds: float,
    stages: Mapping[str, float],
    out: Path,
    gone: int,
    topics: tuple[str, ...],
) -> RunSummary:
    waiting = len(statuses) - len(failed) - in_tables
    return RunSummary(
        documents=len(statuses),
        records=sum(item.records for item in statuses),
        processed=processed,
        skipped=in_tables - processed,
        waiting=waiting,
        failed=failed,
        passages=published.passages,
        coded=published.coded,
        seconds=round(seconds, 2),
        stages=stages,
        out=str(out),
        wrote=published.wrote,
        news=bool(changes.until) and changes.has_news,
        changes=changes,
        gone=gone,
        topics=topics,
    )


def _read(
    session: Session, chosen: Sequence[SourceEntry], workers: int, passwords: Passwords, progress: Progress
) -> tuple[str, ...]:
    """Read what is stale; returns the files read."""
    read = read_stale(
        session.store,
        chosen,
        session.project.folder,
        session.settings,
        workers=workers,
        progress=progress,
        passwords=passwords,
    )
    rows = session.rows()
    for entry in chosen:
        if entry.file in read and (row := rows.get(entry_key(entry, session.settings))):
            _tell_read(entry.file, row)
    return read


def _tell_read(file: str, row: ReadingRow) -> None:
    facts = {"file": file, "status": str(row.status), "reason": row.reason, "pages": row.pages, "engine": row.engine}
    if row.status is Status.OK:
        tell("read", **facts)
    else:
        tell_trouble("read", **facts, code=row.code)


def _spread(
    session: Session, chosen: Sequence[SourceEntry], address: str, passwords: Passwords, progress: Progress
) -> set[str]:
    """Have a cluster, if there is one, do what is stale; returns the files concerned."""
    if not address:
        return set()
    if passwords.rules:
        raise UsageError(
            "Passwords are not sent over a network; run once with --password-file and --only for the encrypted files, "
            "then with --cluster."
        )
    try:
        work: Callable[..., set[str]] = load("runners", "cluster")
    except ModuleNotFoundError as error:
        raise UsageError(f"--cluster needs {error.name}; install the cluster extra.") from error
    return work(session, chosen, address, progress=progress)


def _check_writable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        write_whole(probe, b"")
        probe.unlink()
    except OSError as error:
        why = why_unwritten(error, otherwise="make the folder writable or name another place with --out")
        raise UsageError(f"The outputs cannot be written to '{folder}' {why}.") from error


def _check_there(session: Session) -> None:
    """That something is there to be read or was read: a disk that is not mounted is no night without news."""
    entries, rows, folder = session.store.ledger.sources(), session.rows(), session.project.folder
    known = [row for entry in entries if (row := rows.get(entry_key(entry, session.settings)))]
    if not entries or any(row.code != FailureCode.ACCESS for row in known):
        return
    if len(gone_files(entries, folder)) == len(entries):
        raise UsageError(
            f"Of the project's {len(entries):,} files, such as '{entries[0].file}', none is there, and there are no "
            "results of them: see that their disk is mounted, or add them from where they are and take the old names "
            "out with 'discourse remove --gone'."
        )


def _forget_failed(session: Session, chosen: Sequence[SourceEntry]) -> None:
    """Forget the readings that gave no text, so that they are made again."""
    rows = session.rows()
    keys = {entry_key(entry, session.settings) for entry in chosen}
    session.store.ledger.drop_results(
        "reading", [key for key in keys if key in rows and rows[key].status is not Status.OK]
    )


def _used(session: Session) -> dict[str, set[str]]:
    """The results of each stage that the project's sources and settings lead to; codes by earlier models are kept.

    Those of sources that were taken out count too: for a file that is gone they could not be made again.
    """
    entries = (*session.entries, *session.store.ledger.removed_sources())
    readings = {entry_key(entry, session.settings) for entry in entries}
    return {
        "reading": readings,
        "facts": {facts_key(key) for key in readings},
        "actors": {session.actors_key(key) for key in readings},
        "embedding": {embedding_key(key, session.embedder_id) for key in readings},
        "topics": {topic_state(session).key},
    }


def _processed(session: Session, read: set[str], renewed: set[str]) -> int:
    return sum(entry.file in read or entry_key(entry, session.settings) in renewed for entry in session.entries)


def _count_in_tables(session: Session) -> int:
    """How many files are read and coded with the present codebook and model."""
    coded = session.store.ledger.result_keys("coding")
    keys = (entry_key(entry, session.settings) for entry in session.entries)
    return sum(coding_key(key, session.codebook.id, session.model_id) in coded for key in keys)
