import csv
import json
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import polars as pl
import pytest

from discourse.coding.training_data import TrainingPassage
from discourse.domain.bundled import CODEBOOK
from discourse.domain.codebook import load_codebook
from discourse.domain.codes import Code, CodingInput, CodingStatus, Evidence, PassageCoding, Stance
from discourse.domain.errors import UsageError
from discourse.domain.settings import SETTINGS_FILE
from discourse.pipeline.evaluate import evaluate, evaluate_coder, write_evaluation
from discourse.pipeline.project import init
from discourse.pipeline.tag_llm import tag_with_llm

BOOK = load_codebook(CODEBOOK)


def gold(documents: int = 12) -> list[TrainingPassage]:
    passages = []
    for number in range(documents * 4):
        frames = {"equity": Stance.ASSERTED} if number % 4 == 0 else {}
        text = "Fees keep the poor out." if frames else f"Rooms are painted every {number} years."
        passages.append(
            TrainingPassage(text, "Before.", frozenset(frames), frames, frozenset(), f"d{number % documents}")
        )
    return passages


def sees_fees(inputs: Sequence[CodingInput]) -> list[PassageCoding]:
    """A coder that finds equity in fees and in every seventh passage."""
    codings = []
    for number, one in enumerate(inputs):
        hit = "Fees" in one.text or number % 7 == 1
        codes = tuple(
            Code(one.passage_id, frame.id, "x", found, 0.8 if found else 0.1, Stance.REPORTED if found else None, ev)
            for frame in BOOK.frames
            for found in [hit and frame.id == "equity"]
            for ev in [(Evidence(0, 4, 1.0),) if found else ()]
        )
        codings.append(PassageCoding(one.passage_id, CodingStatus.CODED, codes))
    return codings


def test_an_evaluation_says_what_can_be_counted_by_hand(tmp_path: Path) -> None:
    found = evaluate_coder(sees_fees, gold(), BOOK, coder="fees")
    row = found.table("scores").frame.row(by_predicate=pl.col("code") == "equity", named=True)
    assert (row["people"], row["both"], row["recall"]) == (12, 12, 1.0)
    assert row["coder"] == 12 + sum(number % 7 == 1 and number % 4 != 0 for number in range(48))
    assert row["f1_low"] <= row["f1"] <= row["f1_high"]
    confusion = found.table("stance_confusion").frame.row(by_predicate=pl.col("people") == "asserted", named=True)
    assert confusion["reported"] == 12
    assert found.table("baselines").frame["coder"].to_list() == ["fees", "cue list"]
    write_evaluation(found, tmp_path)
    assert (tmp_path / "reliability.png").read_bytes().startswith(b"\x89PNG")
    assert b"<svg" in (tmp_path / "reliability.svg").read_bytes()
    assert "went by: Room" in (tmp_path / "errors.md").read_text(encoding="utf-8")
    assert pl.read_csv(tmp_path / "errors.csv").height == len(found.errors)


def test_passages_that_people_left_open_judge_nobody() -> None:
    open_one = TrainingPassage("A", "", frozenset(), {}, frozenset(), "z", unsure=frozenset({"equity"}))
    found = evaluate_coder(sees_fees, [*gold(), open_one], BOOK, coder="fees")
    assert (found.passages, found.left_out) == (48, 1)


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        asked = body["messages"][1]["content"]
        codes = [{"code": "equity", "stance": "asserted", "quote": "the poor"}] if "the poor" in asked else []
        text = json.dumps({"choices": [{"message": {"content": json.dumps({"codes": codes})}}]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    """A project whose settings name a language model that sees equity in the poor."""
    http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=http.serve_forever)
    thread.start()
    folder = init(tmp_path / "study")
    settings = folder / SETTINGS_FILE
    text = settings.read_text(encoding="utf-8").replace('url = ""', f'url = "http://127.0.0.1:{http.server_port}/v1"')
    settings.write_text(text.replace('model = ""', 'model = "tiny"'), encoding="utf-8")
    try:
        yield folder
    finally:
        http.shutdown()
        thread.join()
        http.server_close()


def test_a_language_model_codes_a_table(project: Path, tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    table.write_text("id,text\n1,Fees keep the poor out.\n2,Rooms are blue.\n", encoding="utf-8")
    summary = tag_with_llm(table, text_column="text", out=tmp_path / "out.csv", project=project)
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["equity"], row["equity_stance"], row["equity_quote"]) for row in rows] == [
        ("1", "asserted", "the poor"),
        ("0", "", ""),
    ]
    assert summary.frames["equity"] == 1


def test_a_language_model_is_evaluated_like_any_coder(project: Path, tmp_path: Path) -> None:
    file = tmp_path / "gold.csv"
    file.write_text(
        "passage,human_capital,sbtc,equity,themes,file\nFees keep the poor out.,0,0,A,,a\nRooms are blue.,0,0,0,,b\n",
        encoding="utf-8",
    )
    found = evaluate(file, llm_project=project)
    assert found.coder.startswith("llm/tiny@")
    row = found.table("scores").frame.row(by_predicate=pl.col("code") == "equity", named=True)
    assert row["f1"] == 1.0
    with pytest.raises(UsageError, match="2 passages"):
        evaluate(file, llm_project=project, train=[file])


def test_without_an_endpoint_nothing_is_sent(tmp_path: Path) -> None:
    folder = init(tmp_path / "study")
    with pytest.raises(UsageError, match=r"\[llm\]"):
        tag_with_llm(tmp_path / "in.csv", text_column="text", out=tmp_path / "out.csv", project=folder)


def test_a_key_that_is_not_set_is_told_by_its_name(project: Path, tmp_path: Path) -> None:
    settings = project / SETTINGS_FILE
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('key_env = ""', 'key_env = "NO_SUCH_KEY_HERE"'), encoding="utf-8")
    with pytest.raises(UsageError, match="NO_SUCH_KEY_HERE"):
        tag_with_llm(tmp_path / "in.csv", text_column="text", out=tmp_path / "out.csv", project=project)
