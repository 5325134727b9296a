"""What is worth coding next: unsure, rare, unlike the rest."""

import numpy as np
import polars as pl

from discourse.coding.active import spread, spread_over_documents, weigh_uncertainty


def frame(**codes: list[float]) -> pl.DataFrame:
    rows = [(f"p{place}", code, value) for code, values in codes.items() for place, value in enumerate(values)]
    return pl.DataFrame(rows, schema=["passage_id", "code_id", "probability"], orient="row")


def test_the_unsure_come_first_and_the_sure_last() -> None:
    weighed = weigh_uncertainty(frame(trade=[0.99, 0.5, 0.01, 0.7]))
    assert weighed["passage_id"].to_list()[:2] == ["p1", "p3"]
    assert weighed["weight"].is_between(0, 1).all()


def test_doubt_about_a_rare_code_outweighs_doubt_about_a_common_one() -> None:
    weighed = weigh_uncertainty(frame(common=[0.5, 0.0, 0.9, 0.9, 0.9], rare=[0.0, 0.5, 0.0, 0.0, 0.0]))
    assert weighed["passage_id"].to_list()[0] == "p1"


def test_one_of_a_kind_is_chosen_before_its_twin() -> None:
    vectors = np.array([[1, 0], [1, 0.01], [0, 1], [0.7, 0.7]], dtype=np.float32)
    assert spread([1.0, 0.9, 0.6, 0.6], vectors, limit=3) == [0, 2, 3]


def test_every_candidate_is_chosen_once() -> None:
    vectors = np.zeros((5, 3), dtype=np.float32)
    assert sorted(spread([0.0] * 5, vectors, limit=9)) == [0, 1, 2, 3, 4]


def test_documents_take_turns_where_there_are_no_embeddings() -> None:
    documents = {"a": "x", "b": "x", "c": "y", "d": "x"}
    assert spread_over_documents(["a", "b", "c", "d"], documents, limit=3) == ["a", "c", "b"]
