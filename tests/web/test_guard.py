"""Nobody in: every route × credentials × Host × Origin; the list of routes is the router's own."""

from collections.abc import Callable

import pytest
from conftest import ORIGIN, PORT
from httpx import Response
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from discourse.pipeline.workbench.workbench import Workbench
from discourse.web.app import ROUTES, make_app
from discourse.web.guard import HEADERS, MAX_BODY, cookie_name
from discourse.web.visits import Visits

NewClient = Callable[[], TestClient]
GOOD = f"127.0.0.1:{PORT}"
SAMPLES = {"document_id": "0" * 64, "page:int": "1", "page": "1", "code_id": "equity"}


def addresses() -> list[tuple[str, str]]:
    """Method and path of every route, with something in the place of each parameter."""
    found = []
    for route in ROUTES:
        if isinstance(route, Mount):
            found.append(("GET", f"{route.path}/workbench.css"))
        elif isinstance(route, Route):
            path = route.path
            for name, value in SAMPLES.items():
                path = path.replace(f"{{{name}}}", value)
            assert "{" not in path, f"Give {path} a sample value in this test."
            found += [(method, path) for method in route.methods or () if method != "HEAD"]
    return found


EVERY = addresses()
INSIDE = [(method, path) for method, path in EVERY if path != "/launch"]
WRITING = [(method, path) for method, path in EVERY if method == "POST"]


@pytest.fixture(scope="module")
def doors() -> Visits:
    return Visits()


@pytest.fixture(scope="module")
def client(standing: Workbench, doors: Visits) -> TestClient:
    """A browser that nobody let in."""
    app = make_app(standing, doors, port=PORT)
    return TestClient(app, base_url=ORIGIN, follow_redirects=False, raise_server_exceptions=False)


@pytest.fixture(scope="module")
def cookie(client: TestClient, doors: Visits) -> str:
    """The cookie of a browser that was let in, as a header, with a coder's name given."""
    secret = doors.admit(doors.invite()) or ""
    visit = doors.find(secret)
    assert visit is not None
    visit.coder = "person:Mina"
    return f"{cookie_name(PORT)}={secret}"


def ask(client: TestClient, method: str, path: str, **headers: str) -> Response:
    given = {"Origin": ORIGIN, "Content-Type": "application/json"} if method == "POST" else {}
    content = b"{}" if method == "POST" else None
    return client.request(method, path, headers={**given, **headers}, content=content)


def test_every_route_is_in_the_matrix() -> None:
    assert len(EVERY) >= len(ROUTES)
    assert {method for method, _ in EVERY} == {"GET", "POST"}


@pytest.mark.parametrize(("method", "path"), INSIDE)
def test_without_a_cookie_of_this_run_nothing_is_answered(
    client: TestClient, doors: Visits, method: str, path: str
) -> None:
    name, launch = cookie_name(PORT), doors.invite()
    other_run = Visits()
    foreign = other_run.admit(other_run.invite())
    assert ask(client, method, path).status_code == 401
    # The launch token itself is no cookie, nor is one under another port's name.
    for header in (
        f"{name}=", f"{name}=wrong", f"{name}={'x' * 43}", f"{name}={launch}", f"{name}={foreign}", "a; b=c; =;;",
        f"discourse-1={foreign}", f'{name}="\\377"', f"{name}={'y' * 4000}",
    ):  # fmt: skip
        assert ask(client, method, path, Cookie=header).status_code == 401, header


@pytest.mark.parametrize(("method", "path"), EVERY)
def test_another_host_is_refused_even_with_the_cookie(client: TestClient, cookie: str, method: str, path: str) -> None:
    for host in (
        "evil.example", f"evil.example:{PORT}", f"127.0.0.1.nip.io:{PORT}", "127.0.0.1", f"127.0.0.1:{PORT + 1}", "",
        " ", f"localhost.:{PORT}", f"0.0.0.0:{PORT}", f"user@127.0.0.1:{PORT}",
    ):  # fmt: skip
        assert ask(client, method, path, Host=host, Cookie=cookie).status_code == 403, host
        assert ask(client, method, path, Host=host, Cookie=cookie, **{"X-Forwarded-Host": GOOD}).status_code == 403


@pytest.mark.parametrize("host", [f"127.0.0.1:{PORT}", f"localhost:{PORT}", f"[::1]:{PORT}", f"LOCALHOST:{PORT}"])
def test_the_names_of_this_machine_are_good(client: TestClient, cookie: str, host: str) -> None:
    assert ask(client, "GET", "/documents", Host=host, Cookie=cookie).status_code == 200


@pytest.mark.parametrize(("method", "path"), EVERY)
def test_another_page_is_refused_even_with_the_cookie(client: TestClient, cookie: str, method: str, path: str) -> None:
    for headers in (
        {"Origin": "http://evil.example"}, {"Origin": "null"}, {"Origin": f"https://127.0.0.1:{PORT}"},
        {"Origin": f"http://127.0.0.1:{PORT + 1}"}, {"Origin": f"http://localhost:{PORT}"},
        {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
    ):  # fmt: skip
        assert ask(client, method, path, Cookie=cookie, **headers).status_code == 403, headers


@pytest.mark.parametrize(("method", "path"), WRITING)
def test_writing_takes_json_from_our_own_page_alone(client: TestClient, cookie: str, method: str, path: str) -> None:
    for headers in (
        {"Content-Type": "text/plain"}, {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "multipart/form-data"}, {"Sec-Fetch-Site": "none"},
    ):  # fmt: skip
        assert ask(client, method, path, Cookie=cookie, **headers).status_code == 403, headers
    assert client.post(path, json={}, headers={"Cookie": cookie}).status_code == 403  # no Origin
    for other in ("PUT", "DELETE", "PATCH", "OPTIONS"):
        assert client.request(other, path, headers={"Origin": ORIGIN, "Cookie": cookie}).status_code == 403


def test_two_hosts_are_refused(client: TestClient, cookie: str) -> None:
    headers = [("Host", GOOD), ("Host", "evil.example"), ("Cookie", cookie)]
    assert client.get("/", headers=headers).status_code == 403  # type: ignore[arg-type]


@pytest.mark.parametrize(("method", "path"), EVERY)
def test_every_answer_carries_the_strict_headers(client: TestClient, cookie: str, method: str, path: str) -> None:
    for header in ("", cookie):
        answer = ask(client, method, path, Cookie=header)
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert "server" not in answer.headers
        assert answer.status_code < 500


def test_a_launch_link_is_good_once_and_leaves_the_address(new_client: NewClient, visits: Visits) -> None:
    token = visits.invite()
    first, second = new_client(), new_client()
    answer = first.get("/launch", params={"token": token})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert token not in cookie
    assert second.get("/launch", params={"token": token}).status_code == 403
    assert first.get("/launch", params={"token": token}).status_code == 303
    assert first.get("/").headers["location"] == "/welcome"


@pytest.mark.parametrize("token", ["", "x", "%00", "a" * 5000])
def test_a_wrong_launch_link_opens_nothing(client: TestClient, token: str) -> None:
    assert client.get("/launch", params={"token": token}).status_code in (403, 414)


def test_asking_for_the_head_of_a_launch_link_does_not_use_it_up(client: TestClient, doors: Visits) -> None:
    token = doors.invite()
    assert client.head("/launch", params={"token": token}).status_code == 405
    assert client.get("/launch", params={"token": token}).status_code == 303
    client.cookies.clear()


def test_a_large_body_is_refused(client: TestClient, cookie: str) -> None:
    headers = {"Origin": ORIGIN, "Content-Type": "application/json", "Cookie": cookie}
    assert client.post("/do/code", content=b"x" * (MAX_BODY + 1), headers=headers).status_code == 413
    pieces = (b"x" * 20_000 for _ in range(20))
    assert client.post("/do/code", content=pieces, headers=headers).status_code == 413


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"7", b"null", b"[" * 50_000, b'{"coder": NaN}', b"\xff"])
def test_what_is_no_json_object_is_told(client: TestClient, cookie: str, body: bytes) -> None:
    headers = {"Origin": ORIGIN, "Content-Type": "application/json", "Cookie": cookie}
    for _, path in WRITING:
        assert client.post(path, content=body, headers=headers).status_code in (400, 409, 422)


@pytest.mark.parametrize(
    "path",
    ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static//etc/passwd",
     "/static/%5c..%5capp.py",
     "/documents/..%2f..%2fetc%2fpasswd", "/documents/%00", "/codes/%2e%2e", "/documents/x/pages/1/picture.png",
     "/documents/x?leaf=-1", "/documents/x?at=99999999999999999999", "/next?queue=disk:/etc/passwd"],
)  # fmt: skip
def test_paths_lead_nowhere_else(client: TestClient, cookie: str, path: str) -> None:
    answer = client.get(path, headers={"Cookie": cookie})
    assert answer.status_code in (303, 307, 400, 404)
    assert "root:" not in answer.text
    assert "make_app" not in answer.text
    assert answer.headers.get("location", "/").startswith("/")
