import os
import sys
import time
from pathlib import Path

import pytest

from discourse.domain.settings import ReadingSettings
from discourse.pipeline.child import CRASHED, OUT_OF_TIME
from discourse.pipeline.workers import Again, Death, Outcome, run_tasks

WORK = "workers_tasks:misbehave"
LIMITS = ReadingSettings(cpu_seconds=1, memory_mb=2048)


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    here = str(Path(__file__).parent)
    monkeypatch.syspath_prepend(here)
    monkeypatch.setenv("PYTHONPATH", here)
    assert here in sys.path


def outcomes(*tasks: str, workers: int = 2, again: Again | None = None) -> dict[int, Outcome]:
    found = list(run_tasks(WORK, [task.encode() for task in tasks], workers=workers, limits=LIMITS, again=again))
    assert len(found) == len(tasks)
    return {outcome.number: outcome for outcome in found}


def test_every_task_has_one_answer() -> None:
    found = outcomes(*"abcdefg")
    assert {number: outcome.answer for number, outcome in found.items()} == dict(enumerate(b"A B C D E F G".split()))


def test_no_task_is_no_work() -> None:
    assert outcomes() == {}


@pytest.mark.parametrize(
    ("task", "reason"),
    [
        ("crash", "crashed (SIGABRT)"),
        ("leave", "ended by itself (exit code 7)"),
        ("spin", "more than 1 s of processor time"),
        ("swell", "needed more than 2048 MiB of memory"),
        ("page 7 spin", "page 7 used more than 1 s of processor time"),
    ],
)
def test_a_child_that_dies_costs_its_own_task_alone(task: str, reason: str) -> None:
    found = outcomes("a", "b", task, "c", "d")
    assert reason in found[2].failure
    assert [found[number].answer for number in (0, 1, 3, 4)] == [b"A", b"B", b"C", b"D"]


def test_a_child_that_dies_last_is_told_too() -> None:
    found = outcomes("a", "crash", workers=1)
    assert found[0].answer == b"A"
    assert found[1].failure


def test_sleeping_is_not_counted_as_work() -> None:
    assert outcomes("sleep 2.2")[0].answer == b"SLEEP 2.2"


def test_a_death_is_told_with_its_step_and_the_task_is_tried_again(tmp_path: Path) -> None:
    seen: list[tuple[Death, ...]] = []

    def again(task: bytes, deaths: tuple[Death, ...]) -> bytes | None:
        seen.append(deaths)
        return b"page 8 fine" if len(deaths) == 1 else None

    (outcome,) = outcomes("page 7 crash", again=again).values()
    assert outcome.answer == b"FINE"
    assert [(death.page, death.name, death.cause) for death in seen[0]] == [(7, "reader", CRASHED)]


def test_what_chance_ended_once_is_done_at_the_second_try(tmp_path: Path) -> None:
    (outcome,) = outcomes(f"once {tmp_path / 'mark'}", again=lambda task, deaths: task).values()
    assert outcome.failure == ""
    assert outcome.answer


def test_tries_share_one_allowance_of_processor_time() -> None:
    began = time.process_time()
    (outcome,) = outcomes("page 1 spin", again=lambda task, deaths: task).values()
    assert outcome.cause == OUT_OF_TIME
    assert time.process_time() - began < 2


def test_a_late_child_is_ended_with_all_that_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("discourse.pipeline.workers._WALL_FACTOR", 2)
    (outcome,) = outcomes(f"parent {tmp_path / 'pid'}").values()
    assert "took longer than 2 s" in outcome.failure
    grandchild = int((tmp_path / "pid").read_text())
    for _ in range(50):
        try:
            os.kill(grandchild, 0)
        except ProcessLookupError:
            return
        time.sleep(0.02)
    # A zombie still has its number: it is dead all the same.
    assert "Z" in Path(f"/proc/{grandchild}/stat").read_text().split()[2]
