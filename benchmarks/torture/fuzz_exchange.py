"""G11: damaged exchange files, codebooks, settings and manifests, through whatever reads them in this process."""

import io
import random
import signal
import sys
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mutants import damage, mutate_json
from projects import Goal

from discourse.domain.bundled import CODEBOOK
from discourse.domain.codebook import load_codebook
from discourse.domain.errors import DiscourseError
from discourse.domain.settings import load_settings
from discourse.domain.settings_text import DEFAULT_SETTINGS
from discourse.exchange.annotations import read_annotations, write_annotations
from discourse.exchange.argilla import read_argilla
from discourse.exchange.labels import read_label_studio, read_prodigy
from discourse.exchange.labels_write import write_argilla, write_label_studio, write_prodigy
from discourse.exchange.refi_codebook import read_qdc, write_qdc
from discourse.exchange.refi_read import read_qdpx
from discourse.exchange.refi_write import write_qdpx
from discourse.exchange.tabular import read_csv, read_jsonl, write_csv, write_jsonl
from discourse.pipeline.manifest import read_manifest

sys.path.append(str(Path(__file__).parents[2] / "tests" / "exchange"))
from exchange_example import material

_SECONDS_A_FILE = 10
_LINES_KEPT = 16
_MANIFEST = b"file,jurisdiction,body,title,year\nplan.pdf,Kestria,Ministry,A plan,2019\n*.html,Osmara,,,\n"


def fuzz_exchange(folder: Path, *, seconds: float = 120.0, keep: Path | None = None, seed: int = 1) -> Goal:
    """Mutate a file of every exchange format; only a `DiscourseError` may answer it, within ten seconds."""
    began, chance = time.monotonic(), random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    counts: Counter[str] = Counter()
    seeds = list(_seeds().items())
    while time.monotonic() - began < seconds:
        name, (data, read) = chance.choice(seeds)
        path = folder / name
        is_json = path.suffix.startswith(".json") and chance.random() < 0.7
        path.write_bytes(mutate_json(data, chance) if is_json and isinstance(data, bytes) else damage(data, chance))
        if said := _try(read, path):
            counts["uncaught"] += 1
            _keep(path, said, keep, counts["uncaught"])
        counts["files"] += 1
    measured = f"{counts['files']:,} mutants in {seconds:.0f} s: {counts['uncaught']} uncaught"
    return Goal("G11 fuzz, exchange", measured, not counts["uncaught"], time.monotonic() - began)


def _try(read: Callable[[Path], Any], path: Path) -> str:
    """What went wrong but should not have; empty where all is well."""
    try:
        with _deadline():
            read(path)
    except DiscourseError:
        return ""
    except Exception:
        # The end of a recursion is enough of it.
        return "\n".join(traceback.format_exc().splitlines()[-_LINES_KEPT:])
    return ""


@contextmanager
def _deadline() -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TimeoutError(f"read for more than {_SECONDS_A_FILE} seconds")

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(_SECONDS_A_FILE)
    try:
        yield
    finally:
        signal.alarm(0)


def _keep(path: Path, said: str, keep: Path | None, number: int) -> None:
    if keep:
        keep.mkdir(parents=True, exist_ok=True)
        (keep / f"{number:04}-{path.name}").write_bytes(path.read_bytes())
        with (keep / "finds.txt").open("a", encoding="utf-8") as finds:
            finds.write(f"{number:04}-{path.name}\n{said}\n")


def _seeds() -> dict[str, tuple[bytes | dict[str, bytes], Callable[[Path], Any]]]:
    """Files by name, each with what reads it; archives as their members."""
    known = material()

    def codings(read: Callable[..., Any]) -> Callable[[Path], Any]:
        return lambda path: read(path, known, coder="person:Ana")

    with zipfile.ZipFile(io.BytesIO(write_qdpx(known))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    return {
        "project.qdpx": (members, codings(read_qdpx)),
        "codes.qdc": (write_qdc(known.codebook), read_qdc),
        "notes.jsonld": (write_annotations(known), codings(read_annotations)),
        "codings.csv": (write_csv(known), codings(read_csv)),
        "codings.jsonl": (write_jsonl(known), codings(read_jsonl)),
        "tasks.json": (write_label_studio(known), codings(read_label_studio)),
        "prodigy.jsonl": (write_prodigy(known), codings(read_prodigy)),
        "argilla.json": (write_argilla(known), codings(read_argilla)),
        "codebook.yaml": (CODEBOOK.read_bytes(), load_codebook),
        "discourse.toml": (DEFAULT_SETTINGS.encode(), load_settings),
        "manifest.csv": (_MANIFEST, read_manifest),
    }
