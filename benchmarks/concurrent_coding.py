"""Two coders code over HTTP while a batch run works on the same project: is every edit kept, and how fast?

Prints a line for each coder and one for the batch. Nothing else should run meanwhile.

    python benchmarks/concurrent_coding.py [--edits 500]
"""

import argparse
import http.client
import json
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

import numpy as np

import discourse
from discourse.domain.bundled import bundled
from discourse.store.ledger import LEDGER_FILE

_STATE = re.compile(r'<script type="application/json" id="state">(.*?)</script>', re.S)


class Hand:
    """A coder's browser without a page: a connection, its cookie, and the seconds that each edit took."""

    def __init__(self, launch: str, name: str) -> None:
        address = urlsplit(launch)
        self.name, self.seconds = name, list[float]()
        self._link = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
        self._headers = {"Origin": f"http://{address.netloc}", "Content-Type": "application/json"}
        _, cookie, _ = self._ask("GET", f"{address.path}?{address.query}")
        self._headers["Cookie"] = cookie.partition(";")[0]
        self.do("sit-down", name=name)

    def do(self, path: str, **values: object) -> dict[str, Any]:
        """Send a command; `RuntimeError` with the answer for any but 200."""
        status, _, text = self._ask("POST", f"/do/{path}", json.dumps({"coder": self.name, **values}))
        if status != 200:
            raise RuntimeError(text)
        found: dict[str, Any] = json.loads(text)
        return found

    def code(self, document_id: str, edits: int) -> None:
        """Switch a frame on, and later off, on every passage of a page in turn; each edit knows the one before."""
        _, _, page = self._ask("GET", f"/documents/{document_id}")
        places = [(state["start"], state["end"]) for state in json.loads(_STATE.findall(page)[0])["states"]]
        revisions = dict.fromkeys(places, 0)
        for number in range(edits):
            start, end = place = places[number % len(places)]
            present = number % (2 * len(places)) < len(places)
            began = perf_counter()
            said = self.do(
                "code", action="code", code_id="equity", present=present, stance="", document_id=document_id,
                start=start, end=end, revision=revisions[place], queue="",
            )  # fmt: skip
            self.seconds.append(perf_counter() - began)
            revisions[place] = said["mine"]["revision"]

    def leave(self) -> None:
        self._link.close()

    def _ask(self, method: str, path: str, body: str = "") -> tuple[int, str, str]:
        self._link.request(method, path, body=body or None, headers=self._headers)
        answer = self._link.getresponse()
        return answer.status, answer.getheader("set-cookie", ""), answer.read().decode()


@contextmanager
def serving(project: Path) -> Iterator[str]:
    """`discourse serve` as a process of its own; gives its launch address."""
    words = [sys.executable, "-m", "discourse.cli", "serve", "--project", str(project), "--port", "0", "--no-browser"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[-1]
        finally:
            process.terminate()


def code_together(launch: str, document_id: str, edits: int) -> list[Hand]:
    """Two coders at once, each with so many edits; the first trouble of either is raised."""
    first = Hand(launch, "Mina")
    hands = [first, Hand(str(first.do("invite")["address"]), "Ravi")]
    troubles: list[BaseException] = []

    def work(hand: Hand) -> None:
        try:
            hand.code(document_id, edits)
        except BaseException as error:
            troubles.append(error)

    threads = [Thread(target=work, args=(hand,)) for hand in hands]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for hand in hands:
        hand.leave()
    if troubles:
        raise troubles[0]
    return hands


def count_events(project: Path) -> dict[str, int]:
    """How many events the journal has of each coder."""
    database = sqlite3.connect(project / LEDGER_FILE)
    try:
        return dict(database.execute("SELECT coder, count(*) FROM coding_events GROUP BY coder"))
    finally:
        database.close()


def main() -> None:
    """Read the sample corpus, then code it by hand and by a run at the same time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=500)
    edits = parser.parse_args().edits
    with tempfile.TemporaryDirectory() as folder:
        project = discourse.init(Path(folder) / "study")
        sample = bundled("corpus", "sample")
        discourse.add([sample], project=project, manifest=sample / "manifest.csv")
        discourse.collect_facts(project)
        document = next(one for one in discourse.status(project) if one.passages > 20)
        with serving(project) as launch:
            began = perf_counter()
            words = [sys.executable, "-m", "discourse.cli", "run", "--project", str(project)]
            with subprocess.Popen(words, stdout=subprocess.DEVNULL) as batch:
                hands = code_together(launch, document.document_id, edits)
                coded = perf_counter() - began
                code = batch.wait()
        print(f"run ended with {code} after {perf_counter() - began:.0f} s; coding took {coded:.0f} s")
        for hand in hands:
            p50, p95, most = np.quantile(hand.seconds, [0.5, 0.95, 1]) * 1000
            kept = count_events(project)[f"person:{hand.name}"]
            print(f"{hand.name}: {kept} of {edits} edits kept; p50 {p50:.0f} ms, p95 {p95:.0f} ms, most {most:.0f} ms")


if __name__ == "__main__":
    main()
