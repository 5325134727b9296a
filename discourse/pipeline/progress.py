"""How the steps tell how far they are; the command line draws it, the library stays silent."""

from typing import Protocol


class Progress(Protocol):
    """Called after each unit of work: the step's name, units done and units in all."""

    def __call__(self, step: str, done: int, total: int) -> None: ...


def no_progress(step: str, done: int, total: int) -> None:
    """Tell nobody."""
