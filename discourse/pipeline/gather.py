"""Which files `add` takes, what it knows of each, and which it leaves and why."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import yaml

from discourse.domain.documents import Metadata
from discourse.domain.ids import hash_file
from discourse.domain.sources import SourceKind
from discourse.pipeline.manifest import Manifest, ManifestRow, is_manifest
from discourse.pipeline.project import LOGS_FOLDER, OUTPUTS_FOLDER
from discourse.reading.read import readable_suffixes
from discourse.store.database import PARTS_FOLDER
from discourse.store.ledger import SourceEntry

SIDECAR_SUFFIXES = (".meta.yaml", ".meta.yml", ".meta.json")
# What commands and, in the last, the workbench make in a project.
_OWN_FOLDERS = (OUTPUTS_FOLDER, PARTS_FOLDER, LOGS_FOLDER, "models", "backups")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was not taken, and why."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """What `add` found: entries for the ledger, files left aside as expected, and files that are at fault.

    `awaited` are the files that a manifest or a sidecar describes and that are not there: they may come later.
    """

    entries: tuple[SourceEntry, ...]
    left: tuple[Refusal, ...]
    failed: tuple[Refusal, ...]
    awaited: tuple[str, ...]


def gather(
    paths: Iterable[Path], *, root: Path, manifest: Manifest | None, kind: SourceKind, given: Metadata
) -> Gathered:
    """Find the files under `paths` and what is known of each.

    A manifest's cell wins over an option in `given`, which wins over a sidecar file (`report.pdf.meta.yaml`).
    With a manifest the files of a folder that it does not name are left.
    """
    rows = list(manifest.rows) if manifest else []
    failed = [Refusal(manifest.path.name, reason) for reason in manifest.refused] if manifest else []
    entries: dict[str, SourceEntry] = {}
    left: list[Refusal] = []
    awaited: list[str] = []
    named: set[int] = set()
    for path, is_explicit in _files(paths, failed, own_folders(root)):
        row = _row_of(path, rows, manifest)
        if manifest and path.resolve() == manifest.path.resolve():
            continue
        if described := _described_by(path):
            if not described.exists():
                awaited.append(file_name(described, root))
            continue
        if reason := _reason_to_leave(path, row, has_manifest=manifest is not None, is_explicit=is_explicit):
            left.append(Refusal(str(path), reason))
            continue
        named.update([row.row] if row else [])
        try:
            entry = _entry(path, root, kind, row.metadata if row else Metadata(), given)
        except (OSError, ValueError) as error:
            failed.append(Refusal(str(path), _unreadable(error)))
        else:
            entries[entry.file] = entry
    awaited += [f"{row.file} (row {row.row})" for row in rows if row.row not in named]
    return Gathered(tuple(entries.values()), tuple(left), tuple(failed), tuple(awaited))


def entry_of(path: Path, root: Path, *, kind: SourceKind, metadata: Metadata) -> SourceEntry:
    """The ledger entry of a file as it is now."""
    status = path.stat()
    return SourceEntry(file_name(path, root), hash_file(path), status.st_size, status.st_mtime_ns, kind, metadata)


def file_name(path: Path, root: Path) -> str:
    """A file's name in the ledger: relative to the project inside it, absolute outside."""
    full, base = path.resolve(), root.resolve()
    return full.relative_to(base).as_posix() if full.is_relative_to(base) else full.as_posix()


def own_folders(root: Path) -> frozenset[Path]:
    """The folders of a project that hold what `discourse` made; nothing in them is a source."""
    return frozenset((root / name).resolve() for name in _OWN_FOLDERS)


def _entry(path: Path, root: Path, kind: SourceKind, row: Metadata, given: Metadata) -> SourceEntry:
    return entry_of(path, root, kind=kind, metadata=row.over(given).over(_sidecar(path)))


def _files(paths: Iterable[Path], failed: list[Refusal], own: Set[Path]) -> Iterator[tuple[Path, bool]]:
    """Regular files in name order, folders opened, hidden and `own` ones not; True for those that the user named."""
    for path in paths:
        if path.is_file():
            yield path, True
        elif path.is_dir():
            for folder, inner, names in os.walk(path, followlinks=False):
                inner[:] = sorted(
                    name for name in inner if not name.startswith(".") and Path(folder, name).resolve() not in own
                )
                for name in sorted(names):
                    if not name.startswith("."):
                        yield Path(folder, name), False
        elif path.exists():
            failed.append(Refusal(str(path), "it is not a regular file; give a file or a folder"))
        else:
            failed.append(Refusal(str(path), "there is no such file or folder; check the path"))


def _row_of(path: Path, rows: list[ManifestRow], manifest: Manifest | None) -> ManifestRow | None:
    """The manifest's row for a file: by path from the manifest's folder, by trailing path, then by name alone."""
    if manifest is None:
        return None
    full = path.resolve()
    for row in rows:
        if (manifest.path.parent / row.file).resolve() == full:
            return row
    parts = full.parts
    ends = [row for row in rows if parts[-len(Path(row.file).parts) :] == Path(row.file).parts]
    return ends[0] if ends else None


def _reason_to_leave(path: Path, row: ManifestRow | None, *, has_manifest: bool, is_explicit: bool) -> str:
    if has_manifest and row is None and not is_explicit:
        return "not named in the manifest"
    if row is None and not is_explicit and path.suffix.lower() not in readable_suffixes():
        return f"files of type '{path.suffix or path.name}' are not read"
    if not path.is_file():
        return "not a regular file"
    if row is None and is_manifest(path):
        return "a manifest; --manifest takes in what it says of other files"
    return ""


def _described_by(path: Path) -> Path | None:
    """The file that a sidecar is of; None for what is no sidecar."""
    suffix = next(filter(path.name.endswith, SIDECAR_SUFFIXES), "")
    return path.with_name(path.name.removesuffix(suffix)) if suffix not in ("", path.name) else None


def _sidecar(path: Path) -> Metadata:
    for suffix in SIDECAR_SUFFIXES:
        sidecar = path.with_name(path.name + suffix)
        if sidecar.is_file():
            return _sidecar_metadata(sidecar)
    return Metadata()


def _sidecar_metadata(path: Path) -> Metadata:
    text = path.read_text(encoding="utf-8-sig")
    try:
        values = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    except (ValueError, RecursionError, yaml.YAMLError) as error:
        raise ValueError(f"its sidecar '{path.name}' cannot be read: {' '.join(str(error).split())}") from error
    if not isinstance(values, Mapping):
        raise ValueError(f"its sidecar '{path.name}' must hold 'key: value' lines")
    cells = {str(key): _said(value, str(key), path) for key, value in values.items() if value is not None}
    year = cells.pop("year", None)
    if year is not None and not (year.isdecimal() and len(year) == 4):
        raise ValueError(f"its sidecar '{path.name}' gives the year '{year}', which is not four digits")
    known = {name: cells.pop(name) for name in Metadata.__slots__ if name in cells and name not in ("year", "extra")}
    return Metadata(**known, year=int(year) if year else None, extra=MappingProxyType(cells))


def _said(value: object, key: str, path: Path) -> str:
    """A sidecar's value as text, a list's joined by `; `."""
    values = value if isinstance(value, list) else [value]
    # A list of aliases of lists is short in the file and endless as a text.
    if any(isinstance(item, Mapping | list | set | tuple) for item in values):
        raise ValueError(f"its sidecar '{path.name}' nests lists under '{key}'; give a text or a list of texts")
    return "; ".join(map(str, values))


def _unreadable(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"it cannot be read ({error.strerror}); check its permissions"
    return str(error)
