"""The door: exact Host, own Origin, a known cookie, small bodies, strict headers. Nothing is routed before."""

import asyncio
from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from discourse.web.visits import Visit, Visits

LAUNCH = "/launch"
MAX_BODY = 128 << 10
MAX_ADDRESS = 4_096
BODY_SECONDS = 10.0

_SAFE = frozenset({"GET", "HEAD"})
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class TooLargeError(Exception):
    """The body went over the limit while it was read."""


class Guard:
    """Refuses everything that does not come from a browser of ours on this machine.

    The list of good Hosts keeps other names for this machine out (DNS rebinding); Origin and Sec-Fetch-Site keep other
    pages out (cross-site requests); the cookie keeps other people and programs out. Forwarding headers mean nothing.
    """

    def __init__(self, app: ASGIApp, *, visits: Visits, port: int) -> None:
        self._app = app
        self._visits = visits
        self._hosts = frozenset(f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]"))
        self._cookie = cookie_name(port)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)
        # Nothing here speaks over a websocket; without an answer the server closes it.

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        status, reason = self._judge(scope)
        if status:
            await PlainTextResponse(reason, status)(scope, receive, send_with_headers)
            return
        await self._app(scope, _Body(receive).receive, send_with_headers)

    def _judge(self, scope: Scope) -> tuple[int, str]:
        """The status and reason of a refusal; 0 where the request may go on."""
        headers = Headers(scope=scope)
        address = scope.get("raw_path") or scope["path"].encode()
        if not scope["path"].startswith("/") or not address.startswith(b"/") or address.startswith(b"//"):
            return 400, "This is no address of the workbench."
        if len(address) + len(scope["query_string"]) > MAX_ADDRESS:
            return 414, "The address is too long."
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return 403, "This name does not lead to the workbench; use the address that 'discourse serve' printed."
        if reason := _foreign(scope["method"], headers, hosts[0].lower()):
            return 403, reason
        if (length := headers.get("content-length", "0")) and (not length.isdecimal() or int(length) > MAX_BODY):
            return 413, "The request is too large."
        if scope["path"] == LAUNCH:
            return 0, ""
        visit = self._find_visit(headers.getlist("cookie"))
        if visit is None:
            return 401, (
                "You are not signed in here. Open the link that 'discourse serve' printed; where that was used, start "
                "it again. Everything coded so far is kept."
            )
        scope["visit"] = visit
        return 0, ""

    def _find_visit(self, cookies: Iterable[str]) -> Visit | None:
        for header in cookies:
            try:
                morsel = SimpleCookie(header).get(self._cookie)
            except CookieError:
                continue
            if morsel and (visit := self._visits.find(morsel.value)):
                return visit
        return None


class _Body:
    """A request's body, read within a time and up to a size."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._size = 0
        self._is_whole = False

    async def receive(self) -> Message:
        if self._is_whole:
            return await self._receive()
        message = await asyncio.wait_for(self._receive(), BODY_SECONDS)
        if message["type"] == "http.request":
            self._size += len(message.get("body", b""))
            self._is_whole = not message.get("more_body", False)
            if self._size > MAX_BODY:
                raise TooLargeError
        return message


def cookie_name(port: int) -> str:
    """Cookies do not keep ports apart, so that two projects served at once need two names."""
    return f"discourse-{port}"


def _foreign(method: str, headers: Headers, host: str) -> str:
    """Why a request is not from a page of ours; empty where it may be."""
    site, origins = headers.get("sec-fetch-site"), headers.getlist("origin")
    if method in _SAFE:
        if site not in (None, "same-origin", "none"):
            return "Another page may not look into the workbench."
        if any(origin != f"http://{host}" for origin in origins):
            return "Another page may not look into the workbench."
        return ""
    if method != "POST":
        return "The workbench knows no such method."
    if site not in (None, "same-origin"):
        return "Another page may not write to the workbench."
    if origins != [f"http://{host}"]:
        return "Only the workbench's own page may write to it."
    if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        return "The workbench takes JSON alone."
    return ""
