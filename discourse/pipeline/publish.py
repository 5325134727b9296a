"""Outputs written, or left as they are when nothing they show has changed."""

import json
from dataclasses import dataclass
from pathlib import Path

from discourse.domain.ids import hash_file, hash_values
from discourse.domain.registry import load
from discourse.pipeline.progress import Progress, no_progress
from discourse.pipeline.record import MANIFEST_FILE, session_to_state
from discourse.pipeline.session import Session, open_session

# Every run writes it, and no other command does.
_A_TABLE = "prevalence.csv"
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Published:
    """What the outputs hold: passages that can be coded, those with a frame, and whether anything was written."""

    passages: int
    coded: int
    wrote: bool


def publish(session: Session, out: Path, *, progress: Progress = no_progress) -> Published:
    """Write every output to `out`, unless it already holds those of the present state."""
    state = session_to_state(session)
    if kept := _kept(out, hash_values(state)):
        return kept
    # Charts, workbook and page load only where they are drawn.
    manifest = load("publishers", "outputs")(session, state, out, progress=progress)
    return Published(manifest["passages"], manifest["coded"], wrote=True)


def is_published(session: Session, out: Path) -> bool:
    """Whether the outputs in `out` are those of the present state."""
    return _kept(out, hash_values(session_to_state(session))) is not None


def warn_of_outputs(out: Path) -> str:
    """What is wrong with a run's outputs, written in part or changed since; empty where all is well."""
    manifest = out / MANIFEST_FILE
    if not (manifest.exists() or (out / _A_TABLE).exists()):
        return ""
    try:
        hashes = json.loads(manifest.read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return f"'{out}' has tables and no sound '{MANIFEST_FILE}': a run was cut short; run again to have them whole."
    others = [name for name, kept in hashes.items() if not (out / name).is_file() or hash_file(out / name) != kept]
    if not others:
        return ""
    named = ", ".join(others[:_NAMED]) + (" …" if len(others) > _NAMED else "")
    return (
        f"'{out}' is not as a run wrote it ({named}): run again where a later one was cut short; where somebody "
        f"changed it, delete '{manifest}' first."
    )


def write_report(project: Path = Path(), *, out: Path | None = None) -> Path:
    """Write the report page from what has been read and coded; returns its path."""
    with open_session(project) as session:
        path: Path = load("publishers", "report")(session, out)
    return path


def _kept(out: Path, key: str) -> Published | None:
    try:
        manifest = json.loads((out / MANIFEST_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if manifest.get("key") != key or not all((out / name).is_file() for name in manifest["files"]):
        return None
    return Published(manifest["passages"], manifest["coded"], wrote=False)
