"""The commands of the page: what a keystroke says is recorded before it is answered."""

from collections.abc import Mapping
from typing import Any

from discourse.domain.codes import Stance
from discourse.domain.codings import CONSENSUS
from discourse.domain.errors import UsageError
from discourse.pipeline.workbench.judgements import Action, Judgement
from discourse.pipeline.workbench.queues import parse_queue
from discourse.pipeline.workbench.workbench import MAX_MEMO, Place, name_coder
from discourse.web.reading import address_of, passage_state
from discourse.web.room import Room, number_of, text_of
from discourse.web.visits import Visit


def code(said: Mapping[str, Any], room: Room, visit: Visit) -> Mapping[str, Any]:
    """Record one action on a range: `code`, `finish`, `open`, `memo`, `accept` or `reject`."""
    place = room.workbench.place(text_of(said, "document_id"), number_of(said, "start"), number_of(said, "end"))
    queue = parse_queue(text_of(said, "queue"))
    needs_sight = said.get("action") in ("accept", "reject")
    if needs_sight and not passage_state(room, visit, place.opened, place.unit, queue)["shown"]:
        raise UsageError("The machine is hidden here; code the passage first.")
    _act(said, room, visit.coder, place)
    return passage_state(room, visit, place.opened, place.unit, queue)


def undo(said: Mapping[str, Any], room: Room, visit: Visit) -> Mapping[str, Any]:
    """Take back the coder's last action, wherever it was."""
    return _undone(room, visit, said, room.workbench.judgements.undo(visit.coder), "There is nothing to undo.")


def redo(said: Mapping[str, Any], room: Room, visit: Visit) -> Mapping[str, Any]:
    """Do again what was taken back last."""
    return _undone(room, visit, said, room.workbench.judgements.redo(visit.coder), "There is nothing to do again.")


def sit_down(said: Mapping[str, Any], _room: Room, visit: Visit) -> Mapping[str, Any]:
    """Say who is coding; a new coder begins blind."""
    coder = name_coder(text_of(said, "name"))
    if coder != visit.coder:
        visit.coder, visit.is_blind = coder, True
    return {"name": text_of(said, "name")}


def set_blind(said: Mapping[str, Any], _room: Room, visit: Visit) -> Mapping[str, Any]:
    """Hide or show what machine and others say of passages that the coder has not finished."""
    value = said.get("on")
    if not isinstance(value, bool):
        raise UsageError("'on' must be true or false.")
    visit.is_blind = value
    return {"on": value}


def invite(_said: Mapping[str, Any], room: Room, _visit: Visit) -> Mapping[str, Any]:
    """A link that lets one more browser on this machine in."""
    return {"address": f"http://127.0.0.1:{room.port}/launch?token={room.visits.invite()}"}


def settle(said: Mapping[str, Any], room: Room, visit: Visit) -> Mapping[str, Any]:
    """Record the consensus on a range: that of the coder chosen."""
    place = room.workbench.place(text_of(said, "document_id"), number_of(said, "start"), number_of(said, "end"))
    chosen = text_of(said, "chosen")
    found = next((one for one in room.workbench.judgements.on(place.unit) if one.coder == chosen), None)
    if found is None or not found.is_read:
        raise UsageError(f"'{chosen}' has not finished this passage; choose one who has.")
    room.workbench.settle(place, list(found.present.values()), by=CONSENSUS, settled_by=visit.coder)
    return {"settled": True}


def _act(said: Mapping[str, Any], room: Room, coder: str, place: Place) -> Judgement:
    bench = room.workbench
    revision = number_of(said, "revision")
    match text_of(said, "action"):
        case "code":
            present, stance = said.get("present"), text_of(said, "stance")
            if not isinstance(present, bool) or stance not in ("", *Stance):
                raise UsageError("'present' must be true or false, 'stance' asserted, reported, contested or empty.")
            code_id = text_of(said, "code_id")
            kind = Stance(stance) if stance else None
            return bench.set_code(coder, place, code_id, present=present, stance=kind, revision=revision)
        case "finish":
            return bench.finish(coder, place, revision=revision)
        case "open":
            return bench.leave_open(coder, place, revision=revision)
        case "memo":
            return bench.write_memo(coder, place, text_of(said, "memo", limit=2 * MAX_MEMO), revision=revision)
        case "accept":
            return bench.accept_machine(coder, place, revision=revision)
        case "reject":
            return bench.reject_machine(coder, place, revision=revision)
        case action:
            raise UsageError(f"There is no action '{action[:40]}'.")


def _undone(
    room: Room, visit: Visit, said: Mapping[str, Any], action: Action | None, nothing: str
) -> Mapping[str, Any]:
    if action is None:
        raise UsageError(nothing)
    place = room.workbench.place(*action.unit)
    queue = parse_queue(text_of(said, "queue"))
    state = passage_state(room, visit, place.opened, action.unit, queue)
    return {"document_id": action.unit[0], "address": address_of(action.unit, queue), "state": state}
