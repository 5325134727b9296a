from collections.abc import Callable

import polars as pl
import pytest
from small_corpus import FRAMES, Given, corpus, dozen

from discourse.tables.counts import corpus_counts, stance_prevalence, stance_table, theme_table
from discourse.tables.prevalence import prevalence


def test_corpus_counts_tell_what_was_left_out() -> None:
    given = corpus(Given("a", "Kestria", "h.x"), Given("b", "Kestria", "xx"), Given("c", "Osmara", ""))
    table = corpus_counts(given.documents, given.passages, by=("jurisdiction",))
    assert table.rows() == [("Kestria", "Kestria", 2, 4, 2, 3), ("Osmara", "Osmara", 1, 2, 0, 0)]
    assert table.columns == ["group", "jurisdiction", "documents", "pages", "passages", "left_out"]


def test_stances_are_shares_of_the_passages_with_the_frame() -> None:
    documents, passages, codes = corpus(
        Given("a", "Kestria", "hh..e"), Given("b", "Kestria", "hh...."), Given("c", "Kestria", "..")
    )
    first = pl.col("passage_id").is_in(["a:0"]) & pl.col("present")
    codes = codes.with_columns(stance=pl.when(first).then(pl.lit("contested")).otherwise("stance"))
    table = stance_table(documents, passages, codes, code_ids=FRAMES)
    assert table.filter(frame="human_capital").select("stance", "documents", "passages", "coded", "share").rows() == [
        ("asserted", 2, 4, 3, 0.75),
        ("reported", 2, 4, 0, 0.0),
        ("contested", 2, 4, 1, 0.25),
    ]
    assert table.columns[:4] == ["group", "jurisdiction", "frame", "stance"]


def test_a_frame_that_does_not_occur_has_no_stance() -> None:
    table = stance_table(*corpus(Given("a", "Kestria", "h.")), code_ids=("equity",))
    assert table["share"].is_null().all()
    assert table["note"].unique().to_list() == ["no passages"]


@pytest.mark.parametrize("make", [stance_table, stance_prevalence])
def test_without_a_frame_whose_stance_is_known_there_are_columns_and_no_row(make: Callable[..., pl.DataFrame]) -> None:
    none = make(*corpus(Given("a", "Kestria", "hh..e")), code_ids=())
    assert none.is_empty()
    assert none.columns[:4] == ["group", "jurisdiction", "frame", "stance"]


def test_stances_have_intervals_over_the_documents_with_the_frame() -> None:
    table = stance_table(
        *corpus(*dozen("Kestria"), *[Given(f"z{at}", "Kestria", "...") for at in range(5)]), code_ids=FRAMES
    )
    asserted = table.row(0, named=True)
    assert asserted["documents"] == 12
    assert (asserted["share"], asserted["high"]) == (1.0, 1.0)
    assert asserted["low"] == pytest.approx(0.7354, abs=1e-4)


def test_themes_are_shares_of_all_passages() -> None:
    documents, passages, codes = corpus(*dozen("Kestria"))
    themes = codes.filter("present").with_columns(kind=pl.lit("theme"), stance=pl.lit(None, pl.String))
    table = theme_table(documents, passages, themes, code_ids=("equity",))
    assert table.columns[2] == "theme"
    assert table["passages"].item() == passages.height


def test_stances_of_all_passages_add_up_to_the_frame() -> None:
    given = corpus(*dozen("Kestria"), *dozen("Osmara", "e.h"))
    codes = given.codes.with_columns(
        stance=pl.when("present").then(
            pl.when(pl.int_range(pl.len()) % 3 == 0).then(pl.lit("contested")).otherwise(pl.lit("asserted"))
        )
    )
    voiced = stance_prevalence(given.documents, given.passages, codes, code_ids=FRAMES)
    shares = prevalence(given.documents, given.passages, codes, code_ids=FRAMES)
    sums = voiced.group_by("group", "frame", maintain_order=True).agg(pl.col("share").sum(), pl.col("coded").sum())
    assert sums["coded"].to_list() == shares["coded"].to_list()
    assert (sums["share"] - shares["share"]).abs().max() < 1e-12
    assert set(voiced["passages"]) == set(shares["passages"])
    assert voiced.filter(stance="contested")["coded"].sum() > 0
