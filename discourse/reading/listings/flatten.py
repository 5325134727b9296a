"""Nested JSON records to names and texts, as a row of a table has them."""

import re
from collections.abc import Mapping, Sequence

from discourse.reading.listings.columns import column_field, column_key
from discourse.reading.listings.record import TEXT_FIELDS

_RUNS = frozenset({"course_runs", "courseruns", "runs", "has_course_instance", "offerings", "presentations"})
_MERGED = frozenset({"page", "attributes"})
_NAMES = ("name", "title", "label", "legalName", "prefLabel", "@value", "value", "text", "mode_slug", "url", "@id")
_LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*|@none")
_DEPTH = 6


def record_to_cells(record: Mapping[str, object]) -> list[tuple[str, str]]:
    """A record's names and texts; its first run or offering speaks where the record itself says nothing.

    JSON-LD keywords are left out.
    """
    cells: dict[str, str] = {}
    for part in _parts(record):
        for key, value in part.items():
            name = key.strip()
            if name.startswith("@"):
                continue
            text = _items(value) if column_field(name) in TEXT_FIELDS else value_to_text(value)
            if text and not cells.get(name):
                cells[name] = text
    _add_effort(cells)
    return list(cells.items())


def value_to_text(value: object, depth: int = _DEPTH) -> str:
    """A JSON value in words: a list joined by "; ", an object by its name, its English text or its plain values."""
    if value is None or depth == 0:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return _object_to_text(value, depth)
    if isinstance(value, Sequence) and not isinstance(value, str):
        texts = (value_to_text(item, depth - 1) for item in value)
        return "; ".join(dict.fromkeys(text for text in texts if text))
    return str(value).strip()


def _items(value: object) -> str:
    """The items of a list as bulleted lines, which stay items of the document."""
    if not isinstance(value, list):
        return value_to_text(value)
    return "\n".join(f"• {text}" for item in value if (text := value_to_text(item)))


def _parts(record: Mapping[str, object]) -> list[Mapping[str, object]]:
    """The record without its runs, then what is merged into it: attributes, page, first run."""
    own: dict[str, object] = {}
    merged: list[Mapping[str, object]] = []
    runs: list[Mapping[str, object]] = []
    for key, value in record.items():
        name = column_key(key)
        if name in _MERGED and isinstance(value, Mapping):
            merged.append(value)
        elif name in _RUNS:
            items = value if isinstance(value, list) else [value]
            runs += [item for item in items[:1] if isinstance(item, Mapping)]
        else:
            own[key] = value
    inner = [part for item in merged for part in _parts(item)] if merged else []
    return [own, *inner, *runs]


def _object_to_text(value: Mapping[str, object], depth: int) -> str:
    if value and all(isinstance(key, str) and _LANGUAGE_TAG.fullmatch(key) for key in value):
        english = next((key for key in value if key.lower().startswith("en")), next(iter(value)))
        return value_to_text(value[english], depth - 1)
    for price in ("price", "amount"):
        if value.get(price) not in (None, ""):
            return _amount_to_text(value, price, ("priceCurrency", "currency"))
    if "timeValue" in value:
        return _amount_to_text(value, "timeValue", ("timeUnit",))
    for name in _NAMES:
        text = value_to_text(value.get(name), depth - 1)
        # Names within one file (`#org`, `_:b0`) say nothing outside it.
        if text and not (name == "@id" and text.startswith(("#", "_:"))):
            return text
    plain = [
        value_to_text(item) for key, item in value.items() if isinstance(item, (str, int, float)) and key[:1] != "@"
    ]
    return " ".join(plain) if len(plain) <= 3 else ""


def _amount_to_text(value: Mapping[str, object], amount: str, units: Sequence[str]) -> str:
    unit = next((value_to_text(value[name]) for name in units if value.get(name)), "")
    return f"{value_to_text(value[amount])} {unit}".strip()


def _add_effort(cells: dict[str, str]) -> None:
    """EdX states the hours per week as a pair of bare numbers."""
    low, high = cells.pop("min_effort", ""), cells.pop("max_effort", "")
    hours = "–".join(dict.fromkeys(text for text in (low, high) if text))
    if hours and "effort" not in cells:
        cells["effort"] = f"{hours} hours per week"
