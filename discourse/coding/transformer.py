"""Running a transformer over texts of any length so that a text's vectors never depend on its neighbours."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any, Protocol

import torch

from discourse.coding.packed import is_packable, pack_bert

BATCH_TEXTS = 32
PADDING_STEP = 8
# On processors with bfloat16 arithmetic a transformer is three to five times as fast; vectors keep a cosine above
# 0.9999 to those in single precision (docs/model-card.md says what that does to decisions).
HALF_PRECISION = torch.cpu.get_capabilities().get("avx512_bf16") is True


@dataclass(frozen=True, slots=True)
class States:
    """Texts by their places, and their states [n, length, d] with a mask [n, length] of what is no padding."""

    places: list[int]
    states: Any
    mask: Any


class Runner(Protocol):
    """Runs a transformer over rows of token ids; `kinds` are the token types of each row, for models that have such."""

    def __call__(
        self, rows: Sequence[Sequence[int]], *, kinds: Sequence[Sequence[int]] | None = None
    ) -> Iterator[States]: ...


def make_runner(model: Any, *, maximum: int, pad: int) -> Runner:
    """The quickest way to run a transformer as its weights are now, over rows of at most `maximum` token ids."""
    if not is_packable(model):
        return partial(run_transformer, model, maximum=maximum, pad=pad)
    return run_packed(model.state_dict(), heads=model.config.num_attention_heads, epsilon=model.config.layer_norm_eps)


def run_packed(states: Mapping[str, Any], *, heads: int, epsilon: float, told: tuple[int, ...] = ()) -> Runner:
    """Runs the BERT of these arrays, named as `transformers` names them, without padding; `told` as for `pack_bert`."""
    precision = torch.bfloat16 if HALF_PRECISION else torch.float32
    packed = pack_bert(states, heads=heads, epsilon=epsilon, precision=precision, told=told)

    def run(rows: Sequence[Sequence[int]], *, kinds: Sequence[Sequence[int]] | None = None) -> Iterator[States]:
        for places, states in packed.run(rows, kinds):
            yield States(places, states, torch.ones(states.shape[:2]))

    return run


def run_transformer(
    model: Any, rows: Sequence[Sequence[int]], *, maximum: int, pad: int, kinds: Sequence[Sequence[int]] | None = None
) -> Iterator[States]:
    """The last states of rows of token ids, in batches of rows of like length.

    Each row is padded to a length that depends on itself alone, so its states are the same to the last bit whatever
    else is run with it. `kinds` are the token types of each row, for models that have such.
    """
    lengths = [min(-len(row) // PADDING_STEP * -PADDING_STEP, maximum) for row in rows]
    order = sorted(range(len(rows)), key=lambda place: -lengths[place])
    for length, group in groupby(order, key=lambda place: lengths[place]):
        alike = list(group)
        for first in range(0, len(alike), BATCH_TEXTS):
            places = alike[first : first + BATCH_TEXTS]
            ids = pad_rows([rows[place] for place in places], length, pad)
            mask = pad_rows([[1] * len(rows[place]) for place in places], length, 0)
            more = {"token_type_ids": pad_rows([kinds[place] for place in places], length, 0)} if kinds else {}
            with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=HALF_PRECISION):
                out = model(input_ids=ids, attention_mask=mask, **more).last_hidden_state
            yield States(places, out.float(), mask)


def pad_rows(rows: Sequence[Sequence[int]], length: int, value: int) -> Any:
    """Rows as a tensor of whole numbers [n, length], filled up with `value`."""
    padded = torch.full((len(rows), length), value, dtype=torch.long)
    for place, row in enumerate(rows):
        padded[place, : len(row)] = torch.tensor(row, dtype=torch.long)
    return padded
