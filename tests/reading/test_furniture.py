import pytest

from discourse.domain.documents import AsideKind
from discourse.reading.pdf.furniture import EdgeLine, find_furniture, is_page_number

BODY = [EdgeLine("The council met and heard two reports.", 0.3), EdgeLine("It then closed its doors.", 0.6)]


def marks(pages: list[list[EdgeLine]]) -> list[list[str]]:
    found = find_furniture(pages)
    return [[lines[index].text for index in sorted(page)] for lines, page in zip(pages, found, strict=True)]


def test_a_head_that_recurs_at_one_height_is_furniture() -> None:
    pages = [[EdgeLine("Annual report", 0.05), *BODY] for _ in range(5)]
    assert marks(pages) == [["Annual report"]] * 5
    assert find_furniture(pages)[0] == {0: AsideKind.RUNNING_HEAD}


def test_a_sections_name_between_the_head_and_the_body_is_furniture() -> None:
    names = {2: "Harbour Bill", 4: "Lanterns Bill", 5: "Lanterns Bill", 7: "Ferries Bill"}
    pages = [
        [
            EdgeLine("Journal", 0.055),
            *([EdgeLine(names[page], 0.084 + page / 1000, size=0.83)] if page in names else []),
            EdgeLine(f"The council of {'abcdefghi'[page] * 3} met.", 0.111),
            *BODY,
        ]
        for page in range(9)
    ]
    assert [found[1:] for found in marks(pages)] == [[names[page]] if page in names else [] for page in range(9)]


def test_a_date_beside_the_page_number_is_furniture() -> None:
    days = ["4 May", "5 May", "6 May", "11 May", "12 May", "13 May", "18 May"]
    pages = [
        [
            EdgeLine(f"On {day}", 0.055),
            EdgeLine(str(at + 40), 0.055),
            EdgeLine(f"The {'abcdefg'[at] * 3} met.", 0.08),
            *BODY,
        ]
        for at, day in enumerate(days)
    ]
    assert all(f"On {day}" in found for day, found in zip(days, marks(pages), strict=True))


def test_left_and_right_pages_may_have_their_own_heads() -> None:
    pages = [[EdgeLine("Board" if page % 2 else "Awards", 0.05), *BODY] for page in range(8)]
    assert all(len(found) == 1 for found in marks(pages))


def test_numbers_that_step_with_the_pages_are_page_numbers() -> None:
    pages = [[*BODY, EdgeLine(str(page + 17), 0.95)] for page in range(4)]
    assert [list(found.values()) for found in find_furniture(pages)] == [[AsideKind.PAGE_NUMBER]] * 4


def test_a_spread_takes_two_numbers_a_page() -> None:
    pages = [[*BODY, EdgeLine(str(2 * page), 0.95), EdgeLine(str(2 * page + 1), 0.95)] for page in range(1, 6)]
    assert all(len(found) == 2 for found in marks(pages))


def test_roman_numbers_step_too() -> None:
    pages = [[*BODY, EdgeLine(number, 0.95)] for number in ("iii", "iv", "v", "vi", "vii")]
    assert all(len(found) == 1 for found in marks(pages))


def test_a_number_that_does_not_step_with_the_pages_is_text() -> None:
    pages = [[*BODY, EdgeLine(f"Awards {number}", 0.95)] for number in (900, 14, 77, 3, 250)]
    assert marks(pages) == [[]] * 5


def test_a_sentence_that_recurs_below_body_text_is_text() -> None:
    pages = [[EdgeLine(f"Motion {name} was moved.", 0.05), EdgeLine("Not agreed to.", 0.1), *BODY] for name in "abcde"]
    assert marks(pages) == [[]] * 5


def test_a_line_that_recurs_far_apart_is_text() -> None:
    pages = [[EdgeLine("Votes", 0.05), *BODY] if page % 10 == 0 else list(BODY) for page in range(50)]
    assert marks(pages) == [[]] * 50


def test_a_document_of_nothing_but_the_same_line_keeps_it() -> None:
    assert marks([[EdgeLine("Hello", 0.05)] for _ in range(5)]) == [[]] * 5


def test_a_plain_line_alone_at_the_top_of_the_second_page_is_a_head() -> None:
    first = [EdgeLine("Training that pays", 0.08), *BODY]
    second = [EdgeLine("Training that pays", 0.05, is_plain=True), *BODY]
    assert marks([first, second]) == [[], ["Training that pays"]]


def test_a_printers_slug_is_furniture_wherever_it_stands_once() -> None:
    assert marks([[*BODY, EdgeLine("Report v5.indd 24", 0.98)]] + [list(BODY)] * 6)[0] == ["Report v5.indd 24"]


@pytest.mark.parametrize("text", ["7", "- 7 -", "Page 7 of 12", "Pg. 7", "xii", "7 / 12", "[7]", "47699"])
def test_page_numbers_come_in_many_dresses(text: str) -> None:
    assert is_page_number(text)


@pytest.mark.parametrize("text", ["7 awards", "Page of honour", "2019 report", ""])
def test_other_text_is_no_page_number(text: str) -> None:
    assert not is_page_number(text)


def test_a_chapter_name_set_apart_at_one_height_is_a_head() -> None:
    names = ["Who asks", "Who asks", "Fees", "Fees", "Registers", "Registers"]
    bodies = [[EdgeLine(f"Line {page}{at} of it", 0.12 + 0.02 * at) for at in range(20)] for page in "abcdef"]
    pages = [[EdgeLine(name, 0.05), *body] for name, body in zip(names, bodies, strict=True)]
    assert marks(pages) == [[name] for name in names]


def test_the_first_line_of_double_spaced_pages_is_text() -> None:
    pages = [[EdgeLine(f"Line {page}{at} of the reply", 0.08 + 0.03 * at) for at in range(20)] for page in "abcdefg"]
    assert not any(marks(pages))


def test_headings_that_count_up_with_the_pages_are_text() -> None:
    pages = [[EdgeLine(f"{page}. The provider shows that it can", 0.1), *BODY] for page in range(1, 7)]
    assert not any(marks(pages))
