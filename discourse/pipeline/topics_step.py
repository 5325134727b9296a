"""Passages and embeddings → topics of the policy documents, or of the listings where there are no others."""

from pathlib import Path

import polars as pl

from discourse.domain.registry import load
from discourse.domain.results import Table
from discourse.pipeline.corpus import Corpus
from discourse.pipeline.keys import embedding_key, topics_key
from discourse.pipeline.progress import Progress, no_progress
from discourse.pipeline.readings import entry_key
from discourse.pipeline.session import Session, open_session
from discourse.report.files import write_csv
from discourse.topics.by_group import topics_by_group
from discourse.topics.model import TopicModel


def find_topics(
    project: Path = Path(), *, out: Path | None = None, progress: Progress = no_progress
) -> tuple[Table, ...]:
    """Find topics in what has been read, unless they are up to date, and write `topics.csv` and `topics_by_group.csv`.

    Passages that no run has coded yet take no part.
    """
    with open_session(project) as session:
        refit_topics(session, progress=progress)
        tables = topic_tables(session, session.corpus())
        for table in tables:
            write_csv(table, (out or session.project.outputs) / f"{table.name}.csv")
    return tables


def refit_topics(session: Session, *, progress: Progress) -> None:
    """Fit topics when the passages, the model or the settings are not those of the last fit."""
    key = current_key(session)
    if key in session.store.ledger.results("topics"):
        return
    progress("topics", 0, 1)
    corpus = main_corpus(session.corpus())
    passages = corpus.passages.filter(pl.col("left_out") == "").select("passage_id", "document_id", "text")
    joined = passages.join(_embeddings(session), on="passage_id", how="inner", maintain_order="left")
    joined = joined.unique("passage_id", keep="first", maintain_order=True)
    model: TopicModel = load("topics", "bertopic")(
        joined.drop("embedding"),
        joined["embedding"].to_numpy(),
        seed=session.settings.topics.seed,
        topics=session.settings.topics.count or None,
    )
    session.store.commit(
        "topics", key, {"topics": model.topics, "assignments": model.assignments}, {"note": model.note}
    )
    progress("topics", 1, 1)


def topic_tables(session: Session, corpus: Corpus) -> tuple[Table, ...]:
    """The topics and their passages by jurisdiction; empty when topics were never found."""
    key = current_key(session)
    results = session.store.ledger.results("topics")
    if key not in results:
        return ()
    note = str(results[key]["note"])
    model = TopicModel(session.store.read("topics", [key]), session.store.read("assignments", [key]), note)
    if not model.found:
        return (Table("topics", "Topics", model.topics, note),)
    return (
        Table("topics", "Topics", model.topics, note),
        Table("topics_by_group", "Topics by jurisdiction", topics_by_group(model, corpus.documents), note),
    )


def main_corpus(corpus: Corpus) -> Corpus:
    """The policy documents, or the listings where there are no policy documents."""
    policy = corpus.of_kind("policy")
    return policy if policy.documents.height else corpus


def current_key(session: Session) -> str:
    """The key of topics over everything read, with the present embedder and settings."""
    settings = session.settings.topics
    return topics_key(_embedding_keys(session), settings.count, settings.seed)


def _embedding_keys(session: Session) -> list[str]:
    there = session.store.ledger.results("embedding")
    keys = (embedding_key(entry_key(entry, session.settings), session.embedder_id) for entry in session.entries)
    return sorted({key for key in keys if key in there})


def _embeddings(session: Session) -> pl.DataFrame:
    return session.store.read("embeddings", _embedding_keys(session))
