"""Quantities in English prose about courses: times, workloads, credits, levels and money, as ranges with units.

One grammar for policy text and course listings. Each function takes a text and returns what it finds in order, with
half-open code-point offsets; what it cannot read for certain it leaves out. Times become days (a week 7, a month 30.44,
a year 365.25) and workloads hours; semesters and terms stay what they are, and no credit or level is ever converted.
"""

import re
from collections.abc import Iterator

from discourse.domain.numerals import Range, limit, parse_number, split_numbers
from discourse.domain.quantity_patterns import (
    COMPOUND_TIME,
    CREDIT,
    CREDIT_FIELD,
    FRAMEWORK_STEP,
    FRAMEWORKS,
    LEVEL,
    MAGNITUDES,
    MIXED_TIME,
    MONEY,
    SCHEMES,
    SIGNS,
    SPOKEN_CURRENCIES,
    TIME,
    TIMES,
)
from discourse.domain.units import Quantity, Unit

_SHORT_UNITS = {"wk": "week", "wks": "week", "mo": "month", "people": "person", "persons": "person", "head": "person"}


def find_times(text: str) -> tuple[Quantity, ...]:
    """Durations in days, semesters or terms, and workloads in hours: `six weeks`, `40–60 hours`, `10 hours a week`.

    `per` is `week` and so on for a rate. `a week` counts only after a limit or a verb of lasting (`less than a week`).
    """
    return _without_overlaps([*_compound_times(text), *_mixed_times(text), *_plain_times(text)])


def find_credits(text: str) -> tuple[Quantity, ...]:
    """Volumes of credit: `5 ECTS`, `10 to 40 credits`, `15-credit`, `credit value: 3`.

    `scheme` is empty unless the text names it; `spoken` tells `credit points` from `credits`, and from bare `points`,
    which are credit only where the text is about credit.
    """
    found = [*_credits(CREDIT, text), *_credits(CREDIT_FIELD, text)]
    return _without_overlaps(found)


def find_levels(text: str) -> tuple[Quantity, ...]:
    """Levels of a framework of qualifications: `EQF level 5`, `Levels 4 to 8 of the National Qualifications Framework`.

    `scheme` is the framework's acronym or the name that the text gives it, empty where it names none.
    """
    found = [quantity for pattern in (LEVEL, FRAMEWORK_STEP) for quantity in _levels(pattern, text)]
    return _without_overlaps(found)


def find_money(text: str) -> tuple[Quantity, ...]:
    """Amounts of money: `€49`, `NZ$1,250`, `600 to 900 euros per learner`, `$4.2 million`.

    `scheme` is an ISO 4217 code, or the sign or word as written where several currencies share it (`$`, `kr`).
    """
    return _without_overlaps([quantity for match in MONEY.finditer(text) if (quantity := _money(match))])


def _compound_times(text: str) -> Iterator[Quantity]:
    for match in COMPOUND_TIME.finditer(text):
        hours = parse_number(match["hours"])
        if hours is not None:
            total = round(hours + int(match["minutes"]) / 60, 6)
            yield Quantity(*match.span(), Range(total, total), Unit.HOURS, spoken="hours")


def _mixed_times(text: str) -> Iterator[Quantity]:
    """`4 weeks to 6 months`: two units of one dimension."""
    for match in MIXED_TIME.finditer(text):
        (first_unit, first_factor), (unit, factor) = _time_unit(match["first_unit"]), _time_unit(match["unit"])
        first, second = parse_number(match["first"]), parse_number(match["second"])
        if first is None or second is None or first_unit is not unit or first * first_factor > second * factor:
            continue
        low, high = round(first * first_factor, 6), round(second * factor, 6)
        yield Quantity(*match.span(), Range(low, high), unit, spoken=match["unit"].lower())


def _plain_times(text: str) -> Iterator[Quantity]:
    for match in TIME.finditer(text):
        numbers = split_numbers(match["numbers"])
        if not numbers or _is_bare_article(match):
            continue
        unit, factor = _time_unit(match["unit"])
        per = "week" if match["weekly"] else _per(match)
        start = _start(match, numbers)
        found = _limited(match, numbers).times(factor)
        if unit is not Unit.HOURS and (match["least"] or "").lower() == "over":
            # `over ten weeks` means during ten weeks, `over 600 hours` more than 600.
            start, found = match.start("numbers"), Range(numbers[0][1], numbers[-1][1]).times(factor)
        yield Quantity(start, match.end(), found, unit, per=per, spoken=match["unit"].lower())


def _is_bare_article(match: re.Match[str]) -> bool:
    """`a year` is more often a rate or a date than a length."""
    said = match["most"] or match["least"] or match["about"]
    return match["numbers"].lower() in ("a", "an") and not said


def _time_unit(word: str) -> tuple[Unit, float]:
    return next(unit for pattern, unit in TIMES.items() if re.fullmatch(pattern, word, re.IGNORECASE))


def _credits(pattern: re.Pattern[str], text: str) -> Iterator[Quantity]:
    for match in pattern.finditer(text):
        groups = match.groupdict()
        numbers = split_numbers(match["numbers"])
        if not numbers or match["numbers"].lower() in ("a", "an"):
            continue
        spoken = groups.get("spoken") or groups.get("scheme") or ""
        scheme = _name(SCHEMES, groups.get("scheme") or groups.get("later_scheme") or "")
        if not scheme and spoken.upper() == "ECTS":
            scheme = "ECTS"
        per = _per(match)
        start = _start(match, numbers) if pattern is CREDIT else match.start()
        found = _limited(match, numbers)
        yield Quantity(start, match.end(), found, Unit.CREDITS, scheme, per, spoken.lower())


def _levels(pattern: re.Pattern[str], text: str) -> Iterator[Quantity]:
    for match in pattern.finditer(text):
        groups = match.groupdict()
        steps = [parse_number(word) for word in re.findall(r"\d+|[a-z]+", match["numbers"].lower())]
        values = tuple(sorted(step for step in steps if step is not None))
        framework = _name(FRAMEWORKS, groups.get("before") or groups.get("after") or "")
        yield Quantity(*match.span(), limit(values, match), Unit.LEVEL, framework, spoken="level")


def _money(match: re.Match[str]) -> Quantity | None:
    parts = [match["amount"] or match["plain"], match["second"] or match["plain_second"]]
    values = [_amount(part, parts[-1] or "") for part in parts if part]
    amounts = tuple(sorted(value for value in values if value is not None))
    if not amounts or (match["plain"] or "").lower() in ("a", "an", "half"):
        return None
    said = match["sign"] or match["code"] or match["sign_after"] or match["code_after"] or ""
    scheme = SIGNS.get(said.upper(), said) if said else _name(SPOKEN_CURRENCIES, match["word"])
    return Quantity(*match.span(), limit(amounts, match), Unit.MONEY, scheme, _per(match), said)


def _amount(text: str, last: str) -> float | None:
    """`2` in `2 to 3 million` takes the magnitude of the last number."""
    magnitude = _magnitude(text) or _magnitude(last)
    value = parse_number(text.removesuffix(_magnitude(text)).strip())
    return None if value is None else round(value * MAGNITUDES.get(magnitude.lower(), 1.0), 6)


def _magnitude(text: str) -> str:
    found = re.search(r"[A-Za-z]+$", text)
    return found.group() if found and found.group().lower() in MAGNITUDES else ""


def _limited(match: re.Match[str], numbers: tuple[tuple[int, float], ...]) -> Range:
    values = tuple(value for _, value in numbers)
    if match.groupdict().get("plus") and len(values) == 1:
        return Range(values[0], None)
    return limit(values, match) if numbers[0][0] == 0 else Range(values[0], values[-1])


def _start(match: re.Match[str], numbers: tuple[tuple[int, float], ...]) -> int:
    """Where the quantity starts: with its limit, or with the first number that belongs to it."""
    return match.start("numbers") + numbers[0][0] if numbers[0][0] else match.start()


def _per(match: re.Match[str]) -> str:
    """The unit of a rate in one word of the singular: `week` for `wks`, `credit` for `ECTS credits`."""
    said = (match.groupdict().get("per") or "").lower()
    unit = re.sub(r"^ects\b.*|^credits?\b.*", "credit", said)
    return _SHORT_UNITS.get(unit, unit.removesuffix("s"))


def _name(names: dict[str, str], said: str) -> str:
    found = (name for pattern, name in names.items() if re.fullmatch(pattern, said, re.IGNORECASE))
    return next(found, said)


def _without_overlaps(found: list[Quantity]) -> tuple[Quantity, ...]:
    """In order; of two that overlap the longer, of two as long the first pattern's."""
    taken: set[int] = set()
    kept: list[Quantity] = []
    for quantity in sorted(found, key=lambda item: item.start - item.end):
        if taken.isdisjoint(range(quantity.start, quantity.end)):
            taken.update(range(quantity.start, quantity.end))
            kept.append(quantity)
    return tuple(sorted(kept, key=lambda item: item.start))
