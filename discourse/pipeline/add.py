"""Adding sources to a project: recorded by path and content, read at the next run."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from discourse.domain.documents import STATED, Metadata
from discourse.domain.sources import SourceKind
from discourse.pipeline.gather import Refusal, file_name, gather
from discourse.pipeline.manifest import read_manifest
from discourse.pipeline.project import Project, open_project
from discourse.pipeline.readings import entry_source
from discourse.reading.listings.preview import preview_columns
from discourse.store.ledger import SourceEntry


@dataclass(frozen=True, slots=True)
class ListingColumns:
    """How a table of courses was understood: pairs of a column and the field that it fills, and the columns left."""

    file: str
    taken: tuple[tuple[str, str], ...]
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Description:
    """A file that was known already and the fields that something else is known of now."""

    file: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overwritten:
    """What was known of a file until an option, which is given for many, said something else."""

    file: str
    field: str
    was: str | int
    now: str | int


@dataclass(frozen=True, slots=True)
class Addition:
    """What became of the files given to `add`.

    `added` are new, `known` were there already (their metadata is brought up to date: `described` are those of which
    that changed anything, `overwritten` what options replaced of it), `left` were passed over as expected and `failed`
    are at fault; the last two carry reasons.
    `awaited` are files that a manifest or sidecar describes and that are not there yet. `columns` shows how each table
    of courses that is new or changed was understood; what is wrong there is put right under `[listings.columns]` of the
    settings.
    """

    added: tuple[str, ...]
    known: tuple[str, ...]
    left: tuple[Refusal, ...]
    failed: tuple[Refusal, ...]
    columns: tuple[ListingColumns, ...] = ()
    described: tuple[Description, ...] = ()
    overwritten: tuple[Overwritten, ...] = ()
    awaited: tuple[str, ...] = ()


def add(
    paths: Iterable[Path],
    *,
    project: Path = Path(),
    manifest: Path | None = None,
    kind: SourceKind = SourceKind.AUTO,
    metadata: Metadata | None = None,
) -> Addition:
    """Add files and folders; `metadata` holds what is true of all of them and not in the manifest.

    Raises `UsageError` when there is no project or the manifest has no column `file`.

    >>> found = discourse.add([Path("reports")], project=Path("another-study"), manifest=Path("reports/index.csv"))
    >>> len(found.added), found.failed
    (3, ())
    """
    opened = open_project(project)
    rows = read_manifest(manifest) if manifest else None
    found = gather(paths, root=opened.folder, manifest=rows, kind=kind, given=metadata or Metadata())
    with opened.ledger() as ledger:
        old = {entry.file: entry for entry in ledger.sources()}
        entries = [
            _brought_up_to_date(entry, old[entry.file]) if entry.file in old else entry for entry in found.entries
        ]
        ledger.put_sources(entries)
    known = [(entry, old[entry.file]) for entry in entries if entry.file in old]
    unchanged = {entry.file for entry, before in known if entry.source_id == before.source_id}
    return Addition(
        added=tuple(entry.file for entry in entries if entry.file not in old),
        known=tuple(entry.file for entry, _ in known),
        # A known file that a manifest does not name is in the project all the same.
        left=tuple(item for item in found.left if file_name(Path(item.file), opened.folder) not in old),
        failed=found.failed,
        columns=_listing_columns([entry for entry in entries if entry.file not in unchanged], opened),
        described=tuple(
            Description(entry.file, fields)
            for entry, before in known
            if (fields := _new_fields(entry.metadata, before.metadata))
        ),
        overwritten=tuple(one for entry, before in known for one in _overwritten(entry, before, metadata)),
        awaited=found.awaited,
    )


def _brought_up_to_date(entry: SourceEntry, before: SourceEntry) -> SourceEntry:
    """What is said now, and what was said before of what is left open."""
    kind = before.kind if entry.kind is SourceKind.AUTO else entry.kind
    return replace(entry, kind=kind, metadata=entry.metadata.over(before.metadata))


def _overwritten(entry: SourceEntry, before: SourceEntry, given: Metadata | None) -> Iterator[Overwritten]:
    for name in STATED:
        was, now = getattr(before.metadata, name), getattr(entry.metadata, name)
        if was and now != was and given and now == getattr(given, name):
            yield Overwritten(entry.file, name, was, now)


def _new_fields(now: Metadata, before: Metadata) -> tuple[str, ...]:
    stated = [name for name in STATED if getattr(now, name) != getattr(before, name)]
    return (*stated, *(name for name, value in now.extra.items() if before.extra.get(name) != value))


def _listing_columns(entries: Iterable[SourceEntry], project: Project) -> tuple[ListingColumns, ...]:
    previews = (
        (entry.file, preview_columns(entry_source(project.folder, entry, project.settings))) for entry in entries
    )
    return tuple(ListingColumns(file, found.taken, found.left) for file, found in previews if found)
