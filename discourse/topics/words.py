"""The words that tell a topic from the others: by c-TF-IDF, of the terms that its passages and documents share."""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer

from discourse.topics.terms import choose_terms

with warnings.catch_warnings():
    # BERTopic and what it imports warn of their own dependencies, and set warning filters for the whole process.
    warnings.simplefilter("ignore")
    from bertopic.vectorizers import ClassTfidfTransformer

WORDS = 10
CANDIDATE_WORDS = 100
# Terms whose weights differ only after so many digits are ordered by the alphabet.
DIGITS = 12
# A word that names a topic stands in this share of its passages at least, in so many of them and of its documents.
MIN_WORD_SHARE = 0.03
MIN_WORD_PASSAGES = 2
MIN_WORD_DOCUMENTS = 2

Labels = NDArray[np.int64]
Ranked = Mapping[int, Sequence[str]]


@dataclass(frozen=True, slots=True)
class TermCounts:
    """How often each passage [n] holds each of `terms` [v], and the number of its document."""

    terms: NDArray[np.str_]
    counts: csr_matrix
    documents: Labels

    def sample(self, rows: Labels) -> "TermCounts":
        """The passages of these rows, in their order; a row may come several times."""
        return TermCounts(self.terms, self.counts[rows], self.documents[rows])


def count_terms(held: Sequence[Sequence[str]], document_ids: Sequence[str]) -> TermCounts:
    """Count the terms `held` by each passage."""
    vectorizer = CountVectorizer(analyzer=list)
    counts = csr_matrix(vectorizer.fit_transform(held))
    return TermCounts(vectorizer.get_feature_names_out(), counts, np.unique(document_ids, return_inverse=True)[1])


def make_tfidf() -> ClassTfidfTransformer:
    """The weighting of terms by topic, as BERTopic is given it."""
    return ClassTfidfTransformer(bm25_weighting=True, reduce_frequent_words=True)


def rank_terms(terms: TermCounts, labels: Labels) -> Ranked:
    """For each label the terms with the highest c-TF-IDF, best first, as BERTopic ranks them."""
    topics, rows = np.unique(labels, return_inverse=True)
    weights = make_tfidf().fit_transform(_sum_rows(rows, len(topics), terms.counts)).toarray()
    order = np.argsort(-weights.round(DIGITS), axis=1, kind="stable")[:, :CANDIDATE_WORDS]
    return {
        int(topic): [str(terms.terms[at]) for at in best if weights[row, at] > 0]
        for row, (topic, best) in enumerate(zip(topics, order, strict=True))
    }


def choose_words(terms: TermCounts, labels: Labels, ranked: Ranked) -> dict[int, list[str]]:
    """Of each label's ranked terms the ten that are shared widely enough and say something new."""
    topics, rows = np.unique(labels, return_inverse=True)
    held = csr_matrix((terms.counts > 0).astype(np.int64))
    passages = csr_matrix(_sum_rows(rows, len(topics), held))
    pairs, places = np.unique(np.stack([rows, terms.documents]), axis=1, return_inverse=True)
    by_document = csr_matrix((_sum_rows(places.ravel(), pairs.shape[1], held) > 0).astype(np.int64))
    documents = csr_matrix(_sum_rows(pairs[0], len(topics), by_document))
    sizes, spread = np.bincount(rows), np.bincount(pairs[0])
    chosen = {}
    for row, topic in enumerate(topics):
        needed = max(MIN_WORD_PASSAGES, MIN_WORD_SHARE * sizes[row])
        counts, spoken = passages[[row]].toarray()[0], documents[[row]].toarray()[0]
        common = np.flatnonzero((counts >= needed) & (spoken >= min(MIN_WORD_DOCUMENTS, spread[row])))
        known = {str(terms.terms[at]): int(counts[at]) for at in common}
        chosen[int(topic)] = choose_terms([term for term in ranked[int(topic)] if term in known], known, count=WORDS)
    return chosen


def _sum_rows(rows: NDArray[np.integer], count: int, counts: csr_matrix) -> csr_matrix:
    """The sums [count, v] of the rows of `counts` [n, v] that share a number."""
    member = csr_matrix((np.ones(len(rows), dtype=counts.dtype), (rows, np.arange(len(rows)))), (count, len(rows)))
    return csr_matrix(member @ counts)
