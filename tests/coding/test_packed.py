"""Packed batches give what a padded transformer gives, and the same to the last bit whatever else is run."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import BertConfig, BertModel

from discourse.coding.device import PROCESSOR, Device, best_device
from discourse.coding.packed import PackedBert, is_packable, pack, pack_bert
from discourse.coding.transformer import run_transformer

ROWS = [[1, 7, 8, 2], [1, 9, 2], [1, 7, 8, 2], [1, *range(10, 30), 2], [1, 8, 7, 2]]
TOKENS = PROCESSOR.tokens_at_once
KINDS = [[0, 0, 1, 1], [0, 0, 0], [0, 0, 1, 1], [0, *[1] * 21], [0, 0, 1, 1]]


@pytest.fixture(scope="module")
def bert() -> BertModel:
    torch.manual_seed(1)
    config = BertConfig(vocab_size=40, hidden_size=24, num_hidden_layers=2, num_attention_heads=3, intermediate_size=48)
    return BertModel(config).eval()


def packed(bert: BertModel, precision: torch.dtype) -> PackedBert:
    device = replace(PROCESSOR, precision=precision)
    return pack_bert(bert.state_dict(), heads=3, epsilon=bert.config.layer_norm_eps, device=device)


def states_by_place(model: PackedBert, rows: list[list[int]], kinds: list[list[int]] | None) -> dict[int, np.ndarray]:
    return {
        place: state.numpy()
        for places, states in model.run(rows, kinds)
        for place, state in zip(places, states, strict=True)
    }


def test_states_are_those_of_the_padded_transformer(bert: BertModel) -> None:
    device = replace(PROCESSOR, precision=torch.float32)
    found = states_by_place(packed(bert, torch.float32), ROWS, KINDS)
    expected = {
        place: state.numpy()[: len(ROWS[place])]
        for batch in run_transformer(bert, ROWS, maximum=64, pad=0, kinds=KINDS, device=device)
        for place, state in zip(batch.places, batch.states, strict=True)
    }
    assert found.keys() == expected.keys() == set(range(len(ROWS)))
    for place, states in found.items():
        assert states == pytest.approx(expected[place], abs=1e-5)


@pytest.mark.parametrize("precision", [torch.float32, torch.bfloat16])
def test_a_text_gives_the_same_states_in_any_company(bert: BertModel, precision: torch.dtype) -> None:
    model = packed(bert, precision)
    together = states_by_place(model, ROWS, KINDS)
    for place, row in enumerate(ROWS):
        assert np.array_equal(states_by_place(model, [row], [KINDS[place]])[0], together[place])


def test_the_kinds_of_tokens_matter_and_default_to_the_first(bert: BertModel) -> None:
    model = packed(bert, torch.float32)
    plain = states_by_place(model, ROWS, None)
    assert np.array_equal(plain[1], states_by_place(model, ROWS, KINDS)[1])
    assert not np.array_equal(plain[0], states_by_place(model, ROWS, KINDS)[0])


@settings(max_examples=40)
@given(st.lists(st.integers(1, TOKENS), max_size=60))
def test_every_text_is_in_one_batch_and_no_batch_is_too_full(lengths: list[int]) -> None:
    batches = list(pack(lengths, TOKENS))
    groups = [group for batch in batches for group in batch]
    assert sorted(number for group in groups for number in group.numbers) == list(range(len(lengths)))
    assert all(lengths[number] == group.length for group in groups for number in group.numbers)
    for batch in batches:
        ends = [group.tokens.stop for group in batch]
        assert [group.first for group in batch] == [0, *ends[:-1]]
        assert ends[-1] <= TOKENS


def test_only_a_bert_with_gelu_is_packed(bert: BertModel) -> None:
    assert is_packable(bert)
    bert.config.hidden_act = "relu"
    try:
        assert not is_packable(bert)
    finally:
        bert.config.hidden_act = "gelu"


def test_everything_that_is_computed_is_on_the_device(bert: BertModel) -> None:
    # On `meta` PyTorch computes shapes alone, and refuses to mix what is there with what is elsewhere, as a GPU does.
    meta = Device(torch.device("meta"), torch.bfloat16, tokens_at_once=64)
    model = pack_bert(bert.state_dict(), heads=3, epsilon=1e-12, device=meta, told=(1, 2))
    for groups in pack([len(row) for row in ROWS], meta.tokens_at_once):
        order = [number for group in groups for number in group.numbers]
        states = model._states([ROWS[n] for n in order], [KINDS[n] for n in order], groups)
        assert states.device == meta.place
        assert states.shape == (64, 2 * 24)


def test_without_a_gpu_the_processor_computes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    assert best_device.__wrapped__() is PROCESSOR
    monkeypatch.setattr("torch.cuda.is_available", lambda: True)
    monkeypatch.setattr("torch.cuda.is_bf16_supported", lambda including_emulation: False)
    found = best_device.__wrapped__()
    assert (found.place.type, found.precision) == ("cuda", torch.float32)
