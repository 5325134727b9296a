"""Serving the workbench on this machine's loopback address."""

import logging
import socket
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import uvicorn

from discourse.domain.errors import UsageError
from discourse.pipeline.workbench.workbench import open_workbench
from discourse.web.app import make_app
from discourse.web.visits import Visits

LOOPBACK = "127.0.0.1"
DEFAULT_PORT = 8765
_CONNECTIONS = 128


def serve(
    project: Path = Path(),
    *,
    port: int = DEFAULT_PORT,
    open_browser: bool = True,
    announce: Callable[[str], None] = lambda _: None,
) -> None:
    """Serve a project's workbench until interrupted; `announce` is told the launch address, good for one browser.

    Port 0 takes any free one. It can be reached from this machine alone. Raises `UsageError` where the port is taken.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, port))
        except OSError as error:
            raise UsageError(
                f"Port {port} of {LOOPBACK} cannot be used ({error.strerror}); name another with --port, or --port 0."
            ) from error
        with open_workbench(project) as workbench:
            chosen = int(listener.getsockname()[1])
            visits = Visits()
            address = f"http://{LOOPBACK}:{chosen}/launch?token={visits.invite()}"
            server = uvicorn.Server(_config(make_app(workbench, visits, port=chosen)))
            # From here on a browser that is quicker than the server waits instead of being refused.
            listener.listen(_CONNECTIONS)
            announce(address)
            if open_browser:
                webbrowser.open(address)
            # Being stopped by hand is how it ends; every coding is on disk already.
            with suppress(KeyboardInterrupt):
                server.run(sockets=[listener])


def _config(app: object) -> uvicorn.Config:
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        proxy_headers=False,
        server_header=False,
        access_log=False,
        ws="none",
        lifespan="off",
        limit_concurrency=_CONNECTIONS,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=3,
        h11_max_incomplete_event_size=32 << 10,
        log_level="warning",
    )
