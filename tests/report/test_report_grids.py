from dataclasses import replace

import polars as pl
from report_example import FRAMES, example_quotes, example_report

from discourse.report.facets import quotes_known, quotes_to_filters
from discourse.report.grids import Grid, order_sources
from discourse.report.layout import report_to_grids
from discourse.report.report import Report, SourceLine

BY = ("jurisdiction",)


def grid(name: str, report: Report | None = None) -> Grid:
    report = report or example_report()
    return report_to_grids(report, quotes_known(report.quotes, report.by))[name]


def shown(one: Grid) -> list[list[str]]:
    return [[f"{cell.text} {cell.sub}".strip().replace("\N{NO-BREAK SPACE}", " ") for cell in row] for row in one.rows]


def test_prevalence_has_a_row_per_group_and_a_share_with_interval_per_frame() -> None:
    assert shown(grid("prevalence"))[0] == ["Kestria", "31 % 27–35 %", "12 % 9.6–16 %", "8.3 % 5.8–12 %", "12", "412"]


def test_a_share_without_interval_says_why_and_is_faint() -> None:
    cell = grid("prevalence").rows[-1][1]
    assert (cell.text, cell.sub, cell.is_faint) == ("34\N{NO-BREAK SPACE}%", "no interval", True)


def test_a_place_in_a_language_not_known_is_not_read_and_no_nothing() -> None:
    full = example_report()
    frame = full.prevalence.frame
    is_foreign = pl.col("group") == "Lindavar"
    frame = frame.with_columns(
        *(pl.when(~is_foreign).then(name) for name in ("share", "low", "high")),
        passages=pl.when(is_foreign).then(0).otherwise("passages"),
    )
    lines = (SourceLine("a.txt", "ok", jurisdiction="Lindavar", is_coded=False, language="Estonian"),)
    report = replace(full, prevalence=replace(full.prevalence, frame=frame), sources=lines)
    row = next(row for row in grid("prevalence", report).rows if row[0].text == "Lindavar")
    assert {(cell.text, cell.sub) for cell in row[1:4]} == {("not read", "Estonian")}


def test_groups_with_an_interval_come_first_and_years_stay_in_order() -> None:
    full = example_report()
    turned = replace(full, prevalence=replace(full.prevalence, frame=full.prevalence.frame.reverse()))
    assert [row[0].text for row in grid("prevalence", turned).rows][::4] == ["Osmara", "Port Maren"]
    assert [row[0].text for row in grid("by-year").rows][:2] == ["2008", "2009"]


def test_a_number_leads_to_its_quotes_where_there_are_any() -> None:
    osmara = grid("prevalence").rows[3]
    assert dict(osmara[1].facets) == {"group": "Osmara", "code": "human_capital"}
    assert not osmara[3].facets


def test_stances_are_shown_for_frames_that_occur() -> None:
    rows = shown(grid("stance"))
    assert rows[0][:3] == ["Kestria", "Human capital", "105 of 128"]
    assert not [row for row in rows if row[:2] == ["Osmara", "Equity"]]


def test_contrasts_show_what_holds_from_the_larger_side_and_count_the_rest() -> None:
    contrasts = grid("contrasts")
    assert shown(contrasts)[0][:4] == ["Equity", "Nordhavel", "Osmara", "+30 +19 to +35"]
    assert contrasts.note.startswith("13 of 18 differences tested are larger than chance would explain. ")


def test_where_no_difference_was_tested_that_alone_is_said() -> None:
    report = example_report()
    assert report.contrasts is not None
    untested = replace(report.contrasts, frame=report.contrasts.frame.with_columns(q=pl.lit(None, pl.Float64)))
    note = grid("contrasts", replace(report, contrasts=untested)).note
    assert note == "No difference was tested: it takes two sides with enough documents for an interval."


def test_topics_name_where_they_are_largest_of_groups_with_enough_passages_and_outliers_are_no_topic() -> None:
    rows = shown(grid("topics"))
    assert rows[0][0] == "harbour · riggers · yards"
    assert rows[0][4:6] == ["0.93", "0.21"]
    assert rows[0][6].startswith("Osmara 12 % (11–14 %), ")
    assert "Port Maren" not in rows[0][6]
    assert rows[-1][0] == "no topic"


def test_a_topic_has_a_share_of_each_frame_and_the_outliers_have_none() -> None:
    rows = shown(grid("topics-frames"))
    assert [row[0] for row in rows] == [
        "0 harbour · riggers · yards",
        "1 fees · families · waiver",
        "2 register · award · points",
    ]
    assert rows[0][1] == "10 % 5.0–40 %"


def test_a_report_of_the_least_has_one_grid() -> None:
    full = example_report()
    least = Report(full.title, full.codebook, full.method, 49, 1605, 5, full.prevalence)
    assert list(report_to_grids(least, quotes_known((), BY))) == ["prevalence"]


def test_filters_hold_the_values_that_occur_once() -> None:
    filters = {one.facet: one for one in quotes_to_filters(example_quotes(), BY, {FRAMES[0]: "Human capital"})}
    assert list(filters) == ["group", "code", "stance", "year", "type"]
    assert filters["stance"].values == (("asserted", "asserted"), ("contested", "contested"), ("reported", "reported"))
    assert filters["code"].values[0] == ("human_capital", "Human capital")


def test_a_field_that_makes_the_groups_is_not_filtered_twice() -> None:
    filters = quotes_to_filters(example_quotes(), ("year",), {})
    assert [one.label for one in filters] == ["Year", "Framing, theme or topic", "Stance", "Type"]


def test_sources_that_failed_come_first() -> None:
    lines = [
        SourceLine("b", "ok"),
        SourceLine("a", "ok", "page 3 was lost"),
        SourceLine("d", "empty", "x"),
        SourceLine("c", "failed", "x"),
    ]
    assert [line.file for line in order_sources(lines)] == ["c", "d", "a", "b"]


def test_hostile_group_names_keep_their_value_as_a_filter_and_are_revealed_as_a_name() -> None:
    quote = replace(example_quotes()[0], jurisdiction="a\u202eb")
    assert quotes_known([quote], BY)({"group": "a\u202eb"})
