"""Progress for people: bars on a terminal, plain lines when piped, nothing when a script listens."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from discourse.cli.text import printable
from discourse.pipeline.progress import Progress, no_progress

# A log wants to know that a run is alive, not to be flooded.
_SECONDS_BETWEEN_LINES = 10.0
_SECONDS_WORTH_A_LINE = 2.0
_DESCRIPTIONS = {
    "reading": "Reading sources",
    "facts": "Finding facts",
    "coding": "Coding passages",
    "actors": "Finding actors",
    "embedding": "Embedding passages",
    "topics": "Finding topics",
    "tables": "Writing tables and report",
}


@contextmanager
def follow(*, quiet: bool = False) -> Iterator[Progress]:
    """Show the steps of one command on standard error."""
    if quiet:
        yield no_progress
    elif sys.stderr.isatty():
        with _bars() as progress:
            yield progress
    else:
        yield _Lines()


class _Lines:
    """A line every ten seconds with the time that is left, and one at the end of a step that took over two."""

    def __init__(self) -> None:
        self._step = ""
        self._began = self._last_call = self._last_line = time.monotonic()
        self._first = (self._began, 0)

    def __call__(self, step: str, done: int, total: int) -> None:
        now = time.monotonic()
        if step != self._step:
            # A step tells of itself first when a unit is done: it began where the one before it ended.
            self._step, self._began, self._first = step, self._last_call, (now, done)
        self._last_call = now
        is_end = done >= total
        if now - self._last_line >= _SECONDS_BETWEEN_LINES or (is_end and now - self._began >= _SECONDS_WORTH_A_LINE):
            self._last_line = now
            left = "" if is_end else self._left(now, done, total)
            sys.stderr.write(f"{_DESCRIPTIONS.get(step, step)}: {done:,} of {total:,}{left}\n")
            sys.stderr.flush()

    def _left(self, now: float, done: int, total: int) -> str:
        # The first unit pays for loading libraries and models: nothing is foretold by it.
        since, before = self._first
        return f", {time_left((now - since) / (done - before) * (total - done))}" if done > before else ""


def time_left(seconds: float) -> str:
    """How long something will still take, no more exactly than it can be known."""
    if seconds < 60:
        return "less than a minute left"
    minutes = round(seconds / 60)
    return f"about {minutes} min left" if minutes < 100 else f"about {round(minutes / 60)} h left"


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """Show on a terminal that something goes on whose length nobody knows, and for how long it has."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.progress import Progress as Bars
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        bars.add_task(what, total=None)
        yield


@contextmanager
def _bars() -> Iterator[Progress]:
    # Only a terminal pays for rich.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bars(*columns, console=Console(stderr=True)) as bars:
        tasks: dict[str, TaskID] = {}

        def progress(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(printable(_DESCRIPTIONS.get(step, step)), total=total)
            bars.update(tasks[step], completed=done, total=total)

        yield progress
