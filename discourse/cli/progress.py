"""Progress for people: bars on a terminal, plain lines when piped, nothing when a script listens."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from discourse.cli.text import printable
from discourse.pipeline.progress import Progress, no_progress

# A log wants to know that a run is alive, not to be flooded.
_SECONDS_BETWEEN_LINES = 10.0
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
    """A line when a step begins its last unit, and one every ten seconds between."""

    def __init__(self) -> None:
        self._last = 0.0

    def __call__(self, step: str, done: int, total: int) -> None:
        now = time.monotonic()
        if done >= total or now - self._last >= _SECONDS_BETWEEN_LINES:
            self._last = now
            description = _DESCRIPTIONS.get(step, step)
            sys.stderr.write(f"{description}: {done} of {total}\n")
            sys.stderr.flush()


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
