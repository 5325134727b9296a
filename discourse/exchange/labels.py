"""Codings made in labelling tools: Label Studio's JSON, and JSON lines as Prodigy writes them."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from discourse.domain.codings import READ
from discourse.exchange.json_values import listing, mapping, read_records, whole
from discourse.exchange.material import Arrival, Material
from discourse.exchange.rows import Row, rows_to_codings
from discourse.exchange.tabular import json_cells, json_lines

# What of a text's metadata says where it stands.
PLACE = ("passage_id", "document_id", "file", "place", "page", "start", "end")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_SPANS = ("labels", "hypertextlabels", "taxonomy")


def is_label_studio(data: Any) -> bool:
    """Whether parsed JSON is an export of Label Studio: a list of tasks."""
    return isinstance(data, list) and bool(data) and isinstance(data[0], Mapping) and "annotations" in data[0]


def is_prodigy(values: Mapping[str, Any]) -> bool:
    """Whether a line of JSON is an example of Prodigy."""
    return "answer" in values and "text" in values


def read_label_studio(path: Path, material: Material, *, coder: str) -> Arrival:
    """The codings of a Label Studio export: choices code a passage, labels a span within its text.

    A task's data must say where its text is from: `passage_id`, or `file` with `text` as the quote.
    """
    tasks = [mapping(task) for task in read_records(path)]
    rows = (row for task in tasks for row in _task_rows(task, coder))
    found = rows_to_codings(rows, material, file=path.name, coder=coder)
    predicted = sum(len(listing(task.get("predictions"))) for task in tasks)
    lost = (f"{predicted} predictions: only what people annotated comes in",) if predicted else ()
    return Arrival(found.codings, found.refused, lost, machine=found.machine)


def read_prodigy(path: Path, material: Material, *, coder: str) -> Arrival:
    """The codings of Prodigy's JSON lines, whose `meta` says where each text is from, as for Label Studio."""
    rows = (row for number, values in json_lines(path) for row in _prodigy_rows(values, f"line {number}"))
    return rows_to_codings(rows, material, file=path.name, coder=coder)


def _prodigy_rows(values: Mapping[str, Any], place: str) -> Iterator[Row]:
    """The rows of one Prodigy example; one that was ignored has none, a rejected label is an absent code."""
    if values.get("answer") not in ("accept", "reject"):
        return
    given = {**mapping(values.get("meta")), **values}
    where = json_cells({name: value for name, value in given.items() if name in PLACE})
    text = str(values.get("text", ""))
    cells = {
        **where,
        "quote": text,
        "coder": str(values.get("_annotator_id") or ""),
        "time": _moment(values.get("_timestamp")),
        "present": str(int(values["answer"] == "accept")),
    }
    spans = [span for span in listing(values.get("spans")) if isinstance(span, Mapping)]
    labels = _texts(listing(values.get("accept")) or values.get("label"))
    for label in labels:
        yield Row(place, {**cells, "code": label})
    for span in spans:
        yield Row(place, {**rows_within(cells, text, span), "code": str(span.get("label", ""))})
    if not labels and not spans and values["answer"] == "accept":
        yield Row(place, {**cells, "code": READ})


def _task_rows(task: Mapping[str, Any], coder: str) -> Iterator[Row]:
    data = mapping(task.get("data"))
    texts = [str(value) for name, value in data.items() if name in ("text", "passage", "quote", "sentence")]
    where = json_cells({name: value for name, value in data.items() if name in PLACE})
    for annotation in listing(task.get("annotations")):
        if not isinstance(annotation, Mapping) or annotation.get("was_cancelled"):
            continue
        cells = {
            **where,
            "quote": texts[0] if texts else "",
            "coder": _annotator(annotation.get("completed_by"), coder),
            "time": str(annotation.get("created_at") or ""),
        }
        yield from _result_rows(listing(annotation.get("result")), cells, f"task {task.get('id', '?')}")


def _result_rows(results: list[Any], cells: dict[str, str], place: str) -> Iterator[Row]:
    items = [mapping(item) for item in results]
    values = [(str(item.get("type")), mapping(item.get("value"))) for item in items if mapping(item.get("value"))]
    memo = "\n".join(text for kind, value in values if kind == "textarea" for text in _texts(value.get("text")))
    coded = False
    for kind, value in values:
        if kind == "choices":
            for choice in _texts(value.get("choices")):
                coded = True
                yield Row(place, {**cells, "code": choice, "memo": memo})
        elif kind in _SPANS and "start" in value:
            for label in _texts(value.get(kind) or value.get("labels")):
                coded = True
                yield Row(place, {**rows_within(cells, cells["quote"], value), "code": label, "memo": memo})
    if not coded:
        yield Row(place, {**cells, "code": READ, "memo": memo})


def rows_within(cells: Mapping[str, str], text: str, span: Mapping[str, Any]) -> dict[str, str]:
    """The cells of a span within a task's text, whose offsets count code points or UTF-16 units.

    Where the span does not say its words and the two ways of counting differ, it gets no words and is refused later.
    """
    start, end = whole(span.get("start")), whole(span.get("end"))
    if not 0 <= start <= end:
        return {
            **cells,
            "quote": str(span.get("text") or ""),
            "start": str(span.get("start")),
            "end": str(span.get("end")),
        }
    quote = str(span.get("text") or ("" if not text[:end].isascii() and _ASTRAL.search(text) else text[start:end]))
    if text[start:end] != quote:
        units = text.encode("utf-16-le", "surrogatepass")
        start, end = (len(units[: 2 * at].decode("utf-16-le", "ignore")) for at in (start, end))
    base = cells.get("passage_id", "").rpartition(":")[2].partition("-")[0] or cells.get("start", "")
    found = {**cells, "quote": quote, "start": "", "end": ""}
    if base.isdecimal() and text[start:end] == quote:
        found |= {"start": str(int(base) + start), "end": str(int(base) + end)}
    if found.get("passage_id"):
        # The passage is where the span was seen; the span itself is free.
        found["document_id"] = found.pop("passage_id").partition(":")[0]
    return found


def _annotator(found: Any, coder: str) -> str:
    if isinstance(found, Mapping):
        return str(found.get("email") or found.get("username") or found.get("id") or "")
    return "" if coder or found is None else f"annotator {found}"


def _texts(value: Any) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else [str(value)] if value else []


def _moment(value: Any) -> str:
    try:
        return datetime.fromtimestamp(value, UTC).isoformat() if isinstance(value, int | float) else ""
    except (OverflowError, ValueError, OSError):
        return ""
