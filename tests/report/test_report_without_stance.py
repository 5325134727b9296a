"""A report of a codebook of one's own whose model has learnt no stance: none is told, and the title is its own."""

import re
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from lxml import html

import discourse
from discourse.coding.files import ENCODER, make_card, write_model
from discourse.coding.model import load_model
from discourse.coding.weights import HeadKind
from discourse.domain.bundled import bundled
from discourse.domain.documents import Metadata
from discourse.pipeline.report_page import describe
from discourse.pipeline.session import open_session

TEXT = (
    "# A fair start\n\nFees will be waived for learners from low-income households and for refugees. "
    "Short courses will raise productivity and help firms to fill vacancies.\n\nThe form is at any district office.\n"
)


def write_model_without_stance(folder: Path) -> None:
    """The shipped model less its heads of stance."""
    shipped = bundled("models", "framing")
    model = load_model(shipped)
    keep = np.array([head.kind is not HeadKind.STANCE for head in model.heads])
    rows = {name: getattr(model.weights, name)[keep] for name in ("embedding", "cues", "marks", "bias")}
    weights = replace(model.weights, **rows, ngrams=model.weights.ngrams[:, keep])
    assert set(rows) | {"ngrams", "centre", "rarity"} == {item.name for item in fields(weights)}
    card = make_card(
        encoder=model.card["encoder"],  # type: ignore[arg-type]
        languages=sorted(model.languages),
        codebook=model.codebook,
        heads=tuple(head for head, kept in zip(model.heads, keep, strict=True) if kept),
        weights=weights,
        training={},
        scores={},
        layers=(layers := (shipped / ENCODER).read_bytes()),
    )
    write_model(folder, codebook=model.codebook, weights=weights, card=card, layers=layers)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("study")
    discourse.init(folder)
    book = folder / "codebook.yaml"
    book.write_text(re.sub("(?m)^name: .*$", "name: Who owes the learning", book.read_text("utf-8")), "utf-8")
    write_model_without_stance(folder / "models" / "mute")
    settings = folder / "discourse.toml"
    settings.write_text(settings.read_text("utf-8").replace('model = "shipped"', 'model = "models/mute"'), "utf-8")
    (folder / "start.md").write_text(TEXT, encoding="utf-8")
    discourse.add([folder / "start.md"], project=folder, metadata=Metadata(jurisdiction="Kestria", year=2020))
    discourse.run(folder, workers=1)
    return folder


def test_no_stance_is_told_where_none_was_learnt(project: Path) -> None:
    outputs = project / "outputs"
    assert pl.read_csv(outputs / "prevalence.csv")["coded"].sum() > 0
    assert pl.read_csv(outputs / "stance.csv").is_empty()
    for name in ("prevalence_by.csv", "quotes.csv"):
        assert set(pl.read_csv(outputs / name)["stance"].fill_null("")) == {""}
    page = html.parse(outputs / "report.html").getroot()
    assert not page.xpath("//table[@id='stance-table'] | //select[@name='stance'] | //span[contains(@class, 'stance')]")
    assert page.xpath("//span[@class='certainty']")
    text = " ".join(page.text_content().split())
    assert "and equity is not told: the model has not learnt it" in text.lower()


def test_a_codebook_of_ones_own_gives_the_title_and_the_settings_go_before_it(project: Path, tmp_path: Path) -> None:
    with open_session(project) as session:
        assert describe(session)["title"] == "Who owes the learning"
    discourse.init(tmp_path / "plain")
    with open_session(tmp_path / "plain") as session:
        assert describe(session)["title"] == "How these documents frame learning and credentials"
    settings = project / "discourse.toml"
    settings.write_text(re.sub("(?m)^title = .*$", 'title = "Duty"', settings.read_text("utf-8")), "utf-8")
    with open_session(project) as session:
        assert describe(session)["title"] == "Duty"
