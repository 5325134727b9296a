"""Codings for labelling tools: Label Studio's tasks, Argilla's records, Prodigy's examples; one text a coded range.

A stance is part of a label (`Equity: reported`), as `find_meaning` reads it back. A range that a coder left open goes
as skipped; of codes that he only refused these tools know nothing.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from discourse.domain.codings import ABSTAINED, MODEL, READ, Coding
from discourse.exchange.guids import guid
from discourse.exchange.material import Material, SourceText
from discourse.exchange.tabular import in_order
from discourse.exchange.wording import coder_to_name, stance_name

# Names of a question and of the text that it asks about, as the tool's own settings must have them.
_CODES, _TEXT, _MEMO = "codes", "text", "memo"


@dataclass(frozen=True, slots=True)
class _Answer:
    """What one coder says of one range; `is_open` where he left it open."""

    coder: str
    labels: list[str]
    memo: str
    time: str
    probability: float | None
    is_open: bool

    @property
    def is_machine(self) -> bool:
        return self.coder.startswith(MODEL)


def write_label_studio(material: Material) -> bytes:
    """Tasks with annotations of people and predictions of models, as Label Studio imports them."""
    tasks = [
        {
            "id": number,
            "data": {**_place(text, unit), _TEXT: unit.quote},
            "annotations": [
                {
                    "completed_by": {"email": coder_to_name(one.coder)},
                    "created_at": one.time or None,
                    "was_cancelled": one.is_open,
                    "result": [*_choices(one), *([_note(one.memo)] if one.memo else [])],
                }
                for one in answers
                if not one.is_machine
            ],
            "predictions": [
                {"model_version": one.coder, "score": one.probability, "result": _choices(one)}
                for one in answers
                if one.is_machine
            ],
        }
        for number, (text, unit, answers) in enumerate(_units(material), start=1)
    ]
    return _to_json(tasks)


def write_argilla(material: Material) -> bytes:
    """Records with responses of people and a suggestion of the model, as Argilla's `records.from_json` reads them."""
    records = []
    for text, unit, answers in _units(material):
        people = [one for one in answers if not one.is_machine and not one.is_open]
        machine = next((one for one in answers if one.is_machine), None)
        said = {_CODES: [{"value": one.labels, "user_id": guid("user", one.coder)} for one in people]}
        memos = [{"value": one.memo, "user_id": guid("user", one.coder)} for one in people if one.memo]
        suggested = machine and {"value": machine.labels, "score": machine.probability, "agent": machine.coder}
        records.append(
            {
                "id": unit.passage_id or guid("unit", *unit.unit),
                "fields": {_TEXT: unit.quote},
                "metadata": _place(text, unit),
                "suggestions": {_CODES: suggested} if suggested else {},
                "responses": {**said, **({_MEMO: memos} if memos else {})} if people else {},
                "vectors": {},
            }
        )
    return _to_json(records)


def write_prodigy(material: Material) -> bytes:
    """A line for each range and person, as Prodigy's `choice` interface keeps them; it has no place for models."""
    options = [{"id": label, "text": label} for label in _labels(material)]
    lines = [
        {
            "text": unit.quote,
            "meta": _place(text, unit),
            "options": options,
            "accept": one.labels,
            "answer": "ignore" if one.is_open else "accept",
            "_annotator_id": coder_to_name(one.coder),
            "_timestamp": int(datetime.fromisoformat(one.time).timestamp()) if one.time else None,
            "_view_id": "choice",
        }
        for text, unit, answers in _units(material)
        for one in answers
        if not one.is_machine
    ]
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in lines).encode("utf-8", "replace")


def _units(material: Material) -> Iterator[tuple[SourceText, Coding, list[_Answer]]]:
    """Every coded range, by one of its codings, with what each coder says of it."""
    for _, group in groupby(in_order(material), key=lambda item: item.unit):
        codings = list(group)
        by_coder = {
            coder: [one for one in codings if one.coder == coder] for coder in sorted({c.coder for c in codings})
        }
        answers = [answer for coder, said in by_coder.items() if (answer := _answer(coder, said, material))]
        if answers:
            yield material.by_id[codings[0].document_id], codings[0], answers


def _answer(coder: str, said: list[Coding], material: Material) -> _Answer | None:
    standing = max((one for one in said if one.code_id in (READ, ABSTAINED)), key=lambda one: one.time, default=None)
    present = [one for one in said if one.present]
    if not present and standing is None:
        return None
    memos = [one.memo for one in said if one.memo and not coder.startswith(MODEL)]
    return _Answer(
        coder=coder,
        labels=[_label(one, material) for one in present],
        memo="\n".join(memos),
        time=max(one.time for one in said),
        probability=max((one.probability for one in said if one.probability is not None), default=None),
        is_open=standing is not None and standing.code_id == ABSTAINED,
    )


def _labels(material: Material) -> list[str]:
    return sorted({_label(one, material) for one in material.codings if one.present})


def _label(coding: Coding, material: Material) -> str:
    code = material.codebook.by_id[coding.code_id]
    return stance_name(code, coding.stance) if coding.stance else code.name


def _place(text: SourceText, unit: Coding) -> dict[str, object]:
    where: Mapping[str, object] = (
        {"passage_id": unit.passage_id}
        if unit.passage_id
        else {"document_id": unit.document_id, "start": unit.start, "end": unit.end}
    )
    return {**where, "file": text.file, "page": text.page_at(unit.start), **dict(text.attributes)}


def _choices(answer: _Answer) -> list[dict[str, object]]:
    if not answer.labels:
        return []
    return [{"from_name": _CODES, "to_name": _TEXT, "type": "choices", "value": {"choices": answer.labels}}]


def _note(memo: str) -> dict[str, object]:
    return {"from_name": _MEMO, "to_name": _TEXT, "type": "textarea", "value": {"text": [memo]}}


def _to_json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")
