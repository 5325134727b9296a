"""Codings as W3C Web Annotations (JSON-LD), out and in.

Positions are Unicode code points, as the Web Annotation Data Model counts them. What it has no word for (absent,
stance, probability) stands under `discourse:`.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from discourse.domain.codings import MODEL, READ, Coding
from discourse.exchange.guids import guid
from discourse.exchange.json_values import read_json
from discourse.exchange.material import Arrival, Material
from discourse.exchange.rows import Row, rows_to_codings
from discourse.exchange.tabular import in_order
from discourse.exchange.wording import coder_to_name

_CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"discourse": "urn:discourse:"}]
_DOCUMENT = "urn:sha256:"
_PAGE = re.compile(r"page=(\d+)")
# Words around a quotation by which another program finds it again.
_AROUND = 32


def write_annotations(material: Material) -> bytes:
    """An annotation collection with one annotation per coding."""
    items = [_annotation(coding, material) for coding in in_order(material)]
    page = {"type": "AnnotationPage", "startIndex": 0, "items": items}
    collection = {
        "@context": _CONTEXT,
        "id": f"urn:uuid:{guid('collection', material.name)}",
        "type": "AnnotationCollection",
        "label": material.name,
        "total": len(items),
        "first": page,
    }
    return (json.dumps(collection, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def read_annotations(path: Path, material: Material, *, coder: str) -> Arrival:
    """The codings of a collection, a page, a list or a single annotation: one for each tag of each annotation."""
    data = read_json(path)
    rows = (row for number, item in enumerate(_items(data), start=1) for row in _rows(item, f"annotation {number}"))
    return rows_to_codings(rows, material, file=path.name, coder=coder)


def _annotation(coding: Coding, material: Material) -> dict[str, object]:
    text = material.by_id[coding.document_id]
    stated = {
        "discourse:present": coding.present,
        "discourse:stance": coding.stance,
        "discourse:probability": None if coding.probability is None else round(coding.probability, 4),
        "discourse:passage": coding.passage_id or None,
        "discourse:codebook": coding.codebook_id or None,
        "created": coding.time or None,
    }
    bodies = [{"type": "TextualBody", "purpose": "tagging", "value": coding.code_id}] if coding.code_id != READ else []
    if coding.memo:
        bodies.append({"type": "TextualBody", "purpose": "commenting", "value": coding.memo})
    kind = "Software" if coding.coder.startswith(MODEL) else "Person"
    return {
        "id": f"urn:uuid:{guid('coding', *coding.key)}",
        "type": "Annotation",
        "motivation": "classifying",
        "creator": {"id": f"urn:uuid:{guid('user', coding.coder)}", "type": kind, "name": coder_to_name(coding.coder)},
        **{name: value for name, value in stated.items() if value is not None},
        "body": bodies,
        "target": {
            "source": {"id": _DOCUMENT + coding.document_id, "type": "Text", "discourse:file": text.file},
            "selector": [
                {"type": "TextPositionSelector", "start": coding.start, "end": coding.end},
                {
                    "type": "TextQuoteSelector",
                    "exact": coding.quote,
                    "prefix": text.text[max(0, coding.start - _AROUND) : coding.start],
                    "suffix": text.text[coding.end : coding.end + _AROUND],
                },
                {"type": "FragmentSelector", "value": f"page={text.page_at(coding.start)}"},
            ],
        },
    }


def _items(data: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(data, list):
        for item in data:
            yield from _items(item)
    elif isinstance(data, Mapping):
        if "items" in data or "first" in data:
            yield from _items(data.get("items", data.get("first")))
        else:
            yield data


def _rows(item: Mapping[str, Any], place: str) -> Iterator[Row]:
    bodies = [body for body in _listed(item.get("body")) if isinstance(body, Mapping)]
    tags = [str(body.get("value", "")) for body in bodies if body.get("purpose") in ("tagging", "classifying")]
    memos = [str(body.get("value", "")) for body in bodies if body.get("purpose") in ("commenting", "describing", None)]
    creator = next(iter(_listed(item.get("creator"))), None)
    cells = {
        "coder": str(creator.get("name", "") if isinstance(creator, Mapping) else creator or ""),
        "memo": "\n".join(memos),
        "time": str(item.get("created", "")),
        "stance": str(item.get("discourse:stance", "")),
        "present": str(int(bool(item.get("discourse:present", True)))),
        **_target(item.get("target")),
    }
    for tag in tags or [READ]:
        yield Row(place, {**cells, "code": tag})


def _target(target: Any) -> dict[str, str]:
    target = next(iter(_listed(target)), None)
    if not isinstance(target, Mapping):
        return {"file": str(target or "").split("#")[0]}
    source = target.get("source")
    name = str(source.get("id", "") if isinstance(source, Mapping) else source or "")
    found = {"document_id": name.removeprefix(_DOCUMENT)} if name.startswith(_DOCUMENT) else {"file": name}
    for selector in _listed(target.get("selector")):
        if not isinstance(selector, Mapping):
            continue
        if selector.get("type") == "TextPositionSelector":
            found |= {name: str(selector.get(name, "")) for name in ("start", "end")}
        elif selector.get("type") == "TextQuoteSelector":
            found["quote"] = str(selector.get("exact", ""))
        elif page := _PAGE.search(str(selector.get("value", ""))):
            found["page"] = page[1]
    return found


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
