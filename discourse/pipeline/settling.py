"""Which files of a folder are there whole: not being written, and no temporary file of a browser, rsync or editor."""

import os
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path

from discourse.pipeline.gather import SIDECAR_SUFFIXES
from discourse.reading.read import readable_suffixes

# What browsers, download managers and copying tools call a file, or the folder around it, until it is whole.
_PARTIAL = (
    ".part",
    ".partial",
    ".crdownload",
    ".download",
    ".opdownload",
    ".filepart",
    ".tmp",
    ".temp",
    ".aria2",
    ".!ut",
)
# Office's note that somebody has the file open; it bears the file's own suffix.
_OWNER_NOTE = "~$"


@dataclass(frozen=True, slots=True)
class Version:
    """A file as it stands: bytes, time of change in ns, and the latest time of change of what describes it."""

    size: int
    modified_ns: int
    described_ns: int


def find_files(folder: Path, *, leave: Set[Path]) -> dict[Path, Version]:
    """The readable files under a folder that do not look half-written; `leave` are resolved folders to pass over.

    Hidden files and folders are passed over, as rsync's files in the making are; so is an empty file beside a partial
    one, with which browsers keep the final name free.
    """
    found: dict[Path, Version] = {}
    for base, inner, names in os.walk(folder):
        inner[:] = sorted(name for name in inner if _may_hold_files(Path(base, name), leave))
        whole = [name for name in sorted(names) if not name.startswith((".", _OWNER_NOTE))]
        partial = {name for name in names if name.lower().endswith(_PARTIAL)}
        for name in whole:
            if Path(name).suffix.lower() not in readable_suffixes() or name.endswith(SIDECAR_SUFFIXES):
                continue
            if any(name + ending in partial for ending in _PARTIAL):
                continue
            version = _version(Path(base, name))
            if version and not (version.size == 0 and partial):
                found[Path(base, name)] = version
    return found


class Settling:
    """Files that wait until they have stood unchanged for some seconds."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._since: dict[Path, tuple[Version, float]] = {}

    def __bool__(self) -> bool:
        return bool(self._since)

    def settled(self, found: Mapping[Path, Version], *, now: float) -> list[Path]:
        """Those of `found` that have not changed for so long; `now` is in seconds of a clock that never runs back."""
        self._since = {path: self._seen(path, version, now) for path, version in found.items()}
        return [path for path, (_, since) in self._since.items() if now - since >= self._seconds]

    def _seen(self, path: Path, version: Version, now: float) -> tuple[Version, float]:
        last = self._since.get(path)
        return last if last and last[0] == version else (version, now)


def _may_hold_files(folder: Path, leave: Set[Path]) -> bool:
    name = folder.name.lower()
    return not name.startswith(".") and not name.endswith(_PARTIAL) and folder.resolve() not in leave


def _version(path: Path) -> Version | None:
    try:
        if not path.is_file():
            return None
        status = path.stat()
    except OSError:
        return None
    return Version(status.st_size, status.st_mtime_ns, max(_sidecar_times(path), default=0))


def _sidecar_times(path: Path) -> Iterator[int]:
    for suffix in SIDECAR_SUFFIXES:
        try:
            yield path.with_name(path.name + suffix).stat().st_mtime_ns
        except OSError:
            continue
