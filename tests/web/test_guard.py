"""Nobody in: every route × credentials × Host × Origin; the list of routes is the router's own."""

from collections.abc import Callable

import pytest
from conftest import ORIGIN, PORT, Coder
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from discourse.pipeline.workbench.workbench import Workbench
from discourse.web.app import ROUTES, make_app
from discourse.web.guard import HEADERS, MAX_BODY, cookie_name
from discourse.web.visits import Visits

NewClient = Callable[[], TestClient]
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


def ask(client: TestClient, method: str, path: str, **headers: str) -> int:
    given = {"Origin": ORIGIN, "Content-Type": "application/json"} if method == "POST" else {}
    return client.request(method, path, headers={**given, **headers}, content=b"{}" if method == "POST" else None).status_code


def test_every_route_is_in_the_matrix() -> None:
    assert len(EVERY) >= len(ROUTES)
    assert {method for method, _ in EVERY} == {"GET", "POST"}


@pytest.mark.parametrize(("method", "path"), INSIDE)
@pytest.mark.parametrize("cookie", ["", "wrong", "x" * 43, "другой", "a; b=c", "token"])
def test_without_a_cookie_of_this_run_nothing_is_answered(
    new_client: NewClient, visits: Visits, method: str, path: str, cookie: str
) -> None:
    # The launch token itself is no cookie.
    value = visits.invite() if cookie == "token" else cookie
    header = {"Cookie": f"{cookie_name(PORT)}={value}".encode().decode("latin-1")} if value else {}
    assert ask(new_client(), method, path, **header) == 401


@pytest.mark.parametrize(("method", "path"), INSIDE)
def test_a_cookie_of_another_run_does_not_open_this_one(
    sit_down: Callable[[str], Coder], workbench: Workbench, method: str, path: str
) -> None:
    cookies = sit_down("Mina").client.cookies
    other = TestClient(make_app(workbench, Visits(), port=PORT), base_url=ORIGIN, cookies=dict(cookies))
    assert ask(other, method, path) == 401


@pytest.mark.parametrize(("method", "path"), EVERY)
@pytest.mark.parametrize(
    "host",
    ["evil.example", f"evil.example:{PORT}", f"127.0.0.1.nip.io:{PORT}", "127.0.0.1", f"127.0.0.1:{PORT + 1}", "", " ",
     f"localhost.:{PORT}", f"0.0.0.0:{PORT}", f"user@127.0.0.1:{PORT}"],
)  # fmt: skip
def test_another_host_is_refused_even_with_the_cookie(
    sit_down: Callable[[str], Coder], method: str, path: str, host: str
) -> None:
    assert ask(sit_down("Mina").client, method, path, Host=host) == 403


@pytest.mark.parametrize("host", [f"127.0.0.1:{PORT}", f"localhost:{PORT}", f"[::1]:{PORT}", f"LOCALHOST:{PORT}"])
def test_the_names_of_this_machine_are_good(new_client: NewClient, host: str) -> None:
    assert ask(new_client(), "GET", "/", Host=host) == 401


@pytest.mark.parametrize(("method", "path"), EVERY)
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": f"https://127.0.0.1:{PORT}"},
        {"Origin": f"http://127.0.0.1:{PORT + 1}"},
        {"Origin": f"http://localhost:{PORT}"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_page_is_refused_even_with_the_cookie(
    sit_down: Callable[[str], Coder], method: str, path: str, headers: dict[str, str]
) -> None:
    assert ask(sit_down("Mina").client, method, path, **headers) == 403


@pytest.mark.parametrize(("method", "path"), [pair for pair in EVERY if pair[0] == "POST"])
def test_writing_takes_json_from_our_own_page_alone(
    sit_down: Callable[[str], Coder], method: str, path: str
) -> None:
    client = sit_down("Mina").client
    assert ask(client, method, path, **{"Content-Type": "text/plain"}) == 403
    assert ask(client, method, path, **{"Content-Type": "application/x-www-form-urlencoded"}) == 403
    assert client.post(path, json={}).status_code == 403  # no Origin
    assert ask(client, method, path, **{"Sec-Fetch-Site": "none"}) == 403
    for other in ("PUT", "DELETE", "PATCH", "OPTIONS"):
        assert client.request(other, path, headers={"Origin": ORIGIN}).status_code == 403


def test_two_hosts_are_refused(new_client: NewClient) -> None:
    good = ("Host", f"127.0.0.1:{PORT}")
    assert new_client().get("/", headers=[good, ("Host", "evil.example")]).status_code == 403  # type: ignore[arg-type]


@pytest.mark.parametrize(("method", "path"), EVERY)
def test_every_answer_carries_the_strict_headers(
    sit_down: Callable[[str], Coder], new_client: NewClient, method: str, path: str
) -> None:
    for client in (sit_down("Mina").client, new_client()):
        given = {"Origin": ORIGIN, "Content-Type": "application/json"} if method == "POST" else {}
        answer = client.request(method, path, headers=given, content=b"{}" if method == "POST" else None)
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert "server" not in answer.headers
        assert answer.status_code < 500


def test_forwarding_headers_mean_nothing(new_client: NewClient) -> None:
    assert ask(new_client(), "GET", "/", **{"X-Forwarded-Host": f"127.0.0.1:{PORT}", "Host": "evil.example"}) == 403


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
    assert first.get("/").status_code == 303


@pytest.mark.parametrize("token", ["", "x", "%00", "a" * 5000])
def test_a_wrong_launch_link_opens_nothing(new_client: NewClient, token: str) -> None:
    assert new_client().get("/launch", params={"token": token}).status_code in (403, 414)


def test_asking_for_the_head_of_a_launch_link_does_not_use_it_up(new_client: NewClient, visits: Visits) -> None:
    token = visits.invite()
    client = new_client()
    assert client.head("/launch", params={"token": token}).status_code == 405
    assert client.get("/launch", params={"token": token}).status_code == 303


def test_a_large_body_is_refused(sit_down: Callable[[str], Coder]) -> None:
    client = sit_down("Mina").client
    headers = {"Origin": ORIGIN, "Content-Type": "application/json"}
    assert client.post("/do/code", content=b"x" * (MAX_BODY + 1), headers=headers).status_code == 413

    def pieces():  # type: ignore[no-untyped-def]
        for _ in range(20):
            yield b"x" * 20_000

    assert client.post("/do/code", content=pieces(), headers=headers).status_code == 413


@pytest.mark.parametrize(
    "path",
    ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static//etc/passwd", "/static/%5c..%5capp.py",
     "/documents/..%2f..%2fetc%2fpasswd", "/documents/%00", "/codes/%2e%2e", "/documents/x/pages/1/picture.png",
     "/documents/x?leaf=-1", "/documents/x?at=99999999999999999999", "//evil.example/", "/next?queue=disk:/etc/passwd"],
)  # fmt: skip
def test_paths_lead_nowhere_else(sit_down: Callable[[str], Coder], path: str) -> None:
    answer = sit_down("Mina").client.get(path)
    assert answer.status_code in (303, 307, 400, 404)
    assert "root:" not in answer.text
    assert "make_app" not in answer.text
    assert not answer.headers.get("location", "").startswith(("//", "http://evil"))
