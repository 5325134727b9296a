"""Topics as tables: how good they are, who speaks about them and when, which frames they carry, and quotations."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from discourse.domain.codebook import Codebook
from discourse.domain.results import CODES, OUTLIERS, Quote, Table
from discourse.domain.settings import TableSettings
from discourse.pipeline.corpus import Corpus
from discourse.pipeline.places import tell_places
from discourse.pipeline.session import Session
from discourse.pipeline.topics_step import drift_to_words, main_corpus, topic_drift, topic_model
from discourse.report.files import write_csv
from discourse.report.links import source_link
from discourse.tables.clusters import EVERYTHING
from discourse.tables.prevalence import prevalence
from discourse.tables.quotes import top_quotes
from discourse.topics.model import TopicModel

QUOTES_PER_TOPIC = 3
_CANDIDATES = 40
_INTERVALS = (
    "low and high are 95 % limits by bootstrap over documents, given the topics: that other passages would give other "
    "topics is told by their stability. 'insufficient': too few documents for an interval to hold."
)


def write_topic_tables(session: Session, out: Path) -> tuple[Table, ...]:
    """Write the tables of topics to `out` as CSV and return them; none where topics were never found."""
    corpus = session.corpus()
    tables = topic_tables(session, corpus, topic_quotes(session, corpus, out))
    for table in tables:
        write_csv(table, out / f"{table.name}.csv")
    return tables


def topic_tables(session: Session, corpus: Corpus, quotes: Sequence[Quote]) -> tuple[Table, ...]:
    """`topics`, and of topics that were found `topics_by_group`, `topics_over_time` and `topics_frames`."""
    model = topic_model(session)
    if model is None:
        return ()
    note = " ".join(filter(None, (model.note, drift_to_words(topic_drift(session)))))
    topics = Table("topics", "Topics", _with_quotes(model.topics, quotes), note)
    if not model.found:
        return (topics,)
    settings, main = session.settings.tables, main_corpus(corpus)
    given = (main.documents, _assigned(main.passages, model), _topics_to_codes(model))
    return (
        topics,
        Table(
            "topics_by_group",
            "Topics by jurisdiction",
            _named(_shares(given, model, settings, by=["jurisdiction"]).drop("jurisdiction"), model),
            f"Of a jurisdiction's passages, how many are in a topic (coded); its shares add up to 1. {_INTERVALS}",
        ),
        Table(
            "topics_over_time",
            "Topics by year, together and by jurisdiction",
            _named(_over_time(given, model, settings), model),
            f"As topics by jurisdiction. Each year has documents of its own. {_INTERVALS}",
        ),
        Table(
            "topics_frames",
            "Frames by topic",
            _topics_by_frame(main, model, session.codebook, settings),
            "Of a topic's passages, how many carry a frame (coded). expected: the share of all passages that carry it; "
            f"lift = share / expected, above 1 where a topic is spoken of in that frame. {_INTERVALS}",
        ),
    )


def topic_quotes(session: Session, corpus: Corpus, out: Path) -> tuple[Quote, ...]:
    """For each topic the passages nearest to its middle, of different documents, its words marked."""
    model = topic_model(session)
    if model is None or not model.found:
        return ()
    nearest = (
        model.assignments.filter(pl.col("topic") != OUTLIERS)
        .sort("nearness", "passage_id", descending=[True, False], nulls_last=True)
        .group_by("topic", maintain_order=True)
        .head(_CANDIDATES)
    )
    main = main_corpus(corpus)
    texts = dict(main.passages.select("passage_id", "text").iter_rows())
    patterns = {topic: _any_of(words) for topic, words in model.topics.select("topic", "words").iter_rows()}
    evidence = [
        _mark(patterns[topic], texts[passage]) for topic, passage in nearest.select("topic", "passage_id").iter_rows()
    ]
    ranked = _as_codes(nearest, probability="nearness").with_columns(pl.Series("evidence", evidence, CODES["evidence"]))
    sure = dict(nearest.select("passage_id", "probability").iter_rows())
    chosen = top_quotes(
        main.documents,
        main.passages,
        ranked,
        code_ids=[topic_code(topic) for topic in model.topics["topic"]],
        link=lambda file, page: source_link(session.project.folder / file, page, folder=out),
        by=(),
        per_cell=QUOTES_PER_TOPIC,
    )
    return tell_places(session, [replace(quote, probability=sure[quote.passage_id]) for quote in chosen])


def topic_code(topic: int) -> str:
    """The code id under which a topic's quotes are known."""
    return f"topic:{topic}"


def _with_quotes(topics: pl.DataFrame, quotes: Sequence[Quote]) -> pl.DataFrame:
    """The columns of topics, the first quote with its file and page, and the ids of all quoted passages."""
    by_topic = {topic: [one for one in quotes if one.code_id == topic_code(topic)] for topic in topics["topic"]}
    first = [found[0] if found else None for found in by_topic.values()]
    return topics.with_columns(
        quote=pl.Series([one and one.text for one in first], dtype=pl.String),
        file=pl.Series([one and one.file for one in first], dtype=pl.String),
        page=pl.Series([one and one.page for one in first], dtype=pl.Int32),
        quoted=pl.Series([[one.passage_id for one in found] for found in by_topic.values()], dtype=pl.List(pl.String)),
    )


def _assigned(passages: pl.DataFrame, model: TopicModel) -> pl.DataFrame:
    """The passages that have a topic or lie between topics."""
    return passages.filter(pl.col("passage_id").is_in(model.assignments["passage_id"].implode()))


def _topics_to_codes(model: TopicModel) -> pl.DataFrame:
    """Assignments as codes, so that they are counted as codes are."""
    return _as_codes(model.assignments, probability="probability")


def _as_codes(assignments: pl.DataFrame, *, probability: str) -> pl.DataFrame:
    return assignments.select(
        "passage_id",
        "document_id",
        code_id=pl.format("topic:{}", "topic"),
        present=pl.lit(True),
        probability=pl.col(probability),
        stance=pl.lit(None, dtype=pl.String),
    )


def _shares(
    given: tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame],
    model: TopicModel,
    settings: TableSettings,
    *,
    by: Sequence[str],
) -> pl.DataFrame:
    code_ids = [topic_code(topic) for topic in model.topics["topic"]]
    return prevalence(*given, code_ids=code_ids, by=by, seed=settings.seed, min_documents=settings.minimum_documents)


def _over_time(
    given: tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame], model: TopicModel, settings: TableSettings
) -> pl.DataFrame:
    """Each year of all documents, then of each jurisdiction; topics that a jurisdiction's year has not are left out."""
    together = _shares(given, model, settings, by=["year"]).with_columns(group=pl.lit(EVERYTHING))
    apart = _shares(given, model, settings, by=["jurisdiction", "year"]).with_columns(group="jurisdiction")
    apart = apart.filter(pl.col("coded") > 0).drop("jurisdiction")
    return pl.concat([frame.select("group", "year", pl.exclude("group", "year")) for frame in (together, apart)])


def _named(shares: pl.DataFrame, model: TopicModel) -> pl.DataFrame:
    """Topics' numbers and labels before the groups, in place of code ids."""
    labels = model.topics.select("topic", "label", frame=pl.format("topic:{}", "topic"))
    found = shares.join(labels, on="frame", maintain_order="left").drop("frame")
    return found.select("topic", "label", pl.exclude("topic", "label"))


def _topics_by_frame(corpus: Corpus, model: TopicModel, codebook: Codebook, settings: TableSettings) -> pl.DataFrame:
    """Of each topic's passages the share that carries each frame, with the share of all passages beside it."""
    frames = [code.id for code in codebook.frames]

    def share(passages: pl.DataFrame) -> pl.DataFrame:
        return prevalence(
            corpus.documents, passages, corpus.codes, code_ids=frames, by=(), seed=settings.seed,
            min_documents=settings.minimum_documents,
        )  # fmt: skip

    expected = share(_assigned(corpus.passages, model)).select("frame", expected="share")
    placed = corpus.passages.join(model.assignments.select("passage_id", "topic"), on="passage_id")
    parts = [
        share(placed.filter(pl.col("topic") == topic)).with_columns(
            topic=pl.lit(topic, dtype=pl.Int32), label=pl.lit(label)
        )
        for topic, label in model.topics.select("topic", "label").iter_rows()
    ]
    return (
        pl.concat(parts)
        .join(expected, on="frame", maintain_order="left")
        .with_columns(lift=pl.when(pl.col("expected") > 0).then(pl.col("share") / pl.col("expected")))
        .select("topic", "label", "frame", "documents", "passages", "coded", "share", "low", "high", "expected", "lift",
                "note")
    )  # fmt: skip


def _any_of(words: Sequence[str]) -> re.Pattern[str]:
    """Any of a topic's words, a pair of them also across other white space."""
    alternatives = sorted((r"\s+".join(map(re.escape, word.split())) for word in words), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(alternatives)})\b" if alternatives else r"(?!)", re.IGNORECASE)


def _mark(pattern: re.Pattern[str], text: str) -> list[dict[str, object]]:
    found = pattern.finditer(text)
    return [{"start": one.start(), "end": one.end(), "weight": 1.0, "rule": "topic word"} for one in found]
