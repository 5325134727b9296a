"""Passages and embeddings → topics of the policy documents, or of the listings where there are no others.

Topics once found stay as they are: what is added later is placed in them. They are found anew when that is asked for,
when the settings change, and when a document that they were found in is gone or changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import polars as pl

from discourse.coding.embedding import FloatArray
from discourse.domain.codebook import CodeDefinition
from discourse.domain.codes import CodingInput
from discourse.domain.documents import Status
from discourse.domain.ids import hash_values
from discourse.domain.registry import load
from discourse.domain.results import Table
from discourse.domain.settings import Guide, TopicChoice
from discourse.domain.sources import SourceKind
from discourse.pipeline.corpus import Corpus, first_entries
from discourse.pipeline.keys import embedding_key, topics_key
from discourse.pipeline.progress import Progress, no_progress
from discourse.pipeline.project import keep_topics
from discourse.pipeline.session import Session, open_session
from discourse.topics.directions import Directions
from discourse.topics.drift import DRIFT_ABOVE, Drift, measure_drift
from discourse.topics.model import Guides, TopicModel

AS_BEFORE = TopicChoice()


@dataclass(frozen=True, slots=True)
class TopicState:
    """Which topics a project has, or should have: the keys of all embeddings, and of those fitted on."""

    wanted: str
    fitted: tuple[str, ...]
    embeddings: tuple[str, ...]

    @property
    def key(self) -> str:
        return topics_key(self.wanted, self.fitted, self.embeddings)


def find_topics(
    project: Path = Path(),
    *,
    out: Path | None = None,
    choice: TopicChoice = AS_BEFORE,
    refit: bool = False,
    progress: Progress = no_progress,
) -> tuple[Table, ...]:
    """Find topics in what has been read, unless they are up to date, and write the tables of them as CSV.

    Passages that no run has coded yet take no part. `choice` is kept in the project's settings; `refit` finds topics
    anew in everything.
    """
    keep_topics(project, choice)
    with open_session(project) as session:
        update_topics(session, refit=refit, progress=progress)
        tables: tuple[Table, ...] = load("publishers", "topics")(session, out or session.project.outputs)
    return tables


def update_topics(session: Session, *, refit: bool = False, progress: Progress) -> str:
    """Bring topics up to date; returns why they were found anew, or nothing.

    What is new is placed in the topics there are, unless `refit`.
    """
    state = topic_state(session)
    if refit:
        state = TopicState(state.wanted, state.embeddings, state.embeddings)
    results = _results(session)
    if state.key in results or not state.embeddings:
        return ""
    progress("topics", 0, 1)
    stored = [key for key, fit in results.items() if (fit["wanted"], fit["fitted"]) == (state.wanted, [*state.fitted])]
    model = _read_model(session, stored[0], results) if stored else _fit(session, state.fitted)
    if state.fitted != state.embeddings and model.found:
        model = load("placers", "topics")(model, *_passages(session, state.embeddings))
    _commit(session, state, model)
    progress("topics", 1, 1)
    return "" if stored else _why_anew(results, state, refit)


def topic_state(session: Session) -> TopicState:
    """The topics over everything read, with the present embedder and settings.

    Of the fits that are stored, made with these settings and over documents that are all still here, it is the one
    over most; where there is none, one over everything.
    """
    settings = session.settings.topics
    guides = [[code.id, *_told(code)] for code in _guiding(session)]
    wanted = hash_values(session.embedder_id, settings.count, settings.outliers_below, settings.seed, guides)
    embeddings = _embedding_keys(session)
    if session.placed_later is not None:
        return TopicState(wanted, _embedding_keys(session, without=session.placed_later), embeddings)
    fits = [
        tuple(fit["fitted"])
        for fit in _results(session).values()
        if fit["wanted"] == wanted and fit["found"] and set(fit["fitted"]) <= set(embeddings)
    ]
    return TopicState(wanted, max(fits, key=lambda fit: (len(fit), fit), default=embeddings), embeddings)


def topic_model(session: Session) -> TopicModel | None:
    """The topics that are stored; None where they were never found."""
    key = topic_state(session).key
    results = _results(session)
    return _read_model(session, key, results) if key in results else None


def topic_drift(session: Session) -> Drift:
    """How the passages placed after the fit lie to the topics; all is well where nothing was."""
    summary = _results(session).get(topic_state(session).key, {})
    return Drift(int(summary.get("added", 0)), float(summary.get("far", 0.0)))


def topics_placed(session: Session) -> list[str]:
    """The sources whose passages were placed in topics that others had given; sorted."""
    state = topic_state(session)
    later = set(state.embeddings) - set(state.fitted)
    return sorted(source for key, source in _main_readings(session) if embedding_key(key, session.embedder_id) in later)


def drift_to_words(drift: Drift) -> str:
    """What a reader should know of passages placed after the fit; nothing where there are none."""
    if not drift.added:
        return ""
    said = (
        f"{drift.added:,} passages were added after the topics were found and placed in them; {drift.far:.1%} of these "
        "are far from every topic (5% of those that the topics were found in)."
    )
    if not drift.warns:
        return said
    return f"{said} Above {DRIFT_ABOVE:.0%} the topics describe badly what was added: find them anew (--refit-topics)."


def main_corpus(corpus: Corpus) -> Corpus:
    """The policy documents, or the listings where there are no policy documents."""
    policy = corpus.of_kind("policy")
    return policy if policy.documents.height else corpus


def _fit(session: Session, fitted: Sequence[str]) -> TopicModel:
    settings = session.settings.topics
    codes = _guiding(session)
    model: TopicModel = load("topics", "bertopic")(
        *_passages(session, fitted),
        seed=session.settings.topics.seed,
        topics=settings.count or None,
        outliers_below=settings.outliers_below,
        guides=_embed_guides(session, codes) if codes else None,
    )
    return model


def _guiding(session: Session) -> tuple[CodeDefinition, ...]:
    guide, codebook = session.settings.topics.guide, session.codebook
    return {Guide.NONE: (), Guide.FRAMES: codebook.frames, Guide.THEMES: codebook.themes}[guide]


def _told(code: CodeDefinition) -> tuple[str, ...]:
    """What the codebook says of a code, sentence by sentence, and the sentences it gives for it."""
    return (f"{code.name}. {code.definition}", *code.include, *code.examples)


def _embed_guides(session: Session, codes: Sequence[CodeDefinition]) -> Guides:
    means = [_embed(session, _told(code)).mean(axis=0) for code in codes]
    return Guides(tuple(code.id for code in codes), np.stack(means))


def _embed(session: Session, texts: Sequence[str]) -> Any:
    """The vectors of texts that stand alone [n, d]."""
    alone = [CodingInput("", text) for text in texts]
    return np.stack([cast(FloatArray, tokens.topic) for tokens in session.topic_encoder.encode(alone)])


def _passages(session: Session, embeddings: Sequence[str]) -> tuple[pl.DataFrame, Any]:
    """The passages that have these embeddings, with their text, and the embeddings [n, d]."""
    corpus = main_corpus(session.corpus())
    passages = corpus.passages.filter(pl.col("left_out") == "").select("passage_id", "document_id", "text")
    vectors = session.store.read("embeddings", embeddings)
    joined = passages.join(vectors, on="passage_id", how="inner", maintain_order="left")
    joined = joined.unique("passage_id", keep="first", maintain_order=True)
    return joined.drop("embedding"), joined["embedding"].to_numpy()


def _commit(session: Session, state: TopicState, model: TopicModel) -> None:
    drift = measure_drift(model)
    frames = {"topics": model.topics, "assignments": model.assignments, "directions": model.directions.to_frame()}
    summary = {
        "note": model.note,
        "found": model.found,
        "wanted": state.wanted,
        "fitted": state.fitted,
        "added": drift.added,
        "far": drift.far,
    }
    session.store.commit("topics", state.key, frames, summary)


def _read_model(session: Session, key: str, results: Mapping[str, Mapping[str, Any]]) -> TopicModel:
    topics, assignments, directions = (
        session.store.read(name, [key]) for name in ("topics", "assignments", "directions")
    )
    return TopicModel(topics, assignments, Directions.from_frame(directions), str(results[key]["note"]))


def _results(session: Session) -> dict[str, Mapping[str, Any]]:
    """The stored topics by key; those of an earlier version, which cannot be placed in, are left out."""
    return {key: fit for key, fit in session.store.ledger.results("topics").items() if "wanted" in fit}


def _why_anew(results: Mapping[str, Mapping[str, Any]], state: TopicState, refit: bool) -> str:
    if refit:
        return "Topics were found anew in everything, as asked."
    gone = [
        len(set(fit["fitted"]) - set(state.embeddings))
        for fit in results.values()
        if fit["wanted"] == state.wanted and fit["found"]
    ]
    if not gone:
        return ""
    return f"Topics were found anew: {min(gone)} of the files that they were found in are gone or changed."


def _embedding_keys(session: Session, *, without: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The keys of the embeddings of the documents that topics are of, but for some sources."""
    there = session.store.ledger.result_keys("embedding")
    keys = {embedding_key(key, session.embedder_id) for key, source in _main_readings(session) if source not in without}
    return tuple(sorted(keys & there))


def _main_readings(session: Session) -> list[tuple[str, str]]:
    """Key and source of each reading that topics are of, told from the ledger as `main_corpus` tells it."""
    rows = session.rows()
    read = {
        key: entry
        for key, entry in first_entries(session.entries, session.settings).items()
        if key in rows and rows[key].status is Status.OK
    }
    policy = [key for key, entry in read.items() if not rows[key].is_listing and entry.kind is not SourceKind.LISTING]
    return [(key, read[key].source_id) for key in policy or read]
