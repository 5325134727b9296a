from pathlib import Path

import pytest

from discourse.domain.documents import Document, Status
from discourse.domain.sources import Source
from discourse.reading.text.lines import lines_to_pieces
from discourse.reading.text.reader import markdown_to_pieces, read_markdown, read_plain, split_front_matter


def kinds(text: str) -> list[tuple[str, str]]:
    return [(piece.kind.value, piece.text) for piece in lines_to_pieces(text)]


def read(tmp_path: Path, name: str, text: str) -> Document:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    reader = read_markdown if name.endswith(".md") else read_plain
    return reader(Source(path, "0" * 64)).documents[0]


def test_hard_wrapped_lines_become_one_paragraph() -> None:
    text = (
        "The agency pays for short courses that lead to a recognised award and\n"
        "that are open to adults in work. It does not pay for courses which an\n"
        "employer must give by law.\n"
        "\n"
        "Applications close in May."
    )
    assert [kind for kind, _ in kinds(text)] == ["paragraph", "paragraph"]
    assert "award and that are" in kinds(text)[0][1]


def test_a_word_cut_at_the_line_end_is_whole_again() -> None:
    text = "Every county shall offer voca-\ntional courses and well-being\nadvice; well-\nbeing is not a subject."
    assert kinds(text)[0][1] == (
        "Every county shall offer vocational courses and well-being advice; well-being is not a subject."
    )


def test_long_lines_are_paragraphs_of_their_own() -> None:
    first = "The conference recalls that learning continues through life. " * 6
    second = "It recommends that member states act on this. " * 6
    assert kinds(f"{first}\n{second}") == [("paragraph", first.strip()), ("paragraph", second.strip())]


@pytest.mark.parametrize(
    ("line", "kind", "text"),
    [
        ("• pay for tuition", "list_item", "pay for tuition"),
        ("- pay for tuition", "list_item", "pay for tuition"),
        ("(a) to pay for tuition;", "list_item", "(a) to pay for tuition;"),
        ("iii) to pay for tuition;", "list_item", "iii) to pay for tuition;"),
        ("2. Calls on councils to act.", "list_item", "2. Calls on councils to act."),
        ("TUITION AND FEES", "heading", "TUITION AND FEES"),
        ("Article 12", "heading", "Article 12"),
        ("3.2 Who may apply", "heading", "3.2 Who may apply"),
        ("Fees ........................ 12", "contents", "Fees ........................ 12"),
        ("1.5 per cent of payroll is due.", "paragraph", "1.5 per cent of payroll is due."),
        ("– and so it ended.", "list_item", "and so it ended."),
    ],
)
def test_a_line_is_what_its_form_says(line: str, kind: str, text: str) -> None:
    assert kinds(line) == [(kind, text)]


def test_an_underlined_line_is_a_heading() -> None:
    assert kinds("Fees and grants\n===============\n\nNobody pays.") == [
        ("heading", "Fees and grants"),
        ("paragraph", "Nobody pays."),
    ]


def test_front_matter_is_metadata_and_not_text(tmp_path: Path) -> None:
    head = '---\ntitle: "Adult Learning Act"\ndate: 2012-05-04\nsource_url: https://law.example/12\nrank: act\n---\n'
    document = read(tmp_path, "act.txt", head + "\nSection one says this.")
    assert document.text == "Section one says this."
    assert document.metadata.title == "Adult Learning Act"
    assert document.metadata.year == 2012
    assert document.metadata.url == "https://law.example/12"
    assert document.metadata.extra["rank"] == "act"


@pytest.mark.parametrize("head", ["---\n: : :\n- [\n---\n", "---\njust a line\n---\n"])
def test_front_matter_that_is_not_yaml_stays_text(head: str) -> None:
    text, metadata = split_front_matter(head + "body")
    assert text.endswith("body")
    assert text.startswith("---")
    assert metadata.title == ""


def test_markdown_keeps_headings_lists_quotes_and_tables() -> None:
    text = (
        "# Plan\n\nWe **will** act[^1].\n\n- first\n- second\n  - inner\n\n> They said so.\n\n"
        "| Year | Places |\n|---|---|\n| 2020 | 40 |\n| 2021 | 55 |\n\n[^1]: See the annex.\n"
    )
    pieces = [(piece.kind.value, piece.text, piece.level) for piece in markdown_to_pieces(text)]
    assert pieces[:6] == [
        ("heading", "Plan", 1),
        ("paragraph", "We will act.", 0),
        ("list_item", "first", 1),
        ("list_item", "second", 1),
        ("list_item", "inner", 2),
        ("quotation", "They said so.", 0),
    ]
    assert pieces[6:8] == [("table_row", "Year: 2020; Places: 40", 0), ("table_row", "Year: 2021; Places: 55", 0)]


def test_markdown_may_hold_html_and_styles() -> None:
    text = "<style>p {color: red}</style>\n\n<p>Open to all<a href='#n'><sup>3</sup></a> who ask.</p>\n"
    assert [piece.text for piece in markdown_to_pieces(text)] == ["Open to all who ask."]


def test_markdown_takes_its_title_from_the_first_heading(tmp_path: Path) -> None:
    document = read(tmp_path, "a.md", "# Skills for Osmara\n\nA plan for the coming decade.")
    assert document.metadata.title == "Skills for Osmara"


def test_a_file_of_blanks_is_empty_with_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(" \n\n\t\n")
    reading = read_plain(Source(path, "0" * 64))
    assert reading.status is Status.EMPTY
    assert reading.reason == "'a.txt' holds no text."


def test_a_hundred_thousand_short_lines_are_read_in_linear_time() -> None:
    assert sum(len(piece.text) for piece in lines_to_pieces("short line\n" * 100_000)) == 1_099_999


def test_a_line_of_dots_costs_no_quadratic_time() -> None:
    assert kinds("a" + "." * 200_000 + "x")[0][0] == "paragraph"
