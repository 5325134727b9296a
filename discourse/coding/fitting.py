"""One logistic head: fitted, checked across groups, calibrated, and given its threshold."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from discourse.coding.design import Matrix
from discourse.domain.errors import ModelError

FOLDS = 5
PENALTIES = (1.0, 2.0, 4.0)  # scikit-learn's C
ABSTAIN_SHARE = 0.02
_ITERATIONS = 400
_TOLERANCE = 1e-3

Truth = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Rows:
    """Training rows: features [n, D], the group and weight of each, and its weight in fitting.

    `weights` count in choosing the penalty and threshold and in calibration, `fit_weights` in the regression itself.
    """

    matrix: sparse.csr_matrix
    groups: Sequence[str]
    weights: Matrix
    fit_weights: Matrix
    seed: int

    def part(self, rows: NDArray[np.int64]) -> "Rows":
        """These rows only."""
        groups = [self.groups[row] for row in rows]
        return Rows(self.matrix[rows], groups, self.weights[rows], self.fit_weights[rows], self.seed)


@dataclass(frozen=True, slots=True)
class FittedHead:
    """Coefficients [D] and bias of calibrated log-odds, and what cross-validation found.

    Probabilities between `low` and `high` are too near the threshold to be sure of.
    """

    coefficients: Matrix
    bias: float
    threshold: float
    low: float
    high: float
    positives: int
    f1: float


def choose_head(rows: Rows, truth: Truth) -> FittedHead:
    """Fit a head with the penalty and threshold that serve groups best which it has not seen."""
    tried = [(cross_validate(rows, truth, penalty), penalty) for penalty in PENALTIES]
    odds, penalty = max(tried, key=lambda pair: best_threshold(pair[0], truth, rows.weights)[1])
    model = fit_head(rows, truth, penalty)
    return calibrate_head(model.coef_[0], float(model.intercept_[0]), odds, truth, rows.weights)


def calibrate_head(coefficients: Matrix, bias: float, odds: Matrix, truth: Truth, weights: Matrix) -> FittedHead:
    """A head from its raw coefficients and the raw log-odds [n] that its like gave to documents it had not seen."""
    slope, shift = calibrate(odds, truth, weights)
    chances = 1 / (1 + np.exp(-(slope * odds + shift)))
    threshold, f1 = best_threshold(chances, truth, weights)
    width = float(np.quantile(np.abs(chances - threshold), ABSTAIN_SHARE))
    return FittedHead(
        coefficients=coefficients * slope,
        bias=bias * slope + shift,
        threshold=threshold,
        low=threshold - width,
        high=threshold + width,
        positives=int(truth.sum()),
        f1=f1,
    )


def fit_head(rows: Rows, truth: Truth, penalty: float) -> LogisticRegression:
    """One logistic regression; `penalty` is scikit-learn's C."""
    model = LogisticRegression(C=penalty, max_iter=_ITERATIONS, tol=_TOLERANCE)
    return model.fit(rows.matrix, truth, sample_weight=rows.fit_weights)


def cross_validate(rows: Rows, truth: Truth, penalty: float) -> Matrix:
    """Log-odds [n] given to each row by a head that saw nothing of its group."""
    folds = min(FOLDS, len(set(rows.groups)))
    if folds < 2:
        raise ModelError("All training passages are of one document; give passages of at least two.")
    odds = np.zeros(len(truth))
    splitter = GroupKFold(folds, shuffle=True, random_state=rows.seed)
    for known, unknown in splitter.split(rows.matrix, groups=rows.groups):
        if truth[known].all() or not truth[known].any():
            raise ModelError("All passages with a code are of one document; give such passages of more documents.")
        odds[unknown] = fit_head(rows.part(known), truth[known], penalty).decision_function(rows.matrix[unknown])
    return odds


def calibrate(odds: Matrix, truth: Truth, weights: Matrix) -> tuple[float, float]:
    """Slope and shift that make log-odds into calibrated ones (Platt, 1999, without his label smoothing)."""
    model = LogisticRegression(C=1e6).fit(odds[:, None], truth, sample_weight=weights)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def best_threshold(scores: Matrix, truth: Truth, weights: Matrix) -> tuple[float, float]:
    """The threshold with the highest weighted F1, halfway to the next lower score, and that F1."""
    order = np.argsort(-scores, kind="stable")
    ranked = scores[order]
    hits = np.cumsum((truth * weights)[order])
    f1 = 2 * hits / (np.cumsum(weights[order]) + hits[-1])
    # Equal scores cannot be parted by a threshold.
    f1[:-1][ranked[:-1] == ranked[1:]] = -1
    best = int(f1.argmax())
    return float((ranked[best] + ranked[min(best + 1, len(ranked) - 1)]) / 2), float(f1[best])
