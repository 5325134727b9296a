"""Clusters of directions: principal directions of embeddings, and k-means among them on the unit sphere."""

import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.exceptions import ConvergenceWarning

from discourse.topics.directions import Directions, Numbers, unit_rows

DIMENSIONS = 20
STARTS = 50
# Of a larger corpus so many rows are clustered from every start, and all rows from the best so many of these.
SAMPLE = 10_000
FINALISTS = 10
# Below this probability of its nearest topic a passage lies between topics.
OUTLIERS_BELOW = 0.5


@dataclass(frozen=True, slots=True)
class Clusters:
    """Middles [k, p] of unit length, and how narrowly the rows lie about them (`estimate_width`)."""

    centres: Numbers
    width: float


def reduce_embeddings(embeddings: Numbers) -> PCA:
    """The principal directions of `embeddings` [n, d], at most 20.

    Centring takes out what all passages of a corpus share; the exact solver needs no seed.
    """
    return PCA(min(DIMENSIONS, *embeddings.shape), svd_solver="covariance_eigh").fit(embeddings)


def cluster_directions(points: Numbers, count: int, *, seed: int, guides: Numbers | None = None) -> Clusters:
    """Cluster `points` [n, p] of unit length; the first clusters are those started from `guides` [g, p].

    A guide is where a cluster starts, the passages decide where it ends. Source: Basu, Banerjee and Mooney 2002,
    "Semi-supervised clustering by seeding", Seeded-KMeans.
    """
    with warnings.catch_warnings():
        # Fewer different rows than clusters leave some clusters empty, which is what the rows say.
        warnings.simplefilter("ignore", ConvergenceWarning)
        if len(points) <= SAMPLE:
            best = _tightest(_cluster_all(points, count, seed, guides))
        else:
            sample = _draw_rows(points, seed)
            tried = sorted(_cluster_all(sample, count, seed, guides), key=lambda fit: -float(fit.score(points)))
            best = _tightest(_cluster_from(points, fit.cluster_centers_) for fit in tried[:FINALISTS])
    centres = unit_rows(np.asarray(best.cluster_centers_, dtype=np.float64))
    return Clusters(centres, estimate_width(points, centres, best.labels_))


def estimate_width(points: Numbers, centres: Numbers, labels: NDArray[np.integer]) -> float:
    """The concentration of clusters of one width, from the rows' cosines to their own cluster's middle.

    Source: Banerjee et al. 2005, "Clustering on the unit hypersphere using von Mises-Fisher distributions",
    equation 4.4.
    """
    mean_cosine = float(np.einsum("np,np->n", points, centres[labels]).mean())
    resultant = min(mean_cosine, 1.0 - 1e-6)
    return float(resultant * (points.shape[1] - resultant**2) / (1.0 - resultant**2))


def clusters_to_directions(reduction: PCA, clusters: Clusters, *, outliers_below: float) -> Directions:
    """The geometry of a fit, its clusters numbered as they are."""
    return Directions(
        mean=np.asarray(reduction.mean_, dtype=np.float64),
        components=np.asarray(reduction.components_, dtype=np.float64),
        centres=clusters.centres,
        topics=np.arange(len(clusters.centres)),
        width=clusters.width,
        outliers_below=outliers_below,
    )


def _draw_rows(points: Numbers, seed: int) -> Numbers:
    drawn = np.random.default_rng(seed).choice(len(points), SAMPLE, replace=False)
    return points[np.sort(drawn)]


def _cluster_all(points: Numbers, count: int, seed: int, guides: Numbers | None) -> Iterator[KMeans]:
    """A fit from each start: k-means++, or the guides and, for the clusters that have none, points far from them."""
    if guides is None or not len(guides):
        random = np.random.RandomState(seed)
        for _ in range(STARTS):
            yield KMeans(count, n_init=1, random_state=random.randint(np.iinfo(np.int32).max)).fit(points)
        return
    drawn = np.random.default_rng(seed)
    free = count - len(guides)
    for _ in range(STARTS if free else 1):
        yield _cluster_from(points, np.vstack([guides, _far_from(guides, points, free, drawn)]))


def _cluster_from(points: Numbers, centres: Numbers) -> KMeans:
    return KMeans(len(centres), init=centres, n_init=1).fit(points)


def _tightest(fits: Iterable[KMeans]) -> KMeans:
    return min(fits, key=lambda fit: float(fit.inertia_))


def _far_from(chosen: Numbers, points: Numbers, count: int, random: np.random.Generator) -> Numbers:
    """So many of `points`, each drawn with the square of its distance to all before it as weight (k-means++).

    Were they drawn without regard to the guides, one beside a guide would push that guide into another cluster.
    """
    found = np.empty((count, points.shape[1]))
    nearest = (points @ chosen.T).max(axis=1)
    for number in range(count):
        distances = np.maximum(1.0 - nearest, 0.0)  # half the square, for rows of unit length
        found[number] = points[random.choice(len(points), p=distances / distances.sum())]
        nearest = np.maximum(nearest, points @ found[number])
    return found
