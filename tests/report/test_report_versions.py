"""The page of two versions, and how a document is named."""

import base64
import hashlib
from pathlib import Path

import polars as pl
import pytest
from lxml import html
from report_example import CODEBOOK

from discourse.domain.errors import UsageError
from discourse.domain.results import DOCUMENTS, Table
from discourse.domain.written import written_script
from discourse.pipeline.versions import find_document
from discourse.report.versions import Version, Versions, versions_to_sentences, words_changed, write_versions
from discourse.tables.versions import VERSIONS, version_shares

NBSP = "\N{NO-BREAK SPACE}"
FRAME = CODEBOOK.frames[0].id


def example(*changes: tuple[str, str | None, str | None]) -> Versions:
    """Changes with the old and the new text; every new text carries the first frame."""
    rows = [
        {
            "change": change,
            "moved": False,
            "similarity": 0.0,
            **({"old_text": old, "old_page": 1, "old_codes": [], "old_passage_id": f"o{at}"} if old else {}),
            **({"new_text": new, "new_page": 2, "new_codes": [FRAME], "new_passage_id": f"n{at}"} if new else {}),
        }
        for at, (change, old, new) in enumerate(changes)
    ]
    passages = pl.DataFrame(rows, schema=VERSIONS)
    return Versions(
        Version("Skills Plan", "old.pdf", 2019),
        Version("Skills Plan", "new.pdf", 2022, "../new.pdf#page=1"),
        Table("versions", "", passages),
        Table("version_shares", "", version_shares(passages, [code.id for code in CODEBOOK.frames])),
        CODEBOOK.codes,
        "a test",
    )


def test_words_that_came_and_went_join_to_both_texts() -> None:
    old, new = "Fees rise by half next year.", "Fees fall by half this year, again."
    pieces = words_changed(old, new)
    assert "".join(text for text, kind in pieces if kind != "out") == new
    assert "".join(text for text, kind in pieces if kind != "in") == old
    assert ("rise", "out") in pieces and ("fall", "in") in pieces  # noqa: PT018


def test_sentences_say_how_much_was_kept_and_where_frames_came_from() -> None:
    versions = example(("reworded", "Fees rise.", "Fees fall."), ("dropped", "Gone.", None), ("added", None, "New."))
    first, second, *rest = (text.replace(NBSP, " ") for text in versions_to_sentences(versions))
    assert first == (
        "Of 2 passages of the old version 0 are kept word for word, 1 reworded and 1 dropped; 1 of 2 of the new "
        "version are added."
    )
    assert second.endswith(
        "0 % of passages before, 100 % after. 0 of 0 passages with it dropped; 1 added, 1 reworded into it."
    )
    assert all(text.endswith("was found in neither version.") for text in rest)


def test_two_strangers_are_told_to_be_no_versions() -> None:
    assert (
        "two documents on one subject"
        in versions_to_sentences(example(("dropped", "A.", None), ("added", None, "B.")))[0]
    )


def test_the_page_marks_what_changed_and_escapes_it(tmp_path: Path) -> None:
    versions = example(("reworded", "Fees <b>rise</b>.", "Fees <b>fall</b>."), ("kept", "Same.", "Same."))
    write_versions(versions, tmp_path / "page.html")
    page = html.parse(str(tmp_path / "page.html")).getroot()
    rows = page.xpath("//ol[@class='passages']/li")
    assert [row.get("class") for row in rows] == ["reworded", "kept"]
    assert [item.text for item in rows[0].xpath(".//del")] == ["rise"]
    assert "fall" in [item.text for item in rows[0].xpath(".//ins")]
    assert not rows[0].xpath(".//b")


def test_the_page_runs_the_script_for_its_numbers_alone(tmp_path: Path) -> None:
    write_versions(example(("kept", "Same.", "Same.")), tmp_path / "page.html")
    page = html.parse(str(tmp_path / "page.html")).getroot()
    (script,) = page.iter("script")
    assert script.text == written_script()
    digest = base64.b64encode(hashlib.sha256(script.text.encode()).digest()).decode()
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert f"script-src 'sha256-{digest}';" in policy


def documents() -> pl.DataFrame:
    rows = [("a", "plans/skills-2019.pdf", "Skills Plan"), ("b", "plans/skills-2022.pdf", "Skills Plan, second")]
    return pl.DataFrame(
        [
            dict.fromkeys(DOCUMENTS.names()) | dict(zip(("document_id", "file", "title"), row, strict=True))
            for row in rows
        ],
        schema=DOCUMENTS,
    )


@pytest.mark.parametrize(
    ("name", "document"),
    [("skills-2019.pdf", "a"), ("plans/Skills-2022.pdf", "b"), ("Skills plan", "a"), ("2022", "b"), ("second", "b")],
)
def test_a_document_is_named_by_file_title_or_part(name: str, document: str) -> None:
    assert find_document(documents(), name)["document_id"] == document


@pytest.mark.parametrize(("name", "said"), [("skills-20", "fits 2 documents"), ("budget", "No document that was read")])
def test_a_name_that_fits_none_or_several_is_refused(name: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        find_document(documents(), name)
