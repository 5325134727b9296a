"""The page on which a model is trained on what was coded, and its commands."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from discourse.domain.reliability import ENOUGH_EXAMPLES
from discourse.pipeline.workbench.retraining import Stage
from discourse.web.room import Room, room_of, show
from discourse.web.visits import Visit


def training(_request: Request, room: Room, visit: Visit) -> Response:
    """Train a model on what was coded; its scores before it is adopted."""
    passages, examples = room.training.count()
    in_use, scored_on = room.training.scores_in_use()
    return show(
        room,
        visit,
        "training.html",
        title="Training",
        state=room.training.state(),
        stages=Stage,
        passages=passages,
        examples=examples,
        audited={score.code_id: score for score in room.training.audited_scores()},
        in_use={score.code_id: score for score in in_use},
        scored_on=scored_on.removesuffix(","),
        needed=room.training.needed,
        enough=ENOUGH_EXAMPLES,
        machine=room.workbench.library.model_coder,
    )


def start_training(_said: Mapping[str, Any], room: Room, _visit: Visit) -> Mapping[str, Any]:
    """Begin a training."""
    return {"stage": room.training.start().stage}


def adopt_training(_said: Mapping[str, Any], room: Room, _visit: Visit) -> Mapping[str, Any]:
    """Let the next run code with the trained model."""
    return {"stage": room.training.adopt().stage}


def training_state(request: Request) -> Response:
    """How the training stands, for a page that waits."""
    return JSONResponse(asdict(room_of(request).training.state()))
