"""The life of a child process: take a task, tell each step of it, answer, take the next."""

import contextlib
import gc
import os
import struct
import sys
from multiprocessing.connection import Connection
from typing import Protocol

from discourse.domain.attempt import WHOLE
from discourse.domain.registry import load_attribute
from discourse.domain.settings import ReadingSettings
from discourse.pipeline.solitude import bound_files, leave_network

OUT_OF_TIME, OUT_OF_MEMORY, CRASHED = "ran out of time", "ran out of memory", "crashed"
SWOLLEN = 77
# What is left of the time, after the pages are read, is for laying them out and splitting the text.
_PAGES_SHARE = 0.4

try:
    import resource
except ImportError:  # Windows: no limit but the parent's on wall-clock time.
    resource = None  # type: ignore[assignment]


class Watch(Protocol):
    """What a task may tell and ask while it is worked on."""

    def begin(self, page: int, name: str, /) -> None:
        """Tell the step that begins now; a page has its own limit on processor time."""

    def is_late(self) -> bool:
        """Whether the time for pages is used up."""


class Work(Protocol):
    """What a child runs: one task's bytes in, the answer's bytes out."""

    def __call__(self, task: bytes, watch: Watch, /) -> bytes: ...


class _Clock:
    """The limits of one task, and the line to the parent."""

    def __init__(self, pipe: Connection, limits: ReadingSettings, used: float) -> None:
        self._pipe = pipe
        self._limits = limits
        self._start = _seconds() - used
        self._end = self._start + limits.cpu_seconds
        self._late = _seconds() + _PAGES_SHARE * (limits.cpu_seconds - used)
        self._limit(self._end)

    def begin(self, page: int, name: str, /) -> None:
        now = _seconds()
        self._limit(self._end if page == WHOLE else min(self._end, now + self._limits.page_seconds))
        self._pipe.send_bytes(b"s" + struct.pack("!id", page, now - self._start) + name.encode())

    def is_late(self) -> bool:
        return _seconds() > self._late

    def _limit(self, end: float) -> None:
        """Let the kernel end this process at `end` seconds of its processor time."""
        if resource:
            resource.setrlimit(resource.RLIMIT_CPU, (int(end) + 1, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def serve(pipe: Connection, work: str, limits: ReadingSettings) -> None:
    """Do the tasks that come through `pipe` until it says stop or the parent is gone."""
    _set_apart(limits)
    # A long document is a million small objects, all alive: looking through them for cycles again and again costs 6 %.
    gc.set_threshold(50_000, 20, 100)
    run: Work = load_attribute(work)
    with contextlib.suppress(EOFError, ConnectionError):
        while task := pipe.recv_bytes():
            (used,) = struct.unpack("!d", task[:8])
            try:
                answer = run(task[8:], _Clock(pipe, limits, used))
            except MemoryError:
                os._exit(SWOLLEN)
            # Apart from its sign, so that neither side needs a second copy of a large answer.
            pipe.send_bytes(b"a")
            pipe.send_bytes(answer)


def _set_apart(limits: ReadingSettings) -> None:
    """A group of its own, which the parent can end as a whole; bounds; no network, no word but through the pipe."""
    if hasattr(os, "setsid"):
        os.setsid()
    if not os.environ.get("DISCOURSE_DEBUG"):
        # Libraries print to descriptor 2 what the reading says in its reason.
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                os.dup2(nowhere, stream.fileno())
    # pdfminer would read character maps from there.
    os.environ.pop("CMAP_PATH", None)
    leave_network()
    bound_files()
    if resource:
        # macOS refuses a bound on address space that it does not keep.
        with contextlib.suppress(ValueError, OSError):
            most = resource.getrlimit(resource.RLIMIT_AS)[1]
            resource.setrlimit(resource.RLIMIT_AS, (limits.memory_mb << 20, most))


def _seconds() -> float:
    """Processor time of this process so far, its own and the kernel's on its behalf."""
    times = os.times()
    return times.user + times.system
