import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from discourse.coding.features import MARKS, NGRAM_BUCKETS, find_ngrams, mark_voice, measure_rarity

TEXTS = ("The ferry sails at noon.", "The ferry, the ferry!", "Noon is noon; the bell rings.")


def test_ngrams_weigh_like_the_tfidf_of_scikit_learn() -> None:
    rarity = measure_rarity(TEXTS)
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"\w+")
    expected = vectorizer.fit_transform(TEXTS).toarray()
    for text, row in zip(TEXTS, expected, strict=True):
        ngrams = find_ngrams(text, rarity)
        dense = np.zeros(NGRAM_BUCKETS, dtype=np.float32)
        np.add.at(dense, ngrams.buckets, ngrams.weights)
        assert sorted(dense[dense > 0]) == pytest.approx(sorted(row[row > 0]), rel=1e-5)


def test_ngrams_know_their_words() -> None:
    text = "Don’t sail 12 ferries"
    ngrams = find_ngrams(text, measure_rarity(TEXTS))
    assert [text[start:end] for start, end in ngrams.words] == ["Don’t", "sail", "12", "ferries"]
    assert list(zip(ngrams.first, ngrams.last, strict=True)) == [(0, 0), (1, 1), (2, 2), (3, 3), (0, 1), (1, 2), (2, 3)]


def test_all_figures_are_one_word() -> None:
    rarity = measure_rarity(TEXTS)
    assert np.array_equal(find_ngrams("12 ferries", rarity).buckets, find_ngrams("1984 ferries", rarity).buckets)


def test_a_text_without_words_has_no_ngrams() -> None:
    assert len(find_ngrams("… —", measure_rarity(TEXTS)).buckets) == 0


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("“Sail,” she said.", {"quotation", "attribution"}),
        ("According to the mate it won't sail.", {"attribution", "negation"}),
        ("The so-called ferry must sail?", {"distance", "obligation", "question"}),
        ("The boat is blue.", set()),
    ],
)
def test_marks_of_voice_are_seen(text: str, marks: set[str]) -> None:
    (row,) = mark_voice([text])
    assert {name for name, value in zip(MARKS, row, strict=True) if value} == marks
