"""The encoder that was tuned on coded passages: MiniLM's layers, reading a passage after the text before it.

A model's folder holds the layers only, in half precision; the vocabulary and the word embeddings, which tuning leaves
as they are, come with the package of the base.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load as load_tensors
from safetensors.torch import save as save_tensors
from tokenizers import Tokenizer

from discourse.coding.embedding import EncoderKind, TokenVectors
from discourse.coding.files import ENCODER
from discourse.coding.minilm_files import read_minilm
from discourse.coding.transformer import Runner
from discourse.domain.codes import CodingInput
from discourse.domain.errors import ModelError
from discourse.domain.ids import Json, hash_bytes

CONTEXT_TOKENS = 40
PASSAGE_TOKENS = 128
_LAYERS = "encoder."


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A passage as its transformer sees it: token ids, their kinds (0 before, 1 the passage), the passage's part.

    `first` is the place of the passage's first token and `offsets` [t, 2] are the ranges of its tokens in its text.
    """

    ids: list[int]
    kinds: list[int]
    first: int
    offsets: list[tuple[int, int]]


@dataclass(frozen=True)
class TunedEncoder:
    """A tuned transformer; the vectors of a passage are those of its own tokens, seen after the text before it."""

    id: str
    layers: bytes
    _tokenizer: Tokenizer
    _run: Runner

    @property
    def card(self) -> Mapping[str, Json]:
        return {"kind": EncoderKind.TUNED, "id": self.id}

    def encode(self, inputs: Sequence[CodingInput]) -> list[TokenVectors]:
        rows = tokenize(self._tokenizer, inputs)
        found: dict[int, TokenVectors] = {}
        for batch in self._run([row.ids for row in rows], kinds=[row.kinds for row in rows]):
            for place, states in zip(batch.places, batch.states, strict=True):
                row = rows[place]
                vectors = states[row.first : row.first + len(row.offsets)].numpy()
                found[place] = TokenVectors(vectors, np.array(row.offsets, dtype=np.int64))
        return [found[place] for place in range(len(inputs))]


def tokenize(tokenizer: Tokenizer, inputs: Sequence[CodingInput]) -> list[TokenRow]:
    """[CLS] the end of the text before [SEP] the passage [SEP], or [CLS] the passage [SEP] where nothing is before.

    The text before is cut to its last 40 tokens, the passage to its first 128.
    """
    texts = tokenizer.encode_batch([one.text for one in inputs], add_special_tokens=False)
    before = tokenizer.encode_batch_fast([one.previous for one in inputs], add_special_tokens=False)
    start, end, unknown = tokenizer.encode("[CLS] [SEP] [UNK]", add_special_tokens=False).ids
    rows = []
    for previous, text in zip(before, texts, strict=True):
        # A text of signs that the vocabulary does not know leaves no token.
        own, offsets = (text.ids[:PASSAGE_TOKENS], text.offsets[:PASSAGE_TOKENS]) if text.ids else ([unknown], [(0, 0)])
        context = [start, *previous.ids[-CONTEXT_TOKENS:], end] if previous.ids else [start]
        kind = int(bool(previous))
        kinds = [0] * len(context) + [kind] * (len(own) + 1)
        rows.append(TokenRow([*context, *own, end], kinds, len(context), offsets))
    return rows


def tuned_layers(model: Any) -> bytes:
    """The layers of a tuned transformer in half precision, as the file `encoder.safetensors` holds them."""
    states = model.state_dict()
    return save_tensors(
        {name: value.to(torch.bfloat16).contiguous() for name, value in states.items() if name.startswith(_LAYERS)}
    )


def build_tuned_encoder(layers: bytes, where: str = ENCODER) -> TunedEncoder:
    """The encoder of these layers on the base that it was tuned from; a `ModelError` where they do not fit it."""
    base = read_minilm()
    try:
        tensors: Mapping[str, Any] = load_tensors(layers)
    except SafetensorError as error:
        raise ModelError(f"The encoder '{where}' is damaged; restore the model's folder.") from error
    expected = {name: value.shape for name, value in base.states.items() if name.startswith(_LAYERS)}
    if {name: value.shape for name, value in tensors.items()} != expected:
        raise ModelError(f"The encoder '{where}' is not made from '{base.id}'; restore the model's folder.")
    return TunedEncoder(f"tuned@{hash_bytes(layers)[:12]}", layers, base.tokenizer, base.runner(tensors))


def load_tuned_encoder(folder: Path) -> TunedEncoder:
    """The tuned encoder in a model's folder."""
    path = folder / ENCODER
    try:
        return build_tuned_encoder(path.read_bytes(), str(path))
    except OSError as error:
        raise ModelError(f"The model's file '{path}' is missing; restore the model's folder.") from error
