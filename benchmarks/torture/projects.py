"""Projects to torture: made, run, and told apart by what comes out of them."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_TOPICS = ("equity of access", "skills for growth", "automation and work", "quality and trust", "costs and fees")
_PLACES = ("Kestria", "Osmara", "Lindholm")


@dataclass(frozen=True)
class Goal:
    """What was measured for one goal: `passed` is None where it could not be measured here."""

    name: str
    measured: str
    passed: bool | None
    seconds: float


def invented_texts(count: int, *, paragraphs: int = 6) -> dict[str, str]:
    """Markdown documents by name, all different, of several passages each."""
    return {
        f"text-{number:04}.md": f"# Paper {number} on {_TOPICS[number % 5]}\n\n"
        + "\n\n".join(
            f"In its plan number {number}, section {part}, {_PLACES[part % 3]} says {_TOPICS[(number + part) % 5]} "
            f"will be helped by short courses. {number * part} people finished one in the year before, and fees are "
            "to be waived for those on low incomes."
            for part in range(1, paragraphs + 1)
        )
        for number in range(count)
    }


def make_project(folder: Path, texts: Mapping[str, str], *, cpu_seconds: int = 30, names: Iterable[str] = ()) -> Path:
    """A project with these texts added, in the order of `names` if given."""
    discourse("init", str(folder))
    source = folder / "documents"
    source.mkdir()
    for name, text in texts.items():
        (source / name).write_text(text, encoding="utf-8")
    settings = folder / "discourse.toml"
    lines = settings.read_text(encoding="utf-8").replace("cpu_seconds = 180", f"cpu_seconds = {cpu_seconds}")
    settings.write_text(lines, encoding="utf-8")
    paths = [str(source / name) for name in names] or [str(source)]
    discourse("add", *paths, "--project", str(folder))
    return folder


def command(*arguments: str) -> list[str]:
    """A command line of ours, in this interpreter."""
    return [sys.executable, "-m", "discourse.cli", *arguments]


def discourse(*arguments: str, codes: tuple[int, ...] = (0,)) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; a code that is not expected is an error with what the command said."""
    done = subprocess.run(command(*arguments), capture_output=True, text=True, check=False)
    if done.returncode not in codes or "Traceback" in done.stderr:
        raise RuntimeError(f"{arguments} ended with {done.returncode}: {done.stderr[-2000:]}")
    return done


def run_json(folder: Path, *options: str, codes: tuple[int, ...] = (0, 3)) -> dict[str, Any]:
    """Run a project and return the summary."""
    done = discourse("run", "--project", str(folder), "--json", *options, codes=codes)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def statuses(folder: Path) -> list[dict[str, Any]]:
    """What became of each file."""
    found: list[dict[str, Any]] = json.loads(discourse("status", "--project", str(folder), "--json").stdout)[
        "documents"
    ]
    return found


def hash_tables(folder: Path) -> str:
    """One hash over the names and bytes of all CSV tables."""
    digest = hashlib.sha256()
    for path in sorted((folder / "outputs").rglob("*.csv")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def children(process: int) -> list[int]:
    """The processes that a process started, by the kernel's list (Linux)."""
    found = []
    for place in Path("/proc").iterdir():
        entry = place.name
        if entry.isdecimal():
            try:
                parent = int(Path("/proc", entry, "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, IndexError, ValueError):
                continue
            found += [int(entry)] if parent == process else []
    return found
