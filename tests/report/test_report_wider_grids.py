from dataclasses import replace

import polars as pl
from report_example import contrasts_frame, example_report

from discourse.domain.results import Table
from discourse.report.layout import report_to_grids
from discourse.report.page import report_to_html
from discourse.report.report import Report


def term(group: str, name: str, **others: object) -> dict[str, object]:
    row = {"group": group, "within": "all text", "kind": "word", "direction": "more", "term": name, "capitalised": 0.0}
    return {**row, "q": 0.01, **others}


def wider() -> Report:
    words = [
        term("Kestria", "riggers"),
        term("Kestria", "yards", q=0.4),
        term("Kestria", "Vellin", capitalised=1.0),
        term("Kestria", "fees", direction="less"),
        term("Osmara", "waiver", q=None),
    ]
    beside = {"group": "Kestria", "code": "equity", "reach": "passage", "passages": 9, "share": 0.25}
    company = [
        {**beside, "beside": name, "low": 0.1, "high": 0.5} for name in ("human_capital", "sbtc", "no other frame")
    ]
    silence = {"group": "Osmara", "code": "equity", "documents": 10, "passages": 298, "expected": 9.3, "q": 0.01}
    sides = {"group": "Kestria", "code": "equity", "share": 0.1, "low": 0.05, "high": 0.2, "q": None,
             "listing_share": 0.0, "listing_low": None, "listing_high": None,
             "difference": 0.1, "difference_low": None, "difference_high": None}  # fmt: skip
    return replace(
        example_report(),
        against_rest=Table("against_rest", "Against the rest", contrasts_frame()),
        keyness=Table("keyness", "Words", pl.DataFrame(words, infer_schema_length=None)),
        cooccurrence=Table("cooccurrence", "Company", pl.DataFrame(company)),
        silences=Table("silences", "Silences", pl.DataFrame([{**silence, "chance": 0.002, "note": ""}])),
        policy_and_listings=Table("policy_and_listings", "Both", pl.DataFrame([sides])),
    )


def shown(name: str) -> list[list[str]]:
    return [[cell.text for cell in row] for row in report_to_grids(wider(), lambda _: False)[name].rows]


def test_only_words_that_hold_are_shown_and_no_names() -> None:
    assert shown("keyness") == [["Kestria", "riggers", "–"], ["Osmara", "waiver", "–"]]


def test_company_has_a_column_for_each_frame_and_for_none() -> None:
    (row,) = shown("cooccurrence")
    assert row[:2] == ["Kestria", "Equity"]
    assert row[2] == row[3] == row[5] == "25\N{NO-BREAK SPACE}%"
    assert row[4] == "–"


def test_an_absence_that_means_something_is_called_one() -> None:
    assert shown("silences")[0][-1] == "absent"


def test_a_difference_without_an_interval_is_not_shown() -> None:
    assert shown("policy-and-listings")[0][4:] == ["–", "–"]


def test_the_page_shows_all_of_them() -> None:
    page = report_to_html(wider())
    for name in ("against-rest", "keyness", "cooccurrence", "silences", "policy-and-listings"):
        assert f'id="{name}-table"' in page
