"""Topics by BERTopic over given embeddings: seeded, repeatable in any process, no model loaded, nothing fetched.

Why k-means on directions stands in place of UMAP and HDBSCAN: docs/decisions/topics.md.
"""

import math
import warnings

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sklearn.feature_extraction.text import CountVectorizer
from threadpoolctl import threadpool_limits

from discourse.domain.errors import UsageError
from discourse.topics.cluster import DirectionClusters, make_reduction
from discourse.topics.frames import Fit, fit_to_model
from discourse.topics.model import TopicModel, no_topics
from discourse.topics.terms import terms

with warnings.catch_warnings():
    # BERTopic and what it imports warn of their own dependencies, and set warning filters for the whole process.
    warnings.simplefilter("ignore")
    from bertopic import BERTopic
    from bertopic.vectorizers import ClassTfidfTransformer

MIN_PASSAGES = 50
MIN_PASSAGES_PER_TOPIC = 5
MIN_TOPICS = 2
MAX_TOPICS = 30
TOPICS_PER_ROOT = 0.3
CANDIDATE_WORDS = 100


def fit_topics(
    passages: pl.DataFrame, embeddings: NDArray[np.float32], *, seed: int, topics: int | None = None
) -> TopicModel:
    """Find topics in `passages` (passage_id, document_id, text) with their `embeddings` [n, d], row by row.

    Passages of the same text are fitted once and share a topic; the order of rows does not matter. `topics` is the
    number of topics, by default `count_topics` of the different passages. Fewer than 50 of those, or than 5 for each
    of `topics`, give a model without topics and a `note` that says so. Raises `UsageError` for fewer than 2 `topics`.
    """
    if len(passages) != len(embeddings):
        raise ValueError(f"There are {len(passages)} passages and {len(embeddings)} embeddings; they must be as many.")
    if topics is not None and topics < MIN_TOPICS:
        raise UsageError(f"The number of topics is {topics}; it must be at least {MIN_TOPICS}.")
    distinct = distinct_passages(passages)
    needed = max(MIN_PASSAGES, MIN_PASSAGES_PER_TOPIC * (topics or 0))
    if len(distinct) < needed:
        return no_topics(
            f"{len(distinct)} different passages with words of their own are too few for topics; "
            f"at least {needed} are needed."
        )
    count = topics or count_topics(len(distinct))
    # The principal directions of single-precision embeddings would lose digits.
    vectors = embeddings[distinct["row"].to_numpy()].astype(np.float64)
    if not np.ptp(vectors, axis=0).any():
        return no_topics(f"The {len(distinct)} different passages do not fall into topics; their embeddings are equal.")
    fit = _fit(distinct, vectors, count, seed)
    return fit_to_model(passages.with_columns(key=text_key()), fit, note=_note(count, len(distinct), seed))


def count_topics(passages: int) -> int:
    """How many topics a corpus of so many different passages is asked for: 0.3 of its square root, from 2 to 30."""
    return min(MAX_TOPICS, max(MIN_TOPICS, round(TOPICS_PER_ROOT * math.sqrt(passages))))


def text_key() -> pl.Expr:
    """What two passages share when they say the same: the text without regard to case and white space."""
    return pl.col("text").str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars()


def distinct_passages(passages: pl.DataFrame) -> pl.DataFrame:
    """Columns row, passage_id, document_id, text, key, terms: one of each text that has a term, by passage id."""
    return (
        passages.select("passage_id", "document_id", "text", key=text_key())
        .with_row_index("row")
        .sort("passage_id")
        .unique("key", keep="first", maintain_order=True)
        .with_columns(terms=pl.col("text").map_elements(terms, return_dtype=pl.List(pl.String)))
        .filter(pl.col("terms").list.len() > 0)
    )


def _fit(distinct: pl.DataFrame, embeddings: NDArray[np.float64], count: int, seed: int) -> Fit:
    model = BERTopic(
        language="multilingual",  # "english" would strip accents and hyphens from the words
        top_n_words=CANDIDATE_WORDS,
        umap_model=make_reduction(embeddings.shape),
        hdbscan_model=DirectionClusters(count, seed=seed),
        vectorizer_model=CountVectorizer(analyzer=terms),
        ctfidf_model=ClassTfidfTransformer(bm25_weighting=True, reduce_frequent_words=True),
    )
    # Sums of several threads come in any order, so that their last bits, and with them a cluster, could differ.
    with threadpool_limits(limits=1):
        # BERTopic joins a topic's passages by a space; the stop keeps a pair of words from bridging two passages.
        labels, probabilities = model.fit_transform([f"{text} ." for text in distinct["text"]], embeddings)
    topics = sorted(set(labels))
    return Fit(
        distinct=distinct.with_columns(
            topic=pl.Series(labels, dtype=pl.Int32),
            probability=pl.Series(probabilities, dtype=pl.Float64),
            nearness=pl.Series(_nearness(embeddings, np.asarray(labels)), dtype=pl.Float64),
        ),
        words={topic: [word for word, _ in model.get_topic(topic) if word] for topic in topics},
    )


def _nearness(embeddings: NDArray[np.float64], labels: NDArray[np.int64]) -> NDArray[np.float64]:
    """The cosine [n] of each embedding to the mean of its topic."""
    nearness = np.zeros(len(labels))
    for topic in np.unique(labels):
        rows = embeddings[labels == topic]
        centre = rows.mean(axis=0)
        lengths = np.linalg.norm(rows, axis=1) * np.linalg.norm(centre)
        nearness[labels == topic] = rows @ centre / np.where(lengths == 0.0, 1.0, lengths)
    return nearness


def _note(count: int, passages: int, seed: int) -> str:
    return (
        f"BERTopic with principal directions and k-means on the unit sphere ({count} topics, seed {seed}), fitted on "
        f"{passages} different passages. Topic -1 holds passages that lie between topics. A topic is a set of "
        "passages alike in wording, found without the codebook; its label lists its most typical words."
    )
