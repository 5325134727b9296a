from dataclasses import replace

import polars as pl
from lxml import html
from report_example import example_report

from discourse.domain.results import Table
from discourse.report.corrected import corrected_to_grid, count_audited, is_audited
from discourse.report.page import report_to_html
from discourse.report.report import Report


def audited_report() -> Report:
    report = example_report()
    frame = report.prevalence.frame
    first = pl.col("group") == frame["group"][0]
    known = {"corrected": 0.31, "corrected_low": 0.24, "corrected_high": 0.39}
    frame = frame.with_columns(
        **{name: pl.when(first).then(pl.lit(value)) for name, value in known.items()},
        audited=pl.when(first).then(60).otherwise(12),
        corrected_note=pl.when(first).then(pl.lit("")).otherwise(pl.lit("insufficient")),
    )
    return replace(report, prevalence=Table("prevalence", "Shares", frame, ""))


def test_a_corrected_share_stands_with_its_interval_and_the_others_say_why_not() -> None:
    report = audited_report()
    names = {code.id: code.name for code in report.codebook.frames}
    grid = corrected_to_grid(report.prevalence.frame.to_dicts(), heading="Jurisdiction", code_names=names)
    first, second = grid.rows[:2]
    assert [(cell.text, cell.sub) for cell in first[1:2]] == [("31\N{NO-BREAK SPACE}%", "24–39\N{NO-BREAK SPACE}%")]
    assert (second[1].text, second[1].sub, second[1].is_faint) == ("–", "insufficient", True)
    assert (first[-1].text, second[-1].text) == ("60", "12")


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
