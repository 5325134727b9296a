"""Waiting for files to come to a folder, and running whenever some are there whole."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from watchfiles import watch as watch_folder

from discourse.domain.documents import Metadata
from discourse.domain.errors import UsageError
from discourse.pipeline.add import Addition, add
from discourse.pipeline.events import tell
from discourse.pipeline.gather import file_name, own_folders
from discourse.pipeline.progress import Progress, no_progress
from discourse.pipeline.project import Project, open_project
from discourse.pipeline.run import RunSummary, run
from discourse.pipeline.settling import Settling, Version, find_files

SETTLE_SECONDS = 5.0
_MILLISECONDS_BETWEEN_LOOKS = 1_000
# Some file systems, those of other machines above all, tell nobody that a file has come.
_SECONDS_WITHOUT_NEWS = 30.0


@dataclass(frozen=True, slots=True)
class Round:
    """One run of a watch, and what was added before it.

    At the first, which ends what was left undone, these are the files of the folder that the project knows as they are:
    what options and sidecars say of them now is taken in, as by `add`.
    """

    addition: Addition | None
    summary: RunSummary


def watch(
    folder: Path,
    *,
    project: Path = Path(),
    metadata: Metadata | None = None,
    settle: float = SETTLE_SECONDS,
    workers: int | None = None,
    out: Path | None = None,
    password_file: Path | None = None,
    progress: Progress = no_progress,
) -> Iterator[Round]:
    """Run once, then whenever files in `folder` are new or changed and have stood so for `settle` seconds.

    A bad file is told in its round and tried again only when it changes. Ends when interrupted while waiting; an
    interruption of a run comes out as the `KeyboardInterrupt` that it is, and the next start goes on from there.
    Raises `UsageError` where there is no project or no such folder, now or later.
    """
    arrivals = _Arrivals(folder, open_project(project), settle, out)

    def take_in(paths: Sequence[Path]) -> Round:
        addition = add(paths, project=project, metadata=metadata) if paths else None
        if addition:
            tell("added", files=list(addition.added), failed=[[item.file, item.reason] for item in addition.failed])
        summary = run(project, workers=workers, out=out, password_file=password_file, progress=progress)
        return Round(addition, summary)

    yield take_in(list(arrivals.known))
    while paths := arrivals.wait():
        yield take_in(paths)


class _Arrivals:
    """The files of a folder that the project does not know as they are."""

    def __init__(self, folder: Path, project: Project, settle: float, out: Path | None) -> None:
        self._folder = folder
        self._leave = own_folders(project.folder) | ({out.resolve()} if out else set())
        self._settling = Settling(settle)
        self.known = _known_files(self._look(), project)

    def wait(self) -> list[Path]:
        """The next files that are there whole; none when it is interrupted."""
        looked = -_SECONDS_WITHOUT_NEWS
        try:
            for news in watch_folder(
                self._folder, rust_timeout=_MILLISECONDS_BETWEEN_LOOKS, yield_on_timeout=True, watch_filter=None
            ):
                if not (news or self._settling or time.monotonic() - looked >= _SECONDS_WITHOUT_NEWS):
                    continue
                looked = time.monotonic()
                found = {path: version for path, version in self._look().items() if self.known.get(path) != version}
                if settled := self._settling.settled(found, now=looked):
                    self.known.update({path: found[path] for path in settled})
                    return settled
        except KeyboardInterrupt:
            pass
        return []

    def _look(self) -> dict[Path, Version]:
        if not self._folder.is_dir():
            raise UsageError(f"There is no folder '{self._folder}' to watch; make it, or name another.")
        return find_files(self._folder, leave=self._leave)


def _known_files(found: Mapping[Path, Version], project: Project) -> dict[Path, Version]:
    with project.ledger() as ledger:
        entries = {entry.file: (entry.size, entry.modified_ns) for entry in ledger.sources()}
    return {
        path: version
        for path, version in found.items()
        if entries.get(file_name(path, project.folder)) == (version.size, version.modified_ns)
    }
