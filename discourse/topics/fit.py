"""Topics by BERTopic over given embeddings: seeded, repeatable in any process, no model loaded, nothing fetched.

Why k-means on directions stands in place of UMAP and HDBSCAN: docs/decisions/topics.md.
"""

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from sklearn.feature_extraction.text import CountVectorizer
from threadpoolctl import threadpool_limits

from discourse.domain.errors import UsageError
from discourse.domain.results import OUTLIERS
from discourse.topics.cluster import OUTLIERS_BELOW, cluster_directions, clusters_to_directions, reduce_embeddings
from discourse.topics.directions import Directions, Numbers, unit_rows
from discourse.topics.frames import describe_topics, fitted_assignments, with_sizes
from discourse.topics.model import Guides, TopicModel, no_topics
from discourse.topics.stability import SEEDS, measure_stability
from discourse.topics.terms import terms
from discourse.topics.words import CANDIDATE_WORDS, DIGITS, choose_words, count_terms, make_tfidf

with warnings.catch_warnings():
    # BERTopic and what it imports warn of their own dependencies, and set warning filters for the whole process.
    warnings.simplefilter("ignore")
    from bertopic import BERTopic
    from bertopic.cluster import BaseCluster
    from bertopic.dimensionality import BaseDimensionalityReduction

MIN_PASSAGES = 50
MIN_PASSAGES_PER_TOPIC = 5
MIN_TOPICS = 2
MAX_TOPICS = 30
TOPICS_PER_ROOT = 0.3
# So many of the passages that topics are found with are called far from every topic.
FAR_IN_FIT = 0.05
_BETWEEN_TERMS = "\x1f"


@dataclass(frozen=True, slots=True)
class _Wanted:
    """How topics are to be found."""

    count: int
    seed: int
    outliers_below: float


def fit_topics(
    passages: pl.DataFrame,
    embeddings: np.ndarray,
    *,
    seed: int,
    topics: int | None = None,
    outliers_below: float = OUTLIERS_BELOW,
    guides: Guides | None = None,
) -> TopicModel:
    """Find topics in `passages` (passage_id, document_id, text) with their `embeddings` [n, d], row by row.

    Passages of the same text are fitted once and share a topic; the order of rows does not matter. `topics` is the
    number of topics, by default `count_topics` of the different passages, and at least one for each of the `guides`.
    A passage with a lower probability than `outliers_below` lies between topics. Fewer than 50 different passages, or
    than 5 for each topic, give a model without topics and a `note` that says so. Raises `UsageError` for fewer than 2
    topics or fewer than there are guides.
    """
    if len(passages) != len(embeddings):
        raise ValueError(f"There are {len(passages)} passages and {len(embeddings)} embeddings; they must be as many.")
    guided = guides.ids if guides else ()
    _check(topics, guided, outliers_below)
    distinct = distinct_passages(passages)
    count = topics or max(count_topics(len(distinct)), len(guided))
    needed = max(MIN_PASSAGES, MIN_PASSAGES_PER_TOPIC * count)
    if len(distinct) < needed:
        return no_topics(
            f"{len(distinct)} different passages with words of their own are too few for topics; "
            f"at least {needed} are needed."
        )
    # The principal directions of single-precision embeddings would lose digits.
    vectors = embeddings[distinct["row"].to_numpy()].astype(np.float64)
    if not np.ptp(vectors, axis=0).any():
        return no_topics(f"The {len(distinct)} different passages do not fall into topics; their embeddings are equal.")
    # Sums of several threads come in any order, so that their last bits, and with them a cluster, could differ.
    with threadpool_limits(limits=1):
        return _fit(passages, distinct, vectors, guides, _Wanted(count, seed, outliers_below))


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


def _check(topics: int | None, guided: Sequence[str], outliers_below: float) -> None:
    if topics is not None and topics < MIN_TOPICS:
        raise UsageError(f"The number of topics is {topics}; it must be at least {MIN_TOPICS}.")
    if not 0.0 <= outliers_below < 1.0:
        raise UsageError(f"'outliers_below' is {outliers_below}; it must be a probability from 0 to below 1.")
    if topics is not None and topics < len(guided):
        raise UsageError(
            f"The number of topics is {topics} and {len(guided)} are guided by codes ({', '.join(guided)}); "
            f"ask for at least {len(guided)} topics, or for 0 to let the corpus decide."
        )


def _fit(
    passages: pl.DataFrame, distinct: pl.DataFrame, vectors: Numbers, guides: Guides | None, wanted: _Wanted
) -> TopicModel:
    reduction = reduce_embeddings(vectors)
    points = unit_rows(reduction.transform(vectors))
    starts = unit_rows(reduction.transform(guides.embeddings.astype(np.float64))) if guides else None
    clusters = cluster_directions(points, wanted.count, seed=wanted.seed, guides=starts)
    unnumbered = clusters_to_directions(reduction, clusters, outliers_below=wanted.outliers_below)
    placed = unnumbered.place(vectors)
    held = distinct["terms"].to_list()
    labels, ranked = _number_topics(held, vectors, placed.topic)
    directions = _renumber(unnumbered, placed.topic, labels, far_below=float(np.quantile(placed.nearness, FAR_IN_FIT)))
    counted = count_terms(held, distinct["document_id"].to_list())
    words = choose_words(counted, labels, ranked) | {OUTLIERS: []}
    stability = measure_stability(
        words, points, counted, count=wanted.count, seed=wanted.seed, outliers_below=wanted.outliers_below,
        guides=starts,
    )  # fmt: skip
    guide_of = dict(zip(directions.topics.tolist(), guides.ids if guides else (), strict=False))
    assignments = fitted_assignments(passages.with_columns(key=text_key()), distinct, labels, placed)
    topics = describe_topics(words, held, stability, guide_of)
    return TopicModel(with_sizes(topics, assignments), assignments, directions, _note(wanted, topics, len(distinct)))


def _number_topics(
    held: Sequence[Sequence[str]], vectors: Numbers, clusters: np.ndarray
) -> tuple[np.ndarray, dict[int, list[str]]]:
    """BERTopic's number of each passage's topic, the largest first, and each topic's terms by c-TF-IDF."""
    model = BERTopic(
        language="multilingual",  # "english" would strip accents and hyphens from the words
        top_n_words=CANDIDATE_WORDS,
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=BaseCluster(),
        vectorizer_model=CountVectorizer(analyzer=_split_terms),
        ctfidf_model=make_tfidf(),
    )
    # BERTopic joins a topic's passages by a space, which the split takes off again.
    texts = [_BETWEEN_TERMS.join([*terms_of, ""]) for terms_of in held]
    labels, _ = model.fit_transform(texts, vectors, y=clusters)
    weighed = {topic: [(-round(weight, DIGITS), word) for word, weight in model.get_topic(topic) if word]
               for topic in set(labels)}  # fmt: skip
    ranked = {topic: [word for _, word in sorted(found)] for topic, found in weighed.items()}
    return np.asarray(labels, dtype=np.int64), ranked


def _split_terms(joined: str) -> list[str]:
    return [stripped for term in joined.split(_BETWEEN_TERMS) if (stripped := term.strip())]


def _renumber(directions: Directions, clusters: np.ndarray, labels: np.ndarray, *, far_below: float) -> Directions:
    """The directions with BERTopic's numbers; a cluster that is nearest to no passage surely has none."""
    numbers = dict(zip(clusters.tolist(), labels.tolist(), strict=True))
    topics = np.array([numbers.get(cluster, OUTLIERS) for cluster in directions.topics.tolist()], dtype=np.int64)
    return replace(directions, topics=topics, far_below=far_below)


def _note(wanted: _Wanted, topics: pl.DataFrame, passages: int) -> str:
    means = topics.filter(pl.col("topic") != OUTLIERS).select(
        pl.col("coherence", "diversity", "stability", "stability_documents").mean()
    )
    coherent, diverse, stable, stable_documents = (f"{value or 0.0:.2f}" for value in means.row(0))
    return (
        f"BERTopic with principal directions and k-means on the unit sphere ({wanted.count} topics, seed "
        f"{wanted.seed}), fitted on {passages:,} different passages. Topic -1 (no topic) holds passages that lie "
        "between topics. A topic is a set of passages alike in wording; its label lists its most typical words. "
        f"coherence: NPMI of its words (mean {coherent}); diversity: the part of its words that no other topic has "
        f"({diverse}); stability: the part of its words found again with {SEEDS} other seeds ({stable}), "
        f"stability_documents: with documents drawn {SEEDS} times with replacement ({stable_documents}). A topic of "
        "low stability would not be found again."
    )
