"""Child processes that each do one task at a time; a child that crashes, hangs or swells costs its own task alone.

The standard library's pool loses every waiting task when one child dies (measured: 3,306 of 4,141), so this module
keeps the tasks in the parent and gives a child the next one only when it has answered.
"""

import multiprocessing
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from signal import Signals
from typing import Protocol

from discourse.domain.registry import load_attribute
from discourse.domain.settings import ReadingSettings

# Wall-clock time misjudges good files on a loaded machine: only the last net behind the limit on processor time.
_WALL_FACTOR = 8
_STOP = b""


class Work(Protocol):
    """What a child runs: one task's bytes in, the answer's bytes out."""

    def __call__(self, task: bytes, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """A task's answer, or the reason there is none."""

    number: int
    answer: bytes
    failure: str = ""


@dataclass(slots=True)
class _Child:
    process: BaseProcess
    pipe: Connection
    number: int = -1
    deadline: float = 0.0


def run_tasks(work: str, tasks: Iterable[bytes], *, workers: int, limits: ReadingSettings) -> Iterator[Outcome]:
    """Run `work` (`module:function`) on every task in `workers` children; outcomes come as they finish.

    Each task yields exactly one outcome, numbered by its position. Limits apply to each task, not to the whole.
    """
    waiting = enumerate(tasks)
    children: list[_Child] = []
    try:
        for number, task in waiting:
            if len(children) < workers:
                child = _start(work, limits)
                children.append(child)
            else:
                child, outcome = _next_free(children, work, limits)
                yield outcome
            _give(child, number, task, limits)
        while busy := [child for child in children if child.number >= 0]:
            _, outcome = _next_free(busy, work, limits, restart=False)
            yield outcome
    finally:
        for child in children:
            _stop(child)


def _next_free(
    children: list[_Child], work: str, limits: ReadingSettings, *, restart: bool = True
) -> tuple[_Child, Outcome]:
    """Wait for the first child to answer, die or pass its deadline."""
    while True:
        patience = max(0.0, min(child.deadline for child in children) - time.monotonic())
        ready = wait([child.pipe for child in children], timeout=patience)
        for child in children:
            if child.pipe in ready:
                return child, _collect(child, work, limits, restart=restart)
            if time.monotonic() > child.deadline:
                child.process.kill()
                number = _renew(child, work, limits, restart=restart)
                seconds = limits.cpu_seconds * _WALL_FACTOR
                return child, Outcome(number, b"", f"reading took longer than {seconds} s and was stopped")


def _collect(child: _Child, work: str, limits: ReadingSettings, *, restart: bool) -> Outcome:
    try:
        answer = child.pipe.recv_bytes()
    except (EOFError, OSError):
        child.process.join()
        failure = _why_dead(child.process.exitcode, limits)
        return Outcome(_renew(child, work, limits, restart=restart), b"", failure)
    number, child.number = child.number, -1
    return Outcome(number, answer)


def _renew(child: _Child, work: str, limits: ReadingSettings, *, restart: bool) -> int:
    """Replace a dead child's process; returns the number of the task that it took with it."""
    number = child.number
    child.process.join()
    child.pipe.close()
    child.number = -1
    if restart:
        fresh = _start(work, limits)
        child.process, child.pipe = fresh.process, fresh.pipe
    return number


def _start(work: str, limits: ReadingSettings) -> _Child:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, work, limits), daemon=True)
    process.start()
    theirs.close()
    return _Child(process, ours)


def _give(child: _Child, number: int, task: bytes, limits: ReadingSettings) -> None:
    child.number = number
    child.deadline = time.monotonic() + limits.cpu_seconds * _WALL_FACTOR
    try:
        child.pipe.send_bytes(task)
    except OSError:
        # The child died before it took the task; its closed pipe is noticed by the next wait.
        return


def _stop(child: _Child) -> None:
    if child.number >= 0:
        child.process.kill()
    elif child.process.is_alive():
        try:
            child.pipe.send_bytes(_STOP)
        except OSError:
            child.process.kill()
    child.process.join()
    child.pipe.close()


def _serve(pipe: Connection, work: str, limits: ReadingSettings) -> None:
    """The child's life: take a task, answer it, take the next."""
    run: Work = load_attribute(work)
    while task := pipe.recv_bytes():
        _limit(limits)
        pipe.send_bytes(run(task))


def _limit(limits: ReadingSettings) -> None:
    """Let the kernel end this process when the task passes its processor time or its memory (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(usage.ru_utime + usage.ru_stime) + limits.cpu_seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_mb << 20, resource.getrlimit(resource.RLIMIT_AS)[1]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _why_dead(exit_code: int | None, limits: ReadingSettings) -> str:
    if exit_code is None or exit_code >= 0:
        return f"the reading process ended by itself (exit code {exit_code})"
    name = Signals(-exit_code).name
    if name == "SIGXCPU":
        return f"reading used more than {limits.cpu_seconds} s of processor time and was stopped"
    if name == "SIGKILL":
        return "the reading process was killed, most likely for want of memory"
    return f"the reading process crashed ({name}), which a damaged or hostile file can cause"
