"""Taking sources out of a project: the tables no longer count them, and nothing that was made of them is lost."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from discourse.domain.errors import UsageError
from discourse.pipeline.gather import file_name
from discourse.pipeline.project import open_project
from discourse.pipeline.status import gone_files


@dataclass(frozen=True, slots=True)
class Removal:
    """The files taken out of a project; `still_there` are those that an `add` of their folder would take in again."""

    removed: tuple[str, ...]
    still_there: tuple[str, ...]


def remove(paths: Iterable[Path] = (), *, project: Path = Path(), gone: bool = False) -> Removal:
    """Take files, all files of folders and, with `gone`, every file that is no longer there out of a project.

    Nothing on disk is touched. Results and people's codings stay in the store; a file that is added again has them
    again. Raises `UsageError`, with nothing taken out, where a path leads to no source or none is given.

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
        ledger.remove_sources(removed)
    return Removal(removed, tuple(file for file in removed if file not in missing))


def _meant(path: Path, files: Sequence[str], root: Path) -> list[str]:
    """The sources at a path or in it: as seen from here, or as `discourse status` names them."""
    for name in (file_name(path, root), path.as_posix()):
        if found := [file for file in files if file == name or file.startswith(f"{name.rstrip('/')}/")]:
            return found
    by_last_part = {Path(file).name.casefold(): file for file in files}
    near = get_close_matches(path.name.casefold(), by_last_part, n=1)
    hint = f"did you mean '{by_last_part[near[0]]}'?" if near else "'discourse status --json' names all."
    raise UsageError(f"'{path}' is no file of the project; {hint} Nothing was taken out.")
