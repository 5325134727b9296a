"""What a child does for `extract`: reading alone, without the weight of splitting."""

import json
from pathlib import Path

from discourse.domain.sources import Source, SourceKind
from discourse.pipeline.answers import answer_to_bytes
from discourse.reading.read import read_source


def extract_task(task: bytes) -> bytes:
    """Read a source."""
    values = json.loads(task)
    return answer_to_bytes(read_source(Source(Path(values["path"]), values["id"], SourceKind(values["kind"]))), [])
