"""Edits that are known, found again: words drawn at random stand for sentences."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_corpus import codes_of, passages_of

from discourse.tables.versions import Change, align, in_order, version_shares, versions_table

VOCABULARY = [f"{start}{middle}{end}" for start in "bdfglm" for middle in "aeiou" for end in ("n", "r", "st", "ck")]


def sentences(count: int, seed: int) -> list[str]:
    """Sentences of 12 words, four of them common to all, as function words are."""
    random = np.random.default_rng(seed)
    return [" ".join([*random.choice(VOCABULARY, 8), "the", "of", "and", "to"]) + "." for _ in range(count)]


def reword(sentence: str, seed: int) -> str:
    """Three of the first eight words replaced."""
    random = np.random.default_rng(seed)
    words = sentence.split()
    for at in random.choice(8, 3, replace=False):
        words[at] = f"new{random.integers(1000)}"
    return " ".join(words)


def told(old: list[str], new: list[str]) -> list[tuple[int | None, int | None, str, bool]]:
    return [(step.old, step.new, str(step.change), step.has_moved) for step in align(old, new)]


def test_the_same_text_is_kept_whole() -> None:
    text = sentences(20, 1)
    assert told(text, [line.upper().replace(".", "!") for line in text]) == [
        (at, at, "kept", False) for at in range(20)
    ]


def test_known_edits_are_found_again() -> None:
    old = sentences(40, 2)
    added = sentences(4, 3)
    new = [
        *old[:5],
        reword(old[5], 1),
        *old[6:10],
        added[0],
        added[1],
        *old[13:20],
        *old[30:32],
        *old[20:30],
        *old[32:],
    ]
    steps = {(step.old, step.new): step for step in align(old, new)}
    changes = [step.change for step in steps.values()]
    assert changes.count(Change.REWORDED) == 1
    assert steps[5, 5].change is Change.REWORDED
    assert {old for old, new in steps if new is None} == {10, 11, 12}
    assert {new for old, new in steps if old is None} == {10, 11}
    assert {step.old for step in steps.values() if step.has_moved} == {30, 31}
    assert all(step.change is Change.KEPT for step in steps.values() if step.has_moved)


@pytest.mark.parametrize("seed", range(5))
def test_random_edits_are_found_again(seed: int) -> None:
    """Of 100 sentences 15 are dropped, 15 reworded, 10 added: at least 95 of 100 fates are right."""
    random = np.random.default_rng(seed)
    old = sentences(100, 100 + seed)
    fates = random.permutation(["drop"] * 15 + ["reword"] * 15 + ["keep"] * 70)
    new: list[str] = []
    truth: dict[int, str] = {}
    fresh = iter(sentences(10, 200 + seed))
    for at, (sentence, fate) in enumerate(zip(old, fates, strict=True)):
        truth[at] = {"drop": "dropped", "reword": "reworded", "keep": "kept"}[fate]
        if fate != "drop":
            new.append(reword(sentence, at) if fate == "reword" else sentence)
        if at % 10 == 9:
            new.append(next(fresh))
    found = {step.old: str(step.change) for step in align(old, new) if step.old is not None}
    assert sum(found[at] == fate for at, fate in truth.items()) >= 95
    assert sum(step.change is Change.ADDED for step in align(old, new)) <= 12


@given(st.lists(st.sampled_from(sentences(6, 9)), max_size=12), st.lists(st.sampled_from(sentences(6, 9)), max_size=12))
@settings(max_examples=60, deadline=None)
def test_every_passage_stands_once_and_pairs_in_order_never_cross(old: list[str], new: list[str]) -> None:
    steps = align(old, new)
    assert sorted(step.old for step in steps if step.old is not None) == list(range(len(old)))
    assert [step.new for step in steps if step.new is not None] == list(range(len(new)))
    straight = [step.old for step in steps if step.old is not None and step.new is not None and not step.has_moved]
    assert straight == sorted(straight)


def test_order_is_that_of_greatest_summed_similarity() -> None:
    """All monotone matchings of a small table tried by hand."""
    similar = np.random.default_rng(4).random((4, 5))

    def best(row: int, column: int) -> float:
        if row == 4 or column == 5:
            return 0.0
        return max(best(row + 1, column), best(row, column + 1), similar[row, column] + best(row + 1, column + 1))

    assert sum(similar[pair] for pair in in_order(similar)) == pytest.approx(best(0, 0))


def versions() -> pl.DataFrame:
    old, new = ([("o", at, letter, text) for at, (letter, text) in enumerate(rows)] for rows in (
        [("h", "Employers gain skilled crews."), (".", "Fees rise by half next year."), ("e", "Waivers end here.")],
        [("b", "Employers gain skilled crews."), (".", "Fees rise by half this year."), ("h", "Growth needs credit.")],
    ))  # fmt: skip
    new = [("n", *row[1:]) for row in new]
    codes = codes_of([*old, *new])
    return versions_table(passages_of(old), passages_of(new), codes, code_ids=("human_capital", "equity"))


def test_codes_stand_beside_the_passages_of_both_versions() -> None:
    table = versions()
    assert table["change"].to_list() == ["kept", "reworded", "dropped", "added"]
    assert table["gained"].to_list()[0] == ["equity"]
    assert table["old_codes"].to_list() == [["human_capital"], [], ["equity"], None]


def test_shares_add_up_from_their_parts() -> None:
    rows = {row["code"]: row for row in version_shares(versions(), ("human_capital", "equity")).to_dicts()}
    assert (rows["equity"]["old_coded"], rows["equity"]["new_coded"], rows["equity"]["gained"]) == (1, 1, 1)
    assert rows["equity"]["old_share"] == pytest.approx(1 / 3)
    assert (rows["human_capital"]["kept"], rows["human_capital"]["added"]) == (1, 1)
