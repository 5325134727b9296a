"""Would the same topics be found again? Their words matched with those of other seeds and of other documents."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from discourse.domain.results import OUTLIERS
from discourse.topics.cluster import cluster_directions
from discourse.topics.directions import Numbers, cosines_to_posterior
from discourse.topics.quality import Stability
from discourse.topics.words import Labels, TermCounts, choose_words, rank_terms

SEEDS = 5
# Each holds the clusters of one refit; the library's own threads are kept to one for the sake of equal sums.
_WORKERS = 2

Words = Mapping[int, Sequence[str]]


def measure_stability(
    words: Words, points: Numbers, terms: TermCounts, *, count: int, seed: int, outliers_below: float,
    guides: Numbers | None,
) -> Stability:  # fmt: skip
    """Fit five more times with other seeds, and five times over as many documents drawn with replacement.

    `points` [n, p] are the directions that the topics with these `words` were found among; they stay as they are. A
    topic's value is the mean of its matched overlaps (`match_words`).
    """
    everything = np.arange(len(points))
    samples = [_draw_documents(terms.documents, seed + number) for number in range(1, SEEDS + 1)]

    def overlap(number: int, rows: Labels) -> dict[int, float]:
        found = cluster_directions(points[rows], count, seed=seed + number, guides=guides)
        posterior = cosines_to_posterior(points[rows] @ found.centres.T, found.width)
        labels = np.where(posterior.max(axis=1) < outliers_below, OUTLIERS, posterior.argmax(axis=1))
        sampled = terms.sample(rows)
        return match_words(words, choose_words(sampled, labels, rank_terms(sampled, labels)))

    jobs = [(number, everything) for number in range(1, SEEDS + 1)] + list(enumerate(samples, start=1))
    with ThreadPoolExecutor(_WORKERS) as pool:
        overlaps = list(pool.map(lambda job: overlap(*job), jobs))
    return Stability(_mean(overlaps[:SEEDS]), _mean(overlaps[SEEDS:]))


def match_words(words: Words, others: Words) -> dict[int, float]:
    """The Jaccard overlap of each topic's words with those of the topic it is matched with.

    Topics are matched one to one so that all overlaps together are largest (Kuhn 1955); one without a match has 0. The
    outliers take no part.
    """
    first, second = _word_sets(words), _word_sets(others)
    table = np.array([[_jaccard(one, other) for other in second.values()] for one in first.values()])
    matched = dict.fromkeys(first, 0.0)
    if table.size:
        topics = list(first)
        for row, column in zip(*linear_sum_assignment(table, maximize=True), strict=True):
            matched[topics[row]] = float(table[row, column])
    return matched


def _draw_documents(documents: NDArray[np.int64], seed: int) -> Labels:
    """The rows of as many documents as there are, drawn with replacement."""
    count = int(documents.max()) + 1
    drawn = np.random.default_rng(seed).integers(count, size=count)
    order = np.argsort(documents, kind="stable")
    ends = np.cumsum(np.bincount(documents, minlength=count))
    rows = np.split(order, ends[:-1])
    return np.concatenate([rows[number] for number in np.sort(drawn)])


def _word_sets(words: Words) -> dict[int, frozenset[str]]:
    """The single words of each topic: `student loans` and `loans, student` say the same."""
    return {
        topic: frozenset(word for term in terms for word in term.split())
        for topic, terms in words.items()
        if topic != OUTLIERS
    }


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0


def _mean(overlaps: Sequence[Mapping[int, float]]) -> dict[int, float]:
    return {topic: float(np.mean([overlap[topic] for overlap in overlaps])) for topic in overlaps[0]}
