"""Which passages a person should code next: where the model is unsure, of rare codes, unlike those seen already."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]

CANDIDATES = 1_000
# A code that the model sees nowhere should not drown all others.
_RAREST = 0.01


def weigh_uncertainty(codes: pl.DataFrame) -> pl.DataFrame:
    """How much each passage would teach: columns passage_id and weight (0 to 1), the highest first.

    `codes` has passage_id, code_id and probability of the frames of each passage. A frame's uncertainty, 1 - |2p - 1|,
    counts the more the rarer the frame is (by the square root of its expected share); the best frame stands for the
    passage.
    """
    rarity = codes.group_by("code_id").agg((1 / (pl.col("probability").mean() + _RAREST).sqrt()).alias("rarity"))
    uncertain = (1 - (2 * pl.col("probability") - 1).abs()) * pl.col("rarity")
    weighed = (
        codes.join(rarity.with_columns(pl.col("rarity") / pl.col("rarity").max()), on="code_id")
        .group_by("passage_id")
        .agg(uncertain.max().alias("weight"))
    )
    return weighed.sort("weight", "passage_id", descending=[True, False])


def spread(weights: Sequence[float], vectors: FloatArray, *, limit: int) -> list[int]:
    """Places of up to `limit` candidates, each the best by weight × distance from all chosen before it.

    `vectors` [n, d] are their embeddings; distance is 1 - cosine. Greedy farthest-first choice (Gonzalez 1985),
    weighted by what each would teach.
    """
    worth = np.asarray(weights, dtype=np.float32)
    unit = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    distance = np.ones(len(worth), dtype=np.float32)
    free = np.ones(len(worth), dtype=bool)
    chosen: list[int] = []
    for _ in range(min(limit, len(worth))):
        place = int(np.argmax(np.where(free, worth * distance, -1.0)))
        chosen.append(place)
        free[place] = False
        distance = np.minimum(distance, 1 - unit @ unit[place])
    return chosen


def spread_over_documents(ids: Sequence[str], documents: Mapping[str, str], *, limit: int) -> list[str]:
    """The same where no embeddings are known: by rank, one of each document in turn."""
    rounds: dict[str, int] = {}
    ranked = []
    for rank, passage_id in enumerate(ids):
        turn = rounds.get(documents[passage_id], 0)
        rounds[documents[passage_id]] = turn + 1
        ranked.append((turn, rank, passage_id))
    return [passage_id for _, _, passage_id in sorted(ranked)[:limit]]
