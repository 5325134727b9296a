import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from discourse.coding.llm import QUOTED, Endpoint, LlmCoder
from discourse.domain.bundled import CODEBOOK
from discourse.domain.codebook import load_codebook
from discourse.domain.codes import CodingInput, CodingStatus, Stance
from discourse.domain.errors import ModelError

BOOK = load_codebook(CODEBOOK)
TEXT = "Trained welders earn more, and the yards need them."
Answer = Callable[[dict[str, Any]], tuple[int, str]]


@contextmanager
def server(answer: Answer) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A real HTTP server on this machine; what it was sent, with the headers under `headers`."""
    seen: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            seen.append({**body, "path": self.path, "headers": dict(self.headers)})
            status, text = answer(body)
            self.send_response(status)
            if status == 307:
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{http.server_port}/v1", seen
    finally:
        http.shutdown()
        thread.join()
        http.server_close()


def said(*codes: dict[str, str]) -> str:
    return json.dumps({"choices": [{"message": {"content": json.dumps({"codes": codes})}}]})


def coded(quote: str, code: str = "human_capital", stance: str = "asserted") -> dict[str, str]:
    return {"code": code, "stance": stance, "quote": quote}


def coder(url: str, **options: Any) -> LlmCoder:
    return LlmCoder(BOOK, Endpoint(url, "tiny", pause=0.0, timeout=5.0, **options))


def one(text: str = TEXT) -> list[CodingInput]:
    return [CodingInput("p", text, previous="Before.", heading="Above")]


def test_a_quoted_code_becomes_a_code_with_its_evidence() -> None:
    with server(lambda _: (200, said(coded("earn more"), coded("the yards", "employer_partnership", "none")))) as (
        url,
        _,
    ):
        (coding,) = coder(url).code(one())
    codes = {code.code_id: code for code in coding.codes}
    assert coding.status is CodingStatus.CODED
    assert codes["human_capital"].stance is Stance.ASSERTED
    (evidence,) = codes["human_capital"].evidence
    assert (TEXT[evidence.start : evidence.end], evidence.rule) == ("earn more", QUOTED)
    assert codes["employer_partnership"].stance is None
    assert not codes["equity"].present


def test_the_request_speaks_the_protocol() -> None:
    with server(lambda _: (200, said())) as (url, seen):
        coder(url, key="secret").code(one())
    (body,) = seen
    assert body["path"] == "/v1/chat/completions"
    assert body["headers"]["Authorization"] == "Bearer secret"
    assert body["model"] == "tiny"
    assert body["response_format"]["json_schema"]["schema"]["required"] == ["codes"]
    assert all(text in body["messages"][1]["content"] for text in (TEXT, "Before.", "Above"))


def test_an_answer_is_of_the_passage_that_was_asked() -> None:
    def echo(body: dict[str, Any]) -> tuple[int, str]:
        return 200, said(coded(body["messages"][1]["content"].removeprefix("Passage: ")))

    texts = [f"Passage number {number}." for number in range(20)]
    with server(echo) as (url, _):
        codings = coder(url).code([CodingInput(text, text) for text in texts])
    assert [coding.passage_id for coding in codings] == texts
    assert all(coding.codes[0].evidence[0].end == len(coding.passage_id) for coding in codings)


def test_a_quotation_that_is_not_in_the_passage_is_asked_again() -> None:
    answers = iter([said(coded("earn a lot")), said(coded("earn more"))])
    with server(lambda _: (200, next(answers))) as (url, seen):
        (coding,) = coder(url).code(one())
    assert coding.status is CodingStatus.CODED
    assert "not in the passage word for word" in seen[1]["messages"][1]["content"]


@pytest.mark.parametrize(
    "answer",
    [
        said(coded("invented")),
        said(coded("")),
        said(coded("earn more", "no_such_code")),
        said(coded("earn more", stance="loud")),
        json.dumps({"choices": [{"message": {"content": "I would say human capital."}}]}),
        json.dumps({"choices": []}),
        "not json",
    ],
)
def test_a_passage_without_a_credible_answer_has_no_codes(answer: str) -> None:
    with server(lambda _: (200, answer)) as (url, seen):
        (coding,) = coder(url).code(one())
    assert (coding.status, coding.codes) == (CodingStatus.ABSTAINED, ())
    assert len(seen) == 3


def test_a_busy_server_is_asked_again() -> None:
    answers = iter([(429, ""), (503, ""), (200, said(coded("earn more")))])
    with server(lambda _: next(answers)) as (url, _):
        (coding,) = coder(url).code(one())
    assert coding.codes[0].present


@pytest.mark.parametrize(("status", "asked"), [(401, 1), (404, 1), (500, 3), (307, 1)])
def test_a_refusal_is_told_with_its_reason(status: int, asked: int) -> None:
    with server(lambda _: (status, "")) as (url, seen), pytest.raises(ModelError, match=rf"answered {status}"):
        coder(url).code(one())
    assert len(seen) == asked


def test_a_server_that_is_not_there_is_told() -> None:
    with pytest.raises(ModelError, match="did not answer"):
        coder("http://127.0.0.1:9/v1", attempts=1).code(one())


def test_a_blank_passage_is_not_sent() -> None:
    with server(lambda _: (500, "")) as (url, seen):
        (coding,) = coder(url).code(one("  "))
    assert not seen
    assert [code.present for code in coding.codes] == [False] * len(BOOK.frames)


@pytest.mark.parametrize("url", ["", "localhost:8080", "file:///etc/hosts"])
def test_an_address_that_is_not_http_is_refused(url: str) -> None:
    with pytest.raises(ModelError, match="http"):
        Endpoint(url, "tiny")
