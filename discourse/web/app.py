"""The application: its routes behind the guard."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from discourse.pipeline.workbench.workbench import Workbench
from discourse.web import coding, overviews, reading, training
from discourse.web.guard import LAUNCH, Guard, TooLargeError
from discourse.web.room import STATIC, Room, command, page
from discourse.web.visits import Visits

ROUTES = (
    Route(LAUNCH, overviews.launch, methods=["GET"]),
    Route("/welcome", overviews.welcome, methods=["GET"]),
    Route("/", page(overviews.home), methods=["GET"]),
    Route("/documents", page(overviews.documents), methods=["GET"]),
    Route("/documents/{document_id}", page(reading.read), methods=["GET"]),
    Route("/documents/{document_id}/pages/{page:int}/picture.png", reading.picture, methods=["GET"]),
    Route("/documents/{document_id}/pages/{page:int}/places", reading.places, methods=["GET"]),
    Route("/next", page(reading.next_in_queue), methods=["GET"]),
    Route("/codes", page(overviews.codes), methods=["GET"]),
    Route("/codes/{code_id}", page(overviews.code_page), methods=["GET"]),
    Route("/search", page(overviews.search), methods=["GET"]),
    Route("/disagreements", page(overviews.disagreements), methods=["GET"]),
    Route("/training", page(training.training), methods=["GET"]),
    Route("/training/state", training.training_state, methods=["GET"]),
    Route("/colours.css", overviews.colours, methods=["GET"]),
    Route("/written.js", overviews.written, methods=["GET"]),
    Route("/do/sit-down", command(coding.sit_down, is_for_coders=False), methods=["POST"]),
    Route("/do/blind", command(coding.set_blind), methods=["POST"]),
    Route("/do/invite", command(coding.invite), methods=["POST"]),
    Route("/do/code", command(coding.code), methods=["POST"]),
    Route("/do/undo", command(coding.undo), methods=["POST"]),
    Route("/do/redo", command(coding.redo), methods=["POST"]),
    Route("/do/settle", command(coding.settle), methods=["POST"]),
    Route("/do/train", command(training.start_training), methods=["POST"]),
    Route("/do/adopt", command(training.adopt_training), methods=["POST"]),
    Mount("/static", StaticFiles(directory=STATIC), name="static"),
)


def make_app(workbench: Workbench, visits: Visits, *, port: int) -> ASGIApp:
    """The application for a workbench on a port of this machine; everything goes through the guard."""
    app = Starlette(routes=ROUTES, exception_handlers=_TOLD)
    app.state.room = Room(workbench, visits, port)
    return Guard(app, visits=visits, port=port)


async def _not_found(_request: Request, _error: Exception) -> Response:
    return PlainTextResponse("There is no such page.", 404)


async def _too_large(_request: Request, _error: Exception) -> Response:
    return PlainTextResponse("The request is too large.", 413)


async def _too_slow(_request: Request, _error: Exception) -> Response:
    return PlainTextResponse("The request took too long.", 408)


async def _bug(_request: Request, _error: Exception) -> Response:
    return PlainTextResponse("A bug of ours; what was coded before is kept. The terminal says more.", 500)


_TOLD = {404: _not_found, TooLargeError: _too_large, TimeoutError: _too_slow, 500: _bug}
