"""How long a course takes, from the cell that says so: elapsed days, total hours, hours a week.

The grammar of prose is `discourse.domain.quantities`; here are what only listings write (ISO 8601, `9 semanas`) and the
rule that a cell is read whole or not at all.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from discourse.domain.numerals import Range
from discourse.domain.quantities import find_times
from discourse.domain.units import Quantity, Unit
from discourse.reading.listings.flags import Flag

_DAYS = {"Y": 365.25, "M": 30.44, "W": 7.0, "D": 1.0}
_HOURS_PER_DAY = 24.0
# What no course is: longer than ten years, more hours than a week has, more than a working life's study.
_MOST_DAYS, _MOST_WEEKLY_HOURS, _MOST_HOURS = 3652.5, 168.0, 20_000.0
_SPARE_WORDS = 6
_MEANINGFUL = re.compile(r"\d|/|\b(?:per|each|every|weekly|daily|monthly|wk|weeks?|days?)\b", re.IGNORECASE)
_ISO = re.compile(r"P(?=[\dT])((?:\d+(?:\.\d+)?[YMWD])*)(T?)((?:\d+(?:\.\d+)?[HMS])*)", re.IGNORECASE)
_ISO_PART = re.compile(r"(\d+(?:\.\d+)?)([YMWDHS])", re.IGNORECASE)
_ISO_RANGE = re.compile(r"(P[\dT][^\s;/-]*)(?:\s*(?:-|–|/|to)\s*(P[\dT][^\s;/-]*))?", re.IGNORECASE)
_FOREIGN = (
    ("hours", "horas?|heures?|stunden?|uur|uren|ore|timmar|timer|tuntia"),
    ("days", "días?|dias?|jours?|tage?n?|dagen|dag|giorni|päivää"),
    ("weeks", "semanas?|semaines?|wochen?|weken|week|settimane|veckor|uger|viikkoa"),
    ("months", "mes(?:es)?|mois|monate?n?|maanden|mesi|månader|måneder|kuukautta"),
    ("years", "años?|anos?|années?|ans?|jahre?n?|jaar|anni|år|vuotta"),
)
_FOREIGN_UNITS = tuple((re.compile(rf"(?<=\d)(\s*)(?:{words})\b", re.IGNORECASE), unit) for unit, words in _FOREIGN)
_FOREIGN_BETWEEN = re.compile(r"(?<=\d)\s+(?:a|à|bis|tot)\s+(?=\d)", re.IGNORECASE)
_NOT_READ = frozenset({Flag.PROSE, Flag.TIME_NOT_READ})
_BARE = re.compile(r"\d+(?:[.,]\d+)?(?:\s*[-–]\s*\d+(?:[.,]\d+)?)?")
_FAILED_TEMPLATE = re.compile(r"\b(?:undefined|NaN|null)\b|\{\{|\$\{|%s")
_NOTHING = re.compile(r"(?:none|n/?a|-+|null|not applicable|tbc|tba)?\.?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Times:
    """Elapsed days, total learner hours and hours a week; None where the cells do not say.

    Terms and semesters have no length of their own: they stay counts of terms and semesters, never days.
    """

    duration: Range | None = None
    effort: Range | None = None
    weekly: Range | None = None
    terms: Range | None = None
    semesters: Range | None = None
    flags: frozenset[Flag] = frozenset()


@lru_cache(maxsize=1024)
def parse_times(duration: str, effort: str) -> Times:
    """Times of the two cells together, each read by its units: hours in the cell of the duration are effort.

    Where only a weekly effort and weeks are stated, the total is their product, flagged `EFFORT_DERIVED`.
    """
    found = [_parse_cell(duration, is_effort=False), _parse_cell(effort, is_effort=True)]
    flags = frozenset().union(*(times.flags for times in found))
    elapsed = _first(*(times.duration for times in found))
    total = _first(*(times.effort for times in reversed(found)))
    weekly = _first(*(times.weekly for times in reversed(found)))
    elapsed, total, weekly, implausible = _plausible(elapsed, total, weekly)
    if total is None and weekly is not None and elapsed is not None:
        total = _product(weekly, elapsed.times(1 / _DAYS["W"]))
        flags |= {Flag.EFFORT_DERIVED}
    terms = _first(*(times.terms for times in found))
    semesters = _first(*(times.semesters for times in found))
    return Times(elapsed, total, weekly, terms, semesters, flags | implausible)


def parse_iso(text: str) -> tuple[float, float, bool] | None:
    """Days and hours of one ISO 8601 duration, and whether a missing `T` was put in (`P10H`); None for other texts."""
    match = _ISO.fullmatch(text.strip())
    if not match or not (match.group(1) or match.group(3)):
        return None
    days = sum(float(value) * _DAYS[unit.upper()] for value, unit in _ISO_PART.findall(match.group(1)))
    hours = {"H": 1.0, "M": 1 / 60, "S": 1 / 3600}
    time = sum(float(value) * hours[unit.upper()] for value, unit in _ISO_PART.findall(match.group(3)))
    return days, time, bool(match.group(3)) and not match.group(2)


def _parse_cell(cell: str, *, is_effort: bool) -> Times:
    text = " ".join(cell.split()).rstrip(".")
    if _NOTHING.fullmatch(text):
        return Times()
    if _FAILED_TEMPLATE.search(text):
        return Times(flags=frozenset({Flag.TEMPLATE_FAILED}))
    if _BARE.fullmatch(text):
        return Times(flags=frozenset({Flag.UNIT_MISSING}))
    if _ISO_RANGE.match(text):
        return _parse_iso_cell(text, is_effort=is_effort)
    english = _in_english(text)
    found = find_times(english)
    if _covers(found, english):
        return _from_quantities(found)
    entries = [entry for entry in re.split(r"\s*;\s*", text) if entry]
    if len(entries) > 1:
        return _from_entries(entries, is_effort=is_effort)
    return Times(flags=frozenset({Flag.PROSE if len(english.split()) > _SPARE_WORDS else Flag.TIME_NOT_READ}))


def _from_entries(entries: Sequence[str], *, is_effort: bool) -> Times:
    """What several offerings say one after another; nothing where one of them says a time that cannot be read."""
    each = [_parse_cell(entry, is_effort=is_effort) for entry in entries]
    flags = frozenset().union(*(times.flags for times in each))
    unread = [entry for entry, times in zip(entries, each, strict=True) if times.flags & _NOT_READ]
    # A long entry is a sentence, of which a number is only a part.
    sentences = [entry for entry in entries if len(entry.split()) > _SPARE_WORDS]
    if any(_MEANINGFUL.search(entry) for entry in (*unread, *sentences)):
        return Times(flags=flags | {Flag.PROSE})
    names = ("duration", "effort", "weekly", "terms", "semesters")
    found = {name: [item for times in each if (item := getattr(times, name)) is not None] for name in names}
    if any(len(ranges) > 1 for ranges in found.values()):
        flags |= {Flag.SEVERAL_TIMES}
    return Times(**{name: _union(ranges) for name, ranges in found.items()}, flags=flags)


def _parse_iso_cell(text: str, *, is_effort: bool) -> Times:
    """Durations of a profile or list: those in days are elapsed time, those in hours work."""
    if re.search(r"\w", _ISO_RANGE.sub("", text)):
        return Times(flags=frozenset({Flag.TIME_NOT_READ}))
    flags: set[Flag] = set()
    days: list[Range] = []
    hours: list[Range] = []
    for match in _ISO_RANGE.finditer(text):
        ends = [parse_iso(end) for end in match.groups() if end]
        stated = [end for end in ends if end is not None]
        if len(stated) != len(ends) or not stated:
            flags.add(Flag.TIME_NOT_READ)
            continue
        if any(repaired for _, _, repaired in stated):
            flags.add(Flag.ISO_REPAIRED)
        if all(day == 0 for day, _, _ in stated):
            hours.append(_range([hour for _, hour, _ in stated]))
        elif is_effort:
            # Work in calendar units is most often hours with the wrong letter (P60M).
            flags.add(Flag.EFFORT_IN_CALENDAR_UNITS)
        else:
            days.append(_range([day + hour / _HOURS_PER_DAY for day, hour, _ in stated]))
    return Times(_union(days), _union(hours), flags=frozenset(flags))


def _from_quantities(found: tuple[Quantity, ...]) -> Times:
    flags: set[Flag] = set()
    days: list[Range] = []
    hours: list[Range] = []
    weekly: list[Range] = []
    academic: dict[Unit, list[Range]] = {Unit.TERMS: [], Unit.SEMESTERS: []}
    for quantity in found:
        if quantity.unit in academic and not quantity.per:
            academic[quantity.unit].append(quantity.range)
            flags.add(Flag.ACADEMIC_TERMS)
        elif quantity.unit is Unit.DAYS and not quantity.per:
            days.append(quantity.range)
        elif quantity.unit is Unit.HOURS and quantity.per == "week":
            weekly.append(quantity.range)
        elif quantity.unit is Unit.HOURS and not quantity.per:
            hours.append(quantity.range)
        else:
            flags.add(Flag.OTHER_RATE)
    if len(days) > 1 or len(hours) > 1:
        flags.add(Flag.SEVERAL_TIMES)
    terms, semesters = _union(academic[Unit.TERMS]), _union(academic[Unit.SEMESTERS])
    return Times(_union(days), _union(hours), _union(weekly), terms, semesters, frozenset(flags))


def _covers(found: tuple[Quantity, ...], text: str) -> bool:
    """True where quantities leave only a few words of the cell unread, and no number or rate."""
    rest = list(text)
    for quantity in found:
        rest[quantity.start : quantity.end] = " " * (quantity.end - quantity.start)
    words = "".join(rest)
    return bool(found) and not _MEANINGFUL.search(words) and len(words.split()) <= _SPARE_WORDS


def _in_english(text: str) -> str:
    """`9 semanas` as `9 weeks`: units alone are translated, and only behind a number."""
    text = _FOREIGN_BETWEEN.sub(" to ", text)
    for pattern, unit in _FOREIGN_UNITS:
        text = pattern.sub(rf" {unit}", text)
    return text


def _plausible(
    elapsed: Range | None, total: Range | None, weekly: Range | None
) -> tuple[Range | None, Range | None, Range | None, frozenset[Flag]]:
    flags: set[Flag] = set()
    kept: list[Range | None] = []
    for stated, most in ((elapsed, _MOST_DAYS), (total, _MOST_HOURS), (weekly, _MOST_WEEKLY_HOURS)):
        is_too_long = stated is not None and max(_ends(stated)) > most
        if is_too_long:
            flags.add(Flag.TIME_IMPLAUSIBLE)
        kept.append(None if is_too_long else stated)
    return kept[0], kept[1], kept[2], frozenset(flags)


def _product(first: Range, second: Range) -> Range:
    ends = zip((first.minimum, first.maximum), (second.minimum, second.maximum), strict=True)
    return Range(*(None if a is None or b is None else round(a * b, 2) for a, b in ends))


def _range(values: list[float]) -> Range:
    return Range(round(min(values), 6), round(max(values), 6))


def _union(ranges: list[Range]) -> Range | None:
    """From the least to the most of several; an end that any leaves open stays open."""
    if not ranges:
        return None
    lows, highs = [item.minimum for item in ranges], [item.maximum for item in ranges]
    low = None if None in lows else min(low for low in lows if low is not None)
    return Range(low, None if None in highs else max(high for high in highs if high is not None))


def _ends(stated: Range) -> list[float]:
    return [end for end in (stated.minimum, stated.maximum) if end is not None] or [0.0]


def _first(*ranges: Range | None) -> Range | None:
    return next((item for item in ranges if item is not None), None)
