"""How the steps tell how far they are; the command line draws it, the library stays silent."""

from typing import Protocol


class Progress(Protocol):
    """Called after each unit of work: the step's name, units done, units in all, and what was just done."""

    def __call__(self, step: str, done: int, total: int, detail: str = "") -> None: ...


def no_progress(step: str, done: int, total: int, detail: str = "") -> None:
    """Tell nobody."""
