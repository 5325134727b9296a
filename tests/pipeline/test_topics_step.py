"""Topics of a project: found once, then kept; what is added is placed in them, and drift is told."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl
import pytest

import discourse
from discourse.domain.documents import Metadata, Status
from discourse.domain.results import CODES
from discourse.domain.settings import Guide, TopicChoice
from discourse.pipeline.coding_step import embed_stale, stale_embeddings
from discourse.pipeline.keys import coding_key
from discourse.pipeline.progress import no_progress
from discourse.pipeline.project import keep_topics, open_project
from discourse.pipeline.reading_step import read_stale, refresh
from discourse.pipeline.session import Session, open_session
from discourse.pipeline.topic_tables import topic_quotes, topic_tables
from discourse.pipeline.topics_step import (
    drift_to_words,
    topic_drift,
    topic_model,
    topic_state,
    topics_placed,
    update_topics,
)
from discourse.store.store import Store

PLACES = ("Kestria", "Osmara", "Nordhavel", "Tamsin", "Lorvik", "Brenna", "Quillon", "Ardmere", "Solveig", "Pellan")
THEMES = {
    "levy": "Employers in {} pay a training levy so that apprentices can learn the {} trade.",
    "loan": "Student loans in {} cover the tuition fees of a {} degree until graduates earn enough.",
    "harbour": "Harbour pilots of {} renew their ship licences before the {} storms close the sea lanes.",
}
KINDS = ("bakery", "joinery", "nursing", "masonry", "weaving", "plumbing", "printing", "farming", "glazing", "brewing")
FOREIGN = "Simmer the onions of {} in butter, stir in {} spices and serve the soup with warm bread."


def write(folder: Path, name: str, sentence: str, shift: int) -> None:
    lines = [sentence.format(place, KINDS[(number + shift) % 10]) for number, place in enumerate(PLACES)]
    (folder / f"{name}.md").write_text(f"# {name.title()}\n\n" + "\n\n".join(lines) + "\n", encoding="utf-8")


@contextmanager
def read_and_embedded(folder: Path) -> Iterator[Session]:
    """A session over a project of which all is read and embedded, and coded with nothing."""
    with open_session(folder) as session:
        refresh(session.store, folder)
        read_stale(session.store, session.entries, folder, session.settings, workers=1, progress=no_progress)
    with open_session(folder) as session:
        rows = [row for row in session.rows().values() if row.status is Status.OK]
        stale = stale_embeddings(session.store, rows, embedder_id=session.embedder_id)
        if stale:
            embed_stale(session.store, stale, encoder=session.topic_encoder, progress=no_progress)
        # Topics need passages to be coded, and do not ask how.
        for row in rows:
            key = coding_key(row.key, session.codebook.id, session.model_id)
            session.store.commit("coding", key, {"codes": CODES.to_frame()}, {"coded": row.passages})
        yield session


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with topics over six documents of sixty passages."""
    folder = tmp_path_factory.mktemp("topics") / "study"
    discourse.init(folder)
    for theme, sentence in THEMES.items():
        for shift in (0, 5):
            write(folder, f"{theme}{shift}", sentence, shift)
    for shift, jurisdiction in ((0, "Kestria"), (5, "Osmara")):
        paths = sorted(folder.glob(f"*{shift}.md"))
        discourse.add(paths, project=folder, metadata=Metadata(jurisdiction=jurisdiction, year=2020 + shift))
    keep_topics(folder, TopicChoice(count=3))
    with read_and_embedded(folder) as session:
        assert update_topics(session, progress=no_progress) == ""
    return folder


@pytest.fixture
def study(found: Path, tmp_path: Path) -> Path:
    """A copy of that project, to be changed."""
    return Path(shutil.copytree(found, tmp_path / "study"))


def add(folder: Path, name: str, sentence: str, shift: int) -> None:
    write(folder, name, sentence, shift)
    discourse.add([folder / f"{name}.md"], project=folder, metadata=Metadata(jurisdiction="Tamsin", year=2030))


def words(session: Session) -> list[tuple[int, list[str]]]:
    model = topic_model(session)
    assert model is not None
    return model.topics.select("topic", "words").rows()


def test_each_theme_is_a_topic_and_asking_again_does_nothing(found: Path) -> None:
    steps: list[str] = []
    with open_session(found) as session:
        assert update_topics(session, progress=lambda step, *_: steps.append(step)) == ""
        said = [" ".join(of_topic) for _, of_topic in words(session)[:3]]
        assert sorted(theme for theme in THEMES for text in said if theme in text) == sorted(THEMES)
        assert topic_drift(session).added == 0
    assert not steps


def test_an_added_document_is_placed_in_the_topics_as_they_are(study: Path) -> None:
    with open_session(study) as session:
        before, fitted = words(session), topic_state(session).fitted
    add(study, "levy-news", THEMES["levy"], 2)
    with read_and_embedded(study) as session:
        assert update_topics(session, progress=no_progress) == ""
        assert words(session) == before
        assert topic_state(session).fitted == fitted
        model = topic_model(session)
        assert model is not None
        placed = model.assignments.group_by("topic").agg(new=(~pl.col("fitted")).sum(), all=pl.len())
        assert sorted(placed.filter(pl.col("new") > 0)["new"]) == [10]
        assert (topic_drift(session).added, topic_drift(session).warns) == (10, False)
        assert drift_to_words(topic_drift(session)).startswith("10 passages were added after")
        assert len(topics_placed(session)) == 1


def test_documents_on_something_else_raise_an_alarm(study: Path) -> None:
    for shift in range(5):
        add(study, f"soup{shift}", FOREIGN, shift)
    with read_and_embedded(study) as session:
        update_topics(session, progress=no_progress)
        assert topic_drift(session).warns
        assert drift_to_words(topic_drift(session)).endswith("find them anew (--refit-topics).")
        just_above = drift_to_words(replace(topic_drift(session), far=0.154))
        assert "15.4% of these" in just_above


def test_topics_are_found_anew_when_that_is_asked_for(study: Path) -> None:
    for shift in range(2):
        add(study, f"soup{shift}", FOREIGN, shift)
    with read_and_embedded(study) as session:
        update_topics(session, progress=no_progress)
        kept = words(session)
        assert "as asked" in update_topics(session, refit=True, progress=no_progress)
        assert words(session) != kept
        assert topic_state(session).fitted == topic_state(session).embeddings
        assert topic_drift(session).added == 0


def test_topics_are_found_anew_when_a_document_they_were_found_in_has_changed(study: Path) -> None:
    write(study, "levy0", THEMES["levy"], 7)
    with read_and_embedded(study) as session:
        said = update_topics(session, progress=no_progress)
        assert said == "Topics were found anew: 1 of the files that they were found in are gone or changed."
        assert topic_state(session).fitted == topic_state(session).embeddings


@dataclass(frozen=True)
class Recorded(Session):
    placed: frozenset[str]

    @property
    def placed_later(self) -> frozenset[str]:
        return self.placed


def test_topics_that_others_were_placed_in_can_be_made_again_from_nothing(study: Path) -> None:
    add(study, "levy-news", THEMES["levy"], 2)
    with read_and_embedded(study) as session:
        update_topics(session, progress=no_progress)
        first, key, placed = topic_model(session), topic_state(session).key, frozenset(topics_placed(session))
        session.store.ledger.drop_results("topics", [*session.store.ledger.results("topics")])
        again = Recorded(session.project, session.store, placed)
        update_topics(again, progress=no_progress)
        second = topic_model(again)
        assert topic_state(again).key == key
    assert first is not None
    assert second is not None
    assert second.topics.equals(first.topics)
    assert second.assignments.equals(first.assignments)


def test_the_tables_say_who_speaks_of_what_and_when(found: Path, tmp_path: Path) -> None:
    with open_session(found) as session:
        corpus = session.corpus()
        quotes = topic_quotes(session, corpus, tmp_path)
        topics, groups, years, frames = topic_tables(session, corpus, quotes)
    assert [table.name for table in (topics, groups, years, frames)] == [
        "topics",
        "topics_by_group",
        "topics_over_time",
        "topics_frames",
    ]
    shares = groups.frame.group_by("group").agg(pl.col("share").sum(), pl.col("coded").sum())
    assert sorted(shares.rows()) == [("Kestria", 1.0, 30), ("Osmara", 1.0, 30)]
    assert all(note.startswith("insufficient: ") for note in groups.frame["note"])
    assert set(years.frame["group"]) == {"all", "Kestria", "Osmara"}
    assert set(years.frame["year"]) == {"2020", "2025"}
    assert frames.frame.height == 4 * 3


def test_each_topic_is_quoted_word_for_word_with_its_words_marked(found: Path, tmp_path: Path) -> None:
    with open_session(found) as session:
        corpus = session.corpus()
        quotes = topic_quotes(session, corpus, tmp_path)
        model = topic_model(session)
        topics = topic_tables(session, corpus, quotes)[0].frame
    texts = dict(corpus.passages.select("passage_id", "text").iter_rows())
    assert model is not None
    words_of = {
        f"topic:{topic}": set(" ".join(found).split()) for topic, found in model.topics.select("topic", "words").rows()
    }
    assert all(quote.text == texts[quote.passage_id] for quote in quotes)
    assert all(quote.spans for quote in quotes)
    assert all(
        set(quote.text[start:end].lower().split()) <= words_of[quote.code_id]
        for quote in quotes
        for start, end in quote.spans
    )
    assert topics.filter(pl.col("topic") >= 0)["quoted"].list.len().min() >= 1
    assert topics.row(-1, named=True)["quote"] is None


def test_what_is_chosen_of_topics_is_kept_in_the_settings(study: Path) -> None:
    keep_topics(study, TopicChoice(count=7, guide=Guide.THEMES))
    keep_topics(study, TopicChoice(outliers_below=0.0))
    kept = open_project(study).settings.topics
    assert (kept.count, kept.outliers_below, kept.guide) == (7, 0.0, Guide.THEMES)
    assert "count = 7                     # 0: chosen" in (study / "discourse.toml").read_text(encoding="utf-8")


def test_topics_can_be_guided_by_the_frames_of_the_codebook(study: Path) -> None:
    keep_topics(study, TopicChoice(count=4, guide=Guide.FRAMES))
    with read_and_embedded(study) as session:
        update_topics(session, progress=no_progress)
        model = topic_model(session)
    assert model is not None
    assert set(model.topics["guide"].drop_nulls()) <= {"human_capital", "sbtc", "equity"}
    assert model.topics["guide"].drop_nulls().len() >= 1


def test_a_store_of_an_older_version_is_no_obstacle(study: Path) -> None:
    store = Store(study)
    frame = pl.DataFrame({"topic": [0]})
    store.commit("topics", "0" * 64, {"topics": frame, "assignments": frame, "directions": frame}, {"note": "old"})
    store.close()
    with open_session(study) as session:
        assert update_topics(session, progress=no_progress) == ""
