"""Clusters of directions: k-means on the unit sphere, and how surely a passage belongs to its cluster."""

import warnings

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.exceptions import ConvergenceWarning
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import Normalizer

from discourse.topics.model import OUTLIERS

DIMENSIONS = 20
STARTS = 50
SURE = 0.5


def make_reduction(shape: tuple[int, ...]) -> Pipeline:
    """Embeddings [n, d] → their principal directions [n, ≤ 20], each row of unit length.

    Centring takes out what all passages of a corpus share; the exact solver needs no seed.
    """
    return make_pipeline(PCA(min(DIMENSIONS, *shape), svd_solver="covariance_eigh"), Normalizer())


class DirectionClusters:
    """The clustering that BERTopic is given in place of HDBSCAN.

    After `fit`, `labels_` [n] holds each row's cluster, or −1 where it lies between clusters: where the probability of
    the nearest one is below `SURE`. `probabilities_` [n] are those of the nearest.
    """

    def __init__(self, count: int, *, seed: int) -> None:
        self.count = count
        self.seed = seed
        self.labels_: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self.probabilities_: NDArray[np.float64] = np.empty(0)

    def fit(self, directions: NDArray[np.floating]) -> "DirectionClusters":
        """Cluster the rows of `directions` [n, p], all of unit length."""
        points = np.asarray(directions, dtype=np.float64)
        with warnings.catch_warnings():
            # Fewer different rows than clusters leave some clusters empty, which is what the rows say.
            warnings.simplefilter("ignore", ConvergenceWarning)
            fitted = KMeans(self.count, n_init=STARTS, random_state=self.seed).fit(points)
        posterior = mixture_posterior(points, fitted.cluster_centers_, fitted.labels_)
        nearest = posterior.argmax(axis=1)
        self.probabilities_ = posterior.max(axis=1)
        self.labels_ = np.where(self.probabilities_ < SURE, OUTLIERS, nearest)
        return self


def mixture_posterior(
    points: NDArray[np.float64], centres: NDArray[np.float64], labels: NDArray[np.integer]
) -> NDArray[np.float64]:
    """The probability [n, k] of each cluster for each row, were clusters von Mises-Fisher of one width and weight.

    The width is estimated from the rows' cosines to the centre they are labelled with. Source: Banerjee et al. 2005,
    "Clustering on the unit hypersphere using von Mises-Fisher distributions", equation 4.4.
    """
    lengths = np.linalg.norm(centres, axis=1, keepdims=True)
    cosines = points @ (centres / np.where(lengths == 0.0, 1.0, lengths)).T
    resultant = min(float(cosines[np.arange(len(points)), labels].mean()), 1.0 - 1e-6)
    width = resultant * (points.shape[1] - resultant**2) / (1.0 - resultant**2)
    odds = np.exp(width * (cosines - cosines.max(axis=1, keepdims=True)))
    posterior: NDArray[np.float64] = odds / odds.sum(axis=1, keepdims=True)
    return posterior
