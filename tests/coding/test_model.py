import json
import shutil
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
from coding_example import CODEBOOK, WordEmbedder, WordEncoder, passages
from hypothesis import given, settings
from hypothesis import strategies as st

from discourse.coding.cards import frames_with_stance
from discourse.coding.embedding import FrozenEncoder
from discourse.coding.evidence import weigh_tokens, weigh_words
from discourse.coding.files import read_model, write_model
from discourse.coding.model import FramingModel, load_model
from discourse.coding.training import train_heads
from discourse.coding.weights import HeadKind, log_odds, see_passages
from discourse.domain.codebook import Codebook, CodeDefinition, CodeKind
from discourse.domain.codes import CodingInput, CodingStatus, PassageCoding, Stance
from discourse.domain.errors import ModelError

ENCODER = WordEncoder()


@pytest.fixture(scope="module")
def model() -> FramingModel:
    return train_heads(passages(), CODEBOOK, ENCODER, seed=1)


@pytest.fixture
def folder(model: FramingModel, tmp_path: Path) -> Path:
    write_model(tmp_path / "model", codebook=model.codebook, weights=model.weights, card=model.card)
    return tmp_path / "model"


def code(model: FramingModel, *texts: str, language: str = "en") -> tuple[PassageCoding, ...]:
    inputs = [CodingInput(f"p{number}", text, language=language) for number, text in enumerate(texts)]
    return model.code(inputs, ENCODER)


def test_a_model_codes_what_it_was_taught(model: FramingModel) -> None:
    trade, weather, neither = code(model, "They sell eels on the market.", "A storm took the eels.", "Count the eels.")
    assert {one.code_id: one.present for one in trade.codes if one.code_id in model.frames} == {
        "trade": True,
        "weather": False,
    }
    assert [one.code_id for one in weather.codes if one.present] == ["weather"]
    assert not any(one.present for one in neither.codes)


def test_every_frame_has_a_code_and_themes_only_where_present(model: FramingModel) -> None:
    boat, shed = code(model, "A ferry carried the eels.", "The salt is kept in the shed.")
    assert [one.code_id for one in boat.codes] == ["trade", "weather", "boats"]
    assert [one.code_id for one in shed.codes] == ["trade", "weather"]


def test_a_theme_with_too_few_examples_has_no_head(model: FramingModel) -> None:
    assert model.themes == ("boats",)


def test_the_stance_is_that_of_the_words(model: FramingModel) -> None:
    asserted, contested = code(
        model, "They sell eels on the market.", "Buy eels at the market, which is a myth and nonsense."
    )
    assert contested.codes[0].stance is Stance.CONTESTED
    # The model has not learnt what is reported, so that what is not contested need not be asserted.
    assert asserted.codes[0].present
    assert asserted.codes[0].stance is None
    assert asserted.codes[1].stance is None


def test_only_who_learnt_the_other_stances_may_call_a_frame_asserted(model: FramingModel) -> None:
    reported = [replace(head, stance=Stance.REPORTED) for head in model.heads if head.kind is HeadKind.STANCE]
    card = {**model.card, "heads": [*model.card["heads"], *map(asdict, reported)]}  # type: ignore[misc, list-item]
    assert frames_with_stance(model.card) == frozenset()
    assert frames_with_stance(card) == {"trade", "weather"}
    (coding,) = code(replace(model, card=card), "They sell eels on the market.")
    assert coding.codes[0].stance is Stance.ASSERTED


def test_the_coder_names_the_model(model: FramingModel) -> None:
    (coding,) = code(model, "They sell eels.")
    assert {one.coder for one in coding.codes} == {f"model:framing@{model.id[:12]}"}


def test_another_language_gets_no_codes(model: FramingModel) -> None:
    (coding,) = code(model, "Sie verkaufen Aale.", language="de")
    assert coding.status is CodingStatus.LANGUAGE_UNSUPPORTED
    assert coding.codes == ()


def test_a_model_for_every_language_codes_every_language() -> None:
    anywhere = train_heads(passages(), CODEBOOK, ENCODER, seed=1, languages=())
    (coding,) = code(anywhere, "They sell eels on the market.", language="de")
    assert coding.status is CodingStatus.CODED
    assert coding.codes[0].present


@pytest.mark.parametrize("text", ["", " \n"])
def test_a_blank_passage_is_coded_with_no_frame(model: FramingModel, text: str) -> None:
    (coding,) = code(model, text)
    assert coding.status is CodingStatus.CODED
    assert [(one.present, one.probability) for one in coding.codes] == [(False, 0.0)] * 2


def test_a_passage_without_words_is_coded(model: FramingModel) -> None:
    (coding,) = code(model, "— 😀 …")
    assert len(coding.codes) >= 2


def test_no_passages_give_no_codings(model: FramingModel) -> None:
    assert model.code([], ENCODER) == ()


def test_another_encoder_is_refused(model: FramingModel) -> None:
    other = WordEmbedder()
    other.id = "words@2"
    with pytest.raises(ModelError, match="trained on the encoder 'words@1', not on 'words@2'"):
        model.code([], FrozenEncoder(other))


WORDS = st.sampled_from(
    ["Prices", "of", "the", "storm", "sell", "eels", "on", "market", "not", "😀", "—", "rain", "it’s"]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=30))
def test_evidence_is_short_ordered_and_within_the_passage(model: FramingModel, words: list[str]) -> None:
    text = " ".join(words)
    (coding,) = code(model, text)
    count = sum(word not in "😀—" for word in words)
    for one in coding.codes:
        weights = [span.weight for span in one.evidence]
        assert weights == sorted(weights, reverse=True)
        assert not one.evidence or one.present
        covered = [text[span.start : span.end] for span in one.evidence]
        assert sum(len(quote.replace("—", "").replace("😀", "").split()) for quote in covered) <= max(
            1, int(0.4 * count)
        )
        assert all(quote == quote.strip() and quote for quote in covered)


def test_evidence_names_the_cue_that_matched(model: FramingModel) -> None:
    (coding,) = code(model, "Prices of salted herring rose at noon.")
    rules = {span.rule for span in coding.codes[0].evidence}
    assert "price*" in rules


def test_token_parts_add_up_to_what_the_embedding_gives(model: FramingModel) -> None:
    text = "They sell eels on the market."
    (tokens,) = ENCODER.encode([CodingInput("p", text)])
    for head in range(len(model.heads)):
        whole = (tokens.mean - model.weights.centre) @ model.weights.embedding[head]
        assert weigh_tokens(model.weights, head, tokens).sum() == pytest.approx(whole, abs=1e-4)


def test_all_parts_add_up_to_the_log_odds(model: FramingModel) -> None:
    text = "They sell eels on the market, it is said."
    (tokens,) = ENCODER.encode([CodingInput("p", text)])
    seen = see_passages([text], tokens.mean[None], model.codebook, model.weights.rarity)
    odds = log_odds(model.weights, seen, model.columns)[0]
    for head in range(len(model.heads)):
        special = weigh_tokens(model.weights, head, tokens)[[0, -1]].sum()
        words = weigh_words(model.weights, head, tokens, seen.ngrams[0]).sum()
        cues = sum(model.weights.cues[head][model.columns[key]] for key in {(m.code_id, m.cue) for m in seen.cues[0]})
        marks = float(seen.marks[0] @ model.weights.marks[head])
        assert special + words + cues + marks + model.weights.bias[head] == pytest.approx(odds[head], abs=1e-4)


def test_a_model_read_back_codes_the_same(model: FramingModel, folder: Path) -> None:
    again = load_model(folder)
    assert again.id == model.id
    assert again.codebook.id == model.codebook.id
    assert code(again, "They sell eels on the market.") == code(model, "They sell eels on the market.")


def test_training_twice_gives_the_same_model(model: FramingModel) -> None:
    assert train_heads(passages(), CODEBOOK, ENCODER, seed=1).id == model.id


def test_a_smaller_codebook_codes_only_its_own(model: FramingModel) -> None:
    smaller = Codebook("Small", (CODEBOOK.by_id["weather"],))
    (coding,) = code(model.for_codebook(smaller), "A storm took the boat on the market.")
    assert [one.code_id for one in coding.codes] == ["weather"]
    (whole,) = code(model, "A storm took the boat on the market.")
    assert coding.codes[0] == whole.codes[1]


def test_a_frame_that_the_model_does_not_know_is_refused(model: FramingModel) -> None:
    other = Codebook("Other", (CodeDefinition("faith", "Faith", CodeKind.FRAME, "Belief."),))
    with pytest.raises(ModelError, match=r"'faith' .* run discourse train; .* are trade, weather"):
        model.for_codebook(other)


@pytest.mark.parametrize("name", ["weights.safetensors", "codebook.yaml"])
def test_an_altered_file_is_refused(folder: Path, name: str) -> None:
    path = folder / name
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    with pytest.raises(ModelError, match=f"'.*{name}' is not the one its card names"):
        load_model(folder)


@pytest.mark.parametrize("name", ["weights.safetensors", "codebook.yaml"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ModelError, match=f"'.*{name}' is missing"):
        load_model(folder)


def test_an_altered_threshold_is_refused(folder: Path) -> None:
    card = json.loads((folder / "card.json").read_text())
    card["heads"][0]["threshold"] = 0.01
    (folder / "card.json").write_text(json.dumps(card))
    with pytest.raises(ModelError, match=r"card\.json' was altered"):
        load_model(folder)


@pytest.mark.parametrize(
    ("content", "message"),
    [("{", "not readable JSON"), ("[]", "not of format 2"), ('{"format": 9}', "not of format 2")],
)
def test_a_broken_card_is_refused(folder: Path, content: str, message: str) -> None:
    (folder / "card.json").write_text(content)
    with pytest.raises(ModelError, match=message):
        load_model(folder)


def test_a_folder_without_a_model_is_refused(folder: Path) -> None:
    shutil.rmtree(folder)
    with pytest.raises(ModelError, match=r"There is no model in '.*': 'card\.json' is missing"):
        load_model(folder)


def test_a_models_folder_holds_no_text_of_its_passages(folder: Path) -> None:
    content = b"".join(path.read_bytes() for path in folder.iterdir())
    assert b"herring" not in content
    assert set(read_model(folder).card["training"]) == {"passages", "groups", "seed", "sha256"}


def test_probabilities_are_between_nought_and_one(model: FramingModel) -> None:
    codings = code(model, *[f"Prices {'storm ' * count}sell" for count in range(40)])
    chances = np.array([one.probability for coding in codings for one in coding.codes])
    assert ((chances >= 0) & (chances <= 1)).all()


def test_a_frame_near_its_threshold_makes_the_passage_abstained(model: FramingModel) -> None:
    codings = code(model, *[one.text for one in passages()])
    bands = {head.code_id: head for head in model.heads if head.kind == "frame"}
    for coding in codings:
        near = any(bands[one.code_id].is_uncertain(one.probability) for one in coding.codes if one.code_id in bands)
        assert (coding.status is CodingStatus.ABSTAINED) == near
