import numpy as np
import pytest
from scipy.stats import vonmises_fisher

from discourse.topics import cluster
from discourse.topics.cluster import (
    Clusters,
    cluster_directions,
    clusters_to_directions,
    estimate_width,
    reduce_embeddings,
)
from discourse.topics.directions import Directions, cosines_to_posterior, unit_rows


def two_bundles() -> np.ndarray:
    source = np.random.default_rng(4)
    return unit_rows(np.repeat(np.eye(8)[:2], 40, axis=0) + source.normal(scale=0.05, size=(80, 8)))


def place(points: np.ndarray, clusters: Clusters) -> np.ndarray:
    return cosines_to_posterior(points @ clusters.centres.T, clusters.width)


def test_clusters_are_the_bundles() -> None:
    points = two_bundles()
    labels = place(points, cluster_directions(points, 2, seed=1)).argmax(axis=1)
    assert len(set(labels[:40])) == len(set(labels[40:])) == 1
    assert labels[0] != labels[-1]


def test_a_row_between_clusters_is_sure_of_none() -> None:
    wobbles = [sign * axis for axis in np.eye(3) * 0.4 for sign in (1, -1)]
    corners = np.array([corner + wobble for corner in np.eye(3) for wobble in wobbles] * 20)
    points = unit_rows(np.vstack([corners, np.ones((1, 3))]))
    sure = place(points, cluster_directions(points, 3, seed=1)).max(axis=1)
    assert sure[-1] < 0.5
    assert (sure[:-1] >= 0.5).all()


def test_posterior_is_that_of_scipys_von_mises_fisher_densities() -> None:
    points, centres, labels = two_bundles(), np.eye(8)[:2], np.repeat([0, 1], 40)
    resultant = float((points @ centres.T)[np.arange(80), labels].mean())
    width = resultant * (8 - resultant**2) / (1 - resultant**2)
    assert estimate_width(points, centres, labels) == pytest.approx(width)
    densities = np.stack([vonmises_fisher(centre, width).logpdf(points) for centre in centres], axis=1)
    expected = 1 / (1 + np.exp(densities[:, 1] - densities[:, 0]))
    assert cosines_to_posterior(points @ centres.T, width)[:, 0] == pytest.approx(expected)


def test_a_guided_cluster_is_the_one_that_its_guide_lies_in() -> None:
    points = two_bundles()
    clusters = cluster_directions(points, 2, seed=1, guides=points[[60]])
    assert clusters.centres[0] @ np.eye(8)[1] > 0.99
    assert clusters.centres[1] @ np.eye(8)[0] > 0.99


def test_a_large_corpus_is_clustered_by_way_of_a_sample_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    points = two_bundles()
    whole = cluster_directions(points, 2, seed=1)
    monkeypatch.setattr(cluster, "SAMPLE", 30)
    sampled, again = (cluster_directions(points, 2, seed=1) for _ in range(2))
    assert np.sort(sampled.centres, axis=0) == pytest.approx(np.sort(whole.centres, axis=0))
    assert (sampled.centres == again.centres).all()
    guided = cluster_directions(points, 2, seed=1, guides=points[[60]])
    assert guided.centres[0] @ np.eye(8)[1] > 0.99


def test_as_many_guides_as_clusters_leave_nothing_to_chance() -> None:
    points = two_bundles()
    one, other = (cluster_directions(points, 2, seed=seed, guides=points[[0, 60]]) for seed in (1, 2))
    assert (one.centres == other.centres).all()


def make_directions() -> tuple[np.ndarray, Directions]:
    embeddings = np.random.default_rng(1).normal(size=(80, 30)) + np.repeat(np.eye(30)[:2] * 9, 40, axis=0)
    reduction = reduce_embeddings(embeddings)
    clusters = cluster_directions(unit_rows(reduction.transform(embeddings)), 2, seed=1)
    return embeddings, clusters_to_directions(reduction, clusters, outliers_below=0.5)


def test_there_are_at_most_twenty_directions() -> None:
    assert make_directions()[1].components.shape == (20, 30)


def test_nearness_is_the_cosine_of_centred_embeddings_to_the_middle_in_all_dimensions() -> None:
    embeddings, directions = make_directions()
    placed = directions.place(embeddings)
    middles = (directions.centres @ directions.components)[placed.topic]
    expected = (unit_rows(embeddings - embeddings.mean(axis=0)) * middles).sum(axis=1)
    assert placed.nearness == pytest.approx(expected)


def test_what_lies_outside_the_directions_is_near_to_no_topic() -> None:
    _, directions = make_directions()
    outside = np.linalg.svd(directions.components)[2][20:] * 50 + directions.mean
    assert directions.place(outside).nearness == pytest.approx(np.zeros(10), abs=1e-9)


def test_directions_come_back_from_their_frame() -> None:
    _, directions = make_directions()
    back = Directions.from_frame(directions.to_frame())
    for name in ("mean", "components", "centres", "topics", "width", "outliers_below", "far_below"):
        assert np.array_equal(getattr(back, name), getattr(directions, name))
