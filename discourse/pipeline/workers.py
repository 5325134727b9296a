"""Child processes that each do one task at a time; a child that crashes, hangs or swells costs its own task alone.

The standard library's pool loses every waiting task when one child dies (measured: 3,306 of 4,141), so this module
keeps the tasks in the parent and gives a child the next one only when it has answered. A child tells each step that it
begins; one that dies is replaced, and its task may be tried once more in the light of where it died.
"""

import multiprocessing
import os
import signal
import struct
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from discourse.domain.attempt import WHOLE
from discourse.domain.settings import ReadingSettings
from discourse.pipeline.child import CRASHED, OUT_OF_MEMORY, OUT_OF_TIME, SWOLLEN, serve

# Wall-clock time misjudges good files on a loaded machine: only the last net behind the limit on processor time.
_WALL_FACTOR = 30
_STOP = b""
_MOST_TRIES = 5


@dataclass(frozen=True, slots=True)
class Death:
    """How a child ended: in which step (empty before the first), of what, and in words."""

    page: int
    name: str
    cause: str
    words: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A task's answer, or the reason there is none; `cause` is one of `discourse.pipeline.child`'s."""

    number: int
    answer: bytes
    failure: str = ""
    cause: str = ""


Again = Callable[[bytes, tuple[Death, ...]], bytes | None]
"""From a task and the deaths it caused so far to the task to try next, or none."""


@dataclass(slots=True)
class _Child:
    process: BaseProcess
    pipe: Connection
    number: int = -1
    task: bytes = b""
    deadline: float = 0.0
    page: int = WHOLE
    name: str = ""
    used: float = 0.0
    deaths: list[Death] = field(default_factory=list)

    @property
    def is_busy(self) -> bool:
        return self.number >= 0


def run_tasks(
    work: str, tasks: Iterable[bytes], *, workers: int, limits: ReadingSettings, again: Again | None = None
) -> Iterator[Outcome]:
    """Run `work` (`module:function`) on every task in `workers` children; outcomes come as they finish.

    Each task yields exactly one outcome, numbered by its position. Limits apply to each task, not to the whole; all
    tries of a task share its processor time.
    """
    children: list[_Child] = []
    waiting = enumerate(tasks)
    try:
        for number, task in waiting:
            if len(children) < workers:
                child = _start(work, limits)
                children.append(child)
            else:
                child, outcome = _next_free(children, work, limits, again)
                yield outcome
            _give(child, number, task, limits)
        while busy := [child for child in children if child.is_busy]:
            yield _next_free(busy, work, limits, again)[1]
    finally:
        for child in children:
            _stop(child)


def _next_free(
    children: list[_Child], work: str, limits: ReadingSettings, again: Again | None
) -> tuple[_Child, Outcome]:
    """Wait for the first child to answer, or to die or pass its deadline for good."""
    while True:
        patience = max(0.0, min(child.deadline for child in children) - time.monotonic())
        ready = wait([child.pipe for child in children], timeout=patience)
        for child in children:
            if child.pipe in ready:
                outcome = _collect(child, work, limits, again)
            elif time.monotonic() > child.deadline:
                outcome = _bury(child, work, limits, again, late=True)
            else:
                continue
            if outcome:
                return child, outcome


def _collect(child: _Child, work: str, limits: ReadingSettings, again: Again | None) -> Outcome | None:
    """Take one message of a child: its answer ends the task, a step does not."""
    try:
        message = child.pipe.recv_bytes()
        answer = child.pipe.recv_bytes() if message == b"a" else b""
    except (EOFError, OSError):
        return _bury(child, work, limits, again)
    if message[:1] == b"s":
        child.page, child.used = struct.unpack("!id", message[1:13])
        child.name = message[13:].decode()
        seconds = limits.page_seconds if child.page != WHOLE else limits.cpu_seconds
        child.deadline = time.monotonic() + _WALL_FACTOR * seconds
        return None
    number, child.number = child.number, -1
    return Outcome(number, answer)


def _bury(
    child: _Child, work: str, limits: ReadingSettings, again: Again | None, *, late: bool = False
) -> Outcome | None:
    """Replace a dead or late child; its task is tried again or has failed."""
    _kill(child)
    death = _late(child, limits) if late else _death(child, limits)
    deaths = [*child.deaths, death]
    number, task = child.number, child.task
    spent = child.used + (limits.page_seconds if death.cause == OUT_OF_TIME else 0)
    fresh = _start(work, limits)
    child.process, child.pipe, child.number = fresh.process, fresh.pipe, -1
    left = limits.cpu_seconds - spent
    retry = again(task, tuple(deaths)) if again and left > 0.5 and len(deaths) < _MOST_TRIES else None
    if retry is None:
        return Outcome(number, b"", death.words, death.cause)
    _give(child, number, retry, limits, used=spent)
    child.deaths = deaths
    return None


def _start(work: str, limits: ReadingSettings) -> _Child:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(theirs, work, limits), daemon=True)
    process.start()
    theirs.close()
    return _Child(process, ours)


def _give(child: _Child, number: int, task: bytes, limits: ReadingSettings, *, used: float = 0.0) -> None:
    child.number, child.task, child.used, child.deaths = number, task, used, []
    child.page, child.name = WHOLE, ""
    child.deadline = time.monotonic() + limits.cpu_seconds * _WALL_FACTOR
    try:
        child.pipe.send_bytes(struct.pack("!d", used) + task)
    except OSError:
        # The child died before it took the task; its closed pipe is noticed by the next wait.
        return


def _stop(child: _Child) -> None:
    if not child.is_busy and child.process.is_alive():
        try:
            child.pipe.send_bytes(_STOP)
            child.process.join(timeout=1.0)
        except OSError:
            pass
    _kill(child)


def _kill(child: _Child) -> None:
    """End a child with all that it started, and close its pipe."""
    if child.process.is_alive() and child.process.pid:
        try:
            os.killpg(child.process.pid, signal.SIGKILL)
        except (AttributeError, OSError):
            # Windows has no groups; a child that is just starting is not yet the head of its own.
            child.process.kill()
    child.process.join()
    child.pipe.close()


def _late(child: _Child, limits: ReadingSettings) -> Death:
    seconds = _WALL_FACTOR * (limits.page_seconds if child.page != WHOLE else limits.cpu_seconds)
    return Death(child.page, child.name, OUT_OF_TIME, f"reading took longer than {seconds} s and was stopped")


def _death(child: _Child, limits: ReadingSettings) -> Death:
    cause, words = _why_dead(child.process.exitcode, limits)
    if cause == OUT_OF_TIME and child.page != WHOLE:
        words = f"page {child.page} used more than {limits.page_seconds} s of processor time and was stopped"
    return Death(child.page, child.name, cause, words)


def _why_dead(exit_code: int | None, limits: ReadingSettings) -> tuple[str, str]:
    if exit_code == SWOLLEN:
        return OUT_OF_MEMORY, f"reading needed more than {limits.memory_mb} MiB of memory and was stopped"
    if exit_code is None or exit_code >= 0:
        return CRASHED, f"the reading process ended by itself (exit code {exit_code})"
    name = signal.Signals(-exit_code).name
    if name == "SIGXCPU":
        return OUT_OF_TIME, f"reading used more than {limits.cpu_seconds} s of processor time and was stopped"
    if name == "SIGKILL":
        return OUT_OF_MEMORY, "the reading process was killed, most likely for want of memory"
    return CRASHED, f"the reading process crashed ({name}), which a damaged or hostile file can cause"
