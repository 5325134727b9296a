import struct
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from report_example import SHARES, audited_report, example_report

from discourse.report.figures import PNG_SCALE, write_figures

NAMES = ("prevalence", "by_group", "over_time", "themes")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("outputs")
    names = write_figures(example_report(), folder)
    assert set(names) == {f"figures/{name}.{ending}" for name in NAMES for ending in ("svg", "png")}
    return folder


def texts(folder: Path, name: str) -> list[str]:
    svg = ElementTree.parse(folder / "figures" / f"{name}.svg")
    return [" ".join(item.itertext()) for item in svg.iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_says_what_it_shows_and_how_to_read_it(folder: Path, name: str) -> None:
    said = " ".join(texts(folder, name))
    assert "Framings" in said or "Themes" in said
    sign = "Pale" if name == "themes" else "Hollow dot"
    assert f"{sign}: do not compare it. It has no interval: fewer than 10 documents." in said.replace("\xa0", " ")


@pytest.mark.parametrize("name", ["prevalence", "by_group", "themes"])
def test_every_group_is_named(folder: Path, name: str) -> None:
    assert set(SHARES) <= set(texts(folder, name))


def test_frames_are_panels_and_groups_are_panels(folder: Path) -> None:
    assert [texts(folder, "prevalence").count(name) for name in ("Human capital", "Kestria")] == [1, 1]
    assert texts(folder, "by_group").count("Kestria") == 1


def test_a_heat_map_has_the_share_as_a_number(folder: Path) -> None:
    table = example_report().themes
    assert table is not None
    row = table.frame.filter(table.frame["share"] > 0.005).row(0, named=True)
    assert f"{100 * row['share']:.0f}" in texts(folder, "themes")


@pytest.mark.parametrize("name", NAMES)
def test_the_picture_is_the_drawing_at_300_dots_an_inch(folder: Path, name: str) -> None:
    data = (folder / "figures" / f"{name}.png").read_bytes()
    width = struct.unpack(">I", data[16:20])[0]
    svg = ElementTree.parse(folder / "figures" / f"{name}.svg").getroot()
    assert width == pytest.approx(float(svg.attrib["width"]) * PNG_SCALE, abs=3)


def test_after_an_audit_the_corrected_shares_are_drawn_and_the_others_called_uncorrected(tmp_path: Path) -> None:
    assert set(write_figures(audited_report(), tmp_path)) > {"figures/corrected.svg"}
    assert "Framings by jurisdiction, corrected by an audit" in texts(tmp_path, "corrected")
    assert set(texts(tmp_path, "corrected")) & set(SHARES) == {next(iter(SHARES))}
    for name in NAMES:
        assert any("uncorrected, as the model coded" in text for text in texts(tmp_path, name))


def test_the_same_report_draws_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    write_figures(example_report(), tmp_path)
    for name in NAMES:
        assert (tmp_path / "figures" / f"{name}.svg").read_bytes() == (folder / "figures" / f"{name}.svg").read_bytes()


def test_what_a_report_lacks_is_not_drawn(tmp_path: Path) -> None:
    bare = replace(example_report(), by_year=None, themes=None)
    assert {Path(name).stem for name in write_figures(bare, tmp_path)} == {"prevalence", "by_group"}
