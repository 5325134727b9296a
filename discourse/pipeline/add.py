"""Adding sources to a project: recorded by path and content, read at the next run."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from discourse.domain.documents import Metadata
from discourse.domain.sources import SourceKind
from discourse.pipeline.gather import Refusal, gather
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
class Addition:
    """What became of the files given to `add`.

    `added` are new, `known` were there already (their metadata is brought up to date), `left` were passed
    over as expected and `failed` are at fault; the last two carry reasons. `columns` shows how each table of courses
    was understood; what is wrong there is put right under `[listings.columns]` of the settings.
    """

    added: tuple[str, ...]
    known: tuple[str, ...]
    left: tuple[Refusal, ...]
    failed: tuple[Refusal, ...]
    columns: tuple[ListingColumns, ...] = ()


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
        ledger.put_sources(
            replace(entry, metadata=entry.metadata.over(old[entry.file].metadata)) if entry.file in old else entry
            for entry in found.entries
        )
    return Addition(
        added=tuple(entry.file for entry in found.entries if entry.file not in old),
        known=tuple(entry.file for entry in found.entries if entry.file in old),
        left=found.left,
        failed=found.failed,
        columns=_listing_columns(found.entries, opened),
    )


def _listing_columns(entries: tuple[SourceEntry, ...], project: Project) -> tuple[ListingColumns, ...]:
    previews = (
        (entry.file, preview_columns(entry_source(project.folder, entry, project.settings))) for entry in entries
    )
    return tuple(ListingColumns(file, found.taken, found.left) for file, found in previews if found)
