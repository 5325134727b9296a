import polars as pl
import pytest
from small_corpus import Given, corpus, dozen

from discourse.tables.learners import learners_table
from discourse.tables.prevalence import prevalence


def mentions(given, learners: str, letter: str) -> pl.DataFrame:
    """The passages with a frame, as if they named somebody."""
    ids = given.codes.filter(pl.col("present") & (pl.col("code_id") == letter))
    texts = given.passages.select("passage_id", quote="text", page="page_first")
    named = ids.select("passage_id", "document_id", code_id=pl.lit(learners), words=pl.lit("Passage"))
    return named.join(texts, on="passage_id")


def test_shares_are_those_of_passages_that_name_the_group() -> None:
    given = corpus(*dozen("Kestria"), *dozen("Osmara", "e.h"))
    table = learners_table(
        mentions(given, "women", "equity"), given.documents, given.passages, learners=("women", "carers")
    )
    expected = prevalence(*given, code_ids=("equity",))
    women = table.filter(learners="women")
    assert women.select("share", "low", "high").rows() == expected.select("share", "low", "high").rows()
    assert table.filter(learners="carers")["named"].to_list() == [0, 0]


def test_quotes_are_verbatim_of_two_documents_and_hold_the_words() -> None:
    given = corpus(Given("a", "Kestria", "ee."), Given("b", "Kestria", "e."), Given("c", "Osmara", ".."))
    found = mentions(given, "women", "equity")
    table = learners_table(found, given.documents, given.passages, learners=("women",))
    row = table.filter(group="Kestria").row(0, named=True)
    texts = set(given.passages["text"])
    assert {row["quote_1"], row["quote_2"]} <= texts
    assert (row["file_1"], row["file_2"]) == ("a.pdf", "b.pdf")
    assert row["words_1"] in row["quote_1"]
    assert table.filter(group="Osmara").row(0, named=True)["quote_1"] is None


def test_a_group_that_nobody_names_has_no_quote() -> None:
    given = corpus(*dozen("Kestria"))
    found = mentions(given, "women", "equity").clear()
    table = learners_table(found, given.documents, given.passages, learners=("women",))
    assert table.select("named", "quote_1").rows() == [(0, None)]
    assert table["share"].item() == pytest.approx(0)
