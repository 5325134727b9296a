"""Looking only where alternative credentials are spoken of: most education policy is about other things.

Computed from the stored texts whenever it is asked for, at some 100,000 passages a second: a changed rule needs no
passage to be read or coded again. `TABLES_VERSION` must rise with the rules, as it must with any table.
"""

import polars as pl

from discourse.domain.results import Table
from discourse.domain.settings import Scope
from discourse.passages.scope import find_scope
from discourse.pipeline.blocks import Block
from discourse.pipeline.corpus import Corpus

_NOTE = (
    "passages are those that can be coded; in_scope are those of them that speak of micro-credentials, short courses, "
    "badges or other alternative credentials by any of their names; share = in_scope / passages. Found by rules: see "
    "the model card for how often they are wrong."
)


def within(corpus: Corpus, scope: Scope) -> Corpus:
    """The corpus with the passages of a scope only, their codes, and the documents that have one that can be coded."""
    if scope is Scope.ALL:
        return corpus
    seen = corpus.changed(corpus.documents, _narrow_block)
    coded = [block.passages.filter(pl.col("left_out") == "")["document_id"].unique() for block in seen.blocks()]
    ids = pl.concat([pl.Series("document_id", [], dtype=pl.String), *coded]).unique()
    return seen.changed(corpus.documents.filter(pl.col("document_id").is_in(ids.implode())), lambda block: block)


def _narrow_block(block: Block) -> Block:
    passages = block.passages.filter(find_scope(block.passages))
    return Block(passages, block.codes.filter(pl.col("passage_id").is_in(passages["passage_id"].implode())))


def scope_table(corpus: Corpus) -> Table:
    """How much of each document speaks of alternative credentials, those that speak most of them first."""
    counts = pl.concat([_count_block(block) for block in corpus.blocks()])
    frame = (
        corpus.documents.join(counts, on="document_id", how="left", maintain_order="left")
        .with_columns(pl.col("passages", "in_scope").fill_null(0))
        .with_columns(
            share=pl.when(pl.col("passages") > 0).then(pl.col("in_scope") / pl.col("passages")),
            speaks=pl.col("in_scope") > 0,
        )
        .sort("in_scope", "file", "place", descending=[True, False, False], maintain_order=True)
        .select(
            *("jurisdiction", "body", "title", "year", "doc_type", "kind", "file", "place"),
            *("passages", "in_scope", "share", "speaks", "document_id"),
        )
    )
    return Table("scope", "Which documents speak of alternative credentials", frame, _NOTE)


def _count_block(block: Block) -> pl.DataFrame:
    return (
        block.passages.with_columns(in_scope=find_scope(block.passages))
        .filter(pl.col("left_out") == "")
        .group_by("document_id")
        .agg(passages=pl.len(), in_scope=pl.col("in_scope").sum())
    )
