import base64
import hashlib
import re
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from lxml import html
from report_example import CODEBOOK, example_quote, example_report, prevalence_frame

from discourse.domain.codebook import Codebook
from discourse.domain.results import Table
from discourse.report.page import report_to_html, write_page
from discourse.report.report import Report, Score, SourceLine

HOSTILE = "</script></title><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}\u202e&amp;"
MAX_BYTES = 3_000_000


@pytest.fixture(scope="module")
def page() -> html.HtmlElement:
    return html.document_fromstring(report_to_html(example_report()))


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def hostile_report() -> Report:
    report = example_report()
    quote = example_quote(1, HOSTILE, f"A sentence with {HOSTILE} in it.", "sbtc", HOSTILE, HOSTILE)
    frame = prevalence_frame().with_columns(group=pl.col("group").replace("Kestria", HOSTILE))
    codes = tuple(replace(code, name=HOSTILE, definition=HOSTILE, colour='red" onload="x') for code in CODEBOOK.codes)
    return replace(
        report,
        title=HOSTILE,
        codebook=Codebook(HOSTILE, codes, HOSTILE),
        prevalence=Table("prevalence", HOSTILE, frame, HOSTILE),
        quotes=(replace(quote, title=HOSTILE, body=HOSTILE, link="javascript:alert(1)"),),
        sources=(SourceLine(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, link="//evil/x.pdf"),),
        caveats=(HOSTILE,),
        downloads=("javascript:alert(1)", "tables.xlsx"),
    )


def test_the_page_has_its_landmarks_in_order(page: html.HtmlElement) -> None:
    assert [words(head) for head in page.iter("h2")] == [
        "Key findings", "What was looked for", "The comparison", "The passages behind the numbers", "Breakdowns",
        "Topics", "How to read this", "Sources", "Method",
    ]  # fmt: skip
    assert [len(list(page.iter(tag))) for tag in ("h1", "main", "header", "nav", "footer")] == [1, 1, 1, 1, 1]


def test_every_table_has_a_caption_and_scopes(page: html.HtmlElement) -> None:
    for table in page.iter("table"):
        assert words(table.find("caption"))
        assert all(head.get("scope") for head in table.iter("th"))


def test_every_link_inside_the_page_and_label_has_its_target(page: html.HtmlElement) -> None:
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    named = [*page.xpath("//@aria-labelledby"), *(href[1:] for href in page.xpath("//@href") if href.startswith("#"))]
    assert set(named) <= set(ids)


def test_the_page_asks_for_nothing_from_elsewhere(page: html.HtmlElement) -> None:
    assert not page.xpath("//@src | //iframe | //object | //embed | //link[@rel='stylesheet'] | //base")
    assert not [href for href in page.xpath("//@href") if re.match(r"(?!data:,$)[a-z]+:|//", href)]
    assert "url(" not in page.findtext(".//style")


def test_the_policy_allows_only_the_page_s_own_script(page: html.HtmlElement) -> None:
    (script,) = page.iter("script")
    digest = base64.b64encode(hashlib.sha256(script.text.encode()).digest()).decode()
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'")
    assert f"script-src 'sha256-{digest}'" in policy


def test_the_invented_corpus_is_announced_only_where_it_is_one(page: html.HtmlElement) -> None:
    assert "Invented corpus." in words(page)
    assert "Invented corpus." not in report_to_html(replace(example_report(), invented=False))


def test_a_quote_is_verbatim_with_its_evidence_marked_and_its_page_linked(page: html.HtmlElement) -> None:
    quote, first = example_report().quotes[0], page.find_class("quote")[0]
    assert first.find("blockquote").text_content() == quote.text
    assert [mark.text for mark in first.iter("mark")] == ["yards cannot sail without certified riggers"]
    assert first.find_class("page")[0].get("href") == "../documents/kestria-2009.pdf#page=1"


def test_failed_sources_are_listed_with_their_reasons(page: html.HtmlElement) -> None:
    (failures,) = page.find_class("failures")
    assert [words(item) for item in failures] == [
        "documents/osmara-scan.pdf (Osmara): failed: no page has a text layer; install the ocr extra and run with "
        "--ocr",
        "documents/notes.txt (Port Maren): empty: the file holds no text",
    ]


def test_the_method_states_model_codebook_seed_and_minimum(page: html.HtmlElement) -> None:
    text = words(page.get_element_by_id("methods-text"))
    for part in (
        "c0ffee12d5aa",
        CODEBOOK.id[:12],
        "seed 20260101",
        "fewer than 10 documents",
        "F1 0.78 for human capital",
        "discourse 0.1.0 on Python 3.11.9 and scikit-learn 1.7.2",
    ):
        assert part in text


def test_a_coder_that_was_only_cross_validated_is_said_to_be() -> None:
    report = example_report()
    scores = (Score("human_capital", None, None, 0.75, 0),)
    method = replace(report.method, scores=scores, scored_on="cross-validation over its own passages")
    page = html.fromstring(report_to_html(replace(report, method=method)))
    assert "In cross-validation over its own passages it reaches F1 0.75 for human capital." in page.text_content()


def test_hostile_values_are_text_everywhere() -> None:
    text = report_to_html(hostile_report())
    page = html.document_fromstring(text)
    assert len(list(page.iter("script"))) == 1
    assert not page.xpath("//img")
    assert not [name for element in page.iter() for name in element.attrib if name.startswith("on")]
    assert "49" not in words(page.find(".//h1"))
    assert words(page.find(".//h1")).startswith("</script></title><script>alert(1)</script>")
    assert "\u202e" not in words(page.find(".//h1"))


def test_links_to_anything_but_files_are_dropped_from_the_page() -> None:
    hrefs = html.document_fromstring(report_to_html(hostile_report())).xpath("//@href")
    assert [href for href in hrefs if not href.startswith("#")] == ["data:,", "tables.xlsx"]


def test_the_page_of_the_least_report_can_be_written() -> None:
    full = example_report()
    least = Report(full.title, full.codebook, full.method, 49, 1605, 5, full.prevalence)
    page = html.document_fromstring(report_to_html(least))
    assert "Breakdowns" not in words(page)
    assert "No passage was chosen for this report." in words(page)


def test_a_report_without_a_passage_can_be_written() -> None:
    full = example_report()
    empty = Table("prevalence", "Nothing", prevalence_frame().clear())
    page = html.document_fromstring(report_to_html(Report("Nothing yet", full.codebook, full.method, 0, 0, 0, empty)))
    assert "No jurisdiction has an interval. The shares below" in words(page)


def test_the_same_report_is_the_same_page() -> None:
    assert report_to_html(example_report()) == report_to_html(example_report())


def test_a_large_corpus_stays_under_three_megabytes(tmp_path: Path) -> None:
    codes = [code.id for code in CODEBOOK.codes]
    quotes = [
        example_quote(n, f"Isle {isle}", "word " * 60, code, "word", "asserted")
        for isle in range(40)
        for code in codes
        for n in range(10)
    ]
    write_page(replace(example_report(), quotes=tuple(quotes)), tmp_path / "report.html")
    assert (tmp_path / "report.html").stat().st_size < MAX_BYTES
    assert "left out to keep this page small" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_a_report_checks_the_columns_of_its_tables() -> None:
    with pytest.raises(ValueError, match="Table 'prevalence' lacks the columns low, high that a report needs"):
        replace(example_report(), prevalence=Table("prevalence", "", prevalence_frame().drop("low", "high")))
