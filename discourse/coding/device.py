"""Where transformers compute: the first GPU that PyTorch can use, else the processor."""

from dataclasses import dataclass
from functools import cache

import torch


@dataclass(frozen=True, slots=True)
class Device:
    """A place to compute, the precision of its linear layers, and how many tokens it is given at once."""

    place: torch.device
    precision: torch.dtype
    tokens_at_once: int


# On processors with bfloat16 arithmetic a transformer is three to five times as fast; vectors keep a cosine above
# 0.9999 to those in single precision (docs/model-card.md says what that does to decisions).
PROCESSOR = Device(
    torch.device("cpu"),
    torch.bfloat16 if torch.cpu.get_capabilities().get("avx512_bf16") is True else torch.float32,
    tokens_at_once=1024,
)
_GPU_TOKENS = 16_384


@cache
def best_device() -> Device:
    """The first GPU, else the processor; `CUDA_VISIBLE_DEVICES=` in the environment hides GPUs."""
    if not torch.cuda.is_available():
        return PROCESSOR
    is_half = torch.cuda.is_bf16_supported(including_emulation=False)
    return Device(torch.device("cuda", 0), torch.bfloat16 if is_half else torch.float32, _GPU_TOKENS)
