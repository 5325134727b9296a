"""Tuning an encoder whole, together with its heads, on frames, stances and themes at once.

Multi-task learning as in Caruana (1997): one pooled vector per passage, one linear output per question, the sum of
their losses. Stances are a softmax over the three of each frame; frames and themes are logistic.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from discourse.coding.device import PROCESSOR
from discourse.coding.embedding import FloatArray
from discourse.coding.hub import load_transformer
from discourse.coding.minilm import minilm_folder
from discourse.coding.minilm_files import read_minilm
from discourse.coding.transformer import pad_rows
from discourse.coding.tuned import TokenRow, TunedEncoder, build_tuned_encoder, tokenize, tuned_layers
from discourse.domain.codes import CodingInput

BATCH = 32
ENCODER_RATE = 6e-5
HEAD_RATE = 1e-3
DROPOUT = 0.1
WARM_UP = 0.06
STANCES = 3
# Passages are sorted by length within this many batches, so that little is padded.
_SORTED_BATCHES = 40
_LOSS_WEIGHTS = (3.0, 1.5, 3.0)  # frames, stances, themes

TuningProgress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Targets:
    """What n passages are to be coded as.

    frames [n, f] and themes [n, t] are probabilities, or -1 where nothing is to be learnt; stances [n, f] is 0, 1, 2
    in the order of `Stance`, or -1 where there is none.
    """

    frames: NDArray[np.float32]
    stances: NDArray[np.int64]
    themes: NDArray[np.float32]

    @property
    def outputs(self) -> int:
        """How many outputs a network needs: the frames, three stances of each frame, the themes."""
        return int(self.frames.shape[1] * (1 + STANCES) + self.themes.shape[1])

    def part(self, rows: NDArray[np.int64]) -> "Targets":
        """These rows only."""
        return Targets(self.frames[rows], self.stances[rows], self.themes[rows])


def join_targets(parts: Sequence[Targets]) -> Targets:
    """The targets of one list of passages after another."""
    return Targets(
        frames=np.concatenate([part.frames for part in parts]),
        stances=np.concatenate([part.stances for part in parts]),
        themes=np.concatenate([part.themes for part in parts]),
    )


@dataclass(frozen=True, slots=True)
class TunedHeads:
    """An encoder and the outputs that were tuned with it: coefficients [o, d] and bias [o].

    Outputs stand in this order: the frames, three stances of each frame, the themes.
    """

    encoder: TunedEncoder
    coefficients: FloatArray
    bias: FloatArray

    def outputs(self, inputs: Sequence[CodingInput]) -> FloatArray:
        """The raw log-odds of every output [n, o]."""
        means = np.stack([tokens.mean for tokens in self.encoder.encode(inputs)])
        found: FloatArray = means @ self.coefficients.T + self.bias
        return found


class _Network(nn.Module):
    def __init__(self, transformer: Any, dimensions: int, outputs: int) -> None:
        super().__init__()
        self.transformer = transformer
        self.dropout = nn.Dropout(DROPOUT)
        self.head = nn.Linear(dimensions, outputs)

    def forward(self, rows: Sequence[TokenRow]) -> torch.Tensor:
        length = max(len(row.ids) for row in rows)
        mask = pad_rows([[1] * len(row.ids) for row in rows], length, 0)
        own = pad_rows([[0] * row.first + [1] * len(row.offsets) for row in rows], length, 0)[:, :, None]
        states = self.transformer(
            input_ids=pad_rows([row.ids for row in rows], length, 0),
            attention_mask=mask,
            token_type_ids=pad_rows([row.kinds for row in rows], length, 0),
        ).last_hidden_state
        pooled = (states.float() * own).sum(1) / own.sum(1)
        found: torch.Tensor = self.head(self.dropout(pooled))
        return found


def tune(
    inputs: Sequence[CodingInput],
    targets: Targets,
    *,
    epochs: int,
    seed: int,
    progress: TuningProgress | None = None,
) -> TunedHeads:
    """Tune MiniLM on coded passages; the same inputs, targets and seed give the same weights on the same machine.

    The word embeddings are left as they are. On two cores a thousand passages take about a minute.
    """
    torch.manual_seed(seed)
    base, transformer = read_minilm(), load_transformer(minilm_folder())
    # Dropout of attention costs a fifth of the time, the fused attention of PyTorch another fifth in training.
    transformer.set_attn_implementation("eager")
    for layer in transformer.encoder.layer:
        layer.attention.self.dropout.p = 0.0
    network = _Network(transformer, base.dimensions, targets.outputs)
    rows = tokenize(base.tokenizer, inputs)
    plan = _plan_batches(rows, epochs, seed)
    optimiser, schedule = _make_optimiser(network, len(plan))
    network.train()
    for number, places in enumerate(plan, start=1):
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=PROCESSOR.precision is torch.bfloat16):
            found = network([rows[place] for place in places])
        _loss(found.float(), targets.part(np.array(places))).backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
        if progress:
            progress(number, len(plan))
    # What is written is what is measured: the encoder is built anew from the layers in half precision.
    encoder = build_tuned_encoder(tuned_layers(network.transformer))
    return TunedHeads(encoder, network.head.weight.detach().numpy(), network.head.bias.detach().numpy())


def _plan_batches(rows: Sequence[TokenRow], epochs: int, seed: int) -> list[list[int]]:
    """The batches of all epochs, as places of rows: shuffled, of like length."""
    shuffle = random.Random(seed)
    plan = []
    for _ in range(epochs):
        order = list(range(len(rows)))
        shuffle.shuffle(order)
        batches = []
        for first in range(0, len(order), BATCH * _SORTED_BATCHES):
            alike = sorted(order[first : first + BATCH * _SORTED_BATCHES], key=lambda place: len(rows[place].ids))
            batches += [alike[start : start + BATCH] for start in range(0, len(alike), BATCH)]
        shuffle.shuffle(batches)
        plan += batches
    return plan


def _make_optimiser(network: _Network, steps: int) -> tuple[torch.optim.Optimizer, Any]:
    network.transformer.embeddings.requires_grad_(False)
    tuned = [value for value in network.transformer.parameters() if value.requires_grad]
    optimiser = torch.optim.AdamW(
        [{"params": tuned, "lr": ENCODER_RATE}, {"params": network.head.parameters(), "lr": HEAD_RATE}],
        weight_decay=0.01,
    )
    warm = max(1, int(WARM_UP * steps))
    rate = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: step / warm if step < warm else max(0.0, (steps - step) / max(1, steps - warm))
    )
    return optimiser, rate


def _loss(found: torch.Tensor, targets: Targets) -> torch.Tensor:
    frames = targets.frames.shape[1]
    parts = torch.split(found, [frames, frames * STANCES, targets.themes.shape[1]], dim=1)
    stances = functional.cross_entropy(
        parts[1].reshape(-1, STANCES), torch.from_numpy(targets.stances).reshape(-1), ignore_index=-1, reduction="sum"
    )
    on_frames, on_stances, on_themes = _LOSS_WEIGHTS
    return (
        on_frames * _presence_loss(parts[0], targets.frames)
        + on_stances * stances / len(found)
        + on_themes * _presence_loss(parts[2], targets.themes)
    )


def _presence_loss(found: torch.Tensor, wanted: NDArray[np.float32]) -> torch.Tensor:
    """Mean cross-entropy over what is to be learnt."""
    chances = torch.from_numpy(wanted)
    known = (chances >= 0).float()
    losses = functional.binary_cross_entropy_with_logits(found, chances.clamp(min=0), reduction="none")
    return (losses * known).sum() / known.sum().clamp(min=1)
