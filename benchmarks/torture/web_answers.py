"""G12, second half: how soon the web page answers while a batch runs beside it."""

import http.client
import json
import statistics
import subprocess
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from urllib.parse import urlsplit

from hostile import many_pages
from projects import Goal, command, discourse, invented_texts, make_project, run_json, statuses

_MOST_MS = 200
_PAGES = ("/", "/documents", "/codes", "/codes/equity", "/search?q=courses", "/disagreements", "/training")


def web_answers(folder: Path, *, documents: int = 60, new: int = 300, pages: int = 200) -> Goal:
    """Asks for every overview and for documents in turn, one at a time, until a run over new files ends."""
    began = time.monotonic()
    project = make_project(folder / "study", invented_texts(documents))
    run_json(project)
    more = folder / "new"
    more.mkdir()
    for name, text in invented_texts(documents + new).items():
        if not (project / "documents" / name).exists():
            (more / name).write_text(text, encoding="utf-8")
    (more / "paper.pdf").write_bytes(many_pages(pages, lines=30))
    discourse("add", str(more), "--project", str(project))
    known = [one["document_id"] for one in statuses(project) if one["status"] == "ok"]
    serve = command("serve", "--project", str(project), "--port", "0", "--no-browser")
    with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            seconds = list(_ask_while_running(project, server.stdout.readline().split()[-1], known))
        finally:
            server.terminate()
    p50, p95 = (1000 * statistics.quantiles(seconds, n=100)[percent - 1] for percent in (50, 95))
    measured = f"{len(seconds)} pages while a run read {new + 1} new files: median {p50:.0f} ms, p95 {p95:.0f} ms"
    return Goal("G12 web page", measured, p95 < _MOST_MS, time.monotonic() - began)


def _ask_while_running(project: Path, launch: str, documents: list[str]) -> Iterator[float]:
    """The seconds that each answer took, headers and body."""
    address = urlsplit(launch)
    link = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
    headers = {"Origin": f"http://{address.netloc}", "Content-Type": "application/json"}

    def ask(method: str, path: str, body: str | None = None) -> http.client.HTTPResponse:
        link.request(method, path, body=body, headers=headers)
        answer = link.getresponse()
        text = answer.read()
        if answer.status >= http.client.BAD_REQUEST:
            raise RuntimeError(f"{path} answered {answer.status}: {text[:500]!r}")
        return answer

    headers["Cookie"] = (ask("GET", f"{address.path}?{address.query}").getheader("set-cookie") or "").partition(";")[0]
    ask("POST", "/do/sit-down", json.dumps({"coder": "Mina", "name": "Mina"}))
    paths = cycle([*_PAGES, *(f"/documents/{one}" for one in documents)])
    words = command("run", "--project", str(project), "--workers", "2")
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
        while run.poll() is None:
            asked = time.monotonic()
            ask("GET", next(paths))
            yield time.monotonic() - asked
    if run.returncode:
        raise RuntimeError(f"the run ended with {run.returncode}")
    link.close()
