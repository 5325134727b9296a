import polars as pl
import pytest
from small_corpus import FRAMES, Given, corpus, dozen

from discourse.tables.cooccurrence import NOTHING, cooccurrence
from discourse.tables.intervals import share_interval


def cell(table: pl.DataFrame, group: str, code: str, beside: str, reach: str = "passage") -> dict[str, object]:
    key = {"group": group, "code": code, "beside": beside, "reach": reach}
    return table.filter(pl.all_horizontal(pl.col(name) == value for name, value in key.items())).row(0, named=True)


def test_the_share_is_of_the_passages_that_carry_the_first() -> None:
    table = cooccurrence(*corpus(Given("a", "Kestria", "hhbe...xb."), Given("b", "Kestria", "ee..")), frames=FRAMES)
    found = cell(table, "Kestria", "equity", "human_capital")
    assert (found["documents"], found["passages"], found["coded"], found["share"]) == (2, 5, 2, 0.4)
    assert cell(table, "Kestria", "human_capital", "equity")["share"] == 0.5


def test_lift_compares_with_all_passages() -> None:
    table = cooccurrence(*corpus(Given("a", "Kestria", "hhbe....b.")), frames=FRAMES)
    found = cell(table, "Kestria", "equity", "human_capital")
    assert (found["expected"], found["lift"]) == (pytest.approx(0.4), pytest.approx(2 / 3 / 0.4))


def test_alone_is_the_rest_where_there_are_two_frames() -> None:
    table = cooccurrence(*corpus(*dozen("Kestria")), frames=FRAMES)
    beside = cell(table, "Kestria", "equity", "human_capital")
    assert cell(table, "Kestria", "equity", NOTHING)["coded"] == beside["passages"] - beside["coded"]


def test_nearby_is_within_two_passages_of_the_same_document() -> None:
    table = cooccurrence(*corpus(Given("a", "K", "e..h...e"), Given("b", "K", "h...e.h")), frames=FRAMES)
    found = cell(table, "K", "equity", "human_capital", "nearby")
    assert (found["passages"], found["coded"]) == (3, 1)


def test_limits_are_those_of_the_documents_that_carry_it() -> None:
    given = dozen("Kestria")
    found = cell(cooccurrence(*corpus(*given), frames=FRAMES), "Kestria", "equity", "human_capital")
    carried = [(sum(x == "b" for x in each.letters), sum(x in "eb" for x in each.letters)) for each in given]
    coded, passages = pl.DataFrame([pair for pair in carried if pair[1]], orient="row").to_numpy().T
    expected = share_interval(coded, passages)
    assert (found["low"], found["high"]) == (expected.low, expected.high)


def test_all_comes_first_and_holds_every_group() -> None:
    table = cooccurrence(*corpus(Given("a", "Osmara", "eb"), Given("b", "Kestria", "be")), frames=FRAMES)
    assert table["group"].unique(maintain_order=True).to_list() == ["all", "Kestria", "Osmara"]
    assert cell(table, "all", "equity", "human_capital")["passages"] == 4


def test_a_code_that_occurs_nowhere_has_no_share() -> None:
    found = cell(cooccurrence(*corpus(Given("a", "Osmara", "hh.")), frames=FRAMES), "Osmara", "equity", "human_capital")
    assert (found["share"], found["note"]) == (None, "no passages")
