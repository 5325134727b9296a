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
    beside = {"group": "Kestria", "code": "equity", "reach": "passage", "passages": 92, "share": 0.25}
    company = [
        {**beside, "beside": name, "low": 0.1, "high": 0.5} for name in ("human_capital", "sbtc", "no other frame")
    ]
    silence = {
        "group": "Osmara",
        "kind": "frame",
        "code": "equity",
        "name": "Equity",
        "documents": 10,
        "needed": 4,
        "passages": 298,
        "expected": 9.3,
        "q": 0.01,
        "sought_by": "model",
    }
    sides = {"group": "Kestria", "code": "equity", "share": 0.1, "low": 0.05, "high": 0.2, "q": None,
             "passages": 40, "listing_passages": 24, "listing_share": 0.0, "listing_low": None, "listing_high": None,
             "difference": 0.1, "difference_low": None, "difference_high": None}  # fmt: skip
    named = [{"group": group, "learners": name, "passages": 50, "named": number, "share": number / 50, "low": None}
             for group, name, number in (("Osmara", "women", 5), ("Osmara", "carers", 9), ("Kestria", "women", 1),
                                         ("Kestria", "carers", 0))]  # fmt: skip
    trend = {"group": "all", "frame": "equity", "documents": 30, "first_year": 2002, "last_year": 2022,
             "per_decade": 0.04, "low": 0.01, "high": 0.07, "q": 0.02, "p": 0.01}  # fmt: skip
    return replace(
        example_report(),
        against_rest=Table("against_rest", "Against the rest", contrasts_frame()),
        keyness=Table("keyness", "Words", pl.DataFrame(words, infer_schema_length=None)),
        cooccurrence=Table("cooccurrence", "Company", pl.DataFrame(company)),
        silences=Table("silences", "Silences", pl.DataFrame([{**silence, "chance": 0.002, "note": ""}])),
        policy_and_listings=Table("policy_and_listings", "Both", pl.DataFrame([sides])),
        learners=Table("learners", "Learners", pl.DataFrame(named)),
        learner_names={"women": "Women and girls", "carers": "Carers"},
        trends=Table("trends", "Trends", pl.DataFrame([trend])),
    )


def shown(name: str) -> list[list[str]]:
    return [[cell.text for cell in row] for row in report_to_grids(wider(), lambda _: False)[name].rows]


def test_only_words_that_hold_are_shown_and_no_names() -> None:
    assert shown("keyness") == [["Kestria", "riggers", "none"], ["Osmara", "waiver", "none"]]


def test_company_has_a_column_for_each_frame_and_for_none() -> None:
    (row,) = shown("cooccurrence")
    assert row[:2] == ["Kestria", "Equity"]
    assert row[2] == row[3] == row[5] == "25\N{NO-BREAK SPACE}%"
    assert row[4] == ""


def test_not_found_is_never_called_absent() -> None:
    assert shown("silences")[0][-1] == "not found by the model, which is unlikely by chance"


def test_a_silence_of_people_is_one_of_the_words_of_a_list_that_the_page_shows() -> None:
    report = wider()
    assert report.silences is not None
    people = {"kind": "learners", "name": "Carers", "sought_by": "learners.yaml"}
    silences = replace(
        report.silences, frame=report.silences.frame.with_columns(**{k: pl.lit(v) for k, v in people.items()})
    )
    lists = {"Carers": ("carer", "guardian"), "Women and girls": ("woman",)}
    said = replace(report, silences=silences, word_lists=lists)
    row = report_to_grids(said, lambda _: False)["silences"].rows[0]
    assert row[1].sub == "people, no word of our list"
    assert row[-1].text == "no word of our list found, which is unlikely by chance"
    page = report_to_html(said)
    assert "<strong>Carers</strong>: carer, guardian</li>" in page
    assert "<strong>Women and girls</strong>" not in page


def test_a_share_of_few_passages_is_what_was_counted() -> None:
    assert shown("policy-and-listings")[0][2:4] == ["10\N{NO-BREAK SPACE}%", "none in 24"]


def test_a_difference_without_an_interval_is_not_shown() -> None:
    assert shown("policy-and-listings")[0][4:] == ["", "–"]


def test_the_page_shows_all_of_them() -> None:
    page = report_to_html(wider())
    for name in ("against-rest", "keyness", "cooccurrence", "silences", "policy-and-listings", "learners", "trends"):
        assert f'id="{name}-table"' in page


def test_learners_named_most_come_first_and_none_is_a_dash() -> None:
    assert shown("learners") == [
        ["Carers", "18\N{NO-BREAK SPACE}%", "none", "9"],
        ["Women and girls", "10\N{NO-BREAK SPACE}%", "2.0\N{NO-BREAK SPACE}%", "6"],
    ]


def test_a_trend_tells_its_years_and_points_a_decade() -> None:
    assert shown("trends")[0][2:5] == ["2002–2022", "30", "+4.0"]


def test_where_no_trend_holds_that_is_said() -> None:
    report = wider()
    assert report.trends is not None
    flat = replace(report.trends, frame=report.trends.frame.with_columns(q=pl.lit(0.235)))
    said = "No trend is shown: none of these changes is larger than chance would explain."
    assert said in report_to_html(replace(report, trends=flat))
    assert said not in report_to_html(report)
    assert "No trend is shown: the documents" in report_to_html(replace(report, trends=None))
