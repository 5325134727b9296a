"""Codings kept by reference: which passage of which document, told by its hash, and its codes, but not its text."""

import csv
import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from discourse.coding.training_data import CodedRow, TrainingPassage, read_codes, read_training_passages
from discourse.domain.codebook import Codebook
from discourse.domain.codes import CodingInput
from discourse.domain.errors import ModelError, UsageError
from discourse.domain.ids import hash_bytes, hash_file
from discourse.domain.settings import LANGUAGES, ReadingSettings
from discourse.domain.sources import Source
from discourse.pipeline.answers import READING, bytes_to_answer, task_after, task_to_bytes
from discourse.pipeline.workers import run_tasks

HASH_COLUMN = "sha256"
HASH_DIGITS = 16

# Shorter ones are headings and labels, longer ones tables that ran together.
_WORDS = range(6, 91)

# (text, what stands before it, where it starts)
_Found = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Resolved:
    """The passages that references lead to, and how many led to nothing because the documents read otherwise now.

    `uncoded` are the other passages of these documents.
    """

    passages: tuple[TrainingPassage, ...]
    lost: int
    uncoded: tuple[CodingInput, ...]


def read_coded_passages(file: Path, documents: Path | None, codebook: Codebook) -> tuple[TrainingPassage, ...]:
    """The coded passages of a CSV file, which holds their texts or refers to them in the folder `documents`.

    Raises `UsageError` where the file cannot be read, or refers to documents and no folder is given.
    """
    try:
        if not is_references(file):
            return read_training_passages(file, codebook)
    except OSError as error:
        raise UsageError(f"'{file}' cannot be read: {error.strerror}; give a CSV of coded passages.") from error
    if documents is None:
        raise UsageError(f"'{file.name}' refers to passages of documents; give the folder that holds them.")
    return resolve_references(file, documents, codebook, workers=os.cpu_count() or 1).passages


def is_references(path: Path) -> bool:
    """Whether a CSV file holds references rather than texts."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        header = next(csv.reader(stream), [])
    return HASH_COLUMN in header and not {"passage", "sentence"} & set(header)


def resolve_references(path: Path, documents: Path, codebook: Codebook, *, workers: int = 1) -> Resolved:
    """Read the documents in the folder `documents` and find the passages that `path` refers to.

    The file has the columns `file`, `page`, `start`, `end`, `sha256` (the first 16 digits of the hash of the passage's
    text in UTF-8) and those of coded passages. A passage is known by its hash; where a document has it several times,
    the one nearest to `start` is meant. A `ModelError` names a document that is not there.
    """
    rows = read_codes(path, codebook)
    names = sorted({row.cells["file"] for row in rows})
    known = _read_documents([documents / name for name in names], workers)
    found = [_resolve(row, known[row.cells["file"]]) for row in rows]
    uncoded = _list_uncoded(known, coded={row.cells[HASH_COLUMN] for row in rows})
    return Resolved(tuple(one for one in found if one), found.count(None), tuple(uncoded))


def _list_uncoded(known: Mapping[str, Mapping[str, Sequence[_Found]]], coded: set[str]) -> Iterator[CodingInput]:
    """Each passage once that is long enough to say something and that nobody coded."""
    seen = set(coded)
    for name in sorted(known):
        for digits, places in known[name].items():
            text, previous, _ = places[0]
            if digits not in seen and len(text.split()) in _WORDS:
                seen.add(digits)
                yield CodingInput(digits, text, previous)


def _resolve(row: CodedRow, known: Mapping[str, Sequence[_Found]]) -> TrainingPassage | None:
    places = known.get(row.cells[HASH_COLUMN], ())
    if not places:
        return None
    start = int(row.cells["start"])
    text, previous, _ = min(places, key=lambda found: abs(found[2] - start))
    return row.passage(text, previous)


def _read_documents(paths: Sequence[Path], workers: int) -> dict[str, dict[str, list[_Found]]]:
    for path in paths:
        if not path.is_file():
            raise ModelError(f"There is no document '{path}'; give the folder that holds the referenced documents.")
    tasks = [task_to_bytes(Source(path, hash_file(path)), LANGUAGES) for path in paths]
    found: dict[str, dict[str, list[_Found]]] = {}
    for outcome in run_tasks(READING, tasks, workers=workers, limits=ReadingSettings(), again=task_after):
        path = paths[outcome.number]
        if outcome.failure:
            raise ModelError(f"The document '{path.name}' cannot be read: {outcome.failure}.")
        by_hash = defaultdict(list)
        for text, previous, start in _passages(outcome.answer):
            by_hash[hash_bytes(text.encode())[:HASH_DIGITS]].append((text, previous, start))
        found[path.name] = dict(by_hash)
    return found


def _passages(answer: bytes) -> Iterator[_Found]:
    passages = bytes_to_answer(answer).frame("passages").filter(pl.col("left_out") == "")
    yield from passages.select("text", "previous", "start").iter_rows()
