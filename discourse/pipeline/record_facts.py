"""Definitional facts of a course record: its own fields, parsed when it was read, in the shape of a text's facts."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from discourse.domain.documents import Document
from discourse.domain.facts import Fact, FactKind
from discourse.domain.numerals import Range
from discourse.domain.passages import Passage
from discourse.domain.units import Unit
from discourse.reading.listings.columns import column_key
from discourse.reading.listings.credits import OTHER, UNKNOWN
from discourse.reading.listings.flags import Flag
from discourse.reading.listings.modes import is_stackable
from discourse.reading.listings.record import Course
from discourse.reading.listings.rich_text import cell_to_line
from discourse.reading.listings.times import Times, parse_times

# What is paid for something other than earning the credential.
OTHER_PRICES = frozenset({"audit", "application", "materials", "member"})
_FREE_COLUMNS = frozenset({"is_accessible_for_free", "is_paid"})
# A record is one page of its own making; its place in the listing says where it stands.
_PAGE = 1


class _Record:
    """A record's fields, and the way from a field's words to a fact that quotes them."""

    def __init__(self, document: Document, passages: Sequence[Passage]) -> None:
        self.document = document
        self.passages = passages
        self.fields: Mapping[str, str] = document.metadata.extra

    def field(self, name: str) -> str:
        return self.fields.get(name, "")

    def fact(self, kind: FactKind, quotation: str, **values: Any) -> Fact:
        """The fact with its words in the first passage that holds them; else the field itself is the text."""
        words = cell_to_line(quotation)
        for passage in self.passages:
            # A bare number stands in many a sentence: a field is quoted from its own row, `Credits: 12`.
            if passage.text.endswith(f": {words}") or (len(words.split()) > 1 and words in passage.text):
                start = passage.text.rindex(words)
                return self._fact(kind, passage.id, start, words, passage.text, values)
        return self._fact(kind, "", 0, words, words, values)

    def _fact(
        self, kind: FactKind, passage_id: str, start: int, words: str, text: str, values: Mapping[str, Any]
    ) -> Fact:
        return Fact(passage_id, self.document.id, kind, start, start + len(words), words, text, _PAGE, **values)


def find_record_facts(document: Document, passages: Sequence[Passage]) -> tuple[Fact, ...]:
    """What a record's fields say, in the order of the kinds; `passages` are the record's own.

    A field that is silent or could not be read gives no fact. Left out are a total effort that was multiplied out and
    not stated, credit of 0 (`credit_bearing` says no), and prices of other things than the credential
    (`OTHER_PRICES`). `passage_id` is empty where the words stand in no passage; `text` is then the field.
    """
    record = _Record(document, passages)
    found = [*_times(record), *_credits(record), *_levels(record), *_states(record), *_modes(record), *_prices(record)]
    return tuple(dict.fromkeys(found))


def _times(record: _Record) -> Iterator[Fact]:
    flags = record.field("quality_flags").split(";")
    for kind, keys, per, unit, told in (
        (FactKind.DURATION, "duration_{}_days", "", Unit.DAYS, lambda times: times.duration),
        (FactKind.EFFORT, "effort_{}_hours", "", Unit.HOURS, lambda times: times.effort),
        (FactKind.EFFORT, "effort_per_week_{}", "week", Unit.HOURS, lambda times: times.weekly),
    ):
        stated = Range(*(_number(record.field(keys.format(end))) for end in ("min", "max")))
        quotation = _saying(record, kind, told)
        is_product = keys == "effort_{}_hours" and Flag.EFFORT_DERIVED in flags
        if stated != Range(None, None) and quotation and not is_product:
            yield record.fact(kind, quotation, range=stated, unit=unit, per=per)


def _saying(record: _Record, kind: FactKind, told: Callable[[Times], Range | None]) -> str:
    """Which of the two cells says a time: many listings put hours into the column of the duration."""
    cells = {
        record.field("duration"): parse_times(record.field("duration"), ""),
        record.field("effort"): parse_times("", record.field("effort")),
    }
    order = list(cells.items()) if kind is FactKind.DURATION else list(reversed(cells.items()))
    return next((cell for cell, times in order if told(times) is not None), "")


def _credits(record: _Record) -> Iterator[Fact]:
    for item in _objects(record, "credits_json"):
        scheme = {UNKNOWN: "", OTHER: item.get("name", "")}.get(item["scheme"], item["scheme"])
        low, high = float(item["value_min"]), float(item["value_max"])
        if high > 0:
            yield record.fact(
                FactKind.CREDIT, record.field("credits"), range=Range(low, high), unit=Unit.CREDITS, scheme=scheme
            )


def _levels(record: _Record) -> Iterator[Fact]:
    for item in _objects(record, "levels_json"):
        # The level of a credit scheme (SCQF) is said in the cell of the credits.
        quotation = item["raw"] if item["raw"] in record.field("level") else record.field("credits")
        value = float(item["value"])
        scheme = item.get("framework", "")
        yield record.fact(FactKind.LEVEL, quotation, range=Range(value, value), unit=Unit.LEVEL, scheme=scheme)


def _states(record: _Record) -> Iterator[Fact]:
    if state := record.field("assessed_state"):
        yield record.fact(FactKind.ASSESSED, record.field("assessed"), category=state)
    if state := record.field("credit_bearing"):
        yield record.fact(FactKind.CREDIT_BEARING, record.field("credits"), category=state)
    if state := record.field("stackable"):
        part_of = record.field("part_of") if state == "yes" else ""
        if quotation := part_of or _stacking_words(record, is_said=state == "yes"):
            yield record.fact(FactKind.STACKABLE, quotation, category=state)


def _stacking_words(record: _Record, *, is_said: bool) -> str:
    """The passage that says it; the award is a field and a row, the description is prose."""
    texts = [record.field("award"), *(passage.text for passage in record.passages)]
    return next((text for text in texts if is_stackable(Course("", description=text)) is is_said), "")


def _modes(record: _Record) -> Iterator[Fact]:
    for mode in filter(None, record.field("delivery_modes").split(";")):
        yield record.fact(FactKind.DELIVERY, record.field("delivery"), category=mode)


def _prices(record: _Record) -> Iterator[Fact]:
    prices = _objects(record, "prices_json")
    for item in prices:
        if item["kind"] in OTHER_PRICES:
            continue
        low, high = float(item["amount_min"]), float(item["amount_max"])
        # Nothing is nothing in every currency, as in the facts of texts.
        scheme = item.get("currency") or item.get("currency_raw", "") if high > 0 else ""
        yield record.fact(
            FactKind.PRICE,
            item["raw"],
            range=Range(low, high),
            unit=Unit.MONEY,
            scheme=scheme,
            per=item.get("period", ""),
        )
    if not prices and record.field("is_free") == "yes":
        said = (f"{name}: {text}" for name, text in record.fields.items() if column_key(name) in _FREE_COLUMNS)
        for quotation in said:
            yield record.fact(FactKind.PRICE, quotation, range=Range(0.0, 0.0), unit=Unit.MONEY)


def _objects(record: _Record, key: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(record.field(key) or "[]")
    return found


def _number(text: str) -> float | None:
    return float(text) if text else None
