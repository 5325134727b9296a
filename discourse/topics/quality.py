"""How good a set of topics is: do a topic's words occur together, and do topics differ in their words?"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np


@dataclass(frozen=True, slots=True)
class Stability:
    """For each topic how far its words are found again (0 … 1): under other seeds, and with other documents."""

    seeds: Mapping[int, float]
    documents: Mapping[int, float]


def coherence(words: Sequence[str], passages: Sequence[frozenset[str]]) -> float:
    """Mean normalised pointwise mutual information (−1 … 1) of all pairs of `words`.

    Probabilities are shares of `passages`, each given as the set of its terms. A pair that never occurs together
    counts −1, one that occurs in every passage 1. Fewer than two words give NaN. Source: Bouma 2009, "Normalized
    (pointwise) mutual information in collocation extraction"; as a measure of topics: Aletras and Stevenson 2013.
    """
    holds = {word: np.array([word in passage for passage in passages], dtype=bool) for word in words}
    scores = [_npmi(holds[one], holds[other]) for one, other in combinations(holds, 2)]
    return float(np.mean(scores)) if scores else float("nan")


def diversities(topics: Mapping[int, Sequence[str]]) -> dict[int, float]:
    """For each topic the share of its words that are no other topic's (0 … 1); NaN without words.

    It takes apart by topic what Dieng, Ruiz and Blei (2020) call the diversity of a set of topics.
    """
    uses = Counter(word for words in topics.values() for word in set(words))
    return {topic: float(np.mean([uses[word] == 1 for word in words])) if words else float("nan")
            for topic, words in topics.items()}  # fmt: skip


def _npmi(one: np.ndarray, other: np.ndarray) -> float:
    together = float(np.mean(one & other))
    if together == 0.0:
        return -1.0
    if together == 1.0:
        return 1.0
    return float(np.log(together / (one.mean() * other.mean())) / -np.log(together))
