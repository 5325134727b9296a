"""What each result was made of, as a content id: a changed ingredient is a new key, only its dependants are remade."""

from discourse.domain.ids import hash_values
from discourse.domain.sources import SourceKind

# Raised by hand whenever a change in the room alters what comes out of it for the same input.
READING_VERSION = 1
TOPICS_VERSION = 1
TABLES_VERSION = 1


def reading_key(
    source_id: str, kind: SourceKind, languages: tuple[str, ...], columns: tuple[tuple[str, str], ...]
) -> str:
    """A source's documents and passages; `columns` only where the source may be a listing with columns."""
    return hash_values("reading", READING_VERSION, source_id, kind, list(languages), [list(pair) for pair in columns])


def coding_key(reading: str, codebook_id: str, model_id: str) -> str:
    """The codes of a reading's passages."""
    return hash_values("coding", reading, codebook_id, model_id)


def embedding_key(reading: str, embedder_id: str) -> str:
    """The embeddings of a reading's passages; they outlive a changed codebook."""
    return hash_values("embedding", reading, embedder_id)


def topics_key(embeddings: list[str], count: int, seed: int) -> str:
    """Topics over the passages of these embeddings."""
    return hash_values("topics", TOPICS_VERSION, sorted(embeddings), count, seed)
