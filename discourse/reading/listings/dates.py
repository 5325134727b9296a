"""Dates of a listing: those that can be read in one way only."""

import re
from datetime import UTC, date, datetime
from functools import lru_cache

from discourse.reading.listings.flags import Flag

# What stands for "no date yet": sources write 2123, 9999 or the first second of their clock.
_FIRST_YEAR, _LAST_YEAR = 1971, 2099
_FORMATS = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%d.%m.%Y", "%Y/%m/%d", "%Y%m%d")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_MIXED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
_EPOCH = re.compile(r"\d{9,10}")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_NOTHING = re.compile(r"(?:none|n/?a|-+|null|tbc|tba)?\.?", re.IGNORECASE)
_MONTHS = 12


@lru_cache(maxsize=1024)
def parse_dates(cell: str) -> tuple[tuple[date, ...], frozenset[Flag]]:
    """The dates of a cell in ISO 8601, in words, dotted or in seconds since 1970; a list is cut at `|` and `;`.

    `03/04/2025` is two dates and so none; a placeholder such as 2123 is none. Each is flagged.
    """
    flags: set[Flag] = set()
    days: list[date] = []
    for entry in re.split(r"\s*[|;]\s*", cell.strip()):
        if _NOTHING.fullmatch(entry):
            continue
        found = _read(entry, flags)
        if found is not None and _FIRST_YEAR <= found.year <= _LAST_YEAR:
            days.append(found)
        else:
            flags.add(Flag.DATE_PLACEHOLDER if found is not None else _doubt(entry))
    return tuple(days), frozenset(flags - ({Flag.DATE_NOT_READ} if Flag.DATE_AMBIGUOUS in flags else set()))


def _read(entry: str, flags: set[Flag]) -> date | None:
    text = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", " ".join(entry.split()))
    if match := _ISO.fullmatch(text):
        return _date(*(int(part) for part in match.groups()))
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text), UTC).date()
    if match := _MIXED.fullmatch(text):
        first, second, year = (int(part) for part in match.groups())
        if first <= _MONTHS and second <= _MONTHS and first != second:
            flags.add(Flag.DATE_AMBIGUOUS)
            return None
        return _date(year, second, first) if second <= _MONTHS else _date(year, first, second)
    for pattern in _FORMATS:
        try:
            return datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _doubt(entry: str) -> Flag:
    """A year beyond any calendar of courses is a placeholder, whatever its month and day."""
    years = [int(year) for year in _YEAR.findall(entry)]
    beyond = any(year > _LAST_YEAR for year in years)
    return Flag.DATE_PLACEHOLDER if beyond else Flag.DATE_NOT_READ
