"""What a project holds, file by file, without loading anything heavy."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path

from discourse.domain.documents import Status
from discourse.domain.errors import said_with_code
from discourse.domain.failures import reason_beside
from discourse.domain.settings import Settings
from discourse.pipeline.project import open_project
from discourse.pipeline.readings import ReadingRow, entry_key, reading_rows
from discourse.pipeline.uncoded import say_uncoded
from discourse.store.ledger import SourceEntry


@dataclass(frozen=True, slots=True)
class FileStatus:
    """One source file: `records` counts the courses of a listing, 0 for a policy document.

    `code` says for scripts why there is no text (`discourse.domain.failures`); `reason` ends with it. What was read of
    a file that `is_gone` still counts. `codable` of the passages can be coded: none of a file in a language that the
    coder does not know.
    """

    file: str
    document_id: str
    status: Status
    reason: str
    pages: int
    passages: int
    records: int
    code: str = ""
    is_gone: bool = False
    codable: int = 0

    @property
    def is_uncoded(self) -> bool:
        """Whether the file was read and is in no number, as nothing of it can be coded."""
        return self.status is Status.OK and not self.codable

    @property
    def plain_reason(self) -> str:
        """The reason without the code that is for scripts."""
        return self.reason.replace(said_with_code("", self.code), "")


def status(project: Path = Path()) -> tuple[FileStatus, ...]:
    """One status per source file of a project.

    >>> {str(one.status) for one in discourse.status(Path("my-study"))}
    {'ok'}
    """
    opened = open_project(project)
    with opened.ledger() as ledger:
        entries = ledger.sources()
        statuses = file_statuses(entries, reading_rows(ledger), opened.settings)
    gone = gone_files(entries, opened.folder)
    return tuple(replace(item, is_gone=item.file in gone) for item in statuses)


def gone_files(entries: Iterable[SourceEntry], root: Path) -> Set[str]:
    """The sources whose files are no longer there; one that may not be looked at is not among them."""
    return {entry.file for entry in entries if _is_gone(root / entry.file)}


def file_statuses(
    entries: Sequence[SourceEntry], rows: Mapping[str, ReadingRow], settings: Settings
) -> tuple[FileStatus, ...]:
    """One status per source file, in the order of their adding; copies name the file they repeat."""
    firsts: dict[str, str] = {}
    statuses = []
    for entry in entries:
        key = entry_key(entry, settings)
        first = firsts.setdefault(key, entry.file)
        row = rows.get(key)
        if row is None:
            statuses.append(FileStatus(entry.file, entry.source_id, Status.WAITING, "", 0, 0, 0))
            continue
        said = row.reason if first == entry.file else reason_beside(first, row.reason)
        notes = [say_uncoded(row), said_with_code(said, row.code)]
        if first != entry.file:
            notes.append(f"the same content as '{first}'" + (", counted once" if row.status is Status.OK else ""))
        if row.rejected:
            records = "1 record" if len(row.rejected) == 1 else f"{len(row.rejected):,} records"
            notes.append(f"{records} left out, the first: {row.rejected[0]}")
        reason = "; ".join(filter(None, notes))
        statuses.append(
            FileStatus(
                entry.file, entry.source_id, row.status, reason, row.pages, row.passages, row.records, row.code,
                codable=row.codable,
            )
        )  # fmt: skip
    return tuple(statuses)


def _is_gone(path: Path) -> bool:
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False
