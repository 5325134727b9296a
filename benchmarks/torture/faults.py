"""G5: the disk is full, or broken, at every single write, flush and rename of a run."""

import ctypes
import errno
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from projects import Goal, invented_texts, make_project, run_json

from discourse.domain.errors import DiscourseError, StoreError
from discourse.domain.files import write_whole
from discourse.store.ledger import SourceEntry
from discourse.store.store import STAGES, Store

_LEGAL, _ILLEGAL, _BARE = 0, 1, 2
_ERRORS = (errno.ENOSPC, errno.EIO)


@dataclass(frozen=True)
class _Work:
    """All that a run wrote, to be written again: sources, results and tables."""

    sources: tuple[SourceEntry, ...]
    results: tuple[tuple[str, str, Mapping[str, object], dict[str, pl.DataFrame]], ...]
    tables: dict[str, bytes]


def failing_disk(folder: Path, *, documents: int = 20, stride: int = 1) -> Goal:
    """Every `stride`-th call fails, once with no space (and so do all after it), once with an error of the disk."""
    began = time.monotonic()
    shim = _compile(folder)
    if shim is None:
        return Goal("G5 failing disk", "not measured: needs gcc and Linux", None, 0.0)
    project = make_project(folder / "study", invented_texts(documents, paragraphs=2))
    run_json(project)
    # A process of its own: the shim has to be there before the C library is.
    done = subprocess.run(
        [sys.executable, __file__, str(shim), str(project), str(folder / "try"), str(stride)],
        env={**os.environ, "LD_PRELOAD": str(shim)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in (0, 1):
        return Goal("G5 failing disk", f"the test itself failed: {done.stderr[-300:]}", False, time.monotonic() - began)
    return Goal("G5 failing disk", done.stdout.strip(), done.returncode == 0, time.monotonic() - began)


def _compile(folder: Path) -> Path | None:
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        return None
    folder.mkdir(parents=True, exist_ok=True)
    shim = folder / "shim.so"
    source = Path(__file__).with_name("shim.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", shim, source, "-ldl"], check=True)
    return shim


def _main(shim: Path, project: Path, place: Path, stride: int) -> int:
    library = ctypes.CDLL(str(shim))
    library.torture_calls.restype = ctypes.c_long
    library.torture_arm.argtypes = [ctypes.c_char_p, ctypes.c_long, ctypes.c_int]
    work = _load(project)
    library.torture_arm(str(place).encode(), 0, 0)
    _do(work, place)
    calls = library.torture_calls()
    counts = {_LEGAL: 0, _ILLEGAL: 0, _BARE: 0}
    for error in _ERRORS:
        for call in range(1, calls + 1, stride):
            counts[_try(library, work, place, call if error == errno.ENOSPC else -call, error)] += 1
    sys.stdout.write(
        f"{sum(counts.values())} failures over {calls} calls (no space, disk error): {counts[_LEGAL]} legal, "
        f"{counts[_ILLEGAL]} illegal states, {counts[_BARE]} without a message of ours\n"
    )
    return int(counts[_ILLEGAL] + counts[_BARE] > 0)


def _load(project: Path) -> _Work:
    store = Store(project)
    results = tuple(
        (stage, key, dict(summary), {name: store.read(name, [key]) for name in names})
        for stage, names in STAGES.items()
        for key, summary in store.ledger.results(stage).items()
    )
    sources = store.ledger.sources()
    store.close()
    tables = {path.name: path.read_bytes() for path in (project / "outputs").glob("*.csv")}
    return _Work(sources, results, tables)


def _do(work: _Work, place: Path) -> None:
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    _write(work, place)


def _write(work: _Work, place: Path) -> None:
    store = Store(place)
    try:
        store.ledger.put_sources(work.sources)
        for stage, key, summary, frames in work.results:
            store.commit(stage, key, frames, summary)
        for name, data in work.tables.items():
            write_whole(place / name, data)
    finally:
        store.close()


def _try(library: ctypes.CDLL, work: _Work, place: Path, call: int, error: int) -> int:
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    library.torture_arm(str(place).encode(), call, error)
    verdict = _LEGAL
    try:
        _write(work, place)
    except (StoreError, OSError) as failure:
        # Tables are written by a step that tells the error in its own words.
        is_told = isinstance(failure, DiscourseError) or "Errno" in str(failure)
        verdict = _LEGAL if is_told else _BARE
    except Exception:
        verdict = _BARE
    finally:
        library.torture_arm(b"", 0, 0)
    return verdict if _is_legal(work, place) else _ILLEGAL


def _is_legal(work: _Work, place: Path) -> bool:
    """Opens, is sound, holds a beginning of the work and nothing else, and takes the rest."""
    try:
        store = Store(place)
        sound = not store.ledger.check() and not any(True for _ in store.troubles())
        known = [(stage, key) for stage, key, *_ in work.results if key in store.ledger.results(stage)]
        store.close()
        tables = {path.name: path.read_bytes() for path in place.glob("*.csv")}
        _write(work, place)
    except StoreError:
        return False
    begun = known == [(stage, key) for stage, key, *_ in work.results][: len(known)]
    return sound and begun and all(work.tables[name] == data for name, data in tables.items())


if __name__ == "__main__":
    sys.exit(_main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])))
