"""A batch of documents as it travels to a worker and back: bytes both ways, so that neither side runs the other's data.

What returns are the rows of results whose parts the worker has written.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from discourse.domain.documents import Metadata
from discourse.domain.sources import SourceKind
from discourse.store.detached import Rows
from discourse.store.ledger import SourceEntry

Row = tuple[str, str, Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Batch:
    """Sources of one project, with the rows that the catalogue has of them.

    `codebook_id` and `model_id` are the coordinator's; a worker that finds others on its machine refuses.
    """

    folder: Path
    codebook_id: str
    model_id: str
    entries: tuple[SourceEntry, ...]
    known: Rows


def batch_to_bytes(batch: Batch) -> bytes:
    """A task for `discourse.pipeline.cluster_task`."""
    values = {
        "folder": str(batch.folder),
        "codebook_id": batch.codebook_id,
        "model_id": batch.model_id,
        "entries": [_entry_to_json(entry) for entry in batch.entries],
        "known": batch.known,
    }
    return json.dumps(values).encode()


def bytes_to_batch(data: bytes) -> Batch:
    """The batch that `batch_to_bytes` packed."""
    values = json.loads(data)
    entries = tuple(_entry_from_json(item) for item in values["entries"])
    return Batch(Path(values["folder"]), values["codebook_id"], values["model_id"], entries, values["known"])


def rows_to_bytes(rows: Sequence[Row]) -> bytes:
    """Stage, key and summary of each result."""
    return json.dumps([[stage, key, dict(summary)] for stage, key, summary in rows]).encode()


def bytes_to_rows(data: bytes) -> list[Row]:
    """The rows that `rows_to_bytes` packed."""
    return [(stage, key, summary) for stage, key, summary in json.loads(data)]


def _entry_to_json(entry: SourceEntry) -> dict[str, Any]:
    metadata = {name: getattr(entry.metadata, name) for name in entry.metadata.__slots__ if name != "extra"}
    return {
        "file": entry.file,
        "source_id": entry.source_id,
        "size": entry.size,
        "modified_ns": entry.modified_ns,
        "kind": entry.kind,
        "metadata": {**metadata, "extra": dict(entry.metadata.extra)},
    }


def _entry_from_json(values: dict[str, Any]) -> SourceEntry:
    metadata = values["metadata"]
    return SourceEntry(
        **{
            **values,
            "kind": SourceKind(values["kind"]),
            "metadata": Metadata(**{**metadata, "extra": MappingProxyType(metadata["extra"])}),
        }
    )
