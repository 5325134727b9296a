"""Running a transformer over texts of any length so that a text's vectors never depend on its neighbours."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any, Protocol

import torch

from discourse.coding.device import PROCESSOR, Device, best_device
from discourse.coding.packed import is_packable, pack_bert

BATCH_TEXTS = 32
PADDING_STEP = 8


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
        device = best_device()
        return partial(run_transformer, model.to(device.place), maximum=maximum, pad=pad, device=device)
    return run_packed(model.state_dict(), heads=model.config.num_attention_heads, epsilon=model.config.layer_norm_eps)


def run_packed(states: Mapping[str, Any], *, heads: int, epsilon: float, told: tuple[int, ...] = ()) -> Runner:
    """Runs the BERT of these arrays, named as `transformers` names them, without padding; `told` as for `pack_bert`."""
    packed = pack_bert(states, heads=heads, epsilon=epsilon, device=best_device(), told=told)

    def run(rows: Sequence[Sequence[int]], *, kinds: Sequence[Sequence[int]] | None = None) -> Iterator[States]:
        for places, states in packed.run(rows, kinds):
            yield States(places, states, torch.ones(states.shape[:2]))

    return run


def run_transformer(
    model: Any, rows: Sequence[Sequence[int]], *, maximum: int, pad: int,
    kinds: Sequence[Sequence[int]] | None = None, device: Device = PROCESSOR,
) -> Iterator[States]:  # fmt: skip
    """The last states of rows of token ids, in batches of rows of like length, by a model that is on `device`.

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
            given = {"input_ids": ids, "attention_mask": mask, **more}
            is_half = device.precision is torch.bfloat16
            with torch.inference_mode(), torch.autocast(device.place.type, dtype=torch.bfloat16, enabled=is_half):
                out = model(**{name: value.to(device.place) for name, value in given.items()}).last_hidden_state
            yield States(places, out.float().cpu(), mask)


def pad_rows(rows: Sequence[Sequence[int]], length: int, value: int) -> Any:
    """Rows as a tensor of whole numbers [n, length], filled up with `value`."""
    padded = torch.full((len(rows), length), value, dtype=torch.long)
    for place, row in enumerate(rows):
        padded[place, : len(row)] = torch.tensor(row, dtype=torch.long)
    return padded
