"""Any sentence-transformers model, by its folder or its name on the Hugging Face hub, through `transformers`.

`sentence_transformers` itself is not used, since importing it takes three times as long; the vectors are the same.
Models that do not pool by the mean are refused: evidence rests on the mean being linear.
"""

import json
from pathlib import Path
from typing import Any

from huggingface_hub import snapshot_download
from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError
from transformers import AutoModel, AutoTokenizer
from transformers.utils.logging import disable_progress_bar

from discourse.coding.embedders import TransformerEmbedder, make_embedder
from discourse.coding.minilm import TOKENIZER
from discourse.coding.transformer import make_runner
from discourse.domain.errors import ModelError
from discourse.domain.ids import hash_file, hash_values

_LENGTH_FILE = "sentence_bert_config.json"
_POOLING_FILE = "1_Pooling/config.json"


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
    digest = hash_values(*(hash_file(path) for path in (*weights, folder / TOKENIZER) if path.is_file()))
    name = folder.name if Path(name_or_folder).is_dir() else name_or_folder
    _check_mean_pooling(folder)
    length = int(_read_json(folder / _LENGTH_FILE).get("max_seq_length") or 512)
    transformer = load_transformer(folder)
    tokenizer = _load(AutoTokenizer, folder)
    return make_embedder(
        f"{name}@{digest[:12]}",
        tokenizer.backend_tokenizer,
        make_runner(transformer, maximum=length, pad=tokenizer.pad_token_id),
        dimensions=int(transformer.config.hidden_size),
        maximum_tokens=length,
    )


def load_transformer(folder: Path) -> Any:
    """The transformer in a folder, as `transformers` makes it."""
    # A library prints nothing; the pipeline shows its own progress.
    disable_progress_bar()  # type: ignore[no-untyped-call]
    return _load(AutoModel, folder, use_safetensors=True, trust_remote_code=False).eval()


def _load(kind: Any, folder: Path, **options: bool) -> Any:
    try:
        return kind.from_pretrained(str(folder), local_files_only=True, **options)
    except (OSError, ValueError) as error:
        said = str(error).splitlines()[0].rstrip(".")
        raise ModelError(
            f"The embedder '{folder}' cannot be loaded: {said}; give the folder or name of another."
        ) from error


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
