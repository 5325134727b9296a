import pytest
from lxml import etree
from report_example import prevalence_frame, year_frame

from discourse.report.charts import (
    HEAT,
    MAX_GROUPS,
    WEAK_HEAT,
    drawn,
    frame_colour,
    groups_to_svg,
    is_clipped,
    themes_to_svg,
    top_share,
    years_to_svg,
)
from discourse.report.shares import LEAST_PASSAGES

SVG = "{http://www.w3.org/2000/svg}"
BLUE = "#0072B2"


def row(group: str, share: float | None, low: float | None = None, high: float | None = None) -> dict[str, object]:
    return {"group": group, "share": share, "low": low, "high": high, "documents": 12}


def draw(rows: list[dict[str, object]]) -> etree._Element:
    return etree.fromstring(groups_to_svg(rows, colour=BLUE, top=0.4, label="Human capital").encode())


def labels(svg: etree._Element) -> list[str]:
    return [text.text or "" for text in svg.iter(f"{SVG}text")]


def painted(svg: etree._Element, attribute: str) -> int:
    return sum(path.get(attribute) == BLUE for path in svg.iter(f"{SVG}path", f"{SVG}line"))


def test_groups_with_an_interval_come_first_by_share_and_others_last() -> None:
    svg = draw([row("Low", 0.1, 0.05, 0.15), row("Few", 0.35), row("High", 0.3, 0.2, 0.39), row("None", None)])
    assert [label for label in labels(svg) if "%" not in label] == ["High", "Low", "not comparable", "Few"]


def test_groups_without_an_interval_are_in_order_of_name_and_one_without_a_find_says_so() -> None:
    svg = draw([row("Cam", 0.3), row("High", 0.3, 0.2, 0.39), row("Bel", 0.0), row("Ans", 0.1)])
    told = [label for label in labels(svg) if "%" not in label]
    assert told == ["High", "not comparable", "Ans", "Bel", "Cam", "none"]
    # A dot for each but the one of which nothing was found.
    assert painted(svg, "stroke") + painted(svg, "fill") == 2 + 2


def test_a_chart_of_sure_groups_has_no_line_for_others() -> None:
    assert "not comparable" not in labels(draw([row("High", 0.3, 0.2, 0.39)]))


def test_a_heat_map_tells_nothing_from_little() -> None:
    shares = {"A": 0.0, "B": 0.004, "C": 0.03}
    cells = [row(group, share) | {"theme": "t"} for group, share in shares.items()]
    svg = etree.fromstring(themes_to_svg(cells, {"t": "Theme"}, label="Themes").encode())
    assert [label for label in labels(svg) if label not in {*shares, "Theme"}] == ["", "<1", "3"]


def test_a_group_with_too_few_documents_is_a_hollow_dot_without_a_line() -> None:
    sure, unsure = draw([row("A", 0.2, 0.1, 0.3)]), draw([row("A", 0.2)])
    assert (painted(sure, "fill"), painted(sure, "stroke")) == (1, 1)
    assert (painted(unsure, "fill"), painted(unsure, "stroke")) == (0, 1)
    assert not [line for line in unsure.iter(f"{SVG}line") if line.get("stroke") == BLUE]


def test_a_chart_has_the_page_s_colours_and_no_size_of_its_own() -> None:
    svg = draw([row("A", 0.2, 0.1, 0.3)])
    assert "viewBox" in svg.attrib
    assert not {"width", "height"} & set(svg.attrib)
    assert {text.get("fill") for text in svg.iter(f"{SVG}text")} == {"currentColor"}
    assert not [path for path in svg.iter(f"{SVG}rect") if path.get("fill") not in (None, "none", "transparent")]


def test_a_chart_asks_for_nothing_from_elsewhere() -> None:
    svg = draw([row("A", 0.2, 0.1, 0.3)])
    links = [value for one in svg.iter() for name, value in one.attrib.items() if "href" in name or "url(" in value]
    assert all("#" in value for value in links)
    assert not list(svg.iter(f"{SVG}image", f"{SVG}script", f"{SVG}foreignObject"))


def test_hostile_names_are_text() -> None:
    name = "</text><script>alert(1)</script>"
    assert any("script" in label for label in labels(draw([row(name, 0.2, 0.1, 0.3)])))


def test_a_chart_is_the_same_every_time() -> None:
    rows = prevalence_frame().to_dicts()[:3]
    assert groups_to_svg(rows, colour=BLUE, top=0.4, label="x") == groups_to_svg(rows, colour=BLUE, top=0.4, label="x")


def test_very_many_groups_are_cut() -> None:
    svg = draw([row(f"Isle {number}", 0.2, 0.1, 0.3) for number in range(MAX_GROUPS + 5)])
    assert sum(label.startswith("Isle") for label in labels(svg)) == MAX_GROUPS


def test_years_are_drawn_and_an_unknown_year_is_left_to_the_table() -> None:
    svg = etree.fromstring(years_to_svg(year_frame().to_dicts(), colour=BLUE, top=0.4, label="x").encode())
    assert {"2010", "2015", "2020", "2025"} <= set(labels(svg))
    assert "unknown" not in labels(svg)


def test_a_single_year_can_be_drawn() -> None:
    assert "2020" in years_to_svg([row("2020", 0.2, 0.1, 0.3)], colour=BLUE, top=0.4, label="x")


@pytest.mark.parametrize(
    ("rows", "top"),
    [
        ([row("A", 0.31, 0.2, 0.42)], 0.45),
        ([row("A", 0.98, 0.9, 1.0)], 1.0),
        ([], 0.05),
        ([row("A", 0.1), row("B", 0.0, 0.0, 0.6)], 0.15),
    ],
)
def test_the_axis_ends_after_the_highest_interval_but_that_of_nothing_found(
    rows: list[dict[str, object]], top: float
) -> None:
    assert top_share(rows) == pytest.approx(top)


def test_an_interval_beyond_the_axis_is_known() -> None:
    assert is_clipped([row("A", 0.1, 0.05, 0.15), row("B", 0.0, 0.0, 0.6)])


@pytest.mark.parametrize("colour", ["", "red", "#ff", '#0072B2" onload="x', "url(http://example.org)"])
def test_a_colour_that_is_none_is_replaced(colour: str) -> None:
    assert frame_colour(colour, 1) == "#D55E00"


def test_a_colour_of_three_digits_is_kept() -> None:
    assert frame_colour("#a3c", 1) == "#a3c"


def test_a_share_of_few_passages_is_not_drawn() -> None:
    few, enough = ({**row("A", 0.0), "passages": passages} for passages in (LEAST_PASSAGES - 1, LEAST_PASSAGES))
    assert drawn([few, enough, {**row("B", None), "passages": 90}]) == [enough]


def test_weak_themes_are_grey_and_only_named_ones_are_drawn() -> None:
    rows = [{**row("A", 0.2, 0.1, 0.3), "theme": theme} for theme in ("precarity", "unbundling", "lost")]
    names = {"precarity": "Precarity †", "unbundling": "Unbundling"}
    svg = etree.fromstring(themes_to_svg(rows, names, label="Themes", weak=["precarity"]).encode())
    fills = [path.get("fill") for path in svg.iter(f"{SVG}path")]
    assert (fills.count(WEAK_HEAT), fills.count(HEAT)) == (1, 1)
    assert {"Precarity †", "Unbundling"} <= set(labels(svg))
