"""The page in a real browser: sorting, filtering, themes, keyboard, width, and silence on the network."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from report_example import example_report

from discourse.report.page import write_page

CHROMIUM = Path("/usr/bin/chromium")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not CHROMIUM.exists(), reason=f"There is no Chromium at {CHROMIUM}; install it to look at the page."
    ),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("report") / "report.html"
    write_page(example_report(), path)
    return path.as_uri()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(address)
    yield page
    page.close()


def column(page: Page, number: int) -> list[str]:
    cells = page.locator(f"#prevalence-table tbody tr > :nth-child({number})")
    return [text.split()[0] for text in cells.all_inner_texts()]


def visible_quotes(page: Page) -> int:
    return page.locator(".quote:visible").count()


def test_nothing_is_asked_of_a_network_and_nothing_goes_wrong(browser: Browser, address: str) -> None:
    asked, said = [], []
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(address)
    page.locator("#theme").click()
    page.close()
    assert [url for url in asked if not url.startswith("data:")] == [address]
    assert said == []


def test_a_heading_sorts_by_mouse_and_keyboard_and_says_so(page: Page) -> None:
    head = page.locator("#prevalence-table thead th").nth(1)
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    assert column(page, 1) == ["Kestria", "Osmara", "Lindavar", "Nordhavel", "Port"]
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    assert column(page, 1) == ["Nordhavel", "Lindavar", "Osmara", "Kestria", "Port"]


def test_a_number_leads_to_its_quotes(page: Page) -> None:
    page.locator("#prevalence-table tbody a.lead").nth(2).click()
    assert page.locator("#shown").inner_text() == "2 of 34 passages, those of which the coder is surest"
    assert page.locator("#wanted").inner_text().strip() == "Keep the rows with jurisdiction “Kestria”, code “Equity”."
    tags = page.locator(".quote:visible .tags").all_inner_texts()
    assert all("Kestria" in tag and "Equity" in tag for tag in tags)
    assert page.evaluate("document.activeElement.id") == "quotes"


def test_a_number_of_which_nothing_is_quoted_leads_to_how_many_there_are(page: Page) -> None:
    page.evaluate("document.querySelectorAll('#quote-list .quote').forEach((one) => { one.dataset.code = 'none'; })")
    page.locator("#by-type-table tbody a.lead").first.click()
    told = page.locator("#shown").inner_text()
    assert told.startswith("Of the passages behind this number (")
    assert told.endswith(") none is quoted on this page.")


def test_every_number_with_a_link_says_how_many_passages_stand_behind_it(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    said = page.evaluate(
        "[...document.querySelectorAll('td.number a.lead')].map((one) => { one.click(); "
        "return document.querySelector('#shown').textContent; })"
    )
    assert said
    assert not [words for words in said if words.startswith("No passage")]


def test_the_words_that_weighed_most_are_marked_when_asked_for(page: Page) -> None:
    colour = "getComputedStyle(document.querySelector('#quote-list mark')).backgroundColor"
    assert page.evaluate(colour) == "rgba(0, 0, 0, 0)"
    page.locator("#weighed").check()
    assert page.evaluate(colour) != "rgba(0, 0, 0, 0)"


def test_a_table_that_goes_on_beyond_its_edge_says_so_until_its_end(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    hint = page.locator(".beyond:has(+ .scroll > #prevalence-table)")
    hint.wait_for(state="visible")
    page.evaluate("document.querySelector('#prevalence-table').parentElement.scrollLeft = 5000")
    hint.wait_for(state="hidden")


def test_what_is_folded_is_printed_open(page: Page) -> None:
    opened = "document.querySelectorAll('details[open]').length"
    assert page.evaluate(opened) == 0
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("document.querySelectorAll('details:not([open])').length") == 0
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(opened) == 0


def test_words_filter_quotes_and_more_can_be_shown(page: Page) -> None:
    assert visible_quotes(page) == 12
    page.locator("#more").click()
    assert visible_quotes(page) == 33
    page.locator("input[name=text]").fill("harbour riggers")
    assert page.locator("#shown").inner_text() == "5 passages quoted here"
    page.locator("input[name=text]").fill("no such words")
    assert "says nothing about passages that are not on it" in page.locator("#shown").inner_text()
    page.locator("button[type=reset]").click()
    page.wait_for_function("document.querySelector('#shown').textContent === '12 of 33 passages quoted here'")


def test_the_theme_can_be_chosen(page: Page) -> None:
    background = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(background)
    page.locator("#theme").click()
    page.locator("#theme").click()
    assert page.locator("#theme").inner_text() == "Theme: dark"
    assert page.evaluate(background) != light


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_no_width_makes_the_page_scroll_sideways(width: int, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_script_every_quote_can_be_read(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert page.locator(".quote:visible").count() == 33
    assert page.locator("#filters:visible").count() == 0
    context.close()


def test_print_shows_headings_and_hides_what_cannot_be_clicked(page: Page) -> None:
    page.emulate_media(media="print")
    assert page.locator("#prevalence-table thead th").first.inner_text().strip() == "Jurisdiction"
    assert page.locator("nav:visible, #filters:visible, .copy:visible").count() == 0
