"""The grammar of quantities: each case a way of writing seen in listings or policy text, in invented words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.domain.numerals import Range, parse_number
from discourse.domain.quantities import find_credits, find_levels, find_money, find_times
from discourse.domain.units import Quantity, Unit

ALPHABET = "0123456789,.–-½ (){}$€£+/ofupt hourswekcdaiLECTSQ\u00a0"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("twenty-five", 25),
        ("one hundred and twenty", 120),
        ("two and a half", 2.5),
        ("half a", 0.5),
        ("a dozen", 12),
        ("five (5)", 5),
        ("1,250.00", 1250),
        ("1.250,00", 1250),
        ("13’300", 13300),
        ("1,5", 1.5),
        ("2½", 2.5),
        ("fortnight", None),
    ],
)
def test_numbers_are_read_in_digits_and_words(text: str, value: float | None) -> None:
    assert parse_number(text) == value


def one(found: tuple[Quantity, ...]) -> tuple[float | None, float | None, str, str, str]:
    (quantity,) = found
    ends = quantity.range
    return ends.minimum, ends.maximum, str(quantity.unit), quantity.scheme, quantity.per


@pytest.mark.parametrize(
    ("text", "minimum", "maximum", "unit", "per"),
    [
        ("six-week course", 42, 42, "days", ""),
        ("up to six months", None, 182.64, "days", ""),
        ("Less Than 2 Hours", None, 2, "hours", ""),
        ("4-6 hrs/wk", 4, 6, "hours", "week"),
        ("10 hours a week", 10, 10, "hours", "week"),
        ("1h 19m", 1.316667, 1.316667, "hours", ""),
        ("one day to six months", 1, 182.64, "days", ""),
        ("over ten weeks", 70, 70, "days", ""),
        ("over 600 hours", 600, None, "hours", ""),
        ("120 hours or more", 120, None, "hours", ""),
        ("10+ hours", 10, None, "hours", ""),
        ("not less than 20 and not more than 60 hours", 20, 60, "hours", ""),
        ("25 to 30 hours of learning per ECTS credit", 25, 30, "hours", "credit"),
        ("at most one semester", None, 1, "semesters", ""),
        ("less than a year", None, 365.25, "days", ""),
    ],
)
def test_times(text: str, minimum: float | None, maximum: float | None, unit: str, per: str) -> None:
    assert one(find_times(text)) == (minimum, maximum, unit, "", per)


def test_a_bare_article_is_no_duration() -> None:
    assert find_times("40 places a year") == ()


@pytest.mark.parametrize(
    ("text", "minimum", "maximum", "scheme"),
    [
        ("between 5 and 40 credits", 5, 40, ""),
        ("5, 10 or 15 credits", 5, 15, ""),
        ("In 2020, 30 credits", 30, 30, ""),
        ("15-credit module", 15, 15, ""),
        ("a minimum of 3 ECTS credits", 3, None, "ECTS"),
        ("ECTS: 5", 5, 5, "ECTS"),
        ("credit value of 15", 15, 15, ""),
        ("12 credits (CATS)", 12, 12, "CATS"),
    ],
)
def test_credits(text: str, minimum: float | None, maximum: float | None, scheme: str) -> None:
    assert one(find_credits(text)) == (minimum, maximum, "credits", scheme, "")


@pytest.mark.parametrize("text", ["two credit cards", "three credit unions", "an A credit"])
def test_other_credits_are_none(text: str) -> None:
    assert find_credits(text) == ()


@pytest.mark.parametrize(
    ("text", "minimum", "maximum", "scheme"),
    [
        ("EQF level 5", 5, 5, "EQF"),
        ("(EQF 5–7)", 5, 7, "EQF"),
        ("levels 4 to 8 of the European Qualifications Framework", 4, 8, "EQF"),
        ("Level 7 on the Velmark Qualifications Framework", 7, 7, "Velmark Qualifications Framework"),
        ("level 5 or above of the NQF", 5, None, "NQF"),
        ("levels 3 and 4, and 6 per cent", 3, 4, ""),
    ],
)
def test_levels(text: str, minimum: float, maximum: float | None, scheme: str) -> None:
    assert one(find_levels(text)) == (minimum, maximum, "level", scheme, "")


@pytest.mark.parametrize(
    ("text", "minimum", "maximum", "scheme", "per"),
    [
        ("€49", 49, 49, "EUR", ""),
        ("NZ$1,250.00", 1250, 1250, "NZD", ""),
        ("$90 per learner", 90, 90, "$", "learner"),
        ("600 to 900 euros", 600, 900, "EUR", ""),
        ("£300–£500", 300, 500, "GBP", ""),
        ("GBP1250.00", 1250, 1250, "GBP", ""),
        ("$4.2 million", 4_200_000, 4_200_000, "$", ""),
        ("2 to 3 million euros", 2_000_000, 3_000_000, "EUR", ""),
    ],
)
def test_money(text: str, minimum: float, maximum: float, scheme: str, per: str) -> None:
    assert one(find_money(text)) == (minimum, maximum, "money", scheme, per)


@given(st.text(ALPHABET, max_size=60))
def test_quantities_stand_in_order_within_the_text(text: str) -> None:
    for find in (find_times, find_credits, find_levels, find_money):
        end = 0
        for quantity in find(text):
            assert end <= quantity.start < quantity.end <= len(text)
            end = quantity.end


def test_a_descending_range_is_refused() -> None:
    with pytest.raises(ValueError, match="descends"):
        Range(5, 3)


def test_units_are_words_for_tables() -> None:
    assert f"{Unit.DAYS}" == "days"
