"""The canonical record's numbers: what `Course` states in words, parsed, under fixed keys of a document's metadata.

A value that cannot be read for certain has no key; its words stay under the field's own name and a flag says why.
Keys, all texts: `kind`; `duration_min_days`, `duration_max_days`; `duration_min_terms`, `duration_max_terms` and the
same of semesters, which are of no known number of days; `effort_min_hours`, `effort_max_hours` (in total);
`effort_per_week_min`, `effort_per_week_max`; `credits_json`, `levels_json`, `prices_json` (lists of objects, amounts as
texts); `difficulty`; `is_free`, `assessed_state`, `credit_bearing`, `stackable` (yes or no; no key: unknown);
`delivery_modes` (joined by ";"), `pacing`; `start_date`, `end_date`, `enrol_by_date`, `published_date` (ISO 8601);
`quality_flags` (joined by ";", see `flags.Flag`).
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from discourse.domain.numerals import Range
from discourse.reading.listings.columns import column_key
from discourse.reading.listings.credits import is_credit_bearing, parse_credits, parse_difficulty, parse_levels
from discourse.reading.listings.dates import parse_dates
from discourse.reading.listings.flags import Flag
from discourse.reading.listings.modes import (
    has_no_prerequisites,
    is_stackable,
    parse_assessed,
    parse_modes,
    parse_pacing,
)
from discourse.reading.listings.prices import is_free, parse_prices
from discourse.reading.listings.record import Course, Kind
from discourse.reading.listings.times import parse_times

# Of the dates of several offerings, the one that bounds them all.
_DATES: dict[str, Callable[[Sequence[date]], date]] = {"start": min, "end": max, "enrol_by": max, "published": min}
_FREE_COLUMNS = {"is_accessible_for_free": {"yes": True, "true": True, "no": False, "false": False}}
_FREE_COLUMNS |= {"is_paid": {"yes": False, "true": False, "no": True, "false": True}}
_PACING_COLUMNS = frozenset({"pacing", "pacing_type", "course_type", "format", "tooltip"})


def course_to_quantities(course: Course) -> dict[str, str]:
    """The parsed values of a course by key, those that are unknown left out."""
    flags: set[Flag] = set()
    found: dict[str, str] = {} if course.kind is Kind.UNKNOWN else {"kind": course.kind.value}
    found |= _times(course, flags) | _credits(course, flags) | _prices(course, flags) | _dates(course, flags)
    found |= _manner(course, flags)
    if flags:
        found["quality_flags"] = ";".join(sorted(flags))
    return found


def _times(course: Course, flags: set[Flag]) -> dict[str, str]:
    times = parse_times(course.duration, course.effort)
    flags |= times.flags
    return {
        **_ends("duration_{}_days", times.duration),
        **_ends("effort_{}_hours", times.effort),
        **_ends("effort_per_week_{}", times.weekly),
        **_ends("duration_{}_terms", times.terms),
        **_ends("duration_{}_semesters", times.semesters),
    }


def _credits(course: Course, flags: set[Flag]) -> dict[str, str]:
    volumes, doubts = parse_credits(course.credits)
    levels, level_doubts = parse_levels(course.level, volumes)
    flags |= doubts | level_doubts
    found = {
        "credits_json": _to_json(volumes),
        "levels_json": _to_json(levels),
        "credit_bearing": _state(is_credit_bearing(course.credits, volumes)),
        "difficulty": parse_difficulty(course.level),
    }
    return {key: value for key, value in found.items() if value}


def _prices(course: Course, flags: set[Flag]) -> dict[str, str]:
    prices, doubts = parse_prices(course.price, jurisdiction=course.jurisdiction)
    flags |= doubts
    free = is_free(prices)
    if free is None:
        free = _stated_free(course)
    found = {"prices_json": _to_json(prices), "is_free": _state(free)}
    return {key: value for key, value in found.items() if value}


def _dates(course: Course, flags: set[Flag]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, bound in _DATES.items():
        days, doubts = parse_dates(getattr(course, name))
        # A column `published` often holds yes or no.
        flags |= doubts if name != "published" else set()
        if days:
            found[f"{name}_date"] = bound(days).isoformat()
    return found


def _manner(course: Course, flags: set[Flag]) -> dict[str, str]:
    if has_no_prerequisites(course.prerequisites):
        flags.add(Flag.NO_PREREQUISITES)
    paced = [course.delivery, *(text for name, text in course.extra if column_key(name) in _PACING_COLUMNS)]
    found = {
        "delivery_modes": ";".join(parse_modes(course.delivery)),
        "pacing": next((said for text in paced if (said := parse_pacing(text))), ""),
        "assessed_state": _state(parse_assessed(course.assessed)),
        "stackable": _state(is_stackable(course)),
    }
    return {key: value for key, value in found.items() if value}


def _stated_free(course: Course) -> bool | None:
    for name, text in course.extra:
        said = _FREE_COLUMNS.get(column_key(name), {}).get(text.casefold())
        if said is not None:
            return said
    return None


def _ends(key: str, stated: Range | None) -> dict[str, str]:
    ends = {"min": stated.minimum, "max": stated.maximum} if stated else {}
    return {key.format(end): f"{round(value, 2):g}" for end, value in ends.items() if value is not None}


def _state(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"


def _to_json(items: Iterable[Any]) -> str:
    """Dataclasses as a JSON list without their empty fields; empty for none."""
    objects = [{key: _plain(value) for key, value in asdict(item).items() if value != ""} for item in items]
    return json.dumps(objects, ensure_ascii=False) if objects else ""


def _plain(value: object) -> object:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value
