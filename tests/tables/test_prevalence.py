import polars as pl
import pytest
from polars.testing import assert_frame_equal
from small_corpus import FRAMES, Given, corpus, dozen

from discourse.domain.errors import UsageError
from discourse.tables.intervals import share_interval
from discourse.tables.prevalence import prevalence

COLUMNS = ["frame", "documents", "passages", "coded", "share", "low", "high", "note"]


def row(table: pl.DataFrame, group: str, frame: str) -> dict[str, object]:
    return table.filter((pl.col("group") == group) & (pl.col("frame") == frame)).row(0, named=True)


def test_share_is_coded_over_passages_that_can_be_coded() -> None:
    table = prevalence(*corpus(Given("a", "Kestria", "hhx..xe"), Given("b", "Kestria", "b....")), code_ids=FRAMES)
    found = row(table, "Kestria", "human_capital")
    assert (found["documents"], found["passages"], found["coded"], found["share"]) == (2, 10, 3, 0.3)
    assert row(table, "Kestria", "equity")["coded"] == 2
    assert table.columns == ["group", "jurisdiction", *COLUMNS]


def test_interval_is_that_of_the_documents_sums() -> None:
    given = dozen("Kestria")
    table = prevalence(*corpus(*given), code_ids=FRAMES)
    coded = pl.Series([sum(letter in "hb" for letter in each.letters) for each in given]).to_numpy()
    passages = pl.Series([len(each.letters) for each in given]).to_numpy()
    expected = share_interval(coded, passages)
    found = row(table, "Kestria", "human_capital")
    assert (found["low"], found["high"], found["note"]) == (expected.low, expected.high, "")


def test_groups_of_too_few_documents_are_insufficient() -> None:
    table = prevalence(*corpus(*dozen("Osmara", count=9), *dozen("Kestria", count=10)), code_ids=FRAMES)
    small = row(table, "Osmara", "equity")
    assert (small["low"], small["high"], small["note"]) == (None, None, "insufficient: 9 documents, 10 needed")
    assert row(table, "Kestria", "equity")["note"] == ""


def test_one_document_never_has_an_interval() -> None:
    table = prevalence(*corpus(Given("a", "Kestria", "h..")), code_ids=FRAMES, min_documents=1)
    assert (
        table["note"].to_list()
        == ["insufficient: 1 document, 2 needed; fewer than three documents in effect (1.0)"] * 2
    )


def test_documents_without_a_passage_to_code_are_no_clusters() -> None:
    documents = [
        *dozen("Kestria"),
        Given("empty", "Kestria", "xx"),
        Given("blank", "Lindavar", ""),
        Given("p", "Port Maren", "x"),
    ]
    table = prevalence(*corpus(*documents), code_ids=FRAMES)
    assert row(table, "Kestria", "equity")["documents"] == 12
    for group in ("Lindavar", "Port Maren"):
        found = row(table, group, "equity")
        assert (found["documents"], found["passages"], found["coded"], found["share"]) == (0, 0, 0, None)
        assert found["note"] == "no passages"


def test_a_code_found_nowhere_has_an_interval_that_is_no_point() -> None:
    table = prevalence(*corpus(*dozen("Kestria", "..e.")), code_ids=FRAMES)
    found = row(table, "Kestria", "human_capital")
    assert (found["share"], found["low"]) == (0.0, 0.0)
    assert found["high"] == pytest.approx(0.2646, abs=1e-4)


def test_a_cross_joins_its_values_and_keeps_both_columns() -> None:
    table = prevalence(
        *corpus(Given("a", "Kestria", "h.", 2021), Given("b", "Kestria", "e.", 2019), Given("c", "", "..", None)),
        code_ids=("equity",),
        by=("jurisdiction", "year"),
    )
    assert table["group"].to_list() == ["Kestria · 2019", "Kestria · 2021", "unknown · unknown"]
    assert table.select("jurisdiction", "year").row(2) == ("unknown", "unknown")


def test_unknown_comes_last() -> None:
    table = prevalence(*corpus(Given("a", "", "h"), Given("b", "Zamboor", "h")), code_ids=("equity",))
    assert table["group"].to_list() == ["Zamboor", "unknown"]


def test_without_by_everything_is_one_group() -> None:
    table = prevalence(*corpus(*dozen("Kestria"), *dozen("Osmara")), code_ids=("equity",), by=())
    assert table.select("group", "documents").rows() == [("all", 24)]


def test_codes_keep_the_order_in_which_they_are_asked_for() -> None:
    table = prevalence(*corpus(Given("a", "Kestria", "h")), code_ids=FRAMES[::-1])
    assert table["frame"].to_list() == ["equity", "human_capital"]


def test_a_document_listed_twice_counts_once() -> None:
    once = corpus(*dozen("Kestria"))
    twice = (pl.concat([frame, frame]) for frame in once)
    assert_frame_equal(prevalence(*twice, code_ids=FRAMES), prevalence(*once, code_ids=FRAMES))


def test_row_order_changes_nothing() -> None:
    given = corpus(*dozen("Kestria"), *dozen("Osmara", "e.h"), *dozen("Lindavar", count=3))
    expected = prevalence(*given, code_ids=FRAMES)
    for seed in range(3):
        assert_frame_equal(prevalence(*given.shuffled(seed), code_ids=FRAMES), expected)


def test_a_groups_numbers_do_not_depend_on_the_other_groups_and_codes() -> None:
    alone = prevalence(*corpus(*dozen("Kestria")), code_ids=("equity",))
    together = prevalence(*corpus(*dozen("Kestria"), *dozen("Osmara", "e.h")), code_ids=FRAMES)
    assert row(together, "Kestria", "equity") == row(alone, "Kestria", "equity")


def test_a_column_that_documents_lack_is_refused_by_name() -> None:
    with pytest.raises(UsageError, match="grouped by 'colour'; known are"):
        prevalence(*corpus(Given("a", "Kestria", "h")), code_ids=FRAMES, by=("colour",))


def test_an_empty_corpus_gives_an_empty_table() -> None:
    table = prevalence(*corpus(), code_ids=FRAMES)
    assert table.height == 0
    assert table.columns == ["group", "jurisdiction", *COLUMNS]
