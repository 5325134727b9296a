"""Agreement of free spans, in characters, over coded text alone.

A kappa over all characters of a document is carried by the text that nobody coded; here only characters that at least
one of two coders gave a code count, so that the empty rest of a long document can neither raise nor lower anything.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from discourse.domain.codings import Coding
from discourse.tables.agreement import DRAWS
from discourse.tables.intervals import SEED, split_draws
from discourse.tables.prevalence import MIN_DOCUMENTS

_SPANS: dict[str, pl.DataType | type[pl.DataType]] = {
    "coders": pl.List(pl.String),
    "code": pl.String,
    "documents": pl.Int64,
    "characters_first": pl.Int64,
    "characters_second": pl.Int64,
    "characters_both": pl.Int64,
    "overlap": pl.Float64,
    "overlap_low": pl.Float64,
    "overlap_high": pl.Float64,
    "jaccard": pl.Float64,
    "note": pl.String,
}
SPANS = pl.Schema(_SPANS)

Range = tuple[int, int]


def span_agreement(
    codings: Iterable[Coding],
    *,
    code_ids: Sequence[str],
    min_documents: int = MIN_DOCUMENTS,
    seed: int = SEED,
) -> pl.DataFrame:
    """Columns `SPANS` for each two coders and code, over documents in which both coded anything.

    `overlap` is Dice's 2·both / (first + second), equal to the F1 of the one coder's characters against the other's,
    with a bootstrap over documents; `jaccard` is both / either.
    """
    spans, documents = _spans(codings)
    rows = []
    for first, second in combinations(sorted(documents), 2):
        shared = sorted(documents[first] & documents[second])
        for code_id in code_ids:
            sides = ((spans.get((first, code_id, name), []), spans.get((second, code_id, name), [])) for name in shared)
            counts = np.array([_count(*each) for each in sides], dtype=np.int64).reshape(-1, 3)
            counts = counts[counts[:, :2].sum(axis=1) > 0]
            if len(counts):
                rows.append(_row((first, second), code_id, counts, min_documents, seed))
    return pl.DataFrame(rows, schema=SPANS)


def _spans(
    codings: Iterable[Coding],
) -> tuple[dict[tuple[str, str, str], list[Range]], dict[str, set[str]]]:
    spans: dict[tuple[str, str, str], list[Range]] = {}
    documents: dict[str, set[str]] = {}
    for coding in codings:
        documents.setdefault(coding.coder, set()).add(coding.document_id)
        if coding.present:
            key = (coding.coder, coding.code_id, coding.document_id)
            spans.setdefault(key, []).append((coding.start, coding.end))
    return spans, documents


def _count(first: list[Range], second: list[Range]) -> tuple[int, int, int]:
    """Characters of the one, of the other, and of both, each counted once however many spans hold it."""
    one, other = list(_merged(first)), list(_merged(second))
    sizes = [sum(end - start for start, end in ranges) for ranges in (one, other)]
    either = sum(end - start for start, end in _merged([*one, *other]))
    return sizes[0], sizes[1], sizes[0] + sizes[1] - either


def _merged(ranges: list[Range]) -> Iterator[Range]:
    low, high = -1, -1
    for start, end in sorted(ranges):
        if start > high:
            if high > low:
                yield low, high
            low, high = start, end
        high = max(high, end)
    if high > low:
        yield low, high


def _row(
    coders: tuple[str, str], code_id: str, counts: NDArray[np.int64], min_documents: int, seed: int
) -> dict[str, Any]:
    first, second, both = (int(value) for value in counts.sum(axis=0))
    low, high = None, None
    if len(counts) >= max(2, min_documents):
        random = np.random.default_rng(seed)
        size = len(counts)
        sums = np.concatenate(
            [
                random.multinomial(size, np.full(size, 1 / size), size=samples) @ counts
                for samples in split_draws(DRAWS, size)
            ]
        )
        low, high = (float(value) for value in np.percentile(2 * sums[:, 2] / (sums[:, 0] + sums[:, 1]), (2.5, 97.5)))
    return {
        "coders": list(coders),
        "code": code_id,
        "documents": len(counts),
        "characters_first": first,
        "characters_second": second,
        "characters_both": both,
        "overlap": 2 * both / (first + second),
        "overlap_low": low,
        "overlap_high": high,
        "jaccard": both / (first + second - both),
        "note": "insufficient" if low is None else "",
    }
