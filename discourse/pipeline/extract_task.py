"""What a child does for `extract`: reading alone, without the weight of splitting."""

from discourse.pipeline.answers import answer_to_bytes, bytes_to_attempt, bytes_to_task
from discourse.pipeline.child import Watch
from discourse.reading.read import read_source


def extract_task(task: bytes, watch: Watch, /) -> bytes:
    """Read a source."""
    source, _ = bytes_to_task(task)
    return answer_to_bytes(read_source(source, attempt=bytes_to_attempt(task, watch)))
