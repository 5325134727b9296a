"""What heads say of passages whose documents they were not fitted on: how good a training is, at little cost."""

from collections.abc import Sequence

import numpy as np
from sklearn.model_selection import GroupKFold

from discourse.coding.design import Matrix
from discourse.coding.embedding import FloatArray
from discourse.coding.fitting import FOLDS, PENALTIES, Rows, Truth, best_threshold, cross_validate
from discourse.coding.heads import MINIMUM_POSITIVES
from discourse.coding.judged import Judged
from discourse.coding.training import answers_to, lay_out
from discourse.coding.training_data import TrainingPassage
from discourse.domain.codebook import Codebook

# The middle one: choosing it here would be choosing by the answers that are judged.
_PENALTY = PENALTIES[len(PENALTIES) // 2]


def judge_left_out(
    passages: Sequence[TrainingPassage],
    vectors: FloatArray,
    codebook: Codebook,
    *,
    of: Sequence[int],
    seed: int,
) -> dict[str, Judged]:
    """The answers of heads to the passages numbered `of`, beside those of people, by frame and theme.

    Each answer is of a head, and by a threshold, that saw nothing of the passage's group. A passage that a coder was
    unsure of counts as neither; a code with fewer than 15 examples is left out, as it gets no head.
    """
    rows, _ = lay_out(passages, codebook, vectors, seed)
    numbers = {group: number for number, group in enumerate(dict.fromkeys(passages[row].group for row in of))}
    groups = np.array([numbers[passages[row].group] for row in of], dtype=np.int64)
    found = {}
    for code in codebook.codes:
        sure, truth = answers_to(passages, code.id)
        if truth.sum() < MINIMUM_POSITIVES:
            continue
        part = rows.part(sure)
        odds = cross_validate(part, truth, _PENALTY)
        present, actual = np.zeros(len(passages), dtype=bool), np.zeros(len(passages), dtype=bool)
        present[sure], actual[sure] = _decide(odds, truth, part), truth
        found[code.id] = Judged(actual[of], present[of], np.zeros(len(of)), groups)
    return found


def _decide(odds: Matrix, truth: Truth, rows: Rows) -> Truth:
    """Present or not by the threshold that is best for the other groups; the same folds as the odds are of."""
    present = np.zeros(len(truth), dtype=bool)
    splitter = GroupKFold(min(FOLDS, len(set(rows.groups))), shuffle=True, random_state=rows.seed)
    for known, unknown in splitter.split(rows.matrix, groups=rows.groups):
        threshold, _ = best_threshold(odds[known], truth[known], rows.weights[known])
        present[unknown] = odds[unknown] >= threshold
    return present
