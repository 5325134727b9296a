from itertools import permutations

import numpy as np
import pytest

from discourse.topics.stability import match_words


def test_topics_are_matched_by_their_words_whatever_their_numbers() -> None:
    words = {0: ["levy", "firms"], 1: ["loans", "fees"]}
    assert match_words(words, {0: ["fees", "loans"], 1: ["firms", "levy"]}) == {0: 1.0, 1: 1.0}


def test_overlap_is_jaccards_over_single_words() -> None:
    assert match_words({0: ["student loans", "fees"]}, {0: ["loans", "student", "grants"]}) == {0: 0.5}


def test_a_topic_without_a_match_has_no_overlap() -> None:
    assert match_words({0: ["levy"], 1: ["fees"]}, {0: ["levy"], -1: ["fees"]}) == {0: 1.0, 1: 0.0}


def test_matching_is_the_best_of_all_one_to_one_matchings() -> None:
    source = np.random.default_rng(2)
    vocabulary = [f"w{number}" for number in range(12)]
    first, second = (
        {topic: list(source.choice(vocabulary, size=6, replace=False)) for topic in range(5)} for _ in range(2)
    )

    def overlap(one: int, other: int) -> float:
        a, b = set(first[one]), set(second[other])
        return len(a & b) / len(a | b)

    best = max(sum(overlap(one, other) for one, other in enumerate(order)) for order in permutations(range(5)))
    assert sum(match_words(first, second).values()) == pytest.approx(best)
