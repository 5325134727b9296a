"""Training a model on coded passages, one's own or those that ship."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from discourse.coding.files import write_model
from discourse.coding.training import train_model
from discourse.coding.training_data import read_training_passages
from discourse.domain.bundled import CODEBOOK
from discourse.domain.codebook import load_codebook
from discourse.domain.ids import hash_file
from discourse.domain.registry import load
from discourse.domain.settings import SEED


@dataclass(frozen=True, slots=True)
class CodeScore:
    """How well one head does on documents left out of its training; `positives` are the examples it had."""

    name: str
    positives: int
    cross_validated_f1: float


@dataclass(frozen=True, slots=True)
class Training:
    """A trained model: its coder name, its folder, and the scores of its heads."""

    coder: str
    out: str
    passages: int
    scores: tuple[CodeScore, ...]


def train(data: Iterable[Path], *, out: Path, codebook: Path | None = None, seed: int = SEED) -> Training:
    """Train a model on CSV files of coded passages and write it to the folder `out`.

    A file has a column `passage` or `sentence`, one per frame (its id or short label, with 0, A, R, C, or S for an
    unsettled stance), and, if known, `previous`, `themes` and `file` (the document, which is never split between
    training and checking). The same data and seed give the same model. Raises `ModelError` for a frame with too few
    examples.
    """
    book = load_codebook(codebook or CODEBOOK)
    files = tuple(data)
    passages = [passage for file in files for passage in read_training_passages(file, book)]
    sources = {file.name: hash_file(file) for file in files}
    model = train_model(passages, book, load("embedders", "minilm")(), seed=seed, note={"sources": sources})
    write_model(out, codebook=book, weights=model.weights, card=model.card)
    return Training(model.coder, str(out.resolve()), len(passages), _scores(model.card))


def _scores(card: Mapping[str, Any]) -> tuple[CodeScore, ...]:
    return tuple(
        CodeScore(name, int(score["positives"]), float(score["cross_validated_f1"]))
        for name, score in card["scores"].items()
    )
