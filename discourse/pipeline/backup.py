"""What cannot be made again, in one file and back: people's codings, the ledger, settings, codebooks, own models."""

import json
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from discourse.domain.errors import StoreError, UsageError
from discourse.domain.files import why_unwritten, write_whole
from discourse.domain.ids import hash_bytes, hash_file
from discourse.domain.settings import SETTINGS_FILE
from discourse.pipeline.project import open_project
from discourse.store.ledger import LEDGER_FILE, Ledger

BACKUPS_FOLDER = "backups"
_LIST = "backup.json"
_KEPT = ("*.toml", "*.yaml", "*.yml", "models/**/*")
_MOST_BYTES = 4 << 30
_MOST_LIST_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was written: where, of how many files, in bytes."""

    file: str
    files: int
    size: int


@dataclass(frozen=True, slots=True)
class Restoration:
    """A project that was brought back; `aside` is where the files lie that it had before, empty where it had none."""

    project: str
    files: int
    aside: str


def backup(project: Path = Path(), *, out: Path | None = None, now: datetime | None = None) -> Backup:
    """Write one ZIP file, by default `backups/DATE-TIME.zip` in the project; others may work on meanwhile.

    It holds neither the documents nor what `run` makes of them. Raises `StoreError` where the project file is damaged:
    an earlier backup is then worth more; `UsageError` where there is such a file already.
    """
    folder = open_project(project).folder
    stamp = (now or datetime.now(UTC)).strftime("%Y%m%d-%H%M%S")
    target = out or folder / BACKUPS_FOLDER / f"{stamp}.zip"
    if target.exists():
        raise UsageError(f"'{target}' is there already and may be the better backup; name another file.")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent) as place:
            copy = Path(place, LEDGER_FILE)
            _copy_ledger(folder, copy)
            files = {LEDGER_FILE: copy, **{_name(path, folder): path for path in _kept(folder)}}
            packed = Path(place, "backup.zip")
            _pack(files, packed)
            packed.replace(target)
    except OSError as error:
        why = why_unwritten(error, otherwise="choose another place")
        raise UsageError(f"The backup '{target}' cannot be written {why}.") from error
    return Backup(str(target), len(files), target.stat().st_size)


def restore(file: Path, *, project: Path, now: datetime | None = None) -> Restoration:
    """Bring a project back from a backup, whatever is left of it; what it had before is moved aside, never deleted.

    Documents and results that are still there are used. Raises `UsageError` where the file is no sound backup; then
    nothing was changed.
    """
    contents = _unpack(file)
    aside = project / f"before-restore-{(now or datetime.now(UTC)).strftime('%Y%m%d-%H%M%S')}"
    present = [path for path in _present(project, contents) if path.exists()]
    try:
        project.mkdir(parents=True, exist_ok=True)
        for path in present:
            there = aside / path.relative_to(project)
            there.parent.mkdir(parents=True, exist_ok=True)
            path.replace(there)
        # The settings last: a folder is a project once they are there.
        for name in sorted(contents, key=lambda name: name == SETTINGS_FILE):
            target = project / name
            target.parent.mkdir(parents=True, exist_ok=True)
            write_whole(target, contents[name])
    except OSError as error:
        why = why_unwritten(error, otherwise="make the folder writable and restore again")
        raise UsageError(f"The project '{project}' cannot be written {why}.") from error
    return Restoration(str(project), len(contents), str(aside) if present else "")


def _copy_ledger(folder: Path, copy: Path) -> None:
    ledger = Ledger(folder / LEDGER_FILE)
    try:
        if trouble := ledger.check():
            raise StoreError(
                f"The project file is damaged ({trouble[0]}), so no backup was made of it; 'discourse restore BACKUP' "
                "brings an earlier one back."
            )
        ledger.copy_to(copy)
    finally:
        ledger.close()


def _kept(folder: Path) -> Iterator[Path]:
    for pattern in _KEPT:
        yield from sorted(path for path in folder.glob(pattern) if path.is_file() and not path.is_symlink())


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _pack(files: dict[str, Path], target: Path) -> None:
    hashes = {name: hash_file(path) for name, path in files.items()}
    with zipfile.ZipFile(target, "x", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_LIST, json.dumps({"files": hashes}, indent=1, sort_keys=True))
        for name, path in files.items():
            archive.write(path, name)


def _unpack(file: Path) -> dict[str, bytes]:
    """The files of a backup by name, each as it was packed."""
    try:
        with zipfile.ZipFile(file) as archive:
            if sum(member.file_size for member in archive.infolist()) > _MOST_BYTES:
                raise UsageError(
                    f"'{file}' unpacks to more than {_MOST_BYTES >> 30} GiB; it is no backup of a project."
                )
            if archive.getinfo(_LIST).file_size > _MOST_LIST_BYTES:
                raise UsageError(f"'{file}' has a list of files that is too long; it is no backup of a project.")
            hashes = json.loads(archive.read(_LIST))["files"]
            contents = {name: archive.read(name) for name in hashes}
    except (OSError, zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, EOFError, RuntimeError) as error:
        raise UsageError(f"'{file}' is no sound backup ({error}); take another one.") from error
    for name, data in contents.items():
        if hash_bytes(data) != hashes[name]:
            raise UsageError(f"'{file}' was changed since it was written ({name}); take another backup.")
        if not _stays_inside(name):
            raise UsageError(f"'{file}' names a file outside of the project ({name}); it is not to be trusted.")
    if not {LEDGER_FILE, SETTINGS_FILE} <= set(contents):
        raise UsageError(f"'{file}' lacks '{LEDGER_FILE}' or '{SETTINGS_FILE}'; take another backup.")
    return contents


def _stays_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name and ":" not in name


def _present(project: Path, contents: dict[str, bytes]) -> Iterator[Path]:
    """What a project has in the place of what comes back; a damaged file's journal must not join a sound one."""
    yield from (project / name for name in contents)
    yield from (project / f"{LEDGER_FILE}{suffix}" for suffix in ("-wal", "-shm"))
