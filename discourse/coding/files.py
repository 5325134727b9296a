"""A model's folder: card.json, weights.safetensors, codebook.yaml and, if tuned, an encoder. Nothing can run code."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import yaml
from safetensors import SafetensorError
from safetensors.numpy import load as load_tensors
from safetensors.numpy import save as save_tensors

from discourse.coding.cards import CARD, FORMAT, card_id, read_card, read_checked
from discourse.coding.features import MARKS, NGRAM_BUCKETS
from discourse.coding.weights import Head, HeadKind, Weights, cue_columns
from discourse.domain.codebook import Codebook, load_codebook
from discourse.domain.errors import ModelError
from discourse.domain.ids import Json, hash_bytes

WEIGHTS = "weights.safetensors"
CODEBOOK = "codebook.yaml"
ENCODER = "encoder.safetensors"


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """What a model's folder holds."""

    codebook: Codebook
    heads: tuple[Head, ...]
    weights: Weights
    card: Mapping[str, Json]


def make_card(
    *,
    encoder: Mapping[str, Json],
    languages: Sequence[str],
    codebook: Codebook,
    heads: tuple[Head, ...],
    weights: Weights,
    training: Mapping[str, Json],
    scores: Mapping[str, Json],
    layers: bytes = b"",
) -> dict[str, Json]:
    """A card in JSON's own types; `encoder` has its kind, its id and, if frozen, the name of its embedder.

    Its `id` is the hash of all of it but the scores, which may be added to later.

    `layers` is the file of the model's own encoder, if it has one.
    """
    digests: dict[str, Json] = {
        WEIGHTS: hash_bytes(_weights_to_bytes(weights)),
        CODEBOOK: hash_bytes(_codebook_to_yaml(codebook).encode()),
    }
    if layers:
        digests[ENCODER] = hash_bytes(layers)
    card: dict[str, Json] = {
        "format": FORMAT,
        "encoder": dict(encoder),
        "codebook": codebook.id,
        "languages": list(languages),
        "frames": [head.code_id for head in heads if head.kind is HeadKind.FRAME],
        "themes": [head.code_id for head in heads if head.kind is HeadKind.THEME],
        "heads": [asdict(head) for head in heads],
        "training": dict(training),
        "sha256": digests,
    }
    return {"id": card_id(card), **card, "scores": dict(scores)}


def write_model(
    folder: Path, *, codebook: Codebook, weights: Weights, card: Mapping[str, Json], layers: bytes = b""
) -> None:
    """Write a model's folder, card last; `layers` as for `make_card`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / WEIGHTS).write_bytes(_weights_to_bytes(weights))
    (folder / CODEBOOK).write_bytes(_codebook_to_yaml(codebook).encode())
    if layers:
        (folder / ENCODER).write_bytes(layers)
    (folder / CARD).write_bytes(f"{json.dumps(card, indent=1, ensure_ascii=False)}\n".encode())


def read_model(folder: Path) -> ModelFiles:
    """Read and check a model's folder; a `ModelError` names the file and what is wrong with it."""
    card = read_card(folder)
    names = [name for name in (WEIGHTS, CODEBOOK, ENCODER) if name in card["sha256"]]
    files = {name: read_checked(folder / name, card["sha256"][name]) for name in names}
    codebook = load_codebook(folder / CODEBOOK)
    heads = tuple(Head(**{**head, "kind": HeadKind(head["kind"])}) for head in card["heads"])
    weights = _bytes_to_weights(files[WEIGHTS], folder / WEIGHTS)
    _check_shapes(weights, len(heads), len(cue_columns(codebook)), folder / WEIGHTS)
    return ModelFiles(codebook, heads, weights, card)


def _weights_to_bytes(weights: Weights) -> bytes:
    return save_tensors({item.name: getattr(weights, item.name) for item in fields(weights)})


def _bytes_to_weights(data: bytes, path: Path) -> Weights:
    try:
        return Weights(**load_tensors(data))
    except (SafetensorError, TypeError) as error:
        raise ModelError(
            f"The weights '{path}' are not those of a framing model; restore the model's folder."
        ) from error


def _check_shapes(weights: Weights, heads: int, cues: int, path: Path) -> None:
    dimensions = len(weights.centre)
    expected = {
        "embedding": (heads, dimensions),
        "centre": (dimensions,),
        "cues": (heads, cues),
        "ngrams": (NGRAM_BUCKETS, heads),
        "rarity": (NGRAM_BUCKETS,),
        "marks": (heads, len(MARKS)),
        "bias": (heads,),
    }
    for name, shape in expected.items():
        found = getattr(weights, name).shape
        if found != shape:
            raise ModelError(f"The array '{name}' in '{path}' is {found}, not {shape}; train the model again.")


def _codebook_to_yaml(codebook: Codebook) -> str:
    codes = [
        {item.name: _plain(getattr(code, item.name)) for item in fields(code) if getattr(code, item.name)}
        for code in codebook.codes
    ]
    data: dict[str, object] = {"name": codebook.name, "codes": codes}
    if codebook.source:
        data["source"] = codebook.source
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=110)


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else str(value)
