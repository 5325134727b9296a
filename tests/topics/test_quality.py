import math

import pytest

from discourse.topics.quality import coherence, diversities

PASSAGES = [frozenset(words) for words in ({"a", "b"}, {"a", "b"}, {"a", "c"}, {"d"})]


def test_coherence_is_the_hand_computed_npmi() -> None:
    # p(a) = 3/4, p(b) = 1/2, p(a, b) = 1/2: ln(1/2 / (3/8)) / -ln(1/2) = ln(4/3) / ln 2
    assert coherence(["a", "b"], PASSAGES) == pytest.approx(math.log(4 / 3) / math.log(2))


def test_coherence_is_the_mean_over_pairs() -> None:
    # p(a, c) = 1/4: ln(1/4 / (3/16)) / ln 4; b and c never meet: -1
    pairs = [math.log(4 / 3) / math.log(2), math.log(4 / 3) / math.log(4), -1.0]
    assert coherence(["a", "b", "c"], PASSAGES) == pytest.approx(sum(pairs) / 3)


def test_words_that_never_meet_have_the_lowest_coherence() -> None:
    assert coherence(["a", "d"], PASSAGES) == -1.0


def test_words_of_every_passage_have_the_highest_coherence() -> None:
    assert coherence(["a", "b"], [frozenset("ab")] * 3) == 1.0


def test_independent_words_have_no_coherence() -> None:
    passages = [frozenset("ab"), frozenset("a"), frozenset("b"), frozenset("c")]
    assert coherence(["a", "b"], passages) == pytest.approx(0.0)


@pytest.mark.parametrize("words", [[], ["a"]])
def test_coherence_of_fewer_than_two_words_is_not_a_number(words: list[str]) -> None:
    assert math.isnan(coherence(words, PASSAGES))


def test_diversity_is_the_share_of_words_that_no_other_topic_has() -> None:
    assert diversities({0: ["a", "b", "c", "d"], 1: ["d", "e"]}) == {0: 0.75, 1: 0.5}


def test_the_diversity_of_no_words_is_not_a_number() -> None:
    assert math.isnan(diversities({0: ["a"], -1: []})[-1])
