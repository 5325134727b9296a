import numpy as np
import polars as pl
import pytest

from discourse.domain.results import OUTLIERS
from discourse.topics.directions import Directions
from discourse.topics.drift import measure_drift
from discourse.topics.model import ASSIGNMENTS, TOPICS, TopicModel
from discourse.topics.place import place_passages

# Two topics, east and north, among the two directions of three-dimensional embeddings.
DIRECTIONS = Directions(
    np.zeros(3), np.eye(3)[:2], np.eye(2), np.array([0, 1]), width=9.0, outliers_below=0.8, far_below=0.5
)
EAST, NORTH, UP = np.eye(3, dtype=np.float32)


def make_model() -> TopicModel:
    topics = pl.DataFrame(
        [(topic, "x", [], None, 9, 9, None, None, None, None) for topic in (0, 1, OUTLIERS)],
        schema=TOPICS,
        orient="row",
    )
    assignments = pl.DataFrame([("p0", "d0", 1, 0.9, 0.9, True)], schema=ASSIGNMENTS, orient="row")
    return TopicModel(topics, assignments, DIRECTIONS, "note")


def place(*added: tuple[str, np.ndarray]) -> TopicModel:
    """The model over its own passage and these texts with their embeddings."""
    rows = [("p0", "d0", "Levies fund colleges.")]
    rows += [(f"q{number}", f"e{number}", text) for number, (text, _) in enumerate(added)]
    passages = pl.DataFrame(rows, schema=["passage_id", "document_id", "text"], orient="row")
    return place_passages(make_model(), passages, np.stack([EAST, *(vector for _, vector in added)]))


def test_a_fitted_passage_keeps_its_topic_whatever_it_looks_like_now() -> None:
    assert place().assignments.equals(make_model().assignments)


def test_a_new_passage_goes_to_the_nearest_topic_or_between() -> None:
    found = place(("Pilots sail.", EAST), ("Tolls rise.", NORTH), ("Tolls and pilots.", EAST + NORTH)).assignments
    assert found["topic"].to_list() == [1, 0, 1, OUTLIERS]
    assert found["fitted"].to_list() == [True, False, False, False]


def test_a_new_passage_without_words_has_no_topic() -> None:
    assert place(("The 12 of 2004.", EAST)).assignments.row(1) == ("q0", "e0", OUTLIERS, 0.0, None, False)


def test_sizes_are_counted_again_and_all_else_stays() -> None:
    found = place(("Pilots sail.", EAST), ("Tolls rise.", NORTH)).topics
    assert found.select("topic", "passages", "documents").rows() == [(0, 1, 1), (1, 2, 2), (OUTLIERS, 0, 0)]
    assert found.drop("passages", "documents").equals(make_model().topics.drop("passages", "documents"))


@pytest.mark.parametrize(("near", "far", "warns"), [(60, 0, False), (54, 9, False), (51, 10, True), (0, 49, False)])
def test_drift_warns_where_over_fifteen_percent_of_fifty_are_far(near: int, far: int, warns: bool) -> None:
    drift = measure_drift(place(*[("Pilots sail.", EAST)] * near, *[("Owls hunt.", UP + 0.1 * EAST)] * far))
    assert drift.added == near + far
    assert drift.far == pytest.approx(far / (near + far))
    assert drift.warns is warns


def test_nothing_added_is_no_drift() -> None:
    assert measure_drift(place()).warns is False
