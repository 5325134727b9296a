"""A document to read and code, leaf by leaf, and the pictures of its pages."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from discourse.domain.codes import PassageCoding
from discourse.domain.codings import CONSENSUS, PERSON
from discourse.domain.errors import UsageError
from discourse.pipeline.workbench.judgements import Judgement, Unit
from discourse.pipeline.workbench.leaves import Leaf, leaf_at, make_leaves
from discourse.pipeline.workbench.library import OpenedDocument
from discourse.pipeline.workbench.queues import Queue, parse_queue
from discourse.web.room import Room, number_in, room_of, show
from discourse.web.visits import Visit


def read(request: Request, room: Room, visit: Visit) -> Response:
    """One leaf of a document: the one that holds `at`, else the `leaf` named, else the first."""
    opened = _open(request, room)
    queue = parse_queue(request.query_params.get("queue", ""))
    leaves = make_leaves(opened)
    at = request.query_params.get("at", "")
    if at:
        leaf = leaf_at(leaves, number_in(at, default=0))
    else:
        leaf = leaves[min(max(number_in(request.query_params.get("leaf", ""), default=1), 1), len(leaves)) - 1]
    return show(
        room,
        visit,
        "read.html",
        title=opened.card.title,
        card=opened.card,
        leaf=leaf,
        leaves=leaves,
        notes=[aside for aside in opened.document.asides if aside.page == leaf.page and aside.kind == "footnote"],
        queue=queue,
        progress=room.queues.progress(queue, visit.coder) if queue else None,
        is_hidden=_is_blind(visit, queue),
        at=at,
        state=_state(room, visit, opened, leaf, queue),
        machine_trouble=room.workbench.library.model_trouble,
    )


def next_in_queue(request: Request, room: Room, visit: Visit) -> Response:
    """On to the next passage of a queue that the coder has not finished; back home when there is none."""
    queue = parse_queue(request.query_params.get("queue", ""))
    if queue is None:
        raise UsageError("Name a queue to take the next passage from.")
    after = request.query_params.get("after", "")
    unit = room.queues.next_unit(queue, visit.coder, after=parse_unit(after) if after else None)
    if unit is None:
        return RedirectResponse("/?" + urlencode({"finished": str(queue)}), 303)
    return RedirectResponse(address_of(unit, queue), 303)


def picture(request: Request) -> Response:
    """The PNG of a page; 404 with the reason where there is none."""
    room = room_of(request)
    image = room.images.image(request.path_params["document_id"], request.path_params["page"])
    if image.trouble:
        return JSONResponse({"error": image.trouble}, 404)
    return Response(image.png, media_type="image/png", headers={"Content-Disposition": "inline"})


def places(request: Request) -> Response:
    """Where the passages stand on the picture of a page, in its pixels, by passage id."""
    room = room_of(request)
    image = room.images.image(request.path_params["document_id"], request.path_params["page"])
    if image.trouble:
        return JSONResponse({"error": f"No picture: {image.trouble}."}, 404)
    return JSONResponse({"width": image.width, "height": image.height, "boxes": image.boxes})


def passage_state(room: Room, visit: Visit, opened: OpenedDocument, unit: Unit, queue: Queue | None) -> dict[str, Any]:
    """What the page knows of a range: the coder's own word and, if it may be seen, everybody else's."""
    mine = room.workbench.judgements.of(visit.coder, unit)
    passage = opened.by_range.get((unit[1], unit[2]))
    shown = mine.is_read or not _is_blind(visit, queue)
    if passage and room.queues.is_hidden(visit.coder, unit, passage.id):
        shown = False
    machine = opened.machine.get(passage.id) if passage else None
    others = [one for one in room.workbench.judgements.on(unit) if one.coder != visit.coder and one.codings]
    return {
        "start": unit[1],
        "end": unit[2],
        "mine": _mine(mine),
        "shown": shown,
        "machine": _machine(machine) if shown and machine else None,
        "others": [_other(one) for one in others] if shown else [],
    }


def address_of(unit: Unit, queue: Queue | None = None) -> str:
    """Where a range can be read, and coded in a queue."""
    values = {"at": str(unit[1])} | ({"queue": str(queue)} if queue else {})
    return f"/documents/{unit[0]}?{urlencode(values)}"


def parse_unit(text: str) -> Unit:
    """The range that `document:start-end` names."""
    document_id, _, offsets = text.partition(":")
    start, _, end = offsets.partition("-")
    return document_id, number_in(start, default=0), number_in(end, default=0)


def _open(request: Request, room: Room) -> OpenedDocument:
    opened = room.workbench.library.open(request.path_params["document_id"])
    if opened is None:
        raise UsageError("The project has no such document.")
    return opened


def _is_blind(visit: Visit, queue: Queue | None) -> bool:
    return visit.is_blind or (queue is not None and queue.is_always_blind)


def _state(room: Room, visit: Visit, opened: OpenedDocument, leaf: Leaf, queue: Queue | None) -> list[dict[str, Any]]:
    room.workbench.judgements.refresh()
    room.queues.draws.refresh()
    document_id = opened.card.document_id
    held = {(one.start, one.end) for one in leaf.passages if one.can_be_coded}
    first = min((one.start for one in leaf.passages), default=0)
    last = max((one.end for one in leaf.passages), default=0)
    spans = [
        unit
        for unit in room.workbench.judgements.units(document_id=document_id)
        if first <= unit[1] < last and unit[1:] not in held
        and room.workbench.judgements.of(visit.coder, unit).codings
    ]  # fmt: skip
    passages = [(document_id, *one) for one in sorted(held)]
    return [passage_state(room, visit, opened, unit, queue) for unit in [*passages, *sorted(spans)]]


def _mine(judgement: Judgement) -> dict[str, Any]:
    return {
        "codes": {code_id: coding.stance or "" for code_id, coding in judgement.present.items()},
        "standing": judgement.standing,
        "memo": judgement.memo,
        "revision": judgement.revision,
    }


def _machine(coding: PassageCoding) -> dict[str, Any]:
    return {
        "status": coding.status,
        "codes": [
            {
                "id": code.code_id,
                "present": code.present,
                "probability": round(code.probability, 3),
                "stance": code.stance or "",
                "evidence": [[one.start, one.end] for one in code.evidence],
            }
            for code in coding.codes
        ],
    }


def _other(judgement: Judgement) -> Mapping[str, Any]:
    name = "Consensus" if judgement.coder == CONSENSUS else judgement.coder.removeprefix(PERSON)
    return {"coder": name, **_mine(judgement)}
