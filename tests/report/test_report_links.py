from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.report.links import safe_link, say_place, show_files, source_link


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", " javascript:alert(1)",
        "data:text/html,x",        "vbscript:x", "http://example.org/a.pdf", "//host/share.pdf", "\\\\host\\share.pdf", "file://host/share.pdf",
        "%2f%2fhost/share.pdf", "/etc/passwd", "C:\\plans\\a.pdf", "", "#page=2",
    ],
)  # fmt: skip
def test_links_to_anything_but_files_are_dropped(link: str) -> None:
    assert safe_link(link) == ""


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("../documents/plan.pdf#page=4", "../documents/plan.pdf#page=4"),
        ("a plan (draft) 50%.pdf", "a%20plan%20(draft)%2050%25.pdf"),
        ("javascript%3Aalert(1).pdf", "javascript%3Aalert(1).pdf"),
        ('x" onclick="alert(1).pdf', "x%22%20onclick=%22alert(1).pdf"),
        ("plan.pdf#page=2&x=<script>", "plan.pdf"),
        ("file:///srv/plans/%C3%85.pdf#page=1", "file:///srv/plans/%C3%85.pdf#page=1"),
        ("file:///C:/plans/a.pdf", "file:///C:/plans/a.pdf"),
    ],
)
def test_links_to_files_are_kept_and_encoded(link: str, kept: str) -> None:
    assert safe_link(link) == kept


def test_a_source_is_linked_relative_to_the_report(tmp_path: Path) -> None:
    link = source_link(tmp_path / "documents" / "år #1?: 50%.pdf", 3, folder=tmp_path / "outputs")
    assert link == "../documents/%C3%A5r%20%231%3F%3A%2050%25.pdf#page=3"


def test_a_file_without_pages_is_opened_at_none(tmp_path: Path) -> None:
    assert source_link(tmp_path / "a.md", 1, folder=tmp_path / "outputs") == "../a.md"


@pytest.mark.parametrize(
    ("file", "label", "heading", "words"),
    [
        ("plan.PDF", "", "Skills", "PDF page 7"),
        ("plan.pdf", "xiii", "", "PDF page 7, labelled xiii"),
        ("plan.md", "", "Skills", "under “Skills”"),
        ("plan.md", "", "Skill " * 20, f"under “{'Skill ' * 13}…”"),
        ("plan.txt", "", "", ""),
    ],
)
def test_a_place_is_a_page_of_a_pdf_and_a_heading_elsewhere(file: str, label: str, heading: str, words: str) -> None:
    assert say_place(file, 7, label=label, heading=heading) == words


@given(st.text(st.characters(exclude_characters="/\x00", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30))
def test_every_link_that_we_make_is_a_safe_link(name: str) -> None:
    if name not in (".", ".."):
        link = source_link(Path("/projects/one/in") / name, 12, folder=Path("/projects/one/out"))
        assert safe_link(link) == link


def test_files_outside_the_project_are_named_below_their_common_folder(tmp_path: Path) -> None:
    files = [str(tmp_path / "uk" / "act.pdf"), str(tmp_path / "nz" / "act.pdf"), "own/plan.txt"]
    assert list(show_files(files).values()) == ["uk/act.pdf", "nz/act.pdf", "own/plan.txt"]
    assert show_files(files[:1]) == {files[0]: "act.pdf"}
    assert show_files(files[2:]) == {"own/plan.txt": "own/plan.txt"}
