"""Training a model on coded passages, one's own or those that ship."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from discourse.coding.cues import parse_cues
from discourse.coding.embedders import load_embedder
from discourse.coding.embedding import Encoder, FrozenEncoder
from discourse.coding.encoders import load_encoder
from discourse.coding.files import write_model
from discourse.coding.model import load_model
from discourse.coding.training import train_heads
from discourse.coding.tuned_training import tune_model
from discourse.domain.bundled import CODEBOOK, bundled
from discourse.domain.codebook import load_codebook
from discourse.domain.ids import Json, hash_file
from discourse.domain.settings import LANGUAGES, SEED
from discourse.pipeline.progress import Progress, no_progress
from discourse.pipeline.references import read_coded_passages


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


def train(
    data: Iterable[Path],
    *,
    out: Path,
    codebook: Path | None = None,
    documents: Path | None = None,
    tune: bool = False,
    embedder: str = "",
    languages: Sequence[str] = LANGUAGES,
    seed: int = SEED,
    progress: Progress = no_progress,
) -> Training:
    """Train a model on CSV files of coded passages and write it to the folder `out`.

    A file has a column `passage` or `sentence`, one per frame (its id or short label, with 0, A, R, C, S for an
    unsettled stance or ? for what was left open), and, if known, `previous`, `themes` and `file` (the document, which
    is never split between training and checking). A file may also refer to passages of documents in the folder
    `documents` (see `resolve_references`). New heads are fitted over the encoder of the model that ships, or
    over `embedder` (a sentence-transformers folder or name, for other `languages`); with `tune` an encoder is tuned
    whole on these passages, which takes thousands of them and an hour. The same data and seed give the same model.
    Raises `ModelError` for a frame with too few examples.
    """
    book = load_codebook(codebook or CODEBOOK)
    parse_cues(book)  # A fault is told before anything is encoded.
    files = tuple(data)
    passages = [passage for file in files for passage in read_coded_passages(file, documents, book)]
    note: dict[str, Json] = {"sources": {file.name: hash_file(file) for file in files}}
    encoder: Encoder
    if tune:
        tuned = tune_model(passages, book, seed=seed, note=note, progress=progress)
        model, encoder = tuned.model, tuned.encoder
    else:
        encoder = _choose_encoder(embedder)
        model = train_heads(passages, book, encoder, seed=seed, languages=languages, note=note)
    write_model(out, codebook=book, weights=model.weights, card=model.card, layers=encoder.layers)
    return Training(model.coder, str(out.resolve()), len(passages), _scores(model.card))


def _choose_encoder(embedder: str) -> Encoder:
    if embedder:
        return FrozenEncoder(load_embedder(embedder), embedder)
    folder = bundled("models", "framing")
    return load_encoder(load_model(folder), folder)


def _scores(card: Mapping[str, Any]) -> tuple[CodeScore, ...]:
    return tuple(
        CodeScore(name, int(score["positives"]), float(score["cross_validated_f1"]))
        for name, score in card["scores"].items()
    )
