"""What the cluster tests have workers do beside their work; sent to them by value."""

import json
import os
import signal
from pathlib import Path

from discourse.pipeline.cluster_task import work_on_batch

DEADLY = "deadly.md"
CLUMSY = "clumsy.md"


def die_of_one_document(task: bytes) -> bytes:
    """Work, unless the batch holds the deadly or the clumsy document."""
    files = {entry["file"] for entry in json.loads(task)["entries"]}
    if DEADLY in files:
        os.kill(os.getpid(), signal.SIGKILL)
    if CLUMSY in files:
        raise MemoryError("too much of it")
    return work_on_batch(task)


def die_once(task: bytes) -> bytes:
    """Kill the first worker that takes a batch, then work."""
    mark = Path(json.loads(task)["folder"]) / "died"
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return work_on_batch(task)
