import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer

from discourse.topics.fit import BaseCluster, BaseDimensionalityReduction, BERTopic
from discourse.topics.words import choose_words, count_terms, make_tfidf, rank_terms

HELD = [["levy", "firms"], ["levy", "wages"], ["fees", "loans"], ["fees", "loans", "loans"], ["fees", "wages"]]
LABELS = np.array([0, 0, 1, 1, 1])


def test_terms_are_ranked_as_bertopic_ranks_them() -> None:
    model = BERTopic(
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=BaseCluster(),
        vectorizer_model=CountVectorizer(),
        ctfidf_model=make_tfidf(),
    )
    model.fit([" ".join(terms) for terms in HELD], np.eye(5), y=1 - LABELS)
    ranked = rank_terms(count_terms(HELD, list("aabbb")), 1 - LABELS)
    for topic in (0, 1):
        weighed = [(-round(weight, 9), word) for word, weight in model.get_topic(topic) if word]
        assert ranked[topic] == [word for _, word in sorted(weighed)]


def test_words_stand_in_two_passages_and_two_documents() -> None:
    counted = count_terms(HELD, ["a", "b", "a", "a", "b"])
    chosen = choose_words(counted, LABELS, rank_terms(counted, LABELS))
    assert chosen == {0: ["levy"], 1: ["fees"]}


def test_a_topic_of_one_document_has_the_words_of_that() -> None:
    counted = count_terms(HELD, ["a", "b", "c", "c", "c"])
    assert set(choose_words(counted, LABELS, rank_terms(counted, LABELS))[1]) == {"fees", "loans"}


@pytest.mark.parametrize(("rows", "words"), [([0, 1], ["levy"]), ([0, 0], ["firms", "levy"])])
def test_a_sample_may_hold_a_passage_twice(rows: list[int], words: list[str]) -> None:
    counted = count_terms(HELD, ["a", "a", "c", "c", "c"]).sample(np.array(rows))
    labels = np.zeros(2, dtype=np.int64)
    assert sorted(choose_words(counted, labels, rank_terms(counted, labels))[0]) == words
