"""What a run tells a log as it goes; the library says it to `logging`, the command line decides where it is kept."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

LOGGER = "discourse.events"
_LOG = logging.getLogger(LOGGER)


def tell(event: str, **facts: object) -> None:
    """Say that something happened; `facts` are values with a JSON form."""
    _LOG.info(event, extra={"facts": facts})


def tell_trouble(event: str, **facts: object) -> None:
    """Say the same of what somebody should look at."""
    _LOG.error(event, extra={"facts": facts})


class Stages:
    """Wall-clock seconds of each stage of a run, in the order in which they were first entered."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        """Count the time spent inside towards a stage, also where it is cut short."""
        began = time.monotonic()
        try:
            yield
        finally:
            spent = time.monotonic() - began
            self.seconds[name] = round(self.seconds.get(name, 0.0) + spent, 3)
            tell("stage", stage=name, seconds=round(spent, 3))
