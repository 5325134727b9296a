"""Volumes of credit and levels, from the cells that state them; no scheme or framework is converted into another."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from discourse.domain.quantities import find_credits, find_levels
from discourse.domain.units import Quantity
from discourse.reading.listings.flags import Flag
from discourse.reading.listings.prices import parse_amount

UNKNOWN, OTHER = "UNKNOWN", "OTHER"
# How listings name a scheme; what they name otherwise is `OTHER`, with their own word kept.
_SCHEMES = {
    r"ECTS|European Credit Transfer(?: and Accumulation)? System|European credits?": "ECTS",
    r"CATS": "CATS",
    r"SCQF": "SCQF",
    r"NZQC?F": "NZQCF",
    r"CEUs?|continuing education units?": "CEU",
    r"SBU": "SBU",
    r"(?:semester|quarter) (?:credit )?hours?|US credit hours?": "US-SCH",
}
_GENERIC = re.compile(
    r"credits?|credit[ -](?:points?|units?|hours?)|points?|units?|pts?\.?|cr\.?|degree credit|https?://\S+",
    re.IGNORECASE,
)
_ENTRY = re.compile(r"(?P<low>\d+(?:[.,]\d+)?)(?:\s*(?:-|–|to)\s*(?P<high>\d+(?:[.,]\d+)?))?\s*(?P<unit>[^\d]*)")
_LEVEL_OF = re.compile(r"[,(]?\s*(?:at\s)?level\s+(?P<level>[\w.]{1,4})\)?\s*$", re.IGNORECASE)
_NO_CREDIT = re.compile(r"\b(?:not for credit|non[- ]?credit|no credits?)\b", re.IGNORECASE)
_NOTHING = re.compile(r"(?:none|n/?a|-+|null|tbc|tba|false)?\.?", re.IGNORECASE)
_SCHEME_LEVELS = frozenset({"SCQF", "NZQCF"})
_FRAMEWORK_LEVEL = re.compile(
    r"(?P<framework>[A-Z]{2,6}|DigComp)(?:[ -]?(?:\d{4}))?\s+level\s+(?P<value>\d{1,2})"
    r"|ISCED(?:[ -]2011)?[ :]+(?P<isced>\d)"
)
_HIGHEST_LEVEL = 12
_DIFFICULTIES = {
    "introductory": r"introductory|beginners?|basic|novice|foundation level|entry",
    "intermediate": r"intermediate",
    "advanced": r"advanced|experts?",
    "mixed": r"mixed|all levels|any level",
}


@dataclass(frozen=True, slots=True)
class Credit:
    """A volume of credit; `scheme` is one of the known ones, `OTHER` with its own `name`, or `UNKNOWN`.

    `level` is the source's own word for the level at which it is earned.
    """

    value_min: Decimal
    value_max: Decimal
    scheme: str
    name: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a qualifications framework; `framework` is empty where the source names none."""

    framework: str
    value: int
    raw: str


@lru_cache(maxsize=1024)
def parse_credits(cell: str) -> tuple[tuple[Credit, ...], frozenset[Flag]]:
    """Every volume of credit in a cell: a list, never a sum, since one course may be stated in several schemes.

    "not for credit" is no volume and no doubt. Zero is a volume.
    """
    found: list[Credit] = []
    flags: set[Flag] = set()
    for entry in re.split(r"\s*[;|\n]\s*", cell.strip()):
        if _NOTHING.fullmatch(entry) or _NO_CREDIT.search(entry):
            continue
        credit = _parse_entry(entry)
        if credit is None:
            flags.add(Flag.CREDIT_NOT_READ)
            continue
        found.append(credit)
        if credit.scheme == UNKNOWN:
            flags.add(Flag.CREDIT_UNIT_UNKNOWN)
    return tuple(dict.fromkeys(found)), frozenset(flags)


def is_credit_bearing(cell: str, found: tuple[Credit, ...]) -> bool | None:
    """Whether any credit is earned: zero and "not for credit" say no, silence says nothing."""
    if found:
        return any(credit.value_max > 0 for credit in found)
    return False if _NO_CREDIT.search(cell) else None


def parse_levels(cell: str, found: tuple[Credit, ...] = ()) -> tuple[tuple[Level, ...], frozenset[Flag]]:
    """Levels with their frameworks, also those of credit schemes that are frameworks too (SCQF, NZQCF).

    A level without number ("Postgraduate") stays in its raw words; a number alone is flagged, its framework unknown.
    """
    levels: list[Level] = []
    flags: set[Flag] = set()
    for entry in re.split(r"\s*[;|\n]\s*", cell.strip()):
        if entry.isdecimal():
            flags.add(Flag.LEVEL_NOT_READ)
        else:
            levels += _levels(entry)
    for credit in found:
        if credit.scheme in _SCHEME_LEVELS and credit.level.isdecimal():
            levels.append(Level(credit.scheme, int(credit.level), f"{credit.scheme} level {credit.level}"))
    return tuple(dict.fromkeys(levels)), frozenset(flags)


def parse_difficulty(cell: str) -> str:
    """introductory, intermediate, advanced or mixed; empty where the cell says none or several."""
    found = {name for name, words in _DIFFICULTIES.items() if re.search(rf"\b(?:{words})\b", cell, re.IGNORECASE)}
    if "mixed" in found or len(found) > 1:
        return "mixed"
    return found.pop() if found else ""


def _parse_entry(entry: str) -> Credit | None:
    level = _LEVEL_OF.search(entry)
    stated = entry[: level.start()].strip() if level else entry
    said = level["level"] if level else ""
    if match := _ENTRY.fullmatch(stated):
        low, high = parse_amount(match["low"]), parse_amount(match["high"] or match["low"])
        if low is not None and high is not None and low <= high:
            scheme, name = _scheme(match["unit"].strip())
            return Credit(low, high, scheme, name, said)
    found = find_credits(stated)
    return _from_quantity(found[0], said) if len(found) == 1 and not found[0].per else None


def _from_quantity(found: Quantity, level: str) -> Credit | None:
    low = found.range.minimum if found.range.minimum is not None else found.range.maximum
    high = found.range.maximum if found.range.maximum is not None else low
    if low is None or high is None:
        return None
    scheme, name = _scheme(found.scheme)
    return Credit(Decimal(str(low)), Decimal(str(high)), scheme, name, level)


def _scheme(unit: str) -> tuple[str, str]:
    words = unit.strip(" ()")
    bare = re.sub(r"\s*\b(?:credits?|credit[ -]points?|points?)$", "", words, flags=re.IGNORECASE).strip()
    for pattern, scheme in _SCHEMES.items():
        if re.fullmatch(pattern, bare, re.IGNORECASE):
            return scheme, ""
    if not words or _GENERIC.fullmatch(words):
        return UNKNOWN, ""
    return OTHER, words


def _levels(entry: str) -> list[Level]:
    levels = []
    for match in _FRAMEWORK_LEVEL.finditer(entry):
        framework = match["framework"] or "ISCED"
        value = int(match["value"] or match["isced"])
        if value <= _HIGHEST_LEVEL:
            levels.append(Level("ISCED-2011" if framework == "ISCED" else framework, value, match.group()))
    if levels:
        return levels
    return [
        Level("ISCED-2011" if found.scheme == "ISCED" else found.scheme, int(found.range.minimum or 0), entry)
        for found in find_levels(entry)
        if found.range.minimum == found.range.maximum and 0 < (found.range.minimum or 0) <= _HIGHEST_LEVEL
    ]
