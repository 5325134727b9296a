import polars as pl
import pytest

from discourse.domain.errors import UsageError
from discourse.topics.by_group import topics_by_group
from discourse.topics.model import ASSIGNMENTS, TOPICS, TopicModel

DOCUMENTS = pl.DataFrame(
    {"document_id": ["d1", "d2", "d3"], "jurisdiction": ["Kestrel", "Kestrel", " "], "year": [2001, 2002, None]}
)


def make_model() -> TopicModel:
    rows = [("p1", "d1", 0), ("p2", "d1", 0), ("p3", "d2", 0), ("p4", "d2", -1), ("p5", "d3", 1)]
    assignments = pl.DataFrame(
        [(*row, 1.0) for row in rows],
        schema=dict(zip(ASSIGNMENTS.names(), ASSIGNMENTS.dtypes(), strict=True)),
        orient="row",
    )
    topics = pl.DataFrame(
        [
            (0, "levy", [], 3, 2, [], None),
            (1, "loans", [], 1, 1, [], None),
            (-1, "(between topics)", [], 1, 1, [], None),
        ],
        schema=TOPICS,
        orient="row",
    )
    return TopicModel(topics, assignments, "")


def test_every_topic_meets_every_group_and_unknown_comes_last() -> None:
    table = topics_by_group(make_model(), DOCUMENTS)
    assert table.select("topic", "group").rows() == [
        (topic, group) for topic in (0, 1, -1) for group in ("Kestrel", "unknown")
    ]


def test_cells_count_passages_and_documents() -> None:
    table = topics_by_group(make_model(), DOCUMENTS)
    assert table.row(0) == (0, "levy", "Kestrel", 3, 4, 0.75, 2)
    assert table.row(1) == (0, "levy", "unknown", 0, 1, 0.0, 0)


def test_shares_of_a_group_add_up_to_one_with_the_outliers() -> None:
    table = topics_by_group(make_model(), DOCUMENTS)
    assert table.group_by("group").agg(pl.col("share").sum())["share"].to_list() == [1.0, 1.0]


def test_any_column_of_documents_can_group() -> None:
    assert topics_by_group(make_model(), DOCUMENTS, by="year")["group"].unique().sort().to_list() == [
        "2001",
        "2002",
        "unknown",
    ]


def test_a_document_that_is_not_listed_is_unknown() -> None:
    table = topics_by_group(make_model(), DOCUMENTS.head(2))
    assert table.filter(pl.col("group") == "unknown")["passages"].sum() == 1


def test_an_unknown_column_is_refused_by_name() -> None:
    with pytest.raises(UsageError, match="cannot be grouped by 'party'; known are jurisdiction, year"):
        topics_by_group(make_model(), DOCUMENTS, by="party")
