import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.domain.numerals import Range
from discourse.reading.listings.columns import cells_to_course
from discourse.reading.listings.compose import course_to_document
from discourse.reading.listings.countries import country_names
from discourse.reading.listings.credits import parse_credits, parse_difficulty, parse_levels
from discourse.reading.listings.dates import parse_dates
from discourse.reading.listings.flags import Flag
from discourse.reading.listings.modes import is_stackable, parse_assessed, parse_modes, parse_pacing
from discourse.reading.listings.prices import is_free, parse_amount, parse_prices
from discourse.reading.listings.quantities import course_to_quantities
from discourse.reading.listings.record import Course, Kind
from discourse.reading.listings.times import parse_iso, parse_times

BLANK = Course(title="Knots")


def ends(stated: object) -> tuple[float | None, float | None] | None:
    return None if stated is None else (stated.minimum, stated.maximum)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        ("6 Weeks", (42, 42)),
        ("6 to 10 Weeks", (42, 70)),
        (" 3 - 6 Months", (91.32, 182.64)),
        ("30 Days", (30, 30)),
        ("9 months (approx)", (273.96, 273.96)),
        ("Estimated timeApprox. 4 Weeks", (28, 28)),
        ("4\xa0weeks to complete", (28, 28)),
        (" 24 meses.", (730.56, 730.56)),
        ("9 semanas", (63, 63)),
        ("3 Wochen", (21, 21)),
        ("P4W", (28, 28)),
        ("P1Y6M", (547.89, 547.89)),
        ("P3Y-P4Y", (1095.75, 1461)),
        ("P8W to P12W", (56, 84)),
    ],
)
def test_elapsed_time_becomes_days(cell: str, days: tuple[float, float]) -> None:
    times = parse_times(cell, "")
    assert ends(times.duration) == pytest.approx(days)
    assert (times.effort, times.weekly, times.flags) == (None, None, frozenset())


@pytest.mark.parametrize(
    ("cell", "hours"),
    [
        ("22 total hours", (22, 22)),
        ("1h 19m", (1.316667, 1.316667)),
        ("45 minutes", (0.75, 0.75)),
        ("Less Than 2 Hours", (None, 2)),
        ("PT160H", (160, 160)),
        ("PT1H30M", (1.5, 1.5)),
        ("2 horas", (2, 2)),
    ],
)
def test_hours_are_effort_in_whichever_cell_they_stand(cell: str, hours: tuple[float | None, float]) -> None:
    for times in (parse_times(cell, ""), parse_times("", cell)):
        assert ends(times.effort) == pytest.approx(hours)
        assert times.duration is None


@pytest.mark.parametrize(
    ("cell", "weekly"),
    [
        ("2–3 hours per week", (2, 3)),
        ("4-6 hrs/wks", (4, 6)),
        ("6-8 hrs/wk", (6, 8)),
        ("6-8 hours/week", (6, 8)),
        ("5 Hours per Week", (5, 5)),
    ],
)
def test_hours_a_week_are_kept_apart_from_a_total(cell: str, weekly: tuple[float, float]) -> None:
    times = parse_times("", cell)
    assert ends(times.weekly) == weekly
    assert times.effort is None


def test_calendar_and_work_in_one_list_are_told_apart() -> None:
    times = parse_times("P4W; PT160H", "")
    assert (ends(times.duration), ends(times.effort)) == ((28, 28), (160, 160))


def test_two_statements_in_one_cell_give_a_derived_total() -> None:
    times = parse_times("6 months at 10 hours a week", "")
    assert ends(times.duration) == pytest.approx((182.64, 182.64))
    assert ends(times.weekly) == (10, 10)
    assert ends(times.effort) == pytest.approx((260.91, 260.91))
    assert times.flags == {Flag.EFFORT_DERIVED}


def test_a_stated_total_is_not_replaced_by_a_derived_one() -> None:
    times = parse_times("4 weeks", "30 hours; 5 hours per week")
    assert ends(times.effort) == (30, 30)
    assert Flag.EFFORT_DERIVED not in times.flags


@pytest.mark.parametrize(
    ("duration", "effort", "flag"),
    [
        ("Estimated timeApprox. undefined undefined", "", Flag.TEMPLATE_FAILED),
        ("Start whenever you like; most learners need about three or four weeks in all", "", Flag.PROSE),
        ("6", "", Flag.UNIT_MISSING),
        ("", "13", Flag.UNIT_MISSING),
        ("1.5", "", Flag.UNIT_MISSING),
        ("Variable", "", Flag.TIME_NOT_READ),
        ("AN", "", Flag.TIME_NOT_READ),
        ("28 questions", "", Flag.TIME_NOT_READ),
        ("15+ hours of study/wk", "", Flag.TIME_NOT_READ),
        ("7–5 hours per week", "", Flag.TIME_NOT_READ),
        ("2 semesters", "", Flag.ACADEMIC_TERMS),
        ("", "8 hours/day", Flag.OTHER_RATE),
        ("P20Y", "", Flag.TIME_IMPLAUSIBLE),
        ("25 years", "", Flag.TIME_IMPLAUSIBLE),
        ("", "P60M", Flag.EFFORT_IN_CALENDAR_UNITS),
        ("P4W and PxW", "", Flag.TIME_NOT_READ),
    ],
)
def test_a_time_that_is_not_certain_is_null_with_its_reason(duration: str, effort: str, flag: Flag) -> None:
    times = parse_times(duration, effort)
    assert flag in times.flags
    assert times.effort is None
    assert times.duration is None or flag is Flag.TIME_NOT_READ


@pytest.mark.parametrize("cell", ["", "None", "n/a", "-", "TBC"])
def test_an_empty_cell_is_no_doubt(cell: str) -> None:
    assert parse_times(cell, cell).flags == frozenset()


def test_hours_without_their_t_are_repaired_and_flagged() -> None:
    assert parse_iso("P10H") == (0, 10, True)
    times = parse_times("P10H", "")
    assert (ends(times.effort), times.flags) == ((10, 10), {Flag.ISO_REPAIRED})


@pytest.mark.parametrize("text", ["P", "PT", "P4", "4W", "P-4W", ""])
def test_what_is_no_iso_duration_is_none(text: str) -> None:
    assert parse_iso(text) is None


def amounts(cell: str, jurisdiction: str = "") -> list[tuple[str, str, str]]:
    prices, _ = parse_prices(cell, jurisdiction=jurisdiction)
    return [(f"{price.amount_min:f}", price.currency, price.kind) for price in prices]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("FREE-Add a Verified Certificate for $60 USD", [("0", "USD", "audit"), ("60", "USD", "certificate")]),
        (
            "Isle fee: GBP1250.00; Mainland fee: GBP1300.00",
            [("1250.00", "GBP", "tuition"), ("1300.00", "GBP", "tuition")],
        ),
        ("995.0 US Dollar (Enrollment Fee)", [("995.0", "USD", "tuition")]),
        ("0.00 USD (audit); 150.00 USD (verified)", [("0.00", "USD", "audit"), ("150.00", "USD", "certificate")]),
        ("12500.0 USD; 11500.0 CHF", [("12500.0", "USD", "unknown"), ("11500.0", "CHF", "unknown")]),
        ("Free", [("0", "", "unknown")]),
        ("0", [("0", "", "unknown")]),
        ("£395", [("395", "GBP", "unknown")]),
        ("€ 1.250,00", [("1250.00", "EUR", "unknown")]),
        ("R 4\xa0500", [("4500", "ZAR", "unknown")]),
        ("NZ$1,250", [("1250", "NZD", "unknown")]),
        ("30 EUR per month", [("30", "EUR", "subscription")]),
        ("Members: 40 EUR", [("40", "EUR", "member")]),
    ],
)
def test_prices_keep_amount_currency_and_kind(cell: str, expected: list[tuple[str, str, str]]) -> None:
    assert amounts(cell) == expected


def test_a_price_keeps_region_tax_period_and_raw() -> None:
    (isle, other), _ = parse_prices("Isle fee: GBP100 incl. VAT; 1535 USD (Tuition, In-State)")
    assert (isle.region, isle.vat, isle.raw) == ("Isle", "included", "Isle fee: GBP100 incl. VAT")
    assert (other.region, other.kind) == ("In-State", "tuition")
    ((monthly,), _) = parse_prices("5 to 8 USD per month")
    assert (monthly.period, int(monthly.amount_min), int(monthly.amount_max)) == ("month", 5, 8)


@pytest.mark.parametrize(
    ("cell", "jurisdiction", "currency", "flag"),
    [
        ("13900.0", "", "", Flag.CURRENCY_MISSING),
        ("$1870", "", "", Flag.CURRENCY_AMBIGUOUS),
        ("$1870", "Osmara", "", Flag.CURRENCY_AMBIGUOUS),
        ("$1870", "Australia", "AUD", Flag.CURRENCY_FROM_JURISDICTION),
        ("¥9000", "Japan", "JPY", Flag.CURRENCY_FROM_JURISDICTION),
        ("kr 900", "", "", Flag.CURRENCY_MISSING),
    ],
)
def test_a_currency_is_a_code_or_null(cell: str, jurisdiction: str, currency: str, flag: Flag) -> None:
    (price,), flags = parse_prices(cell, jurisdiction=jurisdiction)
    assert (price.currency, flags) == (currency, {flag})


@pytest.mark.parametrize(
    ("cell", "raw", "flag"),
    [
        ("940 ZQM", "ZQM", Flag.CURRENCY_NOT_ISO),
        ("ZQM 940 (tuition)", "ZQM", Flag.CURRENCY_NOT_ISO),
        ("120 marks", "marks", Flag.CURRENCY_AMBIGUOUS),
        ("$40", "$", Flag.CURRENCY_AMBIGUOUS),
        ("ALL 3 modules", "", Flag.CURRENCY_MISSING),
        ("20 VAT", "", Flag.CURRENCY_MISSING),
    ],
)
def test_a_currency_that_is_no_iso_code_is_kept_as_written(cell: str, raw: str, flag: Flag) -> None:
    (price,), flags = parse_prices(cell)
    assert (price.currency, price.currency_raw, flags) == ("", raw, {flag})


@pytest.mark.parametrize(
    ("cell", "flag"),
    [
        ("You pay for each unit and not for the whole award.", Flag.PRICE_NOT_READ),
        ("Isle fee: Not yet known", Flag.PRICE_NOT_READ),
        ("-782 VND", Flag.PRICE_NOT_READ),
        ("EUR 1.250", Flag.AMOUNT_AMBIGUOUS),
        ("900 to 100 EUR", Flag.AMOUNT_AMBIGUOUS),
    ],
)
def test_a_price_that_is_not_certain_is_null_with_its_reason(cell: str, flag: Flag) -> None:
    assert parse_prices(cell) == ((), {flag})


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,250.00", "1250.00"), ("1.250,00", "1250.00"), ("3’500", "3500"), ("49", "49"), ("1.250", None)],
)
def test_amounts_are_read_in_either_notation(text: str, value: str | None) -> None:
    found = parse_amount(text)
    assert (None if found is None else f"{found:f}") == value


@pytest.mark.parametrize(
    ("cell", "free"),
    [
        ("FREE-Add a Verified Certificate for $60 USD", True),
        ("Free", True),
        ("60 EUR", False),
        ("0 EUR (certificate)", None),
        ("", None),
    ],
)
def test_only_free_learning_is_free(cell: str, free: bool | None) -> None:
    assert is_free(parse_prices(cell)[0]) is free


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("30 SCQF, level 7", [("30", "SCQF", "7")]),
        ("30 Open College, level M; 30 SCQF, level 11", [("30", "OTHER", "M"), ("30", "SCQF", "11")]),
        ("0 SCQF", [("0", "SCQF", "")]),
        ("2 European Credit Transfer System", [("2", "ECTS", "")]),
        ("3.0 ECTS", [("3.0", "ECTS", "")]),
        ("2.6 CEUs", [("2.6", "CEU", "")]),
        ("15 points", [("15", "UNKNOWN", "")]),
        ("5 credits", [("5", "UNKNOWN", "")]),
        ("60", [("60", "UNKNOWN", "")]),
        ("84 SBU", [("84", "SBU", "")]),
        ("equal to 4 ECTS", [("4.0", "ECTS", "")]),
        ("not for credit", []),
        ("None", []),
    ],
)
def test_credits_are_a_list_with_schemes_never_a_sum(cell: str, expected: list[tuple[str, str, str]]) -> None:
    found, flags = parse_credits(cell)
    assert [(f"{credit.value_min:f}", credit.scheme, credit.level) for credit in found] == expected
    assert (Flag.CREDIT_UNIT_UNKNOWN in flags) is any(scheme == "UNKNOWN" for _, scheme, _ in expected)


@pytest.mark.parametrize("cell", ["S9z1 ECTS", "many credits", "ask the tutor"])
def test_a_volume_that_cannot_be_read_is_null(cell: str) -> None:
    assert parse_credits(cell) == ((), {Flag.CREDIT_NOT_READ})


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("EQF Level 6; RQF Level 6", [("EQF", 6), ("RQF", 6)]),
        ("ISCED level 7", [("ISCED-2011", 7)]),
        ("Level 4", [("", 4)]),
        ("EQF Level 99", []),
        ("Postgraduate", []),
    ],
)
def test_levels_keep_their_framework_and_are_not_converted(cell: str, expected: list[tuple[str, int]]) -> None:
    levels, _ = parse_levels(cell)
    assert [(level.framework, level.value) for level in levels] == expected


def test_a_level_without_words_is_flagged_and_a_credit_level_counts() -> None:
    assert parse_levels("7") == ((), {Flag.LEVEL_NOT_READ})
    (level,), _ = parse_levels("Undergraduate", parse_credits("30 SCQF, level 8; 30 Open College, level 2")[0])
    assert (level.framework, level.value) == ("SCQF", 8)


@pytest.mark.parametrize(
    ("cell", "difficulty"),
    [("Beginner ", "introductory"), ("All Levels", "mixed"), ("Expert Level", "advanced"), ("Graduate", ""), ("", "")],
)
def test_difficulty_is_no_level(cell: str, difficulty: str) -> None:
    assert parse_difficulty(cell) == difficulty


@pytest.mark.parametrize(
    ("cell", "day", "flag"),
    [
        ("2024-10-20", "2024-10-20", None),
        ("2024-09-04T15:00:00Z", "2024-09-04", None),
        ("6 October 2012", "2012-10-06", None),
        ("October 6, 2012", "2012-10-06", None),
        ("25/03/2021", "2021-03-25", None),
        ("31.12.2025", "2025-12-31", None),
        ("1670932800", "2022-12-13", None),
        ("2123-07-17|2025-09-01", "2025-09-01", Flag.DATE_PLACEHOLDER),
        ("2123-07-06", None, Flag.DATE_PLACEHOLDER),
        ("4859740800", None, Flag.DATE_PLACEHOLDER),
        ("03/04/2025", None, Flag.DATE_AMBIGUOUS),
        ("Three start points in the year", None, Flag.DATE_NOT_READ),
        ("2024-13-45", None, Flag.DATE_NOT_READ),
        ("", None, None),
    ],
)
def test_a_date_is_one_day_or_null(cell: str, day: str | None, flag: Flag | None) -> None:
    found, flags = parse_dates(cell)
    assert [item.isoformat() for item in found] == ([day] if day else [])
    assert flags == (frozenset() if flag is None else {flag})


def test_ways_of_teaching_are_named() -> None:
    assert parse_modes("onsite or blended") == ("blended", "onsite")
    assert parse_modes("Part time; Distance without attendance") == ("distance",)
    assert parse_modes("anytime") == ()
    assert parse_pacing("Self-paced on your time") == "self_paced"
    assert parse_pacing("instructor_paced") == "cohort"
    assert parse_pacing("online") == ""


@pytest.mark.parametrize(
    ("cell", "assessed"),
    [("Written exam", True), ("yes", True), ("attendance only", False), ("no", False), ("", None), ("-", None)],
)
def test_assessment_is_unknown_where_nothing_is_said(cell: str, assessed: bool | None) -> None:
    assert parse_assessed(cell) is assessed


@pytest.mark.parametrize(
    ("description", "stackable"),
    [
        ("It is part of a MicroMasters® programme in rigging", True),
        ("Its credit counts towards the Diploma of Rigging.", True),
        ("A stand-alone course.", False),
        ("Learn stacks, queues and standalone programs.", None),
        ("", None),
    ],
)
def test_what_a_course_counts_towards_makes_it_stackable(description: str, stackable: bool | None) -> None:
    assert is_stackable(replace(BLANK, description=description)) is stackable


def test_the_record_holds_parsed_values_under_fixed_keys() -> None:
    course = cells_to_course(
        [
            ("title", "Knots"),
            ("duration", "4 weeks"),
            ("effort", "2-3 hours per week"),
            ("credits", "0"),
            ("ects", "2"),
            ("level_isced", "6"),
            ("price", "Free"),
            ("delivery_mode", "Online"),
            ("prerequisites", "None."),
            ("start_date", "2123-07-06"),
            ("is_paid", "False"),
        ],
        kind=Kind.MODULE,
    )
    found = course_to_quantities(course)
    assert found == {
        "kind": "module",
        "duration_min_days": "28",
        "duration_max_days": "28",
        "effort_min_hours": "8",
        "effort_max_hours": "12",
        "effort_per_week_min": "2",
        "effort_per_week_max": "3",
        "credits_json": '[{"value_min": "0", "value_max": "0", "scheme": "UNKNOWN"}]',
        "levels_json": '[{"framework": "ISCED-2011", "value": 6, "raw": "ISCED level 6"}]',
        "prices_json": '[{"amount_min": "0", "amount_max": "0", "kind": "unknown", "raw": "Free"}]',
        "is_free": "yes",
        "credit_bearing": "no",
        "delivery_modes": "online",
        "quality_flags": "credit_unit_unknown;date_placeholder;effort_derived;no_prerequisites",
    }


def test_an_unknown_value_has_no_key() -> None:
    assert course_to_quantities(BLANK) == {}
    assert course_to_quantities(replace(BLANK, credits="not for credit")) == {"credit_bearing": "no"}
    assert course_to_quantities(replace(BLANK, extra=(("is_paid", "True"),))) == {"is_free": "no"}


@given(st.text(alphabet="0123456789 PTHMWD.,-–/$€£()abhlmrsu|;\n", max_size=40) | st.text(max_size=40))
def test_no_cell_breaks_a_parser_and_every_range_ascends(cell: str) -> None:
    times = parse_times(cell, cell)
    for stated in (times.duration, times.effort, times.weekly):
        assert stated is None or min(value for value in (stated.minimum, stated.maximum) if value is not None) >= 0
    assert all(0 <= price.amount_min <= price.amount_max for price in parse_prices(cell)[0])
    volumes, _ = parse_credits(cell)
    assert all(0 <= volume.value_min <= volume.value_max for volume in volumes)
    parse_levels(cell, volumes)
    parse_dates(cell)


def test_numbers_written_as_json_keep_their_digits() -> None:
    found = course_to_quantities(replace(BLANK, price="1200.50 EUR; 3000 EUR"))
    assert [item["amount_min"] for item in json.loads(found["prices_json"])] == ["1200.5", "3000"]


@pytest.mark.parametrize(
    ("cell", "terms", "semesters"),
    [("1 term", 1, None), ("two semesters", None, 2), ("2 terms (24 weeks)", 2, None), ("12 weeks", None, None)],
)
def test_terms_stay_terms_and_never_become_days(cell: str, terms: float | None, semesters: float | None) -> None:
    times = parse_times(cell, "")
    assert (times.terms and times.terms.maximum, times.semesters and times.semesters.maximum) == (terms, semesters)
    assert (times.duration is None) is ("weeks" not in cell)
    extra = course_to_quantities(Course("Knots", duration=cell))
    assert extra.get("duration_min_terms", "") == (f"{terms}" if terms else "")


def test_the_times_of_several_offerings_are_one_range() -> None:
    times = parse_times("6 weeks (part time); Ask the harbour office when it suits you to begin; 12 weeks", "")
    assert times.duration == Range(42.0, 84.0)
    assert {Flag.SEVERAL_TIMES, Flag.PROSE} <= times.flags


@pytest.mark.parametrize(
    ("description", "stackable"),
    [
        ("Take it standalone or as a module of the Graduate Diploma.", True),
        ("It can be taken as a stand-alone course, or as part of the diploma.", True),
        ("It counts as a unit of the Certificate in Care.", True),
        ("This is a stand-alone course.", False),
        ("A stand-alone course, but it cannot be counted towards a degree.", False),
        ("You learn as part of a crew.", None),
    ],
)
def test_a_choice_to_build_on_a_course_makes_it_stackable(description: str, stackable: bool | None) -> None:
    assert is_stackable(Course("Knots", description=description)) is stackable


def test_on_site_is_a_mode_in_either_spelling() -> None:
    assert parse_modes("on site") == parse_modes("On-site") == parse_modes("onsite") == ("onsite",)


@pytest.mark.parametrize(
    ("stated", "name"),
    [
        ("AU", "Australia"),
        ("AUS", "Australia"),
        ("The Netherlands", "Netherlands"),
        ("USA; GBR", "United States; United Kingdom"),
        ("Osmara", "Osmara"),
        ("GB-SCT", "GB-SCT"),
        ("ZZ", "ZZ"),
        ("", ""),
    ],
)
def test_countries_are_named_as_policy_documents_are_filed(stated: str, name: str) -> None:
    assert country_names(stated) == name


def test_a_record_keeps_the_country_as_its_source_wrote_it() -> None:
    document = course_to_document(Course("Knots", jurisdiction="NZL"), source_id="0" * 64, place="row 2")
    assert (document.metadata.jurisdiction, document.metadata.extra["jurisdiction_raw"]) == ("New Zealand", "NZL")
