import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_corpus import Given, corpus, dozen

from discourse.domain.errors import UsageError
from discourse.tables.audit_draw import allot, draw_sample, stratify

DOCUMENTS = (*dozen("Kestria"), *dozen("Osmara", "e.h."), Given("one", "Lindavar", "h.."), Given("x", "", "..x"))


def population(strata: str = "jurisdiction") -> pl.DataFrame:
    return stratify(*corpus(*DOCUMENTS), strata)


def test_what_cannot_be_coded_cannot_be_drawn() -> None:
    everything = draw_sample(population(), size=10_000, seed=1)
    assert everything.height == sum(letter != "x" for each in DOCUMENTS for letter in each.letters)
    assert everything["probability"].unique().to_list() == [1.0]
    assert "x:2" not in everything["passage_id"]


def test_strata_give_alike_and_small_ones_all_they_have() -> None:
    drawn = draw_sample(population(), size=40, seed=1)
    assert dict(drawn.group_by("stratum").len().rows()) == {"Kestria": 18, "Lindavar": 3, "Osmara": 17, "unknown": 2}


def test_a_probability_is_the_drawn_part_of_its_stratum() -> None:
    drawn = draw_sample(population(), size=40, seed=1)
    sizes = dict(population().group_by("stratum").len().rows())
    for stratum, probability, taken in drawn.group_by("stratum", "probability").len().iter_rows():
        assert probability == pytest.approx(taken / sizes[stratum])


def test_bands_of_probability_are_those_of_the_surest_frame() -> None:
    bands = population("probability")
    assert set(bands["stratum"]) == {"0.1 to 0.5", "0.5 and over"}
    coded = sum(letter in "heb" for each in DOCUMENTS for letter in each.letters)
    assert bands.filter(pl.col("stratum") == "0.5 and over").height == coded


def test_the_same_seed_draws_the_same_and_another_draws_others() -> None:
    one, again, other = (draw_sample(population(), size=30, seed=seed) for seed in (1, 1, 2))
    assert one.equals(again)
    assert not one.equals(other)


def test_documents_give_in_proportion_to_their_length() -> None:
    drawn = draw_sample(population(), size=60, seed=3)
    taken = dict(drawn.group_by("document_id").len().rows())
    probability = dict(drawn.select("document_id", "probability").rows())
    for each in DOCUMENTS[:12]:
        assert abs(taken.get(each.id, 0) - probability.get(each.id, 0) * len(each.letters)) < 1


def test_every_passage_has_the_chance_that_is_recorded() -> None:
    small = population().filter(pl.col("stratum") == "Osmara").head(25)
    seen = pl.concat([draw_sample(small, size=10, seed=seed) for seed in range(200)])
    counts = seen.group_by("passage_id").len()["len"]
    assert (counts.len(), seen["probability"][0]) == (25, 0.4)
    # 80 expected of 200, standard deviation 7.
    assert counts.min() > 50
    assert counts.max() < 110


def test_rows_are_in_random_order() -> None:
    assert not draw_sample(population(), size=60, seed=1)["document_id"].is_sorted()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 50), min_size=1, max_size=8), st.integers(1, 200))
def test_allotting_gives_all_it_can_and_evens_out(sizes: list[int], total: int) -> None:
    given_ = allot(sizes, total)
    assert sum(given_) == min(total, sum(sizes))
    assert all(0 <= one <= size for one, size in zip(given_, sizes, strict=True))
    open_strata = [one for one, size in zip(given_, sizes, strict=True) if one < size]
    assert all(one >= max(given_) - 1 for one in open_strata)


def test_wrong_sizes_and_strata_are_refused_by_name() -> None:
    with pytest.raises(UsageError, match="sample of 0 passages"):
        draw_sample(population(), size=0, seed=1)
    with pytest.raises(UsageError, match="no strata 'colour'; known are jurisdiction and probability"):
        population("colour")
