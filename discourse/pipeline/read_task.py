"""What a reading child does: one source in, its documents and passages out."""

import json
from pathlib import Path

from discourse.domain.sources import Source, SourceKind
from discourse.passages.split import split_passages
from discourse.pipeline.answers import answer_to_bytes
from discourse.reading.read import read_source


def read_task(task: bytes) -> bytes:
    """Read a source and split its documents into passages."""
    values = json.loads(task)
    reading = read_source(Source(Path(values["path"]), values["id"], SourceKind(values["kind"])))
    passages = [
        passage
        for document in reading.documents
        for passage in split_passages(document, supported=tuple(values["languages"]))
    ]
    return answer_to_bytes(reading, passages)
