import pytest

from discourse.report.wording import (
    count,
    encodable,
    enumerate_names,
    interval,
    percent,
    plural,
    points,
    reveal,
    unbroken,
    with_article,
)


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (0.0, "0 %"), (0.0003, "<0.1 %"), (0.004, "0.4 %"), (0.083, "8.3 %"), (0.0996, "10 %"), (0.104, "10 %"),
        (0.31, "31 %"), (0.996, ">99 %"), (1.0, "100 %"), (None, "–"),
    ],
)  # fmt: skip
def test_percent_has_one_decimal_below_ten_and_none_above(share: float | None, shown: str) -> None:
    assert percent(share).replace("\N{NO-BREAK SPACE}", " ") == shown


def test_interval_has_an_en_dash_and_one_sign() -> None:
    assert interval(0.084, 0.12) == "8.4–12\N{NO-BREAK SPACE}%"


def test_no_interval_is_no_text() -> None:
    assert interval(None, None) == ""


@pytest.mark.parametrize(("difference", "shown"), [(0.13, "+13"), (-0.042, "−4.2"), (0.0, "0"), (-0.0001, "−<0.1")])
def test_points_carry_their_sign(difference: float, shown: str) -> None:
    assert points(difference) == shown


def test_thousands_stand_apart() -> None:
    assert count(1234567) == "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567"


@pytest.mark.parametrize(
    ("number", "word", "shown"),
    [(1, "document", "1 document"), (3, "issuing body", "3 issuing bodies"), (2, "survey", "2 surveys")],
)
def test_plural_counts_in_words(number: int, word: str, shown: str) -> None:
    assert plural(number, word).replace("\N{NO-BREAK SPACE}", " ") == shown


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


def test_an_interval_is_kept_on_one_line_and_the_rest_escaped() -> None:
    shown = unbroken(f"<b> {interval(0.27, 0.35)}")
    assert shown == '&lt;b&gt; <span class="unbroken">27–35\N{NO-BREAK SPACE}%</span>'


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
