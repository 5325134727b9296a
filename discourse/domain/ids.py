"""Content ids: the same content has the same id on every machine."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

_READ_BYTES = 1 << 20

type_json = str | int | float | bool | None
Json = type_json | Sequence["Json"] | Mapping[str, "Json"]


def hash_bytes(data: bytes) -> str:
    """SHA-256 of `data` as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def hash_file(path: Path) -> str:
    """SHA-256 of a file's bytes, read in pieces so that size does not matter."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_READ_BYTES):
            digest.update(piece)
    return digest.hexdigest()


def hash_values(*values: Json) -> str:
    """SHA-256 of values in canonical JSON: keys sorted, no spaces, UTF-8."""
    text = json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hash_bytes(text.encode())


def record_id(source_id: str, place: str) -> str:
    """The id of one record of a listing: its source's bytes and its place in it."""
    return hash_values(source_id, place)


def passage_id(document_id: str, start: int, end: int) -> str:
    """The id of a passage: 16 digits of its document's id and its offsets, readable in a table."""
    return f"{document_id[:16]}:{start}-{end}"
