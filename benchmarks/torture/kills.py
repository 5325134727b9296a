"""G4: runs that are killed at random points, workers that are, and runs killed while they recover."""

import os
import random
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from projects import Goal, children, command, hash_tables, invented_texts, make_project, run_json

from discourse.store.ledger import LEDGER_FILE, Ledger
from discourse.store.store import STAGES, Store

_SEED = 7


@dataclass
class Tally:
    """What was seen over all kills."""

    kills: int = 0
    hits: int = 0
    lost: int = 0
    unsound: int = 0
    different: int = 0

    def words(self) -> str:
        return (
            f"{self.kills} kills ({self.hits} hit a live one), {self.lost} committed results lost, "
            f"{self.unsound} stores unsound, {self.different} final tables different"
        )

    @property
    def passed(self) -> bool:
        return not (self.lost or self.unsound or self.different)


def kill_runs(folder: Path, *, kills: int = 50, recoveries: int = 10, documents: int = 20) -> Goal:
    """Kill the whole run again and again until it ends; some kills come early, while the last one is recovered from."""
    began = time.monotonic()
    tally, chance = Tally(), random.Random(_SEED)
    expected, takes = _undisturbed(folder / "undisturbed", documents)
    round_number = 0
    while tally.kills < kills + recoveries:
        round_number += 1
        project = make_project(folder / f"killed-{round_number}", invented_texts(documents))
        committed: set[tuple[str, str]] = set()
        is_done = False
        while not is_done and tally.kills < kills + recoveries:
            # Half of the kills of a recovery fall while the run still starts.
            most = takes if tally.kills % 6 else takes / 3
            is_done = _kill_once(project, chance.uniform(0.05, most), tally)
            committed = _compare(project, committed, tally)
        run_json(project)
        tally.different += hash_tables(project) != expected
    return Goal("G4 kill -9", tally.words(), tally.passed, time.monotonic() - began)


def kill_workers(folder: Path, *, kills: int = 20, documents: int = 20) -> Goal:
    """Kill single workers of runs that go on; the run must end as if nothing had been."""
    began = time.monotonic()
    tally, chance = Tally(), random.Random(_SEED)
    expected, _ = _undisturbed(folder / "undisturbed", documents)
    while tally.kills < kills:
        project = make_project(folder / f"worker-{tally.kills}", invented_texts(documents))
        process = subprocess.Popen(
            command("run", "--project", str(project), "--json", "--workers", "2"), stdout=subprocess.DEVNULL
        )
        while process.poll() is None and tally.kills < kills:
            time.sleep(chance.uniform(0.1, 0.6))
            # The first child of Python's own is its resource tracker, which no reader is.
            workers = [child for child in children(process.pid) if _is_worker(child)]
            if workers:
                os.kill(chance.choice(workers), signal.SIGKILL)
                tally.kills += 1
                tally.hits += 1
                break
        tally.different += process.wait() != 0 or hash_tables(project) != expected
        tally.kills += not tally.hits
    return Goal("G4 worker killed", tally.words(), tally.passed, time.monotonic() - began)


def _undisturbed(folder: Path, documents: int) -> tuple[str, float]:
    project = make_project(folder, invented_texts(documents))
    began = time.monotonic()
    run_json(project)
    return hash_tables(project), time.monotonic() - began


def _kill_once(project: Path, after: float, tally: Tally) -> bool:
    """Start a run and kill its process group; true where it was done before."""
    process = subprocess.Popen(
        command("run", "--project", str(project), "--json"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(timeout=after)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        tally.kills += 1
        tally.hits += 1
        return False
    tally.kills += 1
    return True


def _compare(project: Path, before: set[tuple[str, str]], tally: Tally) -> set[tuple[str, str]]:
    """What is committed now; counts what was and is no longer, and whether the store is sound."""
    ledger = Ledger(project / LEDGER_FILE)
    tally.unsound += bool(ledger.check())
    rows = {(stage, key) for stage in STAGES for key in ledger.results(stage)}
    ledger.close()
    store = Store(project)
    tally.unsound += any(True for _ in store.troubles())
    store.close()
    # What a finished run found to be of no further use it may drop.
    tally.lost += len({row for row in before - rows if row[0] == "reading"})
    return rows


def _is_worker(process: int) -> bool:
    try:
        return b"spawn_main" in Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return False
