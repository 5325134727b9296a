import sys
from pathlib import Path

import pytest

from discourse.domain.settings import ReadingSettings
from discourse.pipeline.workers import Outcome, run_tasks

WORK = "workers_tasks:misbehave"
LIMITS = ReadingSettings(cpu_seconds=1, memory_mb=2048)


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    here = str(Path(__file__).parent)
    monkeypatch.syspath_prepend(here)
    monkeypatch.setenv("PYTHONPATH", here)
    assert here in sys.path


def outcomes(*tasks: str, workers: int = 2) -> dict[int, Outcome]:
    found = list(run_tasks(WORK, [task.encode() for task in tasks], workers=workers, limits=LIMITS))
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
        ("swell", "ended by itself (exit code 1)"),
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
