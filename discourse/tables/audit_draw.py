"""A random sample of passages for people to code, every one with its chance to be drawn."""

import numpy as np
import polars as pl

from discourse.domain.documents import UNKNOWN
from discourse.domain.errors import UsageError

STRATA = ("jurisdiction", "probability")

# Bands of a passage's highest probability of any frame: what the model finds, doubts and passes over.
_BANDS = (0.1, 0.5)
_BAND_NAMES = ("below 0.1", "0.1 to 0.5", "0.5 and over")


def stratify(documents: pl.DataFrame, passages: pl.DataFrame, codes: pl.DataFrame, strata: str) -> pl.DataFrame:
    """Columns passage_id, document_id, stratum of every passage that can be coded, in reading order.

    `strata` is `jurisdiction`, or `probability`: bands of a passage's highest probability of any frame, so that the
    rare passages that carry one are drawn often enough. Raises `UsageError` for any other.
    """
    if strata not in STRATA:
        raise UsageError(f"There are no strata '{strata}'; known are {' and '.join(STRATA)}.")
    every = passages.filter(pl.col("left_out") == "").sort("document_id", "number").unique(
        "passage_id", keep="first", maintain_order=True
    )  # fmt: skip
    if strata == "probability":
        highest = codes.filter(pl.col("kind") == "frame").group_by("passage_id").agg(pl.col("probability").max())
        found = every.join(highest, on="passage_id", how="left", maintain_order="left")
        reached = pl.sum_horizontal(pl.col("probability").fill_null(0.0) >= edge for edge in _BANDS)
        band = pl.lit(pl.Series(_BAND_NAMES)).get(reached)
        return found.select("passage_id", "document_id", stratum=band)
    place = documents.select("document_id", stratum=pl.col("jurisdiction").replace("", None).fill_null(UNKNOWN))
    found = every.join(place.unique("document_id"), on="document_id", maintain_order="left")
    return found.select("passage_id", "document_id", "stratum")


def draw_sample(population: pl.DataFrame, *, size: int, seed: int) -> pl.DataFrame:
    """Columns passage_id, document_id, stratum, probability: `size` passages of `population` in random order.

    Every stratum gives as many as any other, small ones all they have. Within a stratum the documents stand in random
    order and every k-th passage is taken from a random start, so that each has the same chance, `probability`, and
    documents give in proportion to their length: spread over as many documents as can be, because passages of one
    document resemble one another. Raises `UsageError` for a size below one.
    """
    if size < 1:
        raise UsageError(f"A sample of {size} passages cannot be drawn; give a size of at least 1.")
    random = np.random.default_rng(seed)
    sizes = population.group_by("stratum").len().sort("stratum")
    parts = [population.clear().with_columns(probability=pl.lit(None, pl.Float64))]
    for name, allotted in zip(sizes["stratum"], allot(sizes["len"].to_list(), size), strict=True):
        stratum = population.filter(pl.col("stratum") == name)
        if allotted:
            taken = _every_kth(stratum["document_id"].to_numpy(), allotted, random)
            parts.append(stratum[taken].with_columns(probability=pl.lit(allotted / stratum.height)))
    drawn = pl.concat(parts)
    return drawn[random.permutation(drawn.height)]


def allot(sizes: list[int], total: int) -> list[int]:
    """How many each stratum of so many passages gives: equally many, all it has where that is fewer."""
    given, left = [0] * len(sizes), min(total, sum(sizes))
    while left:
        open_strata = [at for at, size in enumerate(sizes) if given[at] < size]
        each = max(1, left // len(open_strata))
        for at in open_strata[: left // each]:
            more = min(each, sizes[at] - given[at])
            given[at] += more
            left -= more
    return given


def _every_kth(
    documents: np.ndarray[tuple[int], np.dtype[np.object_]], size: int, random: np.random.Generator
) -> list[int]:
    """Places of `size` passages at equal distances, from a random start, with the documents in random order."""
    _, inside = np.unique(documents, return_inverse=True)
    order = np.argsort(random.permutation(inside.max() + 1)[inside], kind="stable")
    places = np.floor((np.arange(size) + random.random()) * len(order) / size).astype(int)
    return [int(place) for place in order[places]]
