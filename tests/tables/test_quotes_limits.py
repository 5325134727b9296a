"""Quotes of a corpus too large to look through every row of a cell."""

import polars as pl
import pytest

from discourse.domain.results import CODES
from discourse.tables import quotes
from discourse.tables.quotes import top_quotes

WORDS = (
    "apprentices", "carpenters", "welders", "nurses", "drivers", "cooks",
    "bakers", "farmers", "tailors", "masons", "clerks", "porters",
)  # fmt: skip


def corpus(documents: int, passages: int) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    about = pl.DataFrame(
        {
            "document_id": [f"d{number}" for number in range(documents)],
            "jurisdiction": "Kestria", "body": "", "title": "", "year": 2020, "doc_type": "act", "file": "a.txt",
        }
    )  # fmt: skip
    rows = [(document, at) for document in range(documents) for at in range(passages)]
    texts = [
        " ".join(f"{WORDS[(document + at + step) % 12]}{document}x{at}" for step in range(9)) for document, at in rows
    ]
    shown = pl.DataFrame(
        {
            "passage_id": [f"d{document}:{at}" for document, at in rows],
            "document_id": [f"d{document}" for document, _ in rows],
            "text": texts, "page_first": 1, "kind": "paragraph", "left_out": "",
        }
    )  # fmt: skip
    codes = shown.select(
        "passage_id", "document_id", code_id=pl.lit("equity"), kind=pl.lit("frame"), coder=pl.lit("m"),
        present=pl.lit(True), stance=pl.lit("asserted"), status=pl.lit("coded"),
        # The first document has all of the surest.
        probability=pl.Series([0.99 - 0.01 * document - 0.0001 * at for document, at in rows], dtype=pl.Float32),
        evidence=pl.lit(None, dtype=CODES["evidence"]),
    )  # fmt: skip
    return about, shown, codes


def chosen(limits: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(quotes, "CELL_ROWS", limits[0])
    monkeypatch.setattr(quotes, "DOCUMENT_ROWS", limits[1])
    found = top_quotes(*corpus(6, 40), code_ids=["equity"], link=lambda file, page: f"{file}#{page}", per_cell=3)
    return [quote.passage_id for quote in found]


def test_few_rows_of_a_cell_are_looked_through_and_give_the_same_quotes(monkeypatch: pytest.MonkeyPatch) -> None:
    everything = chosen((1_000_000, 1_000_000), monkeypatch)
    assert everything == ["d0:0", "d1:0", "d2:0"]
    assert chosen((20, 4), monkeypatch) == everything


def test_one_long_document_does_not_hide_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    # Without a limit a document the first has every row that is looked at.
    assert chosen((20, 1_000_000), monkeypatch) == ["d0:0", "d0:1", "d0:2"]
    assert chosen((20, 5), monkeypatch) == ["d0:0", "d1:0", "d2:0"]
