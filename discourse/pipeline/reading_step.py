"""Sources → documents and passages: which sources are stale, and reading them in child processes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from pathlib import Path

from discourse.domain.failures import FailureCode
from discourse.domain.settings import Ocr, Settings
from discourse.pipeline.answers import READING, ReadAnswer, outcome_to_answer, task_after, task_to_bytes
from discourse.pipeline.gather import entry_of
from discourse.pipeline.ocr import require_ocr
from discourse.pipeline.passwords import NO_PASSWORDS, Passwords
from discourse.pipeline.progress import Progress
from discourse.pipeline.readings import entry_key, entry_source
from discourse.pipeline.workers import run_tasks
from discourse.store.ledger import SourceEntry
from discourse.store.store import Store


def refresh(store: Store, root: Path, *, only: Set[str] | None = None) -> tuple[SourceEntry, ...]:
    """The ledger's sources, brought up to what is on disk now (those whose file `only` names, if it is given)."""
    entries = store.ledger.sources()
    seen = look_again([entry for entry in entries if only is None or entry.file in only], root)
    if changed := [fresh for fresh, entry in seen if fresh != entry]:
        store.ledger.put_sources(changed)
        entries = store.ledger.sources()
    return entries


def look_again(entries: Iterable[SourceEntry], root: Path) -> list[tuple[SourceEntry, SourceEntry]]:
    """Pairs of each source as it is now and as it was; a file whose size or time changed is hashed again.

    A file that is gone keeps its entry: its stored text still counts.
    """
    return [(_seen_again(entry, root), entry) for entry in entries]


def read_stale(
    store: Store,
    entries: Sequence[SourceEntry],
    root: Path,
    settings: Settings,
    *,
    workers: int,
    progress: Progress,
    passwords: Passwords = NO_PASSWORDS,
) -> tuple[str, ...]:
    """Read every source without a reading; each becomes visible as soon as it is done. Returns the files read.

    A file that failed for want of a password is read again when there is one for it; one that was not there, when it
    is.
    """
    done = store.ledger.results("reading")
    stale: dict[str, SourceEntry] = {}
    for entry in entries:
        key = entry_key(entry, settings)
        if key not in done or _may_be_read_now(
            done[key], root / entry.file, has_password=bool(passwords.of(entry.file))
        ):
            stale.setdefault(key, entry)
    if settings.reading.ocr is Ocr.AUTO and any(entry.file.lower().endswith(".pdf") for entry in stale.values()):
        require_ocr()
    for count, (key, answer) in enumerate(_read(stale, root, settings, workers, passwords), start=1):
        store.commit("reading", key, answer.parts, summarise(answer))
        progress("reading", count, len(stale))
    return tuple(entry.file for entry in stale.values())


def _may_be_read_now(failed: Mapping[str, object], path: Path, *, has_password: bool) -> bool:
    """Whether what kept a file from being read is no longer so, though its bytes are the same."""
    was_absent = failed.get("code") == FailureCode.ACCESS and path.is_file()
    return was_absent or (bool(failed.get("needs_password")) and has_password)


def _read(
    stale: Mapping[str, SourceEntry], root: Path, settings: Settings, workers: int, passwords: Passwords
) -> Iterator[tuple[str, ReadAnswer]]:
    pairs = list(stale.items())
    outcomes = run_tasks(
        READING,
        _tasks([entry for _, entry in pairs], root, settings, passwords),
        workers=min(workers, len(pairs)),
        limits=settings.reading,
        again=task_after,
    )
    for outcome in outcomes:
        key, entry = pairs[outcome.number]
        yield key, outcome_to_answer(outcome, entry_source(root, entry, settings))


def _tasks(entries: Iterable[SourceEntry], root: Path, settings: Settings, passwords: Passwords) -> Iterator[bytes]:
    for entry in entries:
        source = replace(entry_source(root, entry, settings), password=passwords.of(entry.file))
        yield task_to_bytes(source, settings.coding.languages)


def _seen_again(entry: SourceEntry, root: Path) -> SourceEntry:
    path = root / entry.file
    try:
        status = path.stat()
        if (status.st_size, status.st_mtime_ns) == (entry.size, entry.modified_ns):
            return entry
        return replace(entry_of(path, root, kind=entry.kind, metadata=entry.metadata), file=entry.file)
    except OSError:
        return entry


def summarise(answer: ReadAnswer) -> dict[str, object]:
    """What the catalogue is told of a reading."""
    return {
        "source_id": answer.source_id,
        "status": answer.status,
        "reason": answer.reason,
        "engine": answer.engine,
        "pages": answer.pages,
        "passages": answer.passages,
        "records": answer.records,
        "is_listing": answer.is_listing,
        "rejected": list(answer.rejected),
        "needs_password": answer.needs_password,
        "code": answer.code,
        "codable": answer.codable,
        "foreign": answer.foreign,
    }
