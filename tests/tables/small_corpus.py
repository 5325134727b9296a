"""A corpus written as letters: `h` and `e` are passages with a frame, `b` has both, `.` has none, `x` is left out."""

from collections.abc import Iterable
from typing import NamedTuple

import polars as pl

from discourse.domain.results import CODES, DOCUMENTS, PASSAGES

FRAMES = ("human_capital", "equity")
_LETTERS = {"human_capital": "hb", "equity": "eb"}


class Given(NamedTuple):
    id: str
    jurisdiction: str
    letters: str
    year: int | None = 2024
    doc_type: str = "strategy"


class SmallCorpus(NamedTuple):
    documents: pl.DataFrame
    passages: pl.DataFrame
    codes: pl.DataFrame

    def shuffled(self, seed: int) -> "SmallCorpus":
        return SmallCorpus(*(frame.sample(fraction=1.0, shuffle=True, seed=seed) for frame in self))


def corpus(*given: Given) -> SmallCorpus:
    documents = [
        {
            "document_id": each.id,
            "source_id": each.id,
            "file": f"{each.id}.pdf",
            "place": "",
            "kind": "policy",
            "jurisdiction": each.jurisdiction,
            "body": "Ministry of Skills",
            "title": f"Paper {each.id}",
            "year": each.year,
            "doc_type": each.doc_type,
            "language": "en",
            "url": "",
            "pages": 2,
        }
        for each in given
    ]
    texts = [
        (each.id, number, letter, f"Passage {number} of {each.id}.")
        for each in given
        for number, letter in enumerate(each.letters)
    ]
    return SmallCorpus(pl.DataFrame(documents, schema=DOCUMENTS), passages_of(texts), codes_of(texts))


def passages_of(texts: Iterable[tuple[str, int, str, str]]) -> pl.DataFrame:
    rows = [
        {
            "passage_id": f"{document_id}:{number}",
            "document_id": document_id,
            "number": number,
            "start": 0,
            "end": len(text),
            "page_first": 1 + number // 10,
            "page_last": 1 + number // 10,
            "kind": "paragraph",
            "heading": "",
            "previous": "",
            "text": text,
            "language": "en",
            "left_out": "heading" if letter == "x" else "",
        }
        for document_id, number, letter, text in texts
    ]
    return pl.DataFrame(rows, schema=PASSAGES)


def codes_of(texts: Iterable[tuple[str, int, str, str]]) -> pl.DataFrame:
    rows = [
        {
            "passage_id": f"{document_id}:{number}",
            "document_id": document_id,
            "code_id": frame,
            "kind": "frame",
            "coder": "model:test@1",
            "present": (present := letter in _LETTERS[frame]),
            "probability": 0.9 if present else 0.1,
            "stance": "asserted" if present else None,
            "status": "coded",
            "evidence": [],
        }
        for document_id, number, letter, _ in texts
        if letter != "x"
        for frame in FRAMES
    ]
    return pl.DataFrame(rows, schema=CODES)


def dozen(jurisdiction: str, letters: str = "h...e..b...", count: int = 12, **others: object) -> list[Given]:
    """Documents of growing length and shifting mix, enough for an interval."""
    return [
        Given(
            f"{jurisdiction.lower()}{at}",
            jurisdiction,
            (letters[at % len(letters) :] + letters) * (1 + at % 3),
            **others,
        )  # type: ignore[arg-type]
        for at in range(count)
    ]
