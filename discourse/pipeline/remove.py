"""Taking sources out of a project: the tables no longer count them, and nothing that was made of them is lost."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType

from discourse.domain.documents import STATED, Metadata
from discourse.domain.errors import UsageError
from discourse.domain.sources import SourceKind
from discourse.pipeline.gather import file_name
from discourse.pipeline.project import open_project
from discourse.pipeline.status import gone_files
from discourse.store.ledger import SourceEntry


@dataclass(frozen=True, slots=True)
class Inheritance:
    """What a file that stays was told of itself by `of`, a file of the same content that was taken out."""

    file: str
    of: str
    known: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Removal:
    """The files taken out of a project; `still_there` are those that an `add` of their folder would take in again.

    `inherited` is what was known of a file that was taken out and is known of its other names now.
    """

    removed: tuple[str, ...]
    still_there: tuple[str, ...]
    inherited: tuple[Inheritance, ...] = ()


def remove(paths: Iterable[Path] = (), *, project: Path = Path(), gone: bool = False) -> Removal:
    """Take files, all files of folders and, with `gone`, every file that is no longer there out of a project.

    Nothing on disk is touched. Results and people's codings stay in the store; a file that is added again has them
    again. What was known of a file is known from then on of the others with the same content, as of one that was
    renamed, but for what is known of these themselves. Raises `UsageError`, with nothing taken out, where a path leads
    to no source or none is given.

    >>> discourse.remove([Path("reports/robots.md")], project=Path("my-study")).removed
    ('reports/robots.md',)
    """
    opened = open_project(project)
    named = tuple(paths)
    if not named and not gone:
        raise UsageError("No file was named; name those to take out, or '--gone' for all that are no longer there.")
    with opened.ledger() as ledger:
        entries = ledger.sources()
        files = [entry.file for entry in entries]
        missing = gone_files(entries, opened.folder)
        chosen = {file for path in named for file in _meant(path, files, opened.folder)} | (missing if gone else set())
        removed = tuple(file for file in files if file in chosen)
        heirs = list(_heirs(entries, chosen))
        ledger.put_sources([heir for heir, _ in heirs])
        ledger.remove_sources(removed)
    return Removal(
        removed, tuple(file for file in removed if file not in missing), tuple(told for _, told in heirs if told.known)
    )


def _heirs(entries: Sequence[SourceEntry], chosen: Set[str]) -> Iterator[tuple[SourceEntry, Inheritance]]:
    """The sources that stay and have the content of one of those `chosen` to go, with what they have of the first."""
    going: dict[str, SourceEntry] = {}
    for entry in entries:
        # Empty files are no other names of one another.
        if entry.file in chosen and entry.size:
            going.setdefault(entry.source_id, entry)
    for entry in entries:
        if entry.file not in chosen and (gone := going.get(entry.source_id)):
            metadata = entry.metadata.over(gone.metadata)
            kind = gone.kind if entry.kind is SourceKind.AUTO else entry.kind
            known = MappingProxyType(_new(metadata, entry.metadata))
            yield replace(entry, kind=kind, metadata=metadata), Inheritance(entry.file, gone.file, known)


def _new(now: Metadata, before: Metadata) -> dict[str, str | int]:
    stated = {name: getattr(now, name) for name in STATED if getattr(now, name) != getattr(before, name)}
    return stated | {name: value for name, value in now.extra.items() if name not in before.extra}


def _meant(path: Path, files: Sequence[str], root: Path) -> list[str]:
    """The sources at a path or in it: as seen from here, or as `discourse status` names them."""
    for name in (file_name(path, root), path.as_posix()):
        if found := [file for file in files if file == name or file.startswith(f"{name.rstrip('/')}/")]:
            return found
    by_last_part = {Path(file).name.casefold(): file for file in files}
    near = get_close_matches(path.name.casefold(), by_last_part, n=1)
    hint = f"did you mean '{by_last_part[near[0]]}'?" if near else "'discourse status --json' names all."
    raise UsageError(f"'{path}' is no file of the project; {hint} Nothing was taken out.")
