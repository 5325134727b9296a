"""A corpus read a block of documents at a time has the tables of one that is held whole."""

import random

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from discourse.domain.bundled import CODEBOOK
from discourse.domain.codebook import Codebook, load_codebook
from discourse.domain.ids import passage_id
from discourse.domain.results import CODES, DOCUMENTS, PASSAGES
from discourse.domain.settings import Scope, TableSettings
from discourse.passages.duplicates import find_copies, find_duplicates, hash_wordings, read_wording
from discourse.pipeline.blocks import Block
from discourse.pipeline.corpus import Corpus
from discourse.pipeline.scope import scope_table, within
from discourse.pipeline.tabulate import comparison_tables, reuse_tables, share_table
from discourse.pipeline.wider_tables import over_time_table, wider_tables
from discourse.tables.quotes import top_quotes

WORDS = ("skills", "learners", "badges", "credit", "the", "of", "must", "fund", "wages", "growth", "access", "rural")
STOCK = (
    "Micro-credentials are heard twice a year by the council in the old town hall.",
    "Fees rise; wages do not.",
)
SETTINGS = TableSettings(minimum_documents=5)
BY = ("jurisdiction",)


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return load_codebook(CODEBOOK)


@pytest.fixture(scope="module")
def frames(codebook: Codebook) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    dice = random.Random(3)
    documents, passages, codes = [], [], []
    for number in range(36):
        name = f"{number:02}" * 32
        place = "Kestria" if number % 3 else "Osmara"
        documents.append(
            {"document_id": name, "source_id": name, "file": f"{number}.pdf", "place": "", "kind": "policy",
             "jurisdiction": place, "year": 2020 + number % 2, "doc_type": "act", "pages": 3, "title": "Paper"}
        )  # fmt: skip
        start = 0
        for at in range(8 + number % 5):
            text = (
                dice.choice(STOCK) if dice.random() < 0.15 else " ".join(dice.choices(WORDS, k=12)) + f" {number} {at}."
            )
            row = {"passage_id": passage_id(name, start, start + len(text)), "document_id": name, "number": at,
                   "start": start, "end": start + len(text), "page_first": 1, "page_last": 1, "kind": "paragraph",
                   "heading": "", "previous": "", "text": text, "language": "en",
                   "left_out": "heading" if at % 7 == 6 else ""}  # fmt: skip
            start += len(text) + 1
            passages.append(row)
            if row["left_out"]:
                continue
            for code in codebook.codes:
                if code in codebook.frames or dice.random() < 0.1:
                    present = code not in codebook.frames or dice.random() < (0.3 if place == "Osmara" else 0.1)
                    codes.append(
                        {"passage_id": row["passage_id"], "document_id": name, "code_id": code.id,
                         "coder": "model:test@1", "present": present,
                         "kind": "frame" if code in codebook.frames else "theme",
                         "probability": dice.random(), "stance": "asserted" if present else None, "status": "coded",
                         "evidence": []}
                    )  # fmt: skip
    return (
        pl.DataFrame(documents, schema=DOCUMENTS),
        pl.DataFrame(passages, schema=PASSAGES),
        pl.DataFrame(codes, schema=CODES),
    )


@pytest.fixture(scope="module")
def whole(frames: tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]) -> Corpus:
    return Corpus(*frames)


@pytest.fixture(scope="module")
def in_blocks(frames: tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]) -> Corpus:
    documents, passages, codes = frames
    ids = documents["document_id"]
    parts = [ids[at : at + 7] for at in range(0, len(ids), 7)]
    return Corpus.in_blocks(documents, lambda: (Block(passages, codes).of_documents(part) for part in parts))


def all_tables(corpus: Corpus, codebook: Codebook) -> dict[str, pl.DataFrame]:
    corpus.counted(codebook)
    tables = (
        *comparison_tables(corpus, codebook, SETTINGS, by=BY, voiced={code.id for code in codebook.frames}).all(),
        *wider_tables(corpus, codebook, SETTINGS, by=BY).all(),
        over_time_table(corpus, codebook, SETTINGS),
        share_table(corpus, codebook, SETTINGS, by=("year",), name="by_year"),
        *reuse_tables(corpus),
        scope_table(corpus),
    )
    return {table.name: table.frame for table in tables}


@pytest.mark.parametrize("scope", list(Scope))
def test_every_table_is_the_same(whole: Corpus, in_blocks: Corpus, codebook: Codebook, scope: Scope) -> None:
    expected = all_tables(within(whole, scope), codebook)
    found = all_tables(within(in_blocks, scope), codebook)
    assert found.keys() == expected.keys()
    for name, frame in expected.items():
        assert_frame_equal(found[name], frame, check_exact=True)
    assert expected["keyness"].height
    assert expected["reused_passages"].height


def test_a_part_of_a_corpus_is_not_counted_anew(whole: Corpus, in_blocks: Corpus, codebook: Codebook) -> None:
    late = whole.documents.filter(pl.col("year") == 2021)
    narrow = in_blocks.of_documents(late)
    expected = share_table(whole.of_documents(late), codebook, SETTINGS, by=BY).frame
    assert_frame_equal(share_table(narrow, codebook, SETTINGS, by=BY).frame, expected, check_exact=True)
    in_blocks.counted(codebook)
    assert set(narrow.counted(codebook).passages["document_id"]) == set(late["document_id"])


def test_quotes_need_only_the_passages_that_carry_a_code(whole: Corpus, codebook: Codebook) -> None:
    counted, codes = whole.counted(codebook), [code.id for code in codebook.codes]
    some = top_quotes(whole.documents, counted.marked, counted.present, code_ids=codes, link=lambda file, page: file)
    every = top_quotes(whole.documents, whole.passages, whole.codes, code_ids=codes, link=lambda file, page: file)
    assert some == every
    assert len(counted.marked) < len(whole.passages)


def test_a_wordings_number_is_that_of_its_words() -> None:
    texts = [
        "It's a micro-credential.", "Its a microcredential", "ITS, A MICROCREDENTIAL!", "Straße", "STRASSE",
        "snake_case", "snake case", "...", "It’s a micro-credential", "a-b-c", "abc", "'quoted'", "quoted", "",
    ]  # fmt: skip
    numbers = hash_wordings(pl.Series(texts))
    words = [read_wording(text).words for text in texts]
    for one, number in zip(words, numbers, strict=True):
        for other, another in zip(words, numbers, strict=True):
            assert (one == other and bool(one)) == (number is not None and number == another)
    assert numbers.null_count() == 2


def test_copies_are_the_exact_duplicates(whole: Corpus) -> None:
    passages = whole.passages.filter(pl.col("left_out") == "").sort("document_id", "number")
    found = find_copies(passages.with_columns(wording=hash_wordings(passages["text"])))
    expected = find_duplicates(passages)
    assert_frame_equal(found.select(expected.columns), expected)
