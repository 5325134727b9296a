import numpy as np
import pytest
from scipy.stats import vonmises_fisher

from discourse.topics.cluster import DirectionClusters, make_reduction, mixture_posterior


def _two_bundles() -> np.ndarray:
    source = np.random.default_rng(4)
    points = np.repeat(np.eye(8)[:2], 40, axis=0) + source.normal(scale=0.05, size=(80, 8))
    return points / np.linalg.norm(points, axis=1, keepdims=True)


def test_clusters_are_the_bundles() -> None:
    labels = DirectionClusters(2, seed=1).fit(_two_bundles()).labels_
    assert len(set(labels[:40])) == len(set(labels[40:])) == 1
    assert labels[0] != labels[-1]


def test_a_row_between_clusters_is_an_outlier() -> None:
    wobbles = [sign * axis for axis in np.eye(3) * 0.4 for sign in (1, -1)]
    corners = np.array([corner + wobble for corner in np.eye(3) for wobble in wobbles] * 20)
    points = np.vstack([corners, np.ones((1, 3))])
    fitted = DirectionClusters(3, seed=1).fit(points / np.linalg.norm(points, axis=1, keepdims=True))
    assert fitted.labels_[-1] == -1
    assert fitted.probabilities_[-1] < 0.5
    assert (fitted.labels_[:-1] >= 0).all()


def test_posterior_is_that_of_scipys_von_mises_fisher_densities() -> None:
    points = _two_bundles()
    centres = np.eye(8)[:2]
    labels = np.repeat([0, 1], 40)
    resultant = float((points @ centres.T)[np.arange(80), labels].mean())
    width = resultant * (8 - resultant**2) / (1 - resultant**2)
    densities = np.stack([vonmises_fisher(centre, width).logpdf(points) for centre in centres], axis=1)
    expected = 1 / (1 + np.exp(densities[:, 1] - densities[:, 0]))
    assert mixture_posterior(points, centres, labels)[:, 0] == pytest.approx(expected)


def test_directions_have_unit_length_and_at_most_twenty_dimensions() -> None:
    directions = make_reduction((80, 30)).fit_transform(np.random.default_rng(1).normal(size=(80, 30)))
    assert directions.shape == (80, 20)
    assert np.linalg.norm(directions, axis=1) == pytest.approx(np.ones(80))
