import pytest
from jinja2 import Environment
from markupsafe import escape

from discourse.domain.written import (
    count,
    date,
    decimal,
    interval,
    join,
    percent,
    plural,
    points,
    points_apart,
    q_value,
    said,
)

NBSP = "\N{NO-BREAK SPACE}"


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


@pytest.mark.parametrize(("q", "shown"), [(None, "–"), (0.0004, "<0.001"), (0.001, "0.001"), (0.0123, "0.012")])
def test_a_q_is_never_nought(q: float | None, shown: str) -> None:
    assert q_value(q) == shown


@pytest.mark.parametrize(
    ("written", "html"),
    [
        (percent(0.312), f'<data value="0.31" data-as="percent">31{NBSP}%</data>'),
        (percent(0.04), f'<data value="0.040" data-as="percent">4.0{NBSP}%</data>'),
        (percent(0.0003), f'&lt;<data value="0.001" data-as="percent">0.1{NBSP}%</data>'),
        (percent(0.996), f'&gt;<data value="0.99" data-as="percent">99{NBSP}%</data>'),
        (percent(None), "–"),
        (
            interval(0.084, 0.12),
            '<span class="unbroken"><data value="0.084" data-as="from">8.4</data>–'
            f'<data value="0.12" data-as="to">12{NBSP}%</data></span>',
        ),
        (points(-0.042), '<data value="-4.2" data-as="signed">−4.2</data>'),
        (points(-0.0001), '−&lt;<data value="0.1">0.1</data>'),
        (points_apart(-0.042), '<data value="4.2">4.2</data>'),
        (count(12345), f'<data value="12345">12{NBSP}345</data>'),
        (decimal(-0.5), '<data value="-0.50">−0.50</data>'),
        (plural(2, "category"), f'<data value="2">2</data>{NBSP}categories'),
        (date("2026-11-02T23:00:00.5Z"), '<time datetime="2026-11-02T23:00:00.5Z">2 Nov 2026</time>'),
    ],
)  # fmt: skip
def test_an_element_holds_the_value_with_as_many_places_as_its_text(written: str, html: str) -> None:
    assert str(escape(written)) == html


def test_what_is_no_moment_stays_as_it_is() -> None:
    assert str(escape(date("2026-13-40T00:00:00Z"))) == "2026-13-40T00:00:00Z"


def test_a_sentence_keeps_its_elements_and_escapes_its_names() -> None:
    sentence = said("In {} & elsewhere {}", "<b>{}</b>", join(", ", [count(1), "a<b"]))
    assert sentence == "In <b>{}</b> & elsewhere 1, a<b"
    assert str(escape(sentence)) == 'In &lt;b&gt;{}&lt;/b&gt; &amp; elsewhere <data value="1">1</data>, a&lt;b'


def test_a_template_takes_the_element_and_everything_else_the_text() -> None:
    template = Environment(autoescape=True).from_string("{{ number }} {{ name }}")
    assert template.render(number=count(7), name="<i>") == '<data value="7">7</data> &lt;i&gt;'
    assert f"{count(7)} of {percent(0.5)}" == f"7 of 50{NBSP}%"
    assert type(str(count(7))) is str
