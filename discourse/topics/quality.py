"""How good a set of topics is: do a topic's words occur together, and do topics differ in their words."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np


def coherence(words: Sequence[str], passages: Sequence[frozenset[str]]) -> float:
    """Mean normalised pointwise mutual information (−1 … 1) of all pairs of `words`.

    Probabilities are shares of `passages`, each given as the set of its terms. A pair that never occurs together
    counts −1, one that occurs in every passage 1. Fewer than two words give NaN. Source: Bouma 2009, "Normalized
    (pointwise) mutual information in collocation extraction"; as a measure of topics: Aletras and Stevenson 2013.
    """
    holds = {word: np.array([word in passage for passage in passages], dtype=bool) for word in words}
    scores = [_npmi(holds[one], holds[other]) for one, other in combinations(holds, 2)]
    return float(np.mean(scores)) if scores else float("nan")


def diversity(topics: Sequence[Sequence[str]]) -> float:
    """The share of different words among all words of all topics (0 … 1). Source: Dieng, Ruiz and Blei 2020."""
    words = [word for topic in topics for word in topic]
    return len(set(words)) / len(words) if words else float("nan")


def _npmi(one: np.ndarray, other: np.ndarray) -> float:
    together = float(np.mean(one & other))
    if together == 0.0:
        return -1.0
    if together == 1.0:
        return 1.0
    return float(np.log(together / (one.mean() * other.mean())) / -np.log(together))
