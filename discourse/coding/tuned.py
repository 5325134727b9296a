"""The encoder that was tuned on coded passages: MiniLM's layers, reading a passage after the text before it.

A model's folder holds the layers only, in half precision; the vocabulary and the word embeddings, which tuning leaves
as they are, come with the package of the base. A linear map, learnt with them, tells from the states of three layers
what MiniLM itself would have said of the passage: what topics are found with costs no second encoder.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load as load_tensors
from safetensors.torch import save as save_tensors
from tokenizers import Tokenizer

from discourse.coding.embedding import EncoderKind, FloatArray, IntArray, TokenVectors
from discourse.coding.files import ENCODER
from discourse.coding.minilm_files import read_minilm
from discourse.coding.transformer import Runner
from discourse.domain.codes import CodingInput
from discourse.domain.errors import ModelError
from discourse.domain.ids import Json, hash_bytes

CONTEXT_TOKENS = 40
PASSAGE_TOKENS = 128
# The layers, counted from 1, that the map to the base's vectors looks at; the last is what the heads look at.
TOLD_LAYERS = (2, 4, 6)
_LAYERS = "encoder."
_MAP, _SHIFT = "topics.weight", "topics.bias"


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A passage as its transformer sees it: token ids, their kinds (0 before, 1 the passage), the passage's part.

    `first` is the place of the passage's first token and `offsets` [t, 2] are the ranges of its tokens in its text.
    """

    ids: list[int]
    kinds: list[int]
    first: int
    offsets: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class TopicMap:
    """From the means of the told layers' states [t] to the base's vector: weight [d, t] and bias [d]."""

    weight: FloatArray
    bias: FloatArray

    def __call__(self, told: FloatArray) -> FloatArray:
        vector = self.weight @ told + self.bias
        unit: FloatArray = vector / np.linalg.norm(vector)
        return unit


@dataclass(frozen=True)
class TunedEncoder:
    """A tuned transformer; the vectors of a passage are those of its own tokens, seen after the text before it."""

    id: str
    layers: bytes
    _tokenizer: Tokenizer
    _run: Runner
    _topics: TopicMap | None

    @property
    def card(self) -> Mapping[str, Json]:
        known: dict[str, Json] = {"kind": EncoderKind.TUNED, "id": self.id}
        return {**known, "topics": True} if self._topics else known

    @property
    def topic_width(self) -> int:
        return len(self._topics.bias) if self._topics else 0

    def encode(self, inputs: Sequence[CodingInput]) -> list[TokenVectors]:
        found: dict[int, TokenVectors] = {}
        for place, told, offsets in self._told(inputs):
            # A copy, so that the states of the other layers, twice as much, are let go.
            last = np.split(told, len(TOLD_LAYERS), axis=1)[-1].copy()
            found[place] = TokenVectors(last, offsets, self._topics(told.mean(axis=0)) if self._topics else None)
        return [found[place] for place in range(len(inputs))]

    def told(self, inputs: Sequence[CodingInput]) -> FloatArray:
        """The means of the told layers' states over each passage's own tokens [n, t], the first layer first."""
        means = {place: told.mean(axis=0) for place, told, _ in self._told(inputs)}
        return np.stack([means[place] for place in range(len(inputs))])

    def _told(self, inputs: Sequence[CodingInput]) -> Iterator[tuple[int, FloatArray, IntArray]]:
        """In any order a passage's place, the told states of its own tokens [n, t] and their ranges in its text."""
        rows = tokenize(self._tokenizer, inputs)
        for batch in self._run([row.ids for row in rows], kinds=[row.kinds for row in rows]):
            for place, states in zip(batch.places, batch.states, strict=True):
                row = rows[place]
                own = states[row.first : row.first + len(row.offsets)].numpy()
                yield place, own, np.array(row.offsets, dtype=np.int64)


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


def add_topic_map(layers: bytes, topics: TopicMap) -> bytes:
    """The file of these layers with a map to the base's vectors, in half precision as they are."""
    halves = {_MAP: torch.from_numpy(topics.weight), _SHIFT: torch.from_numpy(topics.bias)}
    return save_tensors(
        {**load_tensors(layers), **{name: value.to(torch.bfloat16).contiguous() for name, value in halves.items()}}
    )


def build_tuned_encoder(layers: bytes, where: str = ENCODER) -> TunedEncoder:
    """The encoder of these layers on the base that it was tuned from; a `ModelError` where they do not fit it."""
    base = read_minilm()
    try:
        tensors: Mapping[str, Any] = load_tensors(layers)
    except SafetensorError as error:
        raise ModelError(f"The encoder '{where}' is damaged; restore the model's folder.") from error
    own = {name: value for name, value in tensors.items() if name.startswith(_LAYERS)}
    more = {name: value.float().numpy() for name, value in tensors.items() if name not in own}
    width = base.dimensions
    topics = {_MAP: (width, width * len(TOLD_LAYERS)), _SHIFT: (width,)}
    shapes = {name: value.shape for name, value in base.states.items() if name.startswith(_LAYERS)}
    if {name: value.shape for name, value in own.items()} != shapes or (
        more and {name: value.shape for name, value in more.items()} != topics
    ):
        raise ModelError(f"The encoder '{where}' is not made from '{base.id}'; restore the model's folder.")
    return TunedEncoder(
        f"tuned@{hash_bytes(layers)[:12]}",
        layers,
        base.tokenizer,
        base.runner(own, TOLD_LAYERS),
        TopicMap(more[_MAP], more[_SHIFT]) if more else None,
    )


def load_tuned_encoder(folder: Path) -> TunedEncoder:
    """The tuned encoder in a model's folder."""
    path = folder / ENCODER
    try:
        return build_tuned_encoder(path.read_bytes(), str(path))
    except OSError as error:
        raise ModelError(f"The model's file '{path}' is missing; restore the model's folder.") from error
