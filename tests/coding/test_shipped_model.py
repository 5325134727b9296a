import csv
from pathlib import Path

import pytest

from discourse.coding.encoders import load_encoder
from discourse.coding.model import FramingModel, load_model
from discourse.domain.bundled import CODEBOOK, bundled
from discourse.domain.codebook import load_codebook
from discourse.domain.codes import CodingInput

SHARED = Path(__file__).parents[2].parent / "shared"


@pytest.fixture(scope="module")
def shipped() -> FramingModel:
    return load_model(bundled("models", "framing")).for_codebook(load_codebook(CODEBOOK))


def test_the_shipped_model_was_trained_with_the_shipped_codebook(shipped: FramingModel) -> None:
    assert shipped.card["codebook"] == load_codebook(CODEBOOK).id


def test_the_shipped_model_finds_the_frames_of_plain_cases(shipped: FramingModel) -> None:
    texts = {
        "human_capital": "Skilled workers raise productivity, and training gives them better jobs and higher wages.",
        "sbtc": "Automation and new technology are widening the skills gap, so workers must reskill.",
        "equity": "Fees must not keep disadvantaged and low-income students from access to university.",
    }
    inputs = [CodingInput(frame, text) for frame, text in texts.items()]
    for coding in shipped.code(inputs, load_encoder(shipped, bundled("models", "framing"))):
        assert coding.passage_id in {one.code_id for one in coding.codes if one.present}


@pytest.mark.shared
def test_no_document_set_aside_was_learnt_from(shipped: FramingModel) -> None:
    if not SHARED.is_dir():
        pytest.skip("the folder shared is not beside the checkout")
    with (SHARED / "data" / "gold" / "dev.csv").open(encoding="utf-8", newline="") as stream:
        development = {row["file"] for row in csv.DictReader(stream)}
    training = shipped.card["training"]
    assert isinstance(training, dict)
    assert len(training["test_documents"]) == 12
    assert development.isdisjoint(training["test_documents"])
