"""The same tables made again from a manifest, and whether they are the same."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from discourse.domain.errors import UsageError
from discourse.domain.ids import hash_file
from discourse.domain.registry import load
from discourse.pipeline.document_work import renew
from discourse.pipeline.events import Stages
from discourse.pipeline.keys import coding_key
from discourse.pipeline.passwords import read_passwords
from discourse.pipeline.progress import Progress, no_progress
from discourse.pipeline.reading_step import read_stale
from discourse.pipeline.readings import entry_key
from discourse.pipeline.record import (
    RunRecord,
    installed_versions,
    read_record,
    session_to_ingredients,
    session_to_state,
    step_versions,
)
from discourse.pipeline.session import Session, open_session
from discourse.pipeline.topics_step import update_topics
from discourse.store.ledger import SourceEntry

OUT_SUFFIX = "-reproduced"
INGREDIENT_NAMES = {
    "codebook": "codebook",
    "model": "model",
    "parser": "parser",
    "actors": "list of actors",
    "learners": "list of learners",
    "embedder": "embedder",
    "audit": "audit",
}
_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Reproduction:
    """Which tables came out as they are recorded, and what else is not as it was then, in sentences.

    `different` also holds tables that only one of the two has.
    """

    identical: tuple[str, ...]
    different: tuple[str, ...]
    differences: tuple[str, ...]
    out: str

    @property
    def is_identical(self) -> bool:
        return not self.different


def reproduce(
    manifest: Path,
    *,
    out: Path | None = None,
    workers: int | None = None,
    password_file: Path | None = None,
    progress: Progress = no_progress,
) -> Reproduction:
    """Make the tables of a manifest again, from its documents, settings and seeds, and compare them by hash.

    What the project has since added or set does not matter. Stored results are used where there are any (delete the
    project's folder `parts` to begin from the documents); the rest is done. Written to `out`, by default a
    folder beside the manifest's. Raises `UsageError` naming everything that is not as recorded and without which the
    tables cannot be the same: documents, codebook, model, parser, actors, learners, embedder, audit.
    """
    record = read_record(manifest)
    folder = manifest.resolve().parent
    target = out or folder.with_name(folder.name + OUT_SUFFIX)
    with open_session(folder / record.project) as now:
        session = _session_of(now, record)
        _require(manifest, [*_other_ingredients(session, record), *_other_sources(session, record)])
        wanted = [entry for entry in session.entries if entry.file in record.coded]
        read_stale(
            session.store,
            wanted,
            session.project.folder,
            session.settings,
            workers=workers or os.cpu_count() or 1,
            progress=progress,
            passwords=read_passwords(password_file),
        )
        renew(session, wanted, Stages(), progress)
        update_topics(session, progress=progress)
        state = session_to_state(session)
        differences = [*_changed_files(record, folder), *_other_versions(record)]
        if state["topics"] != record.topics:
            differences.append("The topics are not of the same passages, embedder or settings.")
        written = load("publishers", "outputs")(session, state, target, progress=progress)
    return _compare(record.tables, written["tables"], differences, target)


@dataclass(frozen=True)
class _RecordedSession(Session):
    """A session over the documents of a manifest, whatever the project has now."""

    recorded: tuple[SourceEntry, ...]
    placed: frozenset[str]

    @cached_property
    def entries(self) -> tuple[SourceEntry, ...]:
        return self.recorded

    @property
    def placed_later(self) -> frozenset[str]:
        return self.placed


def _session_of(now: Session, record: RunRecord) -> Session:
    """The project with the recorded settings and documents; what waited then still waits."""
    session = Session(replace(now.project, settings=record.settings), now.store)
    coded = now.store.ledger.result_keys("coding")
    kept = [
        entry
        for entry in record.sources
        if entry.file in record.coded
        or coding_key(entry_key(entry, record.settings), session.codebook.id, session.model_id) not in coded
    ]
    return _RecordedSession(session.project, session.store, tuple(kept), record.topics_placed)


def _require(manifest: Path, faults: list[str]) -> None:
    if faults:
        lines = "\n".join(f"- {fault}" for fault in faults)
        raise UsageError(
            f"The tables of '{manifest}' cannot be made again, because things are not as recorded:\n{lines}\n"
            "Put these back as they were, or run anew."
        )


def _other_ingredients(session: Session, record: RunRecord) -> Iterator[str]:
    for name, found in session_to_ingredients(session).items():
        recorded = record.ingredients[name]
        if found != recorded:
            hint = "; the outputs keep the one that they were made with as codebook.yaml" if name == "codebook" else ""
            yield f"The {INGREDIENT_NAMES[name]} is {_shown(found)}, recorded is {_shown(recorded)}{hint}."


def _other_sources(session: Session, record: RunRecord) -> Iterator[str]:
    readings = session.store.ledger.result_keys("reading")
    for entry in record.sources:
        if entry.file not in record.coded:
            continue
        path = session.project.folder / entry.file
        if path.is_file():
            if (found := hash_file(path)) != entry.source_id:
                yield f"'{entry.file}' has other bytes: SHA-256 {_shown(found)}, recorded is {_shown(entry.source_id)}."
        elif entry_key(entry, session.settings) not in readings:
            yield f"'{entry.file}' is not there; SHA-256 {_shown(entry.source_id)}."


def _changed_files(record: RunRecord, folder: Path) -> Iterator[str]:
    """Files beside the manifest that somebody changed since they were written."""
    for name, recorded in record.files.items():
        path = folder / name
        if path.is_file() and hash_file(path) != recorded:
            yield f"'{name}' beside the manifest was changed after the run."


def _other_versions(record: RunRecord) -> Iterator[str]:
    pairs: tuple[tuple[str, Mapping[str, object], Mapping[str, object]], ...] = (
        ("The step '{}' is of version {}, recorded is {}.", record.steps, step_versions()),
        ("{} is {}, recorded is {}.", record.versions, installed_versions()),
    )
    for sentence, recorded, found in pairs:
        for name in sorted({*recorded, *found}):
            if recorded.get(name) != found.get(name):
                yield sentence.format(name, found.get(name, "not there"), recorded.get(name, "nothing"))


def _compare(recorded: Mapping[str, str], made: Mapping[str, str], differences: list[str], out: Path) -> Reproduction:
    names = list(dict.fromkeys([*recorded, *made]))
    same = [name for name in names if recorded.get(name) == made.get(name)]
    return Reproduction(
        identical=tuple(same),
        different=tuple(name for name in names if name not in same),
        differences=tuple(differences),
        out=str(out),
    )


def _shown(content_id: str) -> str:
    return content_id[:_DIGITS] if len(content_id) == 64 else content_id or "none"
