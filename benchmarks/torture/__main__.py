"""`make torture`: measures the goals of reliability and prints them as a table; exit code 1 where one is missed.

Names of goals (`G4`) as arguments choose among them. `DISCOURSE_BAD_FILES` may name a folder of damaged PDFs of others,
with a `text.json` beside it that says of each whether some engine finds text in it.
"""

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from bad_files import bad_batch, crafted_batch, poison
from bounds import large_files
from faults import failing_disk
from fuzz import fuzz_readers
from fuzz_exchange import fuzz_exchange
from keeping import damaged_stores
from kills import kill_runs, kill_workers
from nobody_in import nobody_in
from projects import Goal
from same import same_tables
from suites import tested
from web_answers import web_answers

_SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "bad"


def bad_files_of_others(folder: Path) -> Goal:
    """G1 and G2 on a folder of damaged files, where there is one."""
    place = Path(os.environ.get("DISCOURSE_BAD_FILES", _SHARED))
    files = sorted(place.glob("*.pdf"))
    if not files:
        return Goal("G1/G2 bad files", f"not measured: no PDF files in '{place.name}' beside the checkout", None, 0.0)
    labels = Path(os.environ.get("DISCOURSE_BAD_TEXT", place / "text.json"))
    with_text = json.loads(labels.read_text(encoding="utf-8")) if labels.is_file() else None
    return bad_batch(files, folder, with_text=with_text)


GOALS: tuple[tuple[str, Callable[[Path], Goal]], ...] = (
    ("G1", bad_files_of_others),
    ("G1", crafted_batch),
    ("G3", poison),
    ("G4", kill_runs),
    ("G4", kill_workers),
    ("G5", lambda folder: failing_disk(folder, stride=7)),
    ("G6", tested("G6 two writers", "web/test_concurrent_coding.py")),
    ("G7", tested("G7 nobody in", "web/test_guard.py")),
    ("G8", tested("G8 no script", "security/test_scripts.py")),
    ("G9", tested("G9 no formula", "security/test_spreadsheets.py")),
    ("G10", nobody_in),
    ("G11", fuzz_readers),
    ("G11", fuzz_exchange),
    ("G12", large_files),
    ("G12", web_answers),
    ("G13", tested("G13 no code on load", "security/test_no_code_loading.py", "test_layout.py")),
    ("G14", tested("G14 no network", "security/test_no_network.py")),
    ("G15", damaged_stores),
    ("G16", same_tables),
    ("G17", tested("G17 floors", "security/test_floors.py")),
)


def _measure(chosen: set[str]) -> Iterator[Goal]:
    for number, (name, goal) in enumerate(GOALS):
        if chosen and name not in chosen:
            continue
        with tempfile.TemporaryDirectory(prefix="torture-") as place:
            yield goal(Path(place, f"{name}-{number}").resolve())


def main(chosen: set[str]) -> int:
    """Print a row for each goal as it is measured."""
    missed = 0
    print("| goal | measured | passed | seconds |\n| --- | --- | --- | --- |")
    for goal in _measure(chosen):
        word = {True: "yes", False: "NO", None: "skipped"}[goal.passed]
        print(f"| {goal.name} | {goal.measured} | {word} | {goal.seconds:.0f} |", flush=True)
        missed += goal.passed is False
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main(set(sys.argv[1:])))
