import pytest
from markupsafe import escape

from discourse.domain.written import count, said
from discourse.report.wording import encodable, enumerate_names, reveal, with_article


@pytest.mark.parametrize(
    ("names", "shown"), [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")]
)
def test_names_are_listed_in_a_sentence(names: list[str], shown: str) -> None:
    assert enumerate_names(names) == shown


def test_directions_that_disguise_a_name_are_shown() -> None:
    assert reveal("plan\u202efdp.exe\x07") == "plan⟨U+202E⟩fdp.exe⟨U+0007⟩"


def test_names_in_other_scripts_stay_as_they_are() -> None:
    assert reveal("Ålvik · 東京 · عمان") == "Ålvik · 東京 · عمان"


def test_lone_surrogates_do_not_stop_a_file() -> None:
    assert encodable("a\udc80b").encode() == "a\N{REPLACEMENT CHARACTER}b".encode()


def test_controls_are_shown_in_the_html_of_a_sentence_too() -> None:
    shown = reveal(said("{} of {}", count(3), "<b>\u202e"))
    assert shown == "3 of <b>⟨U+202E⟩"
    assert escape(shown) == '<data value="3">3</data> of &lt;b&gt;⟨U+202E⟩'


def test_numbers_in_a_list_of_names_stay_elements() -> None:
    shown = enumerate_names([said("A & {}", count(1)), said("B {}", count(2))])
    assert escape(shown) == 'A &amp; <data value="1">1</data> and B <data value="2">2</data>'


@pytest.mark.parametrize(
    ("place", "within_a_sentence"),
    [
        ("United Kingdom", "the United Kingdom"),
        ("European Union", "the European Union"),
        ("Alpine Federation", "the Alpine Federation"),
        ("Mexico", "Mexico"),
        ("", ""),
    ],
)
def test_some_places_take_an_article(place: str, within_a_sentence: str) -> None:
    assert with_article(place) == within_a_sentence
