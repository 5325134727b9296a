"""The random sample that people code in the page: its order, and how far one has come in it without a gap."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from itertools import takewhile
from typing import TypeVar

import polars as pl

_Met = TypeVar("_Met")


def in_random_order(passages: pl.DataFrame, *, seed: int) -> pl.DataFrame:
    """The passages in an order that nothing but the seed decides, the same for every coder."""
    order = [hashlib.sha256(f"{seed} {one}".encode()).hexdigest() for one in passages["passage_id"]]
    return passages.with_columns(pl.Series("order", order, dtype=pl.String)).sort("order").drop("order")


def of_policies(passages: pl.DataFrame, kinds: Mapping[str, str]) -> pl.DataFrame:
    """The passages of policy documents, or of all where there are none, each once; `kinds` are by document id."""
    chosen = [document_id for document_id, kind in kinds.items() if kind == "policy"] or list(kinds)
    return passages.filter(pl.col("document_id").is_in(chosen)).unique("passage_id", keep="first", maintain_order=True)


def from_the_top(ordered: Iterable[_Met], met: Collection[_Met]) -> list[_Met]:
    """Those from the top down to the first that was not met: what was met further down was met by another way."""
    return list(takewhile(met.__contains__, ordered))
