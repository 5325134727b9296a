"""Scores on groups left out: no head and no threshold may have seen what it judges."""

from dataclasses import replace

import numpy as np
from coding_example import CODEBOOK, WordEncoder, passages

from discourse.coding.kept_vectors import KeptVectors
from discourse.coding.left_out import judge_left_out
from discourse.coding.training import train_heads
from discourse.coding.training_data import as_inputs


def judged(rows: list[int] | None = None, *, shuffled: bool = False):
    every = list(passages())
    if shuffled:
        # The codes of another passage: there is nothing to learn, so that a score shows what leaks.
        order = np.random.default_rng(3).permutation(len(every))
        every = [replace(one, frames=every[at].frames, stances={}) for one, at in zip(every, order, strict=True)]
    vectors = np.stack([tokens.mean for tokens in WordEncoder().encode(as_inputs(every))])
    return every, judge_left_out(every, vectors, CODEBOOK, of=rows or range(len(every)), seed=1)


def test_words_that_tell_are_found_and_noise_is_not() -> None:
    _, found = judged()
    assert (found["trade"].truth == found["trade"].present).mean() > 0.9
    _, noise = judged(shuffled=True)
    assert (noise["trade"].truth == noise["trade"].present).mean() < 0.7


def test_only_the_passages_asked_for_are_judged() -> None:
    every, found = judged([3, 5])
    assert found["weather"].truth.tolist() == ["weather" in every[at].frames for at in (3, 5)]
    assert found["weather"].groups.tolist() == [0, 0 if every[3].group == every[5].group else 1]


def test_a_theme_is_not_learnt_from_passages_whose_coder_was_unsure_of_it() -> None:
    boats = [one for one in passages() if "boats" in one.themes]
    others = [one for one in passages() if "boats" not in one.themes]
    unsure = [replace(one, unsure=frozenset({"boats"})) for one in boats[14:]]
    assert "boats" in train_heads([*others, *boats], CODEBOOK, WordEncoder(), seed=1).themes
    assert "boats" not in train_heads([*others, *boats[:14], *unsure], CODEBOOK, WordEncoder(), seed=1).themes


def test_kept_vectors_train_the_same_model() -> None:
    kept = KeptVectors(WordEncoder())
    first = train_heads(list(passages()), CODEBOOK, kept, seed=1)
    assert first.id == train_heads(list(passages()), CODEBOOK, WordEncoder(), seed=1).id
