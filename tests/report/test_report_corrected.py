from dataclasses import replace

import polars as pl
from lxml import html
from report_example import audited_report, example_report

from discourse.report.corrected import corrected_to_grid, count_audited, is_audited
from discourse.report.layout import report_to_grids
from discourse.report.page import report_to_html
from discourse.report.prose import methods_paragraph


def test_a_corrected_share_stands_with_its_interval_and_the_others_say_why_not() -> None:
    report = audited_report()
    names = {code.id: code.name for code in report.codebook.frames}
    grid = corrected_to_grid(report.prevalence.frame.to_dicts(), word="jurisdiction", code_names=names)
    first, second = grid.rows[:2]
    assert [(cell.text, cell.sub) for cell in first[1:2]] == [("31\N{NO-BREAK SPACE}%", "24–39\N{NO-BREAK SPACE}%")]
    assert (second[1].text, second[1].sub, second[1].is_faint) == ("–", "insufficient", True)
    assert (first[-1].text, second[-1].text) == ("60", "12")
    assert [column.name for column in grid.columns[-2:]] == ["Documents", "Audited passages"]
    assert (first[-2].text, second[-2].text) == ("12", "11")
    assert grid.caption == (
        "Share of passages that carry each framing by jurisdiction, corrected for the model’s errors by an audit, "
        "with its 95\N{NO-BREAK SPACE}% interval"
    )


def test_the_page_shows_and_explains_the_correction_only_where_there_is_an_audit() -> None:
    report = audited_report()
    groups = report.prevalence.frame["group"].n_unique()
    page = html.document_fromstring(report_to_html(report))
    assert page.xpath("//table[@id='corrected-table']")
    method = page.get_element_by_id("methods-text").text_content()
    assert f"people said of {60 + 12 * (groups - 1)}" in method.replace("\N{NO-BREAK SPACE}", " ")
    assert count_audited(report) == 60 + 12 * (groups - 1)
    plain = report_to_html(example_report())
    assert not is_audited(example_report())
    assert "corrected-table" not in plain
    assert "prediction-powered" not in plain


def test_an_audit_that_corrects_nothing_is_told_as_such() -> None:
    report = audited_report()
    none = report.prevalence.frame.with_columns(
        pl.lit(None, pl.Float64).alias(name) for name in ("corrected", "corrected_low", "corrected_high")
    )
    text = methods_paragraph(replace(report, prevalence=replace(report.prevalence, frame=none)))
    assert "drawn at random; no share is corrected by them" in text
    assert "Corrected shares add" not in text


def test_corrected_shares_come_first_and_raw_ones_say_that_they_are() -> None:
    grids = report_to_grids(audited_report(), lambda _: False)
    assert next(iter(grids)) == "corrected"
    for name in ("prevalence", "by-year", "by-type", "themes", "contrasts"):
        assert grids[name].caption.endswith(", uncorrected, as the model coded")
    page = html.document_fromstring(report_to_html(audited_report()))
    tables = page.xpath("//section[@aria-labelledby='shares']//table/@id")
    assert tables[:2] == ["corrected-table", "prevalence-table"]
    drawn = page.xpath("//section[@aria-labelledby='shares']//div[@class='chart']/@aria-label")
    frames = len(example_report().codebook.frames)
    assert all("corrected by the audit" in label for label in drawn[:frames])
    assert all("uncorrected, as the model coded" in label for label in drawn[frames:])
    assert len(drawn) == 2 * frames
    assert "ncorrected, as" not in report_to_html(example_report())
