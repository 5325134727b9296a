"""The workbench in a real browser: coding without the mouse, undo, blind mode, two coders, a server that is killed."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

import discourse
from discourse.domain.documents import Metadata
from discourse.pipeline.codings import read_codings
from discourse.pipeline.facts import collect_facts

CHROMIUM = Path("/usr/bin/chromium")
# What a person would wait for: a busy machine answers late, and that is no fault of the page.
expect.set_options(timeout=30_000)
PASSAGES = 20
SENTENCES = [
    f"Clause {number}: the harbour board shall train {number + 2} riggers from the {place} shore before the ice comes."
    for number, place in enumerate(("north", "south", "east", "west") * 8)
]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not CHROMIUM.exists(), reason=f"There is no Chromium at {CHROMIUM}; install it to code in the page."
    ),
]


class Server:
    """`discourse serve` as a process of its own."""

    def __init__(self, project: Path) -> None:
        self.project = project
        self.start()

    def start(self) -> None:
        words = [sys.executable, "-m", "discourse.cli", "serve", "--project", str(self.project), "--port", "0"]
        self.process = subprocess.Popen([*words, "--no-browser"], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        found = re.search(r"(http://\S+)/launch\?token=\S+", self.process.stdout.readline())
        assert found is not None
        self.launch, self.origin = found[0], found[1]

    def kill(self) -> None:
        os.kill(self.process.pid, signal.SIGKILL)
        self.end()

    def end(self) -> None:
        self.process.terminate()
        self.process.communicate()


@pytest.fixture
def server(project: Path) -> Iterator[Server]:
    server = Server(project)
    yield server
    server.end()


@pytest.fixture
def sign_in(browser: Browser) -> Iterator[Callable[..., Page]]:
    contexts: list[BrowserContext] = []
    trouble: list[str] = []

    def sign_in(launch: str, name: str, *, locale: str = "en-US") -> Page:
        context = browser.new_context(viewport={"width": 1280, "height": 860}, locale=locale)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("dialog", lambda dialog: trouble.append(dialog.message))
        page.goto(launch)
        page.locator("input[name=name]").fill(name)
        page.keyboard.press("Enter")
        page.wait_for_url("**/")
        return page

    yield sign_in
    for context in contexts:
        context.close()
    assert trouble == []


def origin_of(page: Page) -> str:
    return "/".join(page.url.split("/")[:3])


def read(page: Page, path: str) -> None:
    page.goto(origin_of(page) + path)
    page.locator("#desk[data-ready]").wait_for()


def frame(page: Page, number: int) -> str:
    return page.locator("#frames .toggle").nth(number - 1).get_attribute("aria-pressed") or ""


def press(page: Page, *keys: str) -> None:
    """Keys as they are typed; each is through when the page says so."""
    for key in keys:
        page.locator("#said").evaluate("element => { element.textContent = ''; }")
        page.keyboard.press(key)
        expect(page.locator("#said")).not_to_be_empty()


def finish(page: Page) -> None:
    address = page.url
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != address)
    if "/documents/" in page.url:
        page.locator("#desk[data-ready]").wait_for()


@pytest.fixture
def project(project: Path) -> Path:
    """The example with a longer document, so that twenty passages can be coded."""
    (project / "clauses.md").write_text("# Clauses\n\n" + "\n\n".join(SENTENCES), encoding="utf-8")
    discourse.add([project / "clauses.md"], project=project, metadata=Metadata(jurisdiction="Lindavar"))
    collect_facts(project)
    return project


def test_twenty_passages_are_coded_by_keyboard_alone(
    server: Server, project: Path, sign_in: Callable[[str, str], Page]
) -> None:
    page = sign_in(server.launch, "Mina")
    read(page, "/next?queue=jurisdiction:Lindavar")
    for number in range(PASSAGES):
        if number % 2:
            press(page, "1", "c")
        else:
            press(page, "3", "t", "b")
        finish(page)
    codings = read_codings(project, coder="person:Mina")
    assert sum(one.code_id == "" for one in codings) == PASSAGES
    assert sum(one.code_id == "human_capital" and one.stance == "contested" for one in codings) == PASSAGES // 2
    assert sum(one.code_id == "equity" and one.stance == "asserted" for one in codings) == PASSAGES // 2
    assert sum(one.code_id == "individual_responsibility" for one in codings) == PASSAGES // 2
    assert all(one.quote in SENTENCES for one in codings)


def test_undo_and_redo_by_key(server: Server, project: Path, sign_in: Callable[[str, str], Page]) -> None:
    page = sign_in(server.launch, "Mina")
    read(page, "/next?queue=jurisdiction:Lindavar")
    first = page.url
    press(page, "2", "r")
    assert page.locator("#frames [data-stance=reported]").nth(1).get_attribute("aria-pressed") == "true"
    finish(page)
    page.keyboard.press("u")
    # The page that is left is not finished either, so it is the place that tells that the browser is back.
    expect(page.locator(".passage.here")).to_have_attribute("data-start", first.split("at=")[1].split("&")[0])
    page.locator("#desk[data-ready]").wait_for()
    expect(page.locator("#position")).to_contain_text("not finished")
    press(page, "u")
    assert page.locator("#frames [data-stance=asserted]").nth(1).get_attribute("aria-pressed") == "true"
    press(page, "u")
    assert frame(page, 2) == "false"
    press(page, "Shift+U", "Control+Shift+Z")
    assert page.locator("#frames [data-stance=reported]").nth(1).get_attribute("aria-pressed") == "true"


def test_blind_mode_and_two_coders_in_two_browsers(
    server: Server, project: Path, sign_in: Callable[[str, str], Page]
) -> None:
    mina = sign_in(server.launch, "Mina")
    mina.locator("#person").click()
    mina.locator("#invite").click()
    expect(mina.locator("#invitation")).to_contain_text("/launch?token=")
    ravi = sign_in(mina.locator("#invitation").inner_text(), "Ravi")
    mina.keyboard.press("Escape")
    for page in (mina, ravi):
        read(page, "/next?queue=jurisdiction:Kestria")
        expect(page.locator("#machine-said")).to_contain_text("Hidden until you have finished")
        expect(page.locator("#machine-acts")).to_be_hidden()
        expect(page.locator(".marks")).to_have_count(0)
    press(mina, "1", "Shift+Enter")
    expect(mina.locator("#machine-said .verdict")).to_have_count(3)
    expect(mina.locator("#others")).to_be_hidden()
    press(ravi, "3")
    ravi.keyboard.press("m")
    ravi.keyboard.type("Whose fees?")
    ravi.keyboard.press("Escape")
    expect(ravi.locator("#said")).to_contain_text("Memo saved")
    expect(ravi.locator("#others")).to_be_hidden()
    press(ravi, "Shift+Enter")
    expect(ravi.locator("#others-said")).to_contain_text("Mina: Human capital: asserted")
    ravi.goto(server.origin + "/disagreements")
    ravi.keyboard.press("1")
    expect(ravi.locator("main")).to_contain_text("All are settled")
    by_coder = {one.coder for one in read_codings(project) if one.present}
    assert by_coder == {"person:Mina", "person:Ravi", "person:consensus"}


def test_words_within_a_passage_are_coded_by_key(
    server: Server, project: Path, sign_in: Callable[[str, str], Page]
) -> None:
    page = sign_in(server.launch, "Mina")
    read(page, "/next?queue=search:face")
    press(page, "s", "ArrowRight", "ArrowRight", "Shift+ArrowRight")
    expect(page.locator("#chosen")).to_have_text("“😀 face”")
    press(page, "3")
    (kept,) = read_codings(project)
    assert (kept.quote, kept.passage_id, kept.code_id) == ("😀 face", "", "equity")


def test_the_rules_of_the_codes_open_and_close_by_key(server: Server, sign_in: Callable[[str, str], Page]) -> None:
    page = sign_in(server.launch, "Mina")
    read(page, "/next?queue=jurisdiction:Lindavar")
    press(page, "2")
    page.keyboard.press("d")
    expect(page.locator("#rules section").nth(1)).to_be_focused()
    page.keyboard.press("1")
    expect(page.locator("#rules section").first).to_be_focused()
    assert frame(page, 1) == "false"
    page.keyboard.press("d")
    expect(page.locator("#rules")).to_be_hidden()


def test_a_server_killed_in_mid_coding_loses_nothing_that_it_said_was_saved(
    server: Server, project: Path, sign_in: Callable[[str, str], Page]
) -> None:
    page = sign_in(server.launch, "Mina")
    read(page, "/next?queue=jurisdiction:Lindavar")
    press(page, "1")
    finish(page)
    press(page, "3")
    server.kill()
    page.keyboard.press("2")
    expect(page.locator("#trouble")).to_contain_text("Not saved")
    assert frame(page, 2) == "false"
    assert {one.code_id for one in read_codings(project)} == {"human_capital", "", "equity"}
    server.start()
    again = sign_in(server.launch, "Mina")
    read(again, "/next?queue=jurisdiction:Lindavar")
    assert frame(again, 3) == "true"
    press(again, "u")
    assert frame(again, 3) == "false"


def test_no_serious_fault_of_access_is_found(server: Server, sign_in: Callable[[str, str], Page]) -> None:
    axe = pytest.importorskip("axe_core_python.sync_playwright", reason="axe-core-python is not installed.")
    page = sign_in(server.launch, "Mina")
    faults = []
    for theme in ("light", "dark"):
        for path in ("/", "/documents", "/next?queue=jurisdiction:Kestria", "/codes", "/codes/equity", "/training"):
            page.goto(server.origin + path)
            page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
            found = axe.Axe().run(page)["violations"]
            bad = [one for one in found if one["impact"] in ("serious", "critical")]
            faults += [(theme, path, one["id"], one["nodes"][0]["html"]) for one in bad]
    assert faults == []


@pytest.mark.parametrize("width", [820, 1024, 1280])
def test_no_width_scrolls_sideways(server: Server, sign_in: Callable[[str, str], Page], width: int) -> None:
    page = sign_in(server.launch, "Mina")
    page.set_viewport_size({"width": width, "height": 900})
    for path in ("/", "/documents", "/next?queue=jurisdiction:Kestria", "/codes/equity"):
        page.goto(server.origin + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_numbers_and_dates_are_written_as_in_the_coder_s_locale(server: Server, sign_in: Callable[..., Page]) -> None:
    page = sign_in(server.launch, "Mina", locale="de-DE")
    page.goto(server.origin + "/next?queue=jurisdiction:Kestria")
    page.locator("#desk[data-ready]").wait_for()
    text = page.locator(".passage").first.inner_text()
    press(page, "Shift+Enter")
    expect(page.locator("#machine-said output").first).to_have_text(re.compile(r"^0,\d\d$"))
    assert page.locator(".passage").first.inner_text() == text
    page.goto(server.origin + "/")
    expect(page.locator("#coders + table time")).to_have_text(re.compile(r"^\d\d\.\d\d\.20\d\d$"))
