"""The page's numbers as its reader's locale writes them, in a real browser; quotations as they are."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html
from playwright.sync_api import Browser, Page
from report_example import example_report

from discourse.report.page import report_to_html
from discourse.report.report import Report

CHROMIUM = Path("/usr/bin/chromium")
NBSP = "\N{NO-BREAK SPACE}"
QUOTATION = "Of 1,234.5 crowns 12.5 % went to 2000 learners, \N{MINUS SIGN}3.1 points less than on 2024-11-02."

needs_browser = pytest.mark.skipif(
    not CHROMIUM.exists(), reason=f"There is no Chromium at {CHROMIUM}; install it to look at the page."
)


def report_with_numbers_quoted() -> Report:
    report = example_report()
    first, *others = report.quotes
    return replace(report, quotes=(replace(first, text=QUOTATION, spans=(), title="1,234 days"), *others))


@pytest.fixture(scope="module")
def written() -> str:
    return report_to_html(report_with_numbers_quoted())


@pytest.fixture(scope="module")
def read_in(
    browser: Browser, written: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Page]]:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(written, encoding="utf-8")
    trouble: list[str] = []

    def read_in(locale: str) -> Page:
        page = browser.new_context(locale=locale).new_page()
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.goto(path.as_uri())
        return page

    yield read_in
    assert trouble == []


def shares(page: Page, row: int) -> list[str]:
    """The cells of a row of the comparison, one space for every kind of space."""
    cells = page.locator(f"#prevalence-table tbody tr:nth-child({row}) > *").all_inner_texts()
    return [" ".join(text.split()) for text in cells]


def test_the_page_stands_in_english_before_any_script_runs(written: str) -> None:
    page = html.document_fromstring(written)
    (passages,) = page.xpath("//dl[@class='facts']//dt[.='Passages']/following-sibling::dd/data")
    assert (passages.text, passages.get("value")) == (f"1{NBSP}605", "1605")
    first = page.xpath("//table[@id='prevalence-table']/tbody/tr[1]/*")
    assert " ".join(first[3].text_content().split()) == "8.3 % 5.8–12 %"
    assert [one.get("value") for one in first[3].iter("data")] == ["0.083", "0.058", "0.12"]


def test_no_element_for_numbers_stands_in_a_quotation_or_in_what_is_pasted(written: str) -> None:
    page = html.document_fromstring(written)
    assert QUOTATION in page.xpath("string(//blockquote[1])")
    for place in ("blockquote", "cite", "mark", "*[@id='methods-text']", "*[@id='citation-text']", "svg"):
        assert page.xpath(f"//{place}")
        assert not page.xpath(f"//{place}//data")
    assert not [value for value in page.xpath("//@data-sort | //@aria-label | //@title") if "<" in value]


@pytest.mark.browser
@needs_browser
@pytest.mark.parametrize(
    ("locale", "passages", "share"),
    [
        ("en-US", "1,605", "8.3% 5.8–12%"),
        ("de-DE", "1.605", "8,3 % 5,8–12 %"),
        ("tr-TR", "1.605", "%8,3 %5,8–12"),
        ("hi-IN", "1,605", "8.3% 5.8–12%"),
    ],
)
def test_numbers_are_written_as_in_the_reader_s_locale(
    read_in: Callable[[str], Page], locale: str, passages: str, share: str
) -> None:
    page = read_in(locale)
    assert page.locator(".facts dd").nth(1).inner_text() == passages
    assert shares(page, 1)[3] == share
    assert page.locator(".facts dd").nth(3).inner_text() == "2008–2025"
    assert page.locator("#contrasts-table tbody td[data-sort]").nth(2).inner_text().startswith("+30 +19 to")


@pytest.mark.browser
@needs_browser
def test_a_german_reader_finds_commas_in_sentences_and_none_in_what_others_wrote(
    read_in: Callable[[str], Page],
) -> None:
    page = read_in("de-DE")
    assert f"1.605{NBSP}passages" in page.locator(".standfirst").inner_text()
    assert page.locator("blockquote").first.inner_text() == QUOTATION
    assert page.locator("cite").first.inner_text() == "1,234 days"
    assert "1 605 passages" in " ".join(page.locator("#methods-text").inner_text().split())
    assert "0,78" in page.locator("#scores-caption").locator("xpath=../..").inner_text()


@pytest.mark.browser
@needs_browser
def test_a_table_is_sorted_by_value_in_every_locale(read_in: Callable[[str], Page]) -> None:
    page = read_in("de-DE")
    page.locator("#prevalence-table thead th").nth(3).locator("button").click()
    groups = [shares(page, row)[0] for row in range(1, 6)]
    assert groups == ["Nordhavel", "Lindavar", "Kestria", "Osmara", "Port Maren"]
