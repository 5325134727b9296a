from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from coding_example import CODEBOOK, passages
from safetensors.torch import load, save

from discourse.coding.embedders import load_minilm
from discourse.coding.encoders import load_encoder
from discourse.coding.evidence import weigh_tokens
from discourse.coding.files import write_model
from discourse.coding.hub import load_transformer
from discourse.coding.minilm import minilm_folder
from discourse.coding.model import load_model
from discourse.coding.training_data import TrainingPassage, as_inputs
from discourse.coding.transformer import run_transformer
from discourse.coding.tuned import build_tuned_encoder, load_tuned_encoder
from discourse.coding.tuned_training import TunedModel, make_targets, tune_model
from discourse.domain.codes import CodingInput, PassageCoding
from discourse.domain.errors import ModelError


@pytest.fixture(scope="module")
def tuned() -> TunedModel:
    return tune_model(passages(), CODEBOOK, seed=1)


@pytest.fixture
def folder(tuned: TunedModel, tmp_path: Path) -> Path:
    model = tuned.model
    write_model(tmp_path, codebook=model.codebook, weights=model.weights, card=model.card, layers=tuned.encoder.layers)
    return tmp_path


def code(tuned: TunedModel, text: str, previous: str = "") -> PassageCoding:
    (coding,) = tuned.model.code([CodingInput("p", text, previous)], tuned.encoder)
    return coding


def test_a_tuned_model_codes_what_it_was_taught(tuned: TunedModel) -> None:
    assert [one.code_id for one in code(tuned, "They sell eels on the market.").codes if one.present] == ["trade"]
    assert [one.code_id for one in code(tuned, "A storm took the eels.").codes if one.present] == ["weather"]


def test_the_same_passages_and_seed_give_the_same_model(tuned: TunedModel) -> None:
    assert tune_model(passages(), CODEBOOK, seed=1).model.id == tuned.model.id


def test_what_stands_before_counts_and_is_no_evidence(tuned: TunedModel) -> None:
    alone = code(tuned, "They sell eels on the market.")
    after = code(tuned, "They sell eels on the market.", "A storm took the boats.")
    assert alone.codes[0].probability != after.codes[0].probability
    assert all(span.end <= len("They sell eels on the market.") for one in after.codes for span in one.evidence)


def test_a_passage_is_seen_alike_whatever_is_coded_with_it(tuned: TunedModel) -> None:
    inputs = [CodingInput(str(number), "They sell eels. " * number, "Before.") for number in range(1, 9)]
    together = tuned.encoder.encode(inputs)
    apart = [tuned.encoder.encode([one])[0] for one in inputs]
    assert all((one.vectors == other.vectors).all() for one, other in zip(together, apart, strict=True))


def test_token_parts_add_up_to_the_log_odds(tuned: TunedModel) -> None:
    weights = tuned.model.weights
    (tokens,) = tuned.encoder.encode([CodingInput("p", "They sell eels on the market.", "It rained.")])
    for head in range(len(tuned.model.heads)):
        parts = weigh_tokens(weights, head, tokens)
        assert parts.sum() == pytest.approx(float((tokens.mean - weights.centre) @ weights.embedding[head]), abs=1e-4)


@pytest.mark.parametrize("text", ["\u200b", "word " * 400, "😀"])
def test_odd_texts_are_encoded(tuned: TunedModel, text: str) -> None:
    (tokens,) = tuned.encoder.encode([CodingInput("p", text, "word " * 400)])
    assert np.isfinite(tokens.mean).all()


def test_a_model_read_back_codes_the_same(tuned: TunedModel, folder: Path) -> None:
    again = load_model(folder)
    encoder = load_encoder(again, folder)
    one = CodingInput("p", "They sell eels on the market.", "It rained.")
    assert again.code([one], encoder) == tuned.model.code([one], tuned.encoder)


def test_an_altered_encoder_is_refused(folder: Path) -> None:
    path = folder / "encoder.safetensors"
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    with pytest.raises(ModelError, match=r"encoder\.safetensors' is not the one its card names"):
        load_model(folder)


def test_layers_that_are_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is damaged"):
        build_tuned_encoder(b"nothing")
    with pytest.raises(ModelError, match="is missing"):
        load_tuned_encoder(tmp_path)


def test_what_a_coder_left_open_is_not_learnt() -> None:
    first, *others = passages()
    targets = make_targets([replace(first, unsure=frozenset({"trade"})), *others], CODEBOOK, ["boats"])
    assert targets.frames[0].tolist() == [-1, 0]
    assert (targets.frames[1:] >= 0).all()


def test_too_few_documents_are_refused() -> None:
    def of(group: str, one: TrainingPassage) -> TrainingPassage:
        return replace(one, group=group)

    two = [of("a" if number % 2 else "b", one) for number, one in enumerate(passages())]
    with pytest.raises(ModelError, match="fewer than 3 documents"):
        tune_model(two, CODEBOOK, seed=1)


def test_padded_rows_of_one_length_do_not_change_one_another() -> None:
    model = load_transformer(minilm_folder())
    rows = [[101, 2000 + number, 102] for number in range(3)]
    alone = next(iter(run_transformer(model, rows[:1], maximum=8, pad=0))).states
    together = next(iter(run_transformer(model, rows, maximum=8, pad=0))).states
    assert (alone[0] == together[0]).all()


def test_topics_are_found_with_what_the_base_would_have_said(tuned: TunedModel) -> None:
    taught = as_inputs(passages())
    said = np.stack([tokens.topic for tokens in tuned.encoder.encode(taught)])
    base = load_minilm().embed([one.text for one in taught])
    assert np.linalg.norm(said, axis=1) == pytest.approx(1.0)
    near = said @ base.T
    assert (near.argmax(axis=1) == np.arange(len(taught))).mean() > 0.9
    assert tuned.encoder.card["topics"] is True


def test_an_encoder_without_the_map_gives_no_vectors_for_topics(tuned: TunedModel) -> None:
    layers = {name: value for name, value in load(tuned.encoder.layers).items() if name.startswith("encoder.")}
    plain = build_tuned_encoder(save(layers))
    (tokens,) = plain.encode([CodingInput("p", "They sell eels.")])
    assert tokens.topic is None
    assert plain.topic_width == 0
    assert "topics" not in plain.card
    assert (tokens.vectors == tuned.encoder.encode([CodingInput("p", "They sell eels.")])[0].vectors).all()


def test_a_map_of_another_shape_is_refused(tuned: TunedModel) -> None:
    layers = load(tuned.encoder.layers)
    with pytest.raises(ModelError, match="restore the model's folder"):
        build_tuned_encoder(save({**layers, "topics.bias": layers["topics.bias"][:5].contiguous()}))
