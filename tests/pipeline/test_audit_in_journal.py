"""An audit that is coded in the page: what counts as an answer, and that it counts from the top."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest

import discourse
from discourse.domain.bundled import CODEBOOK
from discourse.domain.codebook import load_codebook
from discourse.domain.codings import ABSTAINED, CONSENSUS, READ, Coding
from discourse.domain.ids import passage_id
from discourse.pipeline.audit import audit_key, import_audit, read_audit
from discourse.pipeline.audit_in_journal import journal_answers
from discourse.store.audits import ANSWERS, Audits
from discourse.store.ledger import LEDGER_FILE

BOOK = load_codebook(CODEBOOK)
DOCUMENT = "d" * 64
IDS = [passage_id(DOCUMENT, at, at + 4) for at in range(0, 40, 10)]
DRAWN = pl.DataFrame(
    {
        "draw": [1] * 4,
        "stratum": ["Kestria"] * 4,
        "passage_id": IDS,
        "document_id": [DOCUMENT] * 4,
        "probability": [0.5] * 4,
    }
)
MOMENT = "2026-03-01T09:30:00Z"


def coding(place: int, code_id: str, *, coder: str = "person:Mina", time: str = "2026-03-01T09:30:00.5Z") -> Coding:
    present = code_id not in (READ, ABSTAINED)
    start = 10 * place
    return Coding(
        coder, DOCUMENT, start, start + 4, "abcd", code_id, present, codebook_id=BOOK.id, time=time,
        passage_id=IDS[place],
    )  # fmt: skip


NO_SHEETS = ANSWERS.to_frame()
FRAMES = [frame.id for frame in BOOK.frames]


def sheet(place: int, frames: Sequence[str], coder: str = "person:Mina") -> pl.DataFrame:
    rows = [(IDS[place], frame, coder, False, BOOK.id) for frame in frames]
    return pl.DataFrame(rows, schema=ANSWERS, orient="row")


def answers(*codings: Coding, sheets: pl.DataFrame = NO_SHEETS) -> set[tuple[str, str, int]]:
    """Who finished which passage, and how many frames and themes are there."""
    found = journal_answers(codings, DRAWN, {1: MOMENT}, BOOK, {}, sheets)
    assert found.group_by("coder", "passage_id").len()["len"].unique().to_list() in ([], [len(BOOK.codes)])
    counted = found.group_by("coder", "passage_id").agg(pl.col("present").sum())
    return {(coder, key, int(count)) for coder, key, count in counted.iter_rows()}


def test_a_finished_passage_answers_for_every_code() -> None:
    assert answers(coding(0, "equity"), coding(0, READ), coding(1, READ)) == {
        ("person:Mina", IDS[0], 1),
        ("person:Mina", IDS[1], 0),
    }


def test_answers_count_from_the_top_down_to_the_first_passage_not_come_to() -> None:
    # The fourth was met by a search: alone it is no sample.
    assert answers(coding(0, READ), coding(3, "equity"), coding(3, READ)) == {("person:Mina", IDS[0], 0)}


@pytest.mark.parametrize(
    ("sheets", "counted"),
    [(sheet(0, FRAMES), True), (sheet(0, FRAMES[1:]), False), (sheet(0, FRAMES, "person:Ravi"), False)],
    ids=["whole row", "part of a row", "another coder"],
)
def test_a_passage_answered_on_a_sheet_is_no_gap(sheets: pl.DataFrame, counted: bool) -> None:
    said = answers(coding(1, "equity"), coding(1, READ), sheets=sheets)
    assert said == ({("person:Mina", IDS[1], 1)} if counted else set())


def test_a_passage_left_open_is_no_answer_and_no_gap() -> None:
    said = answers(coding(0, ABSTAINED), coding(1, READ))
    assert said == {("person:Mina", IDS[1], 0)}


def test_what_was_coded_before_the_draw_is_no_answer() -> None:
    assert answers(coding(0, READ, time="2026-03-01T09:29:59Z")) == set()


def test_what_was_settled_stands_alone_where_a_coder_had_come_to_it() -> None:
    settled = [coding(at, READ, coder=CONSENSUS) for at in (0, 3)]
    said = answers(coding(0, "equity"), coding(0, READ), coding(0, READ, coder="person:Ravi"), *settled)
    assert said == {(CONSENSUS, IDS[0], 0)}


def test_a_code_that_came_later_was_not_asked() -> None:
    found = journal_answers(
        [coding(0, READ)], DRAWN, {1: MOMENT}, BOOK, {BOOK.id: frozenset({"equity"})}, ANSWERS.to_frame()
    )
    assert found["code_id"].to_list() == ["equity"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    discourse.init(tmp_path)
    audits = Audits(tmp_path / LEDGER_FILE)
    drawn = DRAWN.drop("draw")
    audits.record_draw(drawn, drawn, strata="jurisdiction", seed=1, codebook_id=BOOK.id, now=MOMENT)
    audits.close()
    return tmp_path


def test_the_page_and_a_sheet_answer_the_same_audit(project: Path) -> None:
    file = project / "sheet.csv"
    file.write_text(f"passage_id,equity\n{IDS[0]},0\n{IDS[2]},1\n", encoding="utf-8")
    import_audit(file, coder="Mina", project=project)
    alone = audit_key(read_audit(project))
    discourse.record_codings([coding(0, "equity"), coding(0, READ)], project=project)
    audit = read_audit(project)
    assert audit is not None
    equity = audit.answers.filter(pl.col("code_id") == "equity")
    assert dict(equity.select("passage_id", "present").iter_rows()) == {IDS[0]: True, IDS[2]: True}
    assert audit_key(audit) != alone


def test_without_a_draw_the_journal_is_no_audit(tmp_path: Path) -> None:
    discourse.init(tmp_path)
    discourse.record_codings([coding(0, READ)], project=tmp_path)
    assert read_audit(tmp_path) is None
