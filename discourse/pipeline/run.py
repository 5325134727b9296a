"""The main job: read what is new, find facts and code where stale, find topics, write tables and the report."""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from discourse.domain.documents import Status
from discourse.domain.settings import Ocr, Scope
from discourse.pipeline.actors_step import find_stale_actors
from discourse.pipeline.coding_step import code_stale, embed_stale, stale_codings, stale_embeddings
from discourse.pipeline.facts_step import find_stale_facts
from discourse.pipeline.keys import embedding_key, facts_key
from discourse.pipeline.passwords import read_passwords
from discourse.pipeline.progress import Progress, no_progress
from discourse.pipeline.project import keep_ocr, keep_scope
from discourse.pipeline.publish import publish
from discourse.pipeline.reading_step import read_stale, refresh
from discourse.pipeline.readings import ReadingRow, entry_key
from discourse.pipeline.session import Session, open_session
from discourse.pipeline.status import FileStatus, file_statuses
from discourse.pipeline.topics_step import current_key, refit_topics


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that gave no text, and why."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run did. `documents` counts source files, `records` the courses among them.

    `processed` files were read, searched for facts and actors or coded anew, `skipped` ones were up to date;
    `passages` are those that can be coded and `coded` those that carry at least one frame, both over the whole
    project; `wrote` says whether tables and report were written again.
    """

    documents: int
    records: int
    processed: int
    skipped: int
    failed: tuple[Failure, ...]
    passages: int
    coded: int
    seconds: float
    out: str
    wrote: bool


def run(
    project: Path = Path(),
    *,
    workers: int | None = None,
    out: Path | None = None,
    ocr: Ocr | bool | None = None,
    scope: Scope | str | None = None,
    password_file: Path | None = None,
    progress: Progress = no_progress,
) -> RunSummary:
    """Bring a project up to date and write its tables and report to `out` (by default `outputs/` in the project).

    A failed document never stops the others; it is in `failed` with its reason. Running again changes nothing. `ocr`
    and `scope` (of which passages tables are made) are kept in the project's settings, so that every later command
    sees the same. Passwords of encrypted files come from `password_file` and are kept nowhere.
    """
    began = time.monotonic()
    passwords = read_passwords(password_file)
    if ocr is not None:
        keep_ocr(project, Ocr.of(ocr))
    if scope is not None:
        keep_scope(project, Scope(scope))
    with open_session(project) as session:
        # Checked before any work: a wrong codebook, model or lexicon should not cost an hour of reading first.
        _ = session.codebook, session.model, session.lexicon
        entries = refresh(session.store, session.project.folder)
        count = workers or os.cpu_count() or 1
        read = read_stale(
            session.store,
            entries,
            session.project.folder,
            session.settings,
            workers=count,
            progress=progress,
            passwords=passwords,
        )
        rows = _current_rows(session)
        searched = find_stale_facts(session.store, rows, progress=progress)
        coded = _code(session, rows, progress)
        told = find_stale_actors(session, rows, progress=progress)
        _embed(session, rows, progress)
        refit_topics(session, progress=progress)
        published = publish(session, out or session.project.outputs, progress=progress)
        statuses = file_statuses(entries, session.rows(), session.settings)
        processed = _processed(session, set(read), searched | coded | told)
        session.store.drop_unused(_used(session))
    return RunSummary(
        documents=len(statuses),
        records=sum(item.records for item in statuses),
        processed=processed,
        skipped=len(statuses) - processed,
        failed=failures(statuses),
        passages=published.passages,
        coded=published.coded,
        seconds=round(time.monotonic() - began, 2),
        out=str(out or session.project.outputs),
        wrote=published.wrote,
    )


def _code(session: Session, rows: Sequence[ReadingRow], progress: Progress) -> set[str]:
    """Code what is stale; returns the keys of the readings that were."""
    stale = stale_codings(session.store, rows, codebook_id=session.codebook.id, model_id=session.model.id)
    # Asking the session for its encoder or its embedder would load it.
    if stale:
        code_stale(
            session.store,
            stale,
            codebook=session.codebook,
            model=session.model,
            encoder=session.encoder,
            progress=progress,
        )
    return {row.key for row in stale}


def _embed(session: Session, rows: Sequence[ReadingRow], progress: Progress) -> None:
    stale = stale_embeddings(session.store, rows, embedder_id=session.embedder_id)
    if stale:
        embed_stale(session.store, stale, embedder=session.embedder, progress=progress)


def _used(session: Session) -> dict[str, set[str]]:
    """The results of each stage that the project's sources and settings lead to; codes by earlier models are kept."""
    readings = {entry_key(entry, session.settings) for entry in session.entries}
    return {
        "reading": readings,
        "facts": {facts_key(key) for key in readings},
        "actors": {session.actors_key(key) for key in readings},
        "embedding": {embedding_key(key, session.embedder_id) for key in readings},
        "topics": {current_key(session)},
    }


def _current_rows(session: Session) -> list[ReadingRow]:
    keys = {entry_key(entry, session.settings) for entry in session.entries}
    return [row for key, row in session.rows().items() if key in keys and row.status is Status.OK]


def _processed(session: Session, read: set[str], renewed: set[str]) -> int:
    return sum(entry.file in read or entry_key(entry, session.settings) in renewed for entry in session.entries)


def failures(statuses: tuple[FileStatus, ...]) -> tuple[Failure, ...]:
    """The files among them that gave no text."""
    bad = (Status.EMPTY, Status.FAILED)
    return tuple(Failure(item.file, item.reason) for item in statuses if item.status in bad)
