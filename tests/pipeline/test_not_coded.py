"""What is said of a document in a language that the coder does not know, and where quotes and words are to be found."""

import re
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

import discourse
from discourse.domain.documents import Status
from discourse.pipeline.status import FileStatus

Cli = Callable[..., tuple[int, str, str]]

ENGLISH = """# Skills for the coast

## Why skills

Every worker needs training to find a better job and to raise wages in a growing economy.
The ministry will pay for a badge for people in poor districts who never had a fair chance.
A badge is a record of what somebody has learnt in a short course.

## References

Doe, J. (2019). A badge for the port: the first ten years. Journal of Coasts.
Roe, B. (2020). What a badge is worth. Kestria: Press of the Port.
"""
HUNGARIAN = """A minisztérium minden évben nyilvánosan beszámol a felnőttképzésről és a szakképzés eredményeiről.
A tanulók rövid képzéseken szerezhetnek új készségeket, amelyeket a munkáltatók is elismernek.
Az állam támogatja a hátrányos helyzetű családok gyermekeinek továbbtanulását a főiskolákon és az egyetemeken.
"""


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mixed") / "study"
    project = discourse.init(folder)
    texts = {"coast.md": ENGLISH, "magyar.txt": HUNGARIAN}
    rows = ["file,jurisdiction", "coast.md,Kestria", "magyar.txt,Hungary"]
    (folder / "in").mkdir()
    for name, text in {**texts, "index.csv": "\n".join(rows)}.items():
        (folder / "in" / name).write_text(text, encoding="utf-8")
    discourse.add([folder / "in"], project=project, manifest=folder / "in" / "index.csv")
    discourse.run(project, workers=1)
    return project


def test_status_names_the_language_of_what_is_not_coded(done: Path, cli: Cli) -> None:
    out = cli("status", "--project", done)[1]
    assert "ok       in/magyar.txt\n         not coded: Hungarian\n" in out
    assert "2 documents: 2 ok (1 of them not coded); " in out
    assert [item.codable > 0 for item in discourse.status(done)] == [True, False]


def test_the_page_lists_what_is_not_coded_beside_what_failed(done: Path) -> None:
    page = (done / "outputs" / "report.html").read_text(encoding="utf-8")
    assert '<ul class="uncoded">' in page
    assert "not coded: Hungarian" in page
    assert "from 1 of 2" in " ".join(re.sub("<[^>]+>", "", page).replace("\xa0", " ").split())
    assert 'not read</span> <span class="sub">Hungarian' in page
    # Neither file has pages.
    assert page.count('<td class="number" data-sort="0">–</td>') == 2


def test_a_quote_of_a_file_without_pages_stands_under_its_heading(done: Path) -> None:
    quotes = pl.read_csv(done / "outputs" / "quotes.csv", schema_overrides={"page": pl.Int32, "page_label": pl.String})
    assert quotes.height
    assert set(quotes["heading"]) == {"Why skills"}
    assert quotes["page"].null_count() == quotes.height
    assert not quotes["link"].str.contains("#").any()
    assert "under “Why skills”" in (done / "outputs" / "report.html").read_text(encoding="utf-8")


def test_words_in_references_are_counted_and_not_shown(done: Path, cli: Cli) -> None:
    out = cli("kwic", "badges?", "--project", done)[1]
    assert "pay for a [badge] for people" in out
    assert out.count("in/coast.md\n") == 2
    assert out.endswith("2 occurrences. Not shown: 2 in lists of references.\n")
    assert "0 occurrences." in cli("kwic", "badges?", "--jurisdiction", "hungary", "--project", done)[1]


def test_a_reader_of_the_page_has_the_reason_without_its_code() -> None:
    said = "no listing; save it as text. [E-CONTENT]; the same content as 'b.csv'"
    status = FileStatus("a.csv", "", Status.FAILED, said, 0, 0, 0, code="E-CONTENT")
    assert status.plain_reason == "no listing; save it as text.; the same content as 'b.csv'"
    assert FileStatus("a.txt", "", Status.OK, "a remark", 1, 1, 0).plain_reason == "a remark"
