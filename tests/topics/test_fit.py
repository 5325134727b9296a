import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from discourse.domain.errors import UsageError
from discourse.domain.results import OUTLIERS
from discourse.topics.directions import Directions
from discourse.topics.fit import count_topics, fit_topics
from discourse.topics.model import ASSIGNMENTS, TOPICS, Guides, TopicModel

THEMES = {
    "levy": "Employers pay a training levy for apprentices in the {} trade",
    "loan": "Student loans cover tuition fees at the {} college",
    "harbour": "Harbour pilots renew licences before the {} season",
}
PLACES = [
    f"{first} {second}"
    for first in ("upper", "lower", "outer", "inner")
    for second in ("north", "south", "east", "west", "mid")
]


def make_corpus() -> tuple[pl.DataFrame, np.ndarray]:
    """Sixty passages on three themes from six documents, with embeddings near three directions."""
    source = np.random.default_rng(7)
    rows = [
        (f"{theme}:{number:02}", f"{theme}-{number % 2}", text.format(place))
        for theme, text in THEMES.items()
        for number, place in enumerate(PLACES)
    ]
    passages = pl.DataFrame(rows, schema=["passage_id", "document_id", "text"], orient="row")
    embeddings = np.repeat(np.eye(24)[:3], len(PLACES), axis=0) + source.normal(scale=0.05, size=(60, 24))
    return passages, embeddings.astype(np.float32)


@pytest.fixture(scope="module")
def model() -> TopicModel:
    return fit_topics(*make_corpus(), seed=1, topics=3)


def topic_of(model: TopicModel, start: str) -> set[int]:
    return set(model.assignments.filter(pl.col("passage_id").str.starts_with(start))["topic"])


def test_each_theme_is_one_topic_with_its_own_words(model: TopicModel) -> None:
    assert model.found
    words = dict(model.topics.select("topic", "words").iter_rows())
    for theme, word in (("levy", "training levy"), ("loan", "student loans"), ("harbour", "harbour pilots")):
        (topic,) = topic_of(model, theme)
        assert word in words[topic]


def test_frames_have_the_promised_columns(model: TopicModel) -> None:
    assert model.topics.schema == TOPICS
    assert model.assignments.schema == ASSIGNMENTS
    assert model.assignments["passage_id"].to_list() == make_corpus()[0]["passage_id"].to_list()
    assert model.assignments["probability"].is_between(0.0, 1.0).all()


def test_topics_that_every_seed_finds_are_wholly_stable(model: TopicModel) -> None:
    assert model.topics["stability"].to_list() == [1.0, 1.0, 1.0, None]
    assert model.topics["stability_documents"].head(3).is_between(0.3, 1.0).all()
    assert "again with 5 other seeds (1.00)" in model.note


def test_the_directions_place_each_fitted_passage_where_it_is(model: TopicModel) -> None:
    directions = Directions.from_frame(model.directions.to_frame())
    placed = directions.place(make_corpus()[1])
    assert placed.topic.tolist() == model.assignments["topic"].to_list()
    assert placed.nearness == pytest.approx(model.assignments["nearness"].to_numpy())


def test_one_in_twenty_fitted_passages_is_far_by_definition(model: TopicModel) -> None:
    assert (model.assignments["nearness"] < model.directions.far_below).mean() == pytest.approx(0.05)


def test_the_order_of_rows_does_not_matter(model: TopicModel) -> None:
    passages, embeddings = make_corpus()
    order = np.random.default_rng(3).permutation(len(passages))
    shuffled = fit_topics(passages[order.tolist()], embeddings[order], seed=1, topics=3)
    assert shuffled.topics.equals(model.topics)
    assert shuffled.assignments.sort("passage_id").equals(model.assignments.sort("passage_id"))


def test_passages_of_the_same_text_are_fitted_once(model: TopicModel) -> None:
    passages, embeddings = make_corpus()
    copies = passages.head(5).with_columns(
        passage_id="z" + pl.col("passage_id"), text=pl.col("text").str.to_uppercase() + " "
    )
    doubled = fit_topics(pl.concat([passages, copies]), np.vstack([embeddings, embeddings[20:25]]), seed=1, topics=3)
    assert doubled.assignments.head(60).equals(model.assignments)
    assert topic_of(doubled, "zlevy") == topic_of(doubled, "levy")
    assert doubled.topics["passages"].sum() == 65


def test_a_passage_without_words_is_an_outlier() -> None:
    passages, embeddings = make_corpus()
    empty = pl.DataFrame({"passage_id": ["x"], "document_id": ["levy-0"], "text": ["The 12 of 2004."]})
    found = fit_topics(pl.concat([passages, empty]), np.vstack([embeddings, embeddings[:1]]), seed=1, topics=3)
    assert found.assignments.row(-1) == ("x", "levy-0", OUTLIERS, 0.0, None, True)
    last = found.topics.row(-1, named=True)
    assert (last["topic"], last["label"], last["passages"]) == (OUTLIERS, "(between topics)", 1)


def test_other_processes_find_the_same_topics(model: TopicModel) -> None:
    # Two more besides this one; strings are hashed with another seed in each.
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from test_fit import fit_topics, make_corpus\n"
        "found = fit_topics(*make_corpus(), seed=1, topics=3)\n"
        "print(found.topics.write_json(), found.assignments.write_json(), sep='|')"
    )
    others = [
        subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONHASHSEED": seed}
        )
        for seed in ("1", "2")
    ]
    for other in others:
        assert other.communicate()[0].strip() == f"{model.topics.write_json()}|{model.assignments.write_json()}"


@pytest.mark.parametrize("count", [0, 1, 49])
def test_too_few_passages_give_no_topics_and_say_so(count: int) -> None:
    passages, embeddings = make_corpus()
    found = fit_topics(passages.head(count), embeddings[:count], seed=1)
    assert not found.found
    assert found.assignments.is_empty()
    assert f"{count} different passages" in found.note
    assert "too few for topics; at least 50" in found.note


def test_too_few_passages_for_the_topics_asked_for_say_how_many_are_needed() -> None:
    assert "at least 100 are needed" in fit_topics(*make_corpus(), seed=1, topics=20).note


def test_embeddings_all_alike_give_no_topics_and_say_so() -> None:
    passages, embeddings = make_corpus()
    assert "do not fall into topics" in fit_topics(passages, np.ones_like(embeddings), seed=1, topics=3).note


def test_fewer_than_two_topics_are_refused() -> None:
    with pytest.raises(UsageError, match="number of topics is 1; it must be at least 2"):
        fit_topics(*make_corpus(), seed=1, topics=1)


@pytest.mark.parametrize("probability", [-0.1, 1.0])
def test_a_limit_of_outliers_that_is_no_probability_is_refused(probability: float) -> None:
    with pytest.raises(UsageError, match="must be a probability from 0 to below 1"):
        fit_topics(*make_corpus(), seed=1, outliers_below=probability)


def test_the_limit_of_outliers_says_how_many_there_are() -> None:
    passages, embeddings = make_corpus()
    # Less alike than they are, so that some lie between themes.
    blurred = embeddings + np.random.default_rng(5).normal(scale=0.35, size=embeddings.shape)
    counts = [
        int(
            (
                fit_topics(passages, blurred, seed=1, topics=3, outliers_below=limit).assignments["topic"] == OUTLIERS
            ).sum()
        )
        for limit in (0.0, 0.5, 0.95)
    ]
    assert counts[0] == 0
    assert counts[1] < counts[2]


def test_guided_topics_carry_the_code_they_were_started_from() -> None:
    passages, embeddings = make_corpus()
    guides = Guides(("employer_levy", "ports"), embeddings[[0, 40]])
    found = fit_topics(passages, embeddings, seed=1, topics=3, guides=guides)
    guide_of = dict(found.topics.select("topic", "guide").iter_rows())
    assert {guide_of[topic] for topic in topic_of(found, "levy")} == {"employer_levy"}
    assert {guide_of[topic] for topic in topic_of(found, "harbour")} == {"ports"}
    assert {guide_of[topic] for topic in topic_of(found, "loan")} == {None}
    assert guide_of[OUTLIERS] is None


def test_fewer_topics_than_guides_are_refused_by_name() -> None:
    guides = Guides(("one", "two", "three"), make_corpus()[1][[0, 20, 40]])
    with pytest.raises(UsageError, match=r"2 and 3 are guided by codes \(one, two, three\); ask for at least 3"):
        fit_topics(*make_corpus(), seed=1, topics=2, guides=guides)


def test_embeddings_must_match_passages() -> None:
    passages, embeddings = make_corpus()
    with pytest.raises(ValueError, match="60 passages and 59 embeddings"):
        fit_topics(passages, embeddings[:59], seed=1)


@pytest.mark.parametrize(("passages", "topics"), [(50, 2), (400, 6), (4600, 20), (50_000, 30)])
def test_the_number_of_topics_grows_with_the_corpus_up_to_thirty(passages: int, topics: int) -> None:
    assert count_topics(passages) == topics
