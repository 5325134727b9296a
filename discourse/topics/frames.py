"""From a fit over different texts to the frames handed on: topics with words and examples, and all passages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from discourse.topics.model import ASSIGNMENTS, OUTLIERS, TOPICS, TopicModel
from discourse.topics.quality import coherence
from discourse.topics.terms import choose_terms

WORDS = 10
LABEL_WORDS = 3
REPRESENTATIVES = 3
# A word that names a topic stands in this share of its passages at least, in so many of them and of its documents.
MIN_WORD_SHARE = 0.03
MIN_WORD_PASSAGES = 2
MIN_WORD_DOCUMENTS = 2
OUTLIERS_LABEL = "(between topics)"
UNNAMED = "(no common words)"


@dataclass(frozen=True, slots=True)
class Fit:
    """`distinct` as `distinct_passages`, with topic, probability and nearness; candidate `words` by topic, best first.

    `nearness` is the cosine of a passage to the middle of its topic.
    """

    distinct: pl.DataFrame
    words: Mapping[int, Sequence[str]]


def fit_to_model(passages: pl.DataFrame, fit: Fit, *, note: str) -> TopicModel:
    """The frames of a fit; `passages` has columns passage_id, document_id and key, one row per passage."""
    assignments = _assign(passages, fit.distinct)
    chosen = {topic: [] if topic == OUTLIERS else _choose_words(fit, topic) for topic in fit.words}
    held = [frozenset(found) for found in fit.distinct["terms"]]
    named = pl.DataFrame(
        {
            "topic": list(chosen),
            "label": [_label(topic, words) for topic, words in chosen.items()],
            "words": list(chosen.values()),
            "representative": [_representatives(fit.distinct, topic) for topic in chosen],
            "coherence": [coherence(words, held) for words in chosen.values()],
        },
        schema={name: TOPICS[name] for name in ("topic", "label", "words", "representative", "coherence")},
    ).with_columns(pl.col("coherence").fill_nan(None))
    sizes = assignments.group_by("topic").agg(
        passages=pl.len().cast(pl.Int64), documents=pl.col("document_id").n_unique().cast(pl.Int64)
    )
    unfitted = pl.DataFrame({"topic": [OUTLIERS], "label": [OUTLIERS_LABEL]}, schema_overrides=TOPICS)
    named = pl.concat([named, unfitted], how="diagonal").unique("topic", keep="first", maintain_order=True)
    topics = named.join(sizes, on="topic").sort(pl.col("topic") == OUTLIERS, "topic")
    return TopicModel(topics.select(TOPICS.names()), assignments, note)


def _assign(passages: pl.DataFrame, distinct: pl.DataFrame) -> pl.DataFrame:
    """Every passage takes the topic of the one like it that was fitted; one without words lies between topics."""
    return (
        passages.join(distinct.select("key", "topic", "probability"), on="key", how="left", maintain_order="left")
        .with_columns(pl.col("topic").fill_null(OUTLIERS), pl.col("probability").fill_null(0.0))
        .select(ASSIGNMENTS.names())
    )


def _label(topic: int, words: Sequence[str]) -> str:
    if topic == OUTLIERS:
        return OUTLIERS_LABEL
    return ", ".join(words[:LABEL_WORDS]) or UNNAMED


def _choose_words(fit: Fit, topic: int) -> list[str]:
    inside = fit.distinct.filter(pl.col("topic") == topic)
    spread = (
        inside.select("document_id", term=pl.col("terms").list.unique())
        .explode("term")
        .group_by("term")
        .agg(passages=pl.len(), documents=pl.col("document_id").n_unique())
    )
    needed = max(MIN_WORD_PASSAGES, MIN_WORD_SHARE * len(inside))
    documents = min(MIN_WORD_DOCUMENTS, inside["document_id"].n_unique())
    common = spread.filter(pl.col("passages") >= needed, pl.col("documents") >= documents)
    counts = dict(common.select("term", "passages").iter_rows())
    return choose_terms([word for word in fit.words[topic] if word in counts], counts, count=WORDS)


def _representatives(distinct: pl.DataFrame, topic: int) -> list[str]:
    """The passages nearest to the topic's middle, of different documents as far as there are."""
    near = distinct.filter(pl.col("topic") == topic).sort("nearness", "passage_id", descending=[True, False])
    first = near.unique("document_id", keep="first", maintain_order=True)
    ranked = pl.concat([first, near.join(first, on="passage_id", how="anti", maintain_order="left")])
    return ranked["passage_id"].head(REPRESENTATIVES).to_list()
