"""What every view may ask for: the workbench, its queues and pictures, and who is asking."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from discourse.domain.codings import PERSON
from discourse.domain.errors import UsageError
from discourse.domain.written import count, date, decimal, percent, plural
from discourse.pipeline.workbench.images import PageImages
from discourse.pipeline.workbench.judgements import ConflictError
from discourse.pipeline.workbench.queues import Queues
from discourse.pipeline.workbench.retraining import Retraining
from discourse.pipeline.workbench.workbench import Workbench
from discourse.web.visits import Visit, Visits

STATIC = Path(__file__).parent / "static"
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters |= {"count": count, "date": date, "decimal": decimal, "percent": percent, "plural": plural}


@dataclass(frozen=True)
class Room:
    """What the page works with, one to a process."""

    workbench: Workbench
    visits: Visits
    port: int
    queues: Queues = field(init=False)
    images: PageImages = field(init=False)
    training: Retraining = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "queues", Queues(self.workbench))
        object.__setattr__(self, "images", PageImages(self.workbench.library))
        object.__setattr__(self, "training", Retraining(self.workbench))


class View(Protocol):
    """What answers a signed-in coder."""

    def __call__(self, request: Request, room: Room, visit: Visit, /) -> Response: ...


class Command(Protocol):
    """What answers a signed-in coder's JSON."""

    def __call__(self, said: Mapping[str, Any], room: Room, visit: Visit, /) -> Mapping[str, Any]: ...


def room_of(request: Request) -> Room:
    """The room of the application that answers."""
    return cast(Room, request.app.state.room)


def visit_of(request: Request) -> Visit:
    """The visit that the guard found."""
    return cast(Visit, request.scope["visit"])


def page(view: View) -> Callable[[Request], Response]:
    """A view as an endpoint: one who has no name yet is asked for it first, a wrong address is told."""

    def answer(request: Request) -> Response:
        room, visit = room_of(request), visit_of(request)
        if not visit.coder:
            return RedirectResponse("/welcome", 303)
        try:
            return view(request, room, visit)
        except UsageError as error:
            return show(room, visit, "message.html", status=404, title="Not found", message=str(error))

    return answer


def show(room: Room, visit: Visit, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A template filled; every text in it is escaped."""
    text = _TEMPLATES.get_template(template).render(
        **values,
        project=room.workbench.session.settings.title or room.workbench.session.project.folder.resolve().name,
        coder=visit.coder.removeprefix(PERSON),
        is_blind=visit.is_blind,
        change=room.workbench.freshness.change(),
        codebook=room.workbench.codebook,
        code_numbers={code.id: number for number, code in enumerate(room.workbench.codebook.codes)},
        code_names={code.id: code.name for code in room.workbench.codebook.codes},
    )
    return HTMLResponse(text, status)


def command(run: Command, *, is_for_coders: bool = True) -> Callable[[Request], Any]:
    """A command as an endpoint: JSON in, JSON out; what cannot be done is a sentence in `error`."""

    async def answer(request: Request) -> Response:
        room, visit = room_of(request), visit_of(request)
        try:
            said = json.loads(await request.body())
        except (ValueError, RecursionError):
            return JSONResponse({"error": "This is no JSON."}, 400)
        if not isinstance(said, dict):
            return JSONResponse({"error": "The request must be a JSON object."}, 400)
        if is_for_coders and (not visit.coder or said.get("coder") != visit.coder.removeprefix(PERSON)):
            return JSONResponse({"error": "Another coder is signed in now; load the page again."}, 409)
        return await run_in_threadpool(_run, run, said, room, visit)

    return answer


def _run(run: Command, said: Mapping[str, Any], room: Room, visit: Visit) -> Response:
    try:
        answer = run(said, room, visit)
        return JSONResponse({**answer, "change": room.workbench.freshness.change()})
    except ConflictError as error:
        return JSONResponse({"error": str(error)}, 409)
    except UsageError as error:
        return JSONResponse({"error": str(error)}, 422)


def text_of(said: Mapping[str, Any], name: str, *, limit: int = 20_000) -> str:
    """A text of a request; empty where it is missing. `UsageError` for anything else."""
    value = said.get(name, "")
    if not isinstance(value, str) or len(value) > limit:
        raise UsageError(f"'{name}' must be a text of up to {limit:,} characters.")
    return value


def number_of(said: Mapping[str, Any], name: str) -> int:
    """A whole number of a request; `UsageError` for anything else."""
    value = said.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 53:
        raise UsageError(f"'{name}' must be a whole number.")
    return value


def number_in(text: str, *, default: int) -> int:
    """A whole number of an address; the default where it is missing."""
    if not text:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise UsageError(f"'{text[:20]}' is no number.")
    return int(text)
