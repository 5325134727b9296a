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


def test_a_full_line_before_a_blank_one_goes_on_after_it() -> None:
    line = "The agency pays for the courses of all the towns along the coast, those of"
    end = "Great Harbour and Osmara, which open in May."
    title = "Every town has asked for a course on Knots, and for one on Nets and on the"
    page = "Page 2 of 7 Great Harbour Centre - Speeches of the Day, June"
    text = "\n\n".join((line, end, line, "Who May Apply", title, page))
    assert [text for _, text in kinds(text)][:3] == [f"{line} {end}", line, "Who May Apply"]
    assert kinds(text)[3][1] == title


@pytest.mark.parametrize(
    "block",
    [
        "Ministry of Learning\nHarbour Street 12\nOsmara",
        "The harbour wakes before the day\nAnd calls her children to the quay\n"
        "Where every rope and every stay\nIs taught to hold against the sea",
        "Professor Ann Okoro of the University of Great Harbour, Osmara\nDr Ben Hale, Board of Nets, Osmara\n"
        "Ms Cora Lind of the Union of Shipwrights and Riggers\nMr Dan Moss of the Chamber of Small Boats, Osmara",
    ],
)
def test_addresses_verses_and_lists_of_names_keep_their_lines(block: str) -> None:
    assert [text for _, text in kinds(block)] == block.split("\n")


def test_the_rows_of_a_typed_table_stay_apart(tmp_path: Path) -> None:
    text = (
        "Year      Places    Awards in the year   Share of all adults\n"
        "2019        1,200          640                      12.5\n"
        "2020\t1,350\t655\t13.1\n"
    )
    document = read(tmp_path, "a.txt", text)
    assert [document.text[block.start : block.end] for block in document.blocks] == [
        "Year; Places; Awards in the year; Share of all adults",
        "2019; 1,200; 640; 12.5",
        "2020; 1,350; 655; 13.1",
    ]


def test_a_markdown_block_as_typed_keeps_its_lines() -> None:
    pieces = markdown_to_pieces("Write to:\n\n    Ministry of Learning\n    Harbour Street 12\n    Osmara\n")
    assert [piece.text for piece in pieces] == ["Write to:", "Ministry of Learning", "Harbour Street 12", "Osmara"]


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


def test_emphasis_and_links_that_stick_to_words_are_set_apart() -> None:
    text = (
        "An order under*section 4 (2)*applies, and *(b)*or [the first schedule](https://x.example/s)does not; "
        "paragraphs (*a*) to (*d*) of *Part 2*,and un*do*ing stay, 3 * 4 * 5 too."
    )
    (piece,) = markdown_to_pieces(text)
    assert piece.text == (
        "An order under section 4 (2) applies, and (b) or the first schedule does not; "
        "paragraphs (a) to (d) of Part 2, and undoing stay, 3 * 4 * 5 too."
    )


def test_what_a_web_site_adds_is_set_aside(tmp_path: Path) -> None:
    prose = "The board pays for short courses that lead to an award and are open to all adults in work. " * 8
    document = read(
        tmp_path,
        "a.md",
        f"# Awards\n\n{prose}\n\nAdvertisement - scroll to continue reading\n\n{prose}\n\n"
        "a.badge:hover {color:#EC4438!important;} @media screen { #by div.line {padding-right:16px;}}\n\n"
        "© Harbour Media\n\n### Using this site for work?\n\nBuy a licence today.",
    )
    assert document.text.count("The board pays") == 16
    assert not any(word in document.text for word in ("Advertisement", "hover", "©", "licence"))
    assert [aside.text for aside in document.asides][-1] == "Buy a licence today."


def test_a_copyright_line_above_the_text_hides_nothing(tmp_path: Path) -> None:
    prose = "The board pays for short courses that lead to an award and are open to all adults in work. " * 20
    assert "The board pays" in read(tmp_path, "a.md", f"© Harbour Board\n\n{prose}").text


def test_letters_that_stand_for_bullets_and_quotes_are_put_right(tmp_path: Path) -> None:
    items = "".join(f"Ł\n\nFund ﬁcranesﬂ for the harbour™s school, part {number}.\n" for number in range(9))
    path = tmp_path / "a.txt"
    path.write_text(f"Our plan\n\n{items}", encoding="utf-8")
    reading = read_plain(Source(path, "0" * 64))
    (document,) = reading.documents
    assert [block.kind.value for block in document.blocks].count("list_item") == 9
    assert "Fund “cranes” for the harbour’s school, part 0." in document.text
    assert "put right" in reading.reason


def test_a_bullet_encoded_twice_opens_an_item(tmp_path: Path) -> None:
    document = read(
        tmp_path, "a.txt", "We shall fund\n\n\xe2\x80\xa2 cranes for the harbour\n\n\xe2\x80\xa2 Ærø’s nets\n"
    )
    assert [document.text[block.start : block.end] for block in document.blocks] == [
        "We shall fund",
        "cranes for the harbour",
        "Ærø’s nets",
    ]


def test_letters_of_names_and_real_ligatures_stay(tmp_path: Path) -> None:
    text = "The city of Łódź ﬁnds ﬂour for the proﬁt of all. " * 12 + "\n\nŁ\n\nSails™ is a mark."
    document = read(tmp_path, "a.txt", text)
    assert "The city of Łódź finds flour for the profit of all." in document.text
    assert "Sails™" in document.text


def test_a_bullet_alone_on_its_line_belongs_to_the_next(tmp_path: Path) -> None:
    document = read(tmp_path, "a.txt", "We shall:\n\n•\n\nfund ten cranes;\n\n•\n\nteach signals.\n")
    assert [block.kind.value for block in document.blocks] == ["paragraph", "list_item", "list_item"]
