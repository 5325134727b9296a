"""What each result was made of, as a content id: a changed ingredient is a new key, only its dependants are remade."""

from collections.abc import Iterable

from discourse.domain.ids import hash_values
from discourse.domain.sources import Source

# Raised by hand whenever a change in the room alters what comes out of it for the same input.
READING_VERSION = 4
FACTS_VERSION = 1
ACTORS_VERSION = 3
TOPICS_VERSION = 3
TABLES_VERSION = 7


def reading_key(source: Source, languages: tuple[str, ...]) -> str:
    """A source's documents and passages; where the file lies does not matter."""
    columns = [list(pair) for pair in source.columns]
    return hash_values("reading", READING_VERSION, source.id, source.kind, list(languages), columns, source.ocr)


def coding_key(reading: str, codebook_id: str, model_id: str) -> str:
    """The codes of a reading's passages."""
    return hash_values("coding", reading, codebook_id, model_id)


def actors_key(coding: str, parser_id: str, lexicon_id: str) -> str:
    """The clauses with their actors of a coding's passages."""
    return hash_values("actors", ACTORS_VERSION, coding, parser_id, lexicon_id)


def embedding_key(reading: str, embedder_id: str) -> str:
    """The embeddings of a reading's passages; they outlive a changed codebook."""
    return hash_values("embedding", reading, embedder_id)


def facts_key(reading: str) -> str:
    """The definitional facts of a reading's documents; no codebook or model has a part in them."""
    return hash_values("facts", FACTS_VERSION, reading)


def topics_key(wanted: str, fitted: Iterable[str], embeddings: Iterable[str]) -> str:
    """Topics found as `wanted` says in the passages of the embeddings `fitted`, over those of `embeddings`."""
    return hash_values("topics", TOPICS_VERSION, wanted, sorted(fitted), sorted(embeddings))
