import pytest

from discourse.domain.documents import BlockKind
from discourse.passages.roles import is_reference_entry, is_reference_heading, why_left_out


@pytest.mark.parametrize(
    "text",
    [
        "Training raises wages in the long run.",
        "Skills create opportunity.",
        "• Support for learners in rural districts",
        "In 2019, 45,000 adults (12.5%) took part.",
        "Doe (2019) argues that credentials signal little.",
        "Details are at www.example.org for every provider in the region.",
    ],
)
def test_prose_is_coded(text: str) -> None:
    assert why_left_out(text, BlockKind.PARAGRAPH) == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Thank you.", "too_short"),
        ("Lifelong learning", "too_short"),
        ("12.5 13.1 14.0 15.2%", "not_prose"),
        ("https://www.example.org/a/very/long/page?x=1", "not_prose"),
        ("Contact: office@example.org, +64 4 000 0000", "not_prose"),
        ("Green Party 9; Labour Party 42; Independent 1", "not_prose"),
        ("Associate Professor Jane Doe, Dr John Roe", "not_prose"),
        ("F E J E Z E T", "not_prose"),
        ("Introduction ............ 4", "contents"),
        ("Foreword . . . . . . . ii", "contents"),
    ],
)
def test_what_is_not_prose_is_left_out_with_its_reason(text: str, reason: str) -> None:
    assert why_left_out(text, BlockKind.PARAGRAPH) == reason


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (BlockKind.HEADING, "heading"),
        (BlockKind.CONTENTS, "contents"),
        (BlockKind.REFERENCE, "reference"),
        (BlockKind.CAPTION, "caption"),
    ],
)
def test_the_kind_of_a_block_is_reason_enough(kind: BlockKind, reason: str) -> None:
    assert why_left_out("Training raises wages in the long run.", kind) == reason


@pytest.mark.parametrize(
    "text",
    [
        "Doe, J. K. (2019). The price of a badge. Invented Press.",
        "Doe, J., & Roe, B. (2019) The price of a badge. Invented Press.",
        "Doe, J.–Roe, B. [2019]: The price of a badge. Invented Press.",
        "[12] Doe, J. 2019. The price of a badge. Journal of Made-up Results 4(2): 1–20.",
        "Ministry of Works and Learning (2021), The Badge Report. Capital City.",
        "The badge report. https://doi.org/10.1234/made.up.1",
        "The badge report. Retrieved 4 May 2020 from https://www.example.org/report",
        "Source: Ministry of Works",
    ],
)
def test_an_entry_of_a_reference_list_is_known_by_its_form(text: str) -> None:
    assert is_reference_entry(text)


@pytest.mark.parametrize(
    "text",
    [
        "Doe, J. (2019) argues that badges signal little.",
        "The Act was amended by the ministry (2019). The new rules apply from May.",
        "The service can be accessed from 2020 at any branch.",
        "Sources of finance are many.",
    ],
)
def test_prose_that_cites_is_no_entry(text: str) -> None:
    assert not is_reference_entry(text)


@pytest.mark.parametrize(
    "text", ["References", "7. Bibliography", "Works cited", "ENDNOTES", "Endnotes and references", "## Notes"]
)
def test_a_heading_over_a_reference_list_is_known(text: str) -> None:
    assert is_reference_heading(text)


@pytest.mark.parametrize("text", ["Reference pricing", "Notes on method", "Terms of reference", "Sources of finance"])
def test_other_headings_are_not_taken_for_it(text: str) -> None:
    assert not is_reference_heading(text)
