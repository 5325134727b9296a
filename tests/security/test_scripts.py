"""G8: sixty payloads in every field that a stranger fills, in every page of the workbench and in the report."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from lxml import html
from payloads import PAYLOADS
from starlette.routing import Route
from starlette.testclient import TestClient

import discourse
from discourse.domain.codebook import Codebook, load_codebook
from discourse.domain.documents import Metadata
from discourse.domain.ids import hash_file
from discourse.domain.results import Quote, Table
from discourse.pipeline.facts import collect_facts
from discourse.pipeline.workbench.workbench import open_workbench
from discourse.report.page import report_to_html
from discourse.report.report import Report, SourceLine
from discourse.web.app import ROUTES, make_app
from discourse.web.guard import HEADERS
from discourse.web.visits import Visits

sys.path.insert(0, str(Path(__file__).parents[1] / "report"))

import report_example as example

PORT = 8766
ORIGIN = f"http://127.0.0.1:{PORT}"
TOGETHER = 6
BUNDLES = [" ".join(PAYLOADS[at : at + TOGETHER]) for at in range(0, len(PAYLOADS), TOGETHER)]
LOADING = ("src", "href", "action", "data", "poster", "formaction", "background", "srcset")
OUR_SCRIPTS = {None, "module"}


FOREIGN = frozenset({"iframe", "object", "embed", "base", "math", "marquee", "template", "plaintext", "xmp", "video"})
SCHEMES = frozenset({"javascript", "vbscript", "http", "https"})


def acts(name: str, value: str) -> bool:
    """Whether an attribute runs something or leads to another machine."""
    scheme = value.strip("\x00\x01 ").partition(":")[0].casefold()
    return name.startswith("on") or (name in LOADING and (value.startswith("//") or scheme in SCHEMES))


def troubles(page: str, *, inline: int = 0) -> list[str]:
    """What in a page runs, loads from elsewhere or is an element that no template of ours has."""
    root = html.document_fromstring(page.encode())
    found = []
    scripts = [one for one in root.iter("script") if one.get("type") in OUR_SCRIPTS and not one.get("src")]
    if len(scripts) != inline:
        found.append(f"{len(scripts)} scripts in the page")
    for element in root.iter("*"):
        if element.tag in FOREIGN:
            found.append(f"<{element.tag}>")
        found += [f"{element.tag} {name}={value[:40]}" for name, value in element.attrib.items() if acts(name, value)]
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scripts") / "study"
    discourse.init(folder)
    book = folder / "codebook.yaml"
    first = load_codebook(book).frames[0]
    book.write_text(
        book.read_text(encoding="utf-8").replace(f"name: {first.name}\n", f"name: '{PAYLOADS[0]}{PAYLOADS[1]}'\n", 1),
        encoding="utf-8",
    )
    for number, bundle in enumerate(BUNDLES):
        path = folder / f"<img src=x onerror=alert({number})>.txt"
        path.write_text(
            f"Learners pay no fees here, it says, and {bundle} was written.\n\n{bundle}\n", encoding="utf-8"
        )
        about = Metadata(title=bundle, body=bundle, jurisdiction=bundle[:200], url=PAYLOADS[31 + number % 6], year=2020)
        discourse.add([path], project=folder, metadata=about)
    collect_facts(folder)
    return folder


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[tuple[TestClient, list[str]]]:
    visits = Visits()
    with open_workbench(folder) as workbench:
        app = make_app(workbench, visits, port=PORT)
        client = TestClient(app, base_url=ORIGIN)
        client.get("/launch", params={"token": visits.invite()})
        said = {"coder": "", "name": "<b>Mina</b>"}
        client.post("/do/sit-down", json=said, headers={"Origin": ORIGIN}).raise_for_status()
        yield client, [hash_file(path) for path in sorted(folder.glob("*.txt"))]


def test_there_are_sixty_payloads_and_the_check_finds_each_that_is_not_escaped() -> None:
    assert len(PAYLOADS) >= 60
    harmless = {PAYLOADS.index(text) for text in PAYLOADS if not troubles(f"<html><body><p>{text}</p></body></html>")}
    assert len(PAYLOADS) - len(harmless) >= 30


def test_no_page_of_the_workbench_runs_or_loads_what_a_stranger_wrote(client: tuple[TestClient, list[str]]) -> None:
    browser, documents = client
    assert len(documents) == len(BUNDLES)
    values = {"document_id": documents, "code_id": ["human_capital"]}
    seen = 0
    for route in ROUTES:
        # Pictures are made in a process each, and are pictures.
        is_page = isinstance(route, Route) and "GET" in (route.methods or ()) and "/pages/" not in route.path
        if not isinstance(route, Route) or not is_page or route.path == "/launch":
            continue
        paths = [route.path]
        for name, options in values.items():
            paths = [path.replace(f"{{{name}}}", option) for path in paths for option in options]
        bundles = BUNDLES if "search" in route.path else () if "{" in route.path else BUNDLES[:1]
        queries = [{"q": bundle, "queue": bundle, "at": bundle} for bundle in bundles]
        for path in dict.fromkeys(paths):
            for query in ({}, *queries):
                answer = browser.get(path, params=query)
                assert answer.status_code < 500, (path, query)
                assert "unsafe" not in answer.headers["Content-Security-Policy"]
                if answer.headers.get("content-type", "").startswith("text/html"):
                    assert not troubles(answer.text), (path, query)
                    seen += 1
    assert seen > len(BUNDLES) + 6
    assert HEADERS["X-Content-Type-Options"] == "nosniff"


def test_no_report_runs_or_loads_what_a_stranger_wrote() -> None:
    # One report of all: its charts take seconds to draw.
    assert not troubles(report_to_html(_report(" ".join(PAYLOADS))), inline=1)


def _report(text: str) -> Report:
    report = example.example_report()
    quote = example.example_quote(1, text, f"A sentence with {text} in it.", "sbtc", text, text)
    frame = example.prevalence_frame().with_columns(group=pl.col("group").replace("Kestria", text))
    codes = tuple(replace(code, name=text, definition=text) for code in example.CODEBOOK.codes)
    quotes: tuple[Quote, ...] = (replace(quote, title=text, body=text, link=text),)
    return replace(
        report,
        title=text,
        codebook=Codebook(text, codes, text),
        prevalence=Table("prevalence", text, frame, text),
        quotes=quotes,
        sources=(SourceLine(text, text, text, text, text, link=text),),
        caveats=(text,),
        downloads=(text, "tables.xlsx"),
    )
