"""Nested JSON records to names and texts, as a row of a table has them."""

import ast
import json
import re
from collections.abc import Mapping, Sequence

from discourse.reading.listings.columns import column_field, column_key
from discourse.reading.listings.record import TEXT_FIELDS

_RUNS = frozenset({"course_runs", "courseruns", "runs", "has_course_instance", "offerings", "presentations"})
_MERGED = frozenset({"page", "attributes"})
_NAMES = ("name", "title", "label", "legalName", "prefLabel", "@value", "value", "text", "mode_slug", "url", "@id")
_LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*|@none")
_PRICE_KINDS = ("type", "category", "costType", "paymentFrequency")
_PAIRS = (("effort", "min_effort", "max_effort", "hours per week"), ("price", "min_price", "max_price", ""))
_LESSONS = frozenset({"Video", "Quiz", "Test", "Podcast", "Exercise", "Text", "other"})
# What is said of an offering and may differ between the offerings of one course.
OFFERED_FIELDS = frozenset(
    {"duration", "effort", "credits", "level", "price", "delivery", "assessed", "award", "language"}
    | {"start", "end", "enrol_by"}
)
_CURRENCY_NAMES = frozenset({"currency", "price_currency"})
_BARE = re.compile(r"[\d.,]+")
_DEPTH = 6
_OBJECTS = re.compile(r"\s*\[?\{'\w+'\s*:")
_LITERAL_CHARS = 50_000


def literal_to_text(cell: str) -> str:
    """A cell that holds objects as Python writes them (`{'title': 'English'}`) in words, any other cell unchanged.

    Nothing is evaluated but literals, and none longer than 50,000 characters.
    """
    if len(cell) > _LITERAL_CHARS or not _OBJECTS.match(cell):
        return cell
    try:
        value = ast.literal_eval(cell.strip())
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return cell
    return value_to_text(value) or cell


def record_to_cells(record: Mapping[str, object]) -> list[tuple[str, str]]:
    """A record's names and texts; its runs or offerings speak, all of them, where the record itself says nothing.

    Facts that differ between runs are listed; which belong together is kept in `offerings_json`. JSON-LD keywords are
    left out.
    """
    cells: dict[str, str] = {}
    if volume := _moochub_credits(record):
        cells["numberOfCredits"] = volume
    said: set[str] = set()
    parts, runs = _parts(record)
    offered = offerings_to_cells([_with_currency(_part_cells(run)) for run in runs])
    for part in (*map(_part_cells, parts), offered):
        found = _without_said(part, said)
        cells |= {name: text for name, text in found.items() if not cells.get(name)}
        said |= {column_field(name) for name in found} - {"", *TEXT_FIELDS}
    return list(cells.items())


def offerings_to_cells(runs: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """The names and texts of several runs as one: the first run's, its facts with those of all others behind them.

    More than one run is counted in `offerings`, and their facts are kept run by run in `offerings_json`.
    """
    cells: dict[str, str] = {}
    for run in runs:
        for name, text in run.items():
            is_fact = column_field(name) in OFFERED_FIELDS
            cells[name] = (
                "; ".join(dict.fromkeys([*_entries(cells.get(name, "")), *_entries(text)]))
                if is_fact
                else (cells.get(name) or text)
            )
    if len(runs) > 1:
        facts = [{name: text for name, text in run.items() if column_field(name) in OFFERED_FIELDS} for run in runs]
        cells["offerings"] = str(len(runs))
        cells["offerings_json"] = json.dumps(facts, ensure_ascii=False)
    return cells


def _entries(text: str) -> list[str]:
    return text.split("; ") if text else []


def _without_said(cells: Mapping[str, str], said: set[str]) -> dict[str, str]:
    """A part's cells; of what an earlier part has `said`, its own word is kept under a longer name."""
    return {f"{name} (further)" if column_field(name) in said else name: text for name, text in cells.items()}


def _part_cells(part: Mapping[str, object]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in part.items():
        name = key.strip()
        field = column_field(name)
        text = _items(value) if field in TEXT_FIELDS else value_to_text(_without_lessons(value))
        if text and not name.startswith("@"):
            found[name] = text
    _join_pairs(found)
    return found


def value_to_text(value: object, depth: int = _DEPTH) -> str:
    """A JSON value in words: a list joined by "; ", an object by its name, its English text or its plain values."""
    if value is None or depth == 0:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return _object_to_text(value, depth)
    if isinstance(value, Sequence) and not isinstance(value, str):
        if languages := typed_strings(value):
            return _object_to_text(languages, depth)
        texts = (value_to_text(item, depth - 1) for item in value)
        return "; ".join(dict.fromkeys(text for text in texts if text))
    return str(value).strip()


def is_language_map(value: Mapping[str, object]) -> bool:
    """True for a text by language: `{"fi": "Solmut", "en": "Knots"}`."""
    return bool(value) and all(isinstance(key, str) and _LANGUAGE_TAG.fullmatch(key) for key in value)


def typed_strings(items: Sequence[object]) -> dict[str, object]:
    """Texts that OOAPI and others list as pairs of language and value, by language; empty for any other list."""
    pairs = [item for item in items if isinstance(item, Mapping) and set(item) == {"language", "value"}]
    return {str(item["language"]): item["value"] for item in pairs} if len(pairs) == len(items) else {}


def _items(value: object) -> str:
    """The items of a list as bulleted lines, which stay items of the document."""
    if not isinstance(value, list):
        return value_to_text(value)
    return "\n".join(f"• {text}" for item in value if (text := value_to_text(item)))


def _moochub_credits(record: Mapping[str, object]) -> str:
    """MOOChub counts `numberOfCredits` in ECTS; schema.org leaves the unit open."""
    attributes = record.get("attributes")
    volume = attributes.get("numberOfCredits") if isinstance(attributes, Mapping) else None
    return f"{volume} ECTS" if record.get("type") == "Course" and isinstance(volume, int | float) else ""


def _without_lessons(value: object) -> object:
    """A list without the videos and quizzes that some sources name as parts of a course."""
    if not isinstance(value, list):
        return value
    return [item for item in value if not (isinstance(item, Mapping) and str(item.get("type")) in _LESSONS)]


def _parts(record: Mapping[str, object]) -> tuple[list[Mapping[str, object]], list[Mapping[str, object]]]:
    """The record without its runs and what is merged into it (attributes, page); and its runs."""
    own: dict[str, object] = {}
    merged: list[Mapping[str, object]] = []
    inner: list[Mapping[str, object]] = []
    runs: list[Mapping[str, object]] = []
    for key, value in record.items():
        name = column_key(key)
        if name in _MERGED and isinstance(value, Mapping):
            merged.append(value)
        elif name in _RUNS:
            items = value if isinstance(value, list) else [value]
            runs += [item for item in items if isinstance(item, Mapping)]
        else:
            own[key] = value
    for item in merged:
        parts, inner_runs = _parts(item)
        inner += parts
        runs += inner_runs
    return [own, *inner], runs


def _object_to_text(value: Mapping[str, object], depth: int) -> str:
    if is_language_map(value):
        english = next((key for key in value if key.lower().startswith("en")), next(iter(value)))
        return value_to_text(value[english], depth - 1)
    for price in ("price", "amount"):
        if value.get(price) not in (None, ""):
            stated = _amount_to_text(value, price, ("priceCurrency", "currency"))
            kinds = [said for name in _PRICE_KINDS if (said := value_to_text(value.get(name), depth - 1))]
            return f"{stated} ({', '.join(kinds)})" if kinds else stated
    if value.get("shortCode") and value.get("educationalFramework"):
        return f"{value_to_text(value['educationalFramework'])} level {value_to_text(value['shortCode'])}"
    for amount, units in (("timeValue", ("timeUnit",)), ("value", ("unitText", "unitCode"))):
        if amount in value and any(value.get(unit) for unit in units):
            return _amount_to_text(value, amount, units)
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


def _with_currency(run: Mapping[str, str]) -> dict[str, str]:
    """A run whose bare prices have the currency that it states, while it is known which belong together."""
    unit = next((text for name, text in run.items() if column_key(name) in _CURRENCY_NAMES), "")
    return {
        name: f"{text} {unit}" if unit and column_field(name) == "price" and _BARE.fullmatch(text) else text
        for name, text in run.items()
    }


def _join_pairs(cells: dict[str, str]) -> None:
    """A range that is stated as a pair of bare numbers, as edX states the hours per week."""
    for field, low, high, unit in _PAIRS:
        ends = [cells.pop(name, "") for name in (low, high)]
        stated = "–".join(dict.fromkeys(end for end in ends if end))
        if stated and not any(column_field(name) == field for name in cells):
            cells[field] = f"{stated} {unit}".strip()
