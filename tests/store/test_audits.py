import sqlite3
from pathlib import Path

import polars as pl
import pytest

from discourse.store.audits import Answer, Audits
from discourse.store.ledger import LEDGER_FILE

NOW = "2026-03-01T09:30:00Z"
DRAWN = pl.DataFrame(
    {
        "passage_id": ["b:0-4", "a:0-9"],
        "document_id": ["b", "a"],
        "stratum": ["Osmara", "Kestria"],
        "probability": [0.5, 0.1],
    }
)
POPULATION = pl.DataFrame({"document_id": ["a", "a", "b"], "stratum": ["Kestria", "Kestria", "Osmara"]})


def answer(passage_id: str, *, present: bool, coder: str = "person:Mina") -> Answer:
    return Answer(passage_id, "equity", coder, present, "book")


@pytest.fixture
def audits(tmp_path: Path) -> Audits:
    found = Audits(tmp_path / LEDGER_FILE)
    found.record_draw(DRAWN, POPULATION, strata="jurisdiction", seed=1, codebook_id="book", now=NOW)
    return found


def test_a_draw_comes_back_in_the_order_of_its_sheet(audits: Audits) -> None:
    assert audits.drawn().select(DRAWN.columns).equals(DRAWN)
    assert audits.population().rows() == [(1, "a", "Kestria"), (1, "b", "Osmara")]
    assert audits.count_draws() == 1


def test_the_last_answer_of_each_coder_holds(audits: Audits) -> None:
    audits.record_answers([answer("a:0-9", present=True), answer("b:0-4", present=False)], now=NOW)
    audits.record_answers(
        [answer("a:0-9", present=False), answer("a:0-9", present=True, coder="person:Tomas")], now=NOW
    )
    assert set(audits.answers().select("passage_id", "coder", "present").rows()) == {
        ("a:0-9", "person:Mina", False),
        ("a:0-9", "person:Tomas", True),
        ("b:0-4", "person:Mina", False),
    }


def test_nothing_recorded_is_an_empty_frame_with_its_columns(tmp_path: Path) -> None:
    audits = Audits(tmp_path / LEDGER_FILE)
    assert audits.drawn().columns == ["draw", "stratum", "passage_id", "document_id", "probability"]
    assert audits.answers().is_empty()


def test_an_answer_is_never_changed_nor_deleted(audits: Audits, tmp_path: Path) -> None:
    audits.record_answers([answer("a:0-9", present=True)], now=NOW)
    audits.close()
    connection = sqlite3.connect(tmp_path / LEDGER_FILE)
    for statement in ("UPDATE audit_answers SET present = 0", "DELETE FROM audit_answers"):
        with pytest.raises(sqlite3.IntegrityError, match="never"):
            connection.execute(statement)
    connection.close()
