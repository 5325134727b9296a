"""What a reading child does: one source in, its documents and passages out."""

from functools import partial

from discourse.domain.attempt import WHOLE
from discourse.passages.split import split_passages
from discourse.pipeline.answers import answer_to_bytes, bytes_to_attempt, bytes_to_task
from discourse.pipeline.child import Watch
from discourse.reading.read import read_source


def read_task(task: bytes, watch: Watch, /) -> bytes:
    """Read a source and split its documents into passages."""
    source, languages = bytes_to_task(task)
    reading = read_source(source, attempt=bytes_to_attempt(task, watch))
    watch.begin(WHOLE, "")
    return answer_to_bytes(reading, partial(split_passages, supported=languages))
