"""G1, G2, G3: damaged and hostile files in one batch; each has one outcome, and costs nobody else his."""

import re
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path

from hostile import hostile_files, poison_files, write_files
from projects import Goal, discourse, invented_texts, make_project, run_json, statuses

_MOST_SECONDS = 300
_CODE = re.compile(r"^E-[A-Z]+(?:-[A-Z]+)*$")


def bad_batch(
    files: Sequence[Path], folder: Path, *, cpu_seconds: int = 10, with_text: Mapping[str, bool] | None = None
) -> Goal:
    """G1 and G2: every file an outcome, with text wherever `with_text` says that some engine finds any."""
    began = time.monotonic()
    project = make_project(folder, {}, cpu_seconds=cpu_seconds) if not folder.exists() else folder
    discourse("add", *map(str, files), "--project", str(project), codes=(0, 3))
    run_json(project, "--workers", "2")
    seconds = time.monotonic() - began
    found = statuses(project)
    counts = Counter(item["status"] for item in found)
    dumb = [item["file"] for item in found if item["status"] != "ok" and not _is_said(item)]
    texts = {Path(item["file"]).name for item in found if item["status"] == "ok"}
    given = {path.name for path in files}
    readable = sorted(name for name, has in (with_text or {}).items() if has and name in given)
    missed = [name for name in readable if name not in texts]
    measured = (
        f"{len(found)}/{len(files)} outcomes: {counts['ok']} text, {counts['empty']} empty, {counts['failed']} failed; "
        f"{counts['waiting']} lost, {len(dumb)} without code and reason"
    )
    if with_text:
        measured += f"; text on {len(readable) - len(missed)}/{len(readable)}"
        measured += f" (not {', '.join(missed[:12])})" if missed else ""
    passed = not dumb and not missed and not counts["waiting"] and len(found) == len(files) and seconds < _MOST_SECONDS
    return Goal("G1/G2 bad files", measured, passed, seconds)


def crafted_batch(folder: Path) -> Goal:
    """G1 on the files of our own making, of all formats."""
    files = write_files(hostile_files(), folder / "hostile")
    goal = bad_batch(files, folder / "study")
    return Goal("G1 crafted files", goal.measured, goal.passed, goal.seconds)


def poison(folder: Path, *, good: int = 500, bad: int = 50, cpu_seconds: int = 3) -> Goal:
    """G3: poison among good files; the good ones are all read, and not much later than alone."""
    began = time.monotonic()
    texts = invented_texts(good, paragraphs=2)
    alone = run_json(make_project(folder / "alone", texts, cpu_seconds=cpu_seconds), "--workers", "2")["seconds"]
    mixed = make_project(folder / "mixed", texts, cpu_seconds=cpu_seconds)
    write_files(islice(poison_files(), bad), mixed / "documents")
    discourse("add", str(mixed / "documents"), "--project", str(mixed))
    together = run_json(mixed, "--workers", "2")["seconds"]
    read = sum(item["status"] == "ok" and item["file"].endswith(".md") for item in statuses(mixed))
    bound = 1.5 * alone + bad * cpu_seconds / 2
    measured = (
        f"{read}/{good} good files read beside {bad} poisoned; {together:.0f} s, alone {alone:.0f}, bound {bound:.0f}"
    )
    return Goal("G3 poison", measured, read == good and together <= bound, time.monotonic() - began)


def _is_said(item: Mapping[str, str]) -> bool:
    return (
        bool(item["reason"].strip()) and "Traceback" not in item["reason"] and bool(_CODE.match(item.get("code", "")))
    )
