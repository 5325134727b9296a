"""Codings made in Argilla: its records as JSON, nested or flat, in a list or one to a line."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from discourse.domain.codings import READ
from discourse.domain.errors import UsageError
from discourse.exchange.guids import guid
from discourse.exchange.json_values import listing, mapping, read_records
from discourse.exchange.labels import PLACE, rows_within
from discourse.exchange.material import Arrival, Material
from discourse.exchange.rows import OTHER_NAMES, Row, rows_to_codings
from discourse.exchange.tabular import json_cells, json_lines
from discourse.exchange.wording import coder_to_name, find_meaning

_RESPONSES, _USERS, _STATUS, _SUGGESTION = ".responses", ".responses.users", ".responses.status", ".suggestion"
# A response that is not submitted is no answer; a file that says nothing of it holds submitted ones.
_SUBMITTED = "submitted"
_ID_DIGITS = 8

# question → its answers, each with value, user_id and status
_Answers = dict[str, list[Mapping[str, Any]]]


def is_argilla(values: Any) -> bool:
    """Whether an object of JSON is a record of Argilla: its fields with answers, or answers by question."""
    if not isinstance(values, Mapping):
        return False
    is_nested = isinstance(values.get("fields"), Mapping) and ("responses" in values or "suggestions" in values)
    return is_nested or any(name.endswith(_RESPONSES) for name in values)


def read_argilla(path: Path, material: Material, *, coder: str) -> Arrival:
    """The codings of Argilla's records, which say in their metadata where each text is from, as for Label Studio.

    The labels of a submitted answer are present and all others absent; spans code words within the text, and a text
    answer to a question named memo, comment or note is a memo. Argilla knows its users by ids alone: `coder` names the
    only one of a file. Raises `UsageError` where there are several of them.
    """
    records = [(place, values) for place, values in _records(path) if isinstance(values, Mapping)]
    answers = [(place, values, _answers(values)) for place, values in records]
    users = {str(one.get("user_id")) for _, _, found in answers for said in found.values() for one in said}
    names = _names(users, material)
    if coder and len(users - names.keys()) > 1:
        raise UsageError(
            f"'{path}' holds answers of {len(users)} users, so that --coder cannot name them; leave it out, and they "
            "come in as 'annotator' and their ids."
        )
    rows = (row for place, values, found in answers for row in _rows(place, values, found, names, material, coder))
    arrived = rows_to_codings(rows, material, file=path.name, coder=coder)
    return Arrival(arrived.codings, arrived.refused, _lost(records, answers), machine=arrived.machine)


def _records(path: Path) -> Iterator[tuple[str, Any]]:
    if path.suffix.lower() != ".json":
        return ((f"line {number}", values) for number, values in json_lines(path))
    return ((f"record {number}", values) for number, values in enumerate(read_records(path), start=1))


def _answers(values: Mapping[str, Any]) -> _Answers:
    """The answers by question, in whichever of Argilla's forms: nested by question, by user, or flat."""
    responses = values.get("responses")
    if isinstance(responses, Mapping):
        return {name: [one for one in listing(said) if isinstance(one, Mapping)] for name, said in responses.items()}
    found: _Answers = {}
    if isinstance(responses, list):
        for one in (one for one in responses if isinstance(one, Mapping)):
            for name, value in mapping(one.get("values")).items():
                said = value.get("value") if isinstance(value, Mapping) else value
                found.setdefault(name, []).append({**one, "value": said})
        return found
    for key, said in values.items():
        if key.endswith(_RESPONSES) and isinstance(said, list):
            name = key.removesuffix(_RESPONSES)
            users, status = listing(values.get(name + _USERS)), listing(values.get(name + _STATUS))
            found[name] = [
                {"value": value, "user_id": _at(users, place), "status": _at(status, place)}
                for place, value in enumerate(said)
            ]
    return found


def _at(values: list[Any], place: int) -> Any:
    return values[place] if place < len(values) else None


def _rows(
    place: str,
    values: Mapping[str, Any],
    answers: _Answers,
    names: Mapping[str, str],
    material: Material,
    coder: str,
) -> Iterator[Row]:
    given = {**values, **mapping(values.get("metadata"))}
    fields = mapping(values.get("fields")) or values
    where = json_cells({name: value for name, value in given.items() if name in PLACE})
    texts = [str(value) for name, value in fields.items() if OTHER_NAMES.get(name, name) == "quote"]
    for user in dict.fromkeys(str(one.get("user_id")) for said in answers.values() for one in said):
        mine = {
            name: one["value"]
            for name, said in answers.items()
            for one in said
            if str(one.get("user_id")) == user and _is_submitted(one) and one.get("value") is not None
        }
        who = names.get(user) or ("" if coder or user == "None" else f"annotator {user[:_ID_DIGITS]}")
        if mine:
            cells = {**where, "quote": texts[0] if texts else "", "coder": who, "memo": _memo(mine, material)}
            yield from _said(place, cells, mine, material)


def _said(place: str, cells: Mapping[str, str], mine: Mapping[str, Any], material: Material) -> Iterator[Row]:
    """The rows of one user's answers to one record; the text was read, whatever labels it has."""
    yield Row(place, {**cells, "code": READ})
    bare = {**cells, "memo": ""}
    for name, value in mine.items():
        if isinstance(value, str) and not _is_memo(name, value, material):
            yield Row(place, {**bare, "code": value})
        for one in value if isinstance(value, list) else ():
            if isinstance(one, str):
                yield Row(place, {**bare, "code": one})
            elif isinstance(one, Mapping) and "label" in one:
                yield Row(place, {**rows_within(bare, cells["quote"], one), "code": str(one["label"])})


def _memo(mine: Mapping[str, Any], material: Material) -> str:
    texts = [value for name, value in mine.items() if isinstance(value, str) and _is_memo(name, value, material)]
    return "\n".join(texts)


def _is_memo(name: str, value: str, material: Material) -> bool:
    return OTHER_NAMES.get(name.lower(), name.lower()) == "memo" and find_meaning(material.codebook, value) is None


def _is_submitted(answer: Mapping[str, Any]) -> bool:
    return (answer.get("status") or _SUBMITTED) == _SUBMITTED


def _names(users: Iterable[str], material: Material) -> dict[str, str]:
    """The names of users whose ids we gave them ourselves."""
    ours = {guid("user", item.coder): coder_to_name(item.coder) for item in material.codings}
    return {user: ours[user.lower()] for user in users if user.lower() in ours}


def _lost(records: list[tuple[str, Any]], answers: list[tuple[str, Mapping[str, Any], _Answers]]) -> tuple[str, ...]:
    suggested = sum(
        len(listing(values.get("suggestions")) or mapping(values.get("suggestions")))
        + sum(name.endswith(_SUGGESTION) and value is not None for name, value in values.items())
        for _, values in records
    )
    left = Counter(
        str(one["status"])
        for _, _, found in answers
        for said in found.values()
        for one in said
        if not _is_submitted(one)
    )
    lost = [f"{count} answers with the status '{status}', which are none yet" for status, count in left.items()]
    if suggested:
        lost.append(f"{suggested} suggestions: only what people answered comes in")
    return tuple(lost)
