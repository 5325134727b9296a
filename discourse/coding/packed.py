"""A BERT encoder run on texts end to end: no padding, and weights turned to bfloat16 once rather than at every batch.

The linear layers see the tokens of many texts as one matrix, attention sees texts of one length together. Every matrix
has as many rows whatever is in it, so that a text's states are the same to the last bit in any company.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import torch
from torch.nn import functional

from discourse.coding.device import PROCESSOR, Device

_NAME = "encoder.layer.{}."


@dataclass(frozen=True, slots=True)
class _Linear:
    weight: Any
    bias: Any

    def __call__(self, states: Any) -> Any:
        return functional.linear(states, self.weight, self.bias)


@dataclass(frozen=True, slots=True)
class _Norm:
    weight: Any
    bias: Any
    epsilon: float

    def __call__(self, states: Any) -> Any:
        return functional.layer_norm(states, self.weight.shape, self.weight, self.bias, self.epsilon)


@dataclass(frozen=True, slots=True)
class _Layer:
    """Linear layers compute in the encoder's precision; what runs along the layers and its norms stay single."""

    look: _Linear
    join: _Linear
    after_looking: _Norm
    widen: _Linear
    narrow: _Linear
    after_thinking: _Norm


@dataclass(frozen=True, slots=True)
class Group:
    """The numbers of texts of one length, and where the first token of the first of them stands in a batch."""

    numbers: list[int]
    first: int
    length: int

    @property
    def tokens(self) -> slice:
        return slice(self.first, self.first + len(self.numbers) * self.length)


@dataclass(frozen=True, slots=True)
class PackedBert:
    """The arrays of a BERT encoder with absolute positions and GELU; `told` are the layers whose states it gives."""

    words: Any
    positions: Any
    kinds: Any
    norm: _Norm
    layers: tuple[_Layer, ...]
    heads: int
    device: Device
    told: tuple[int, ...]

    def run(
        self, rows: Sequence[Sequence[int]], kinds: Sequence[Sequence[int]] | None = None
    ) -> Iterator[tuple[list[int], Any]]:
        """The places of texts of one length and their states [n, length, d], in single precision.

        `d` is as many times the width of a layer as layers are told: their states stand side by side, the first first.

        `rows` are token ids, none longer than a batch; `kinds` their token types, by default all 0. Of rows that are
        the same one is run.
        """
        types = kinds or [[0] * len(row) for row in rows]
        copies: dict[tuple[tuple[int, ...], tuple[int, ...]], list[int]] = {}
        for place, (row, kind) in enumerate(zip(rows, types, strict=True)):
            copies.setdefault((tuple(row), tuple(kind)), []).append(place)
        distinct = list(copies)
        for groups in pack([len(row) for row, _ in distinct], self.device.tokens_at_once):
            order = [distinct[number] for group in groups for number in group.numbers]
            with torch.inference_mode():
                states = self._states([row for row, _ in order], [kind for _, kind in order], groups).cpu()
            for group in groups:
                found = states[group.tokens].view(len(group.numbers), group.length, -1)
                places = [copies[distinct[number]] for number in group.numbers]
                yield (
                    [one for alike in places for one in alike],
                    found[[n for n, alike in enumerate(places) for _ in alike]],
                )

    def _states(self, ids: Sequence[Sequence[int]], types: Sequence[Sequence[int]], groups: Sequence[Group]) -> Any:
        positions = [range(group.length) for group in groups for _ in group.numbers]
        words, kinds, places = map(self._flat, (ids, types, positions))
        states = self.norm(self.words[words] + self.kinds[kinds] + self.positions[places])
        found = []
        for number, layer in enumerate(self.layers, start=1):
            seen = self._attend(layer.look(states.to(self.device.precision)), groups)
            states = layer.after_looking(states + layer.join(seen))
            thought = layer.narrow(functional.gelu(layer.widen(states.to(self.device.precision))))
            states = layer.after_thinking(states + thought)
            if number in self.told:
                found.append(states)
        return torch.cat(found, dim=1)

    def _attend(self, looks: Any, groups: Sequence[Group]) -> Any:
        """What each token gathers [tokens, d] from its own text; `looks` [tokens, 3 d] are queries, keys and values."""
        seen = looks.new_zeros(len(looks), looks.shape[1] // 3)
        for group in groups:
            # [n, length, 3, heads, d / heads] → three of [n, heads, length, d / heads]
            parts = looks[group.tokens].view(len(group.numbers), group.length, 3, self.heads, -1)
            query, key, value = parts.permute(2, 0, 3, 1, 4)
            gathered = functional.scaled_dot_product_attention(query, key, value)
            seen[group.tokens] = gathered.transpose(1, 2).reshape(-1, seen.shape[1])
        return seen

    def _flat(self, rows: Sequence[Sequence[int]]) -> Any:
        """Whole numbers end to end, with zeros up to the size of a batch."""
        flat = torch.zeros(self.device.tokens_at_once, dtype=torch.long)
        numbers = torch.tensor([number for row in rows for number in row], dtype=torch.long)
        flat[: len(numbers)] = numbers
        return flat.to(self.device.place)


def pack(lengths: Sequence[int], tokens_at_once: int) -> Iterator[list[Group]]:
    """Texts of these lengths in batches of at most so many tokens, longest first, grouped by length."""
    groups: list[Group] = []
    used = 0
    order = sorted(range(len(lengths)), key=lambda number: -lengths[number])
    for length, alike in groupby(order, key=lambda number: lengths[number]):
        numbers = list(alike)
        while numbers:
            room = (tokens_at_once - used) // length
            if not room:
                yield groups
                groups, used = [], 0
                continue
            groups.append(Group(numbers[:room], used, length))
            used += len(groups[-1].numbers) * length
            numbers = numbers[room:]
    if groups:
        yield groups


def is_packable(model: Any) -> bool:
    """Whether a transformer of `transformers` is a BERT that `pack_bert` understands, of texts that fit a batch."""
    config = model.config
    return (
        config.model_type == "bert"
        and config.hidden_act == "gelu"
        and getattr(config, "position_embedding_type", None) in (None, "absolute")
        and not getattr(config, "is_decoder", False)
        and config.max_position_embeddings <= PROCESSOR.tokens_at_once
    )


def pack_bert(
    states: Mapping[str, Any], *, heads: int, epsilon: float, device: Device = PROCESSOR, told: tuple[int, ...] = ()
) -> PackedBert:
    """The encoder of these arrays, named as `transformers` names them, on a device.

    Of the layers, counted from 1, those `told` give their states, by default the last.
    """
    placed = {name: value.detach().to(device.place) for name, value in states.items()}
    layers = sum(name.endswith("intermediate.dense.weight") for name in placed)
    norm = "embeddings.LayerNorm"
    return PackedBert(
        words=_single(placed["embeddings.word_embeddings.weight"]),
        positions=_single(placed["embeddings.position_embeddings.weight"]),
        kinds=_single(placed["embeddings.token_type_embeddings.weight"]),
        norm=_Norm(_single(placed[f"{norm}.weight"]), _single(placed[f"{norm}.bias"]), epsilon),
        layers=tuple(_layer(placed, _NAME.format(number), epsilon, device.precision) for number in range(layers)),
        heads=heads,
        device=device,
        told=told or (layers,),
    )


def _layer(states: Mapping[str, Any], prefix: str, epsilon: float, precision: torch.dtype) -> _Layer:
    def linear(*names: str) -> _Linear:
        weight, bias = (
            torch.cat([states[f"{prefix}{name}.{part}"] for name in names]).to(precision) for part in ("weight", "bias")
        )
        return _Linear(weight, bias)

    def norm(name: str) -> _Norm:
        return _Norm(_single(states[f"{prefix}{name}.weight"]), _single(states[f"{prefix}{name}.bias"]), epsilon)

    return _Layer(
        look=linear("attention.self.query", "attention.self.key", "attention.self.value"),
        join=linear("attention.output.dense"),
        after_looking=norm("attention.output.LayerNorm"),
        widen=linear("intermediate.dense"),
        narrow=linear("output.dense"),
        after_thinking=norm("output.LayerNorm"),
    )


def _single(values: Any) -> Any:
    return values.float()
