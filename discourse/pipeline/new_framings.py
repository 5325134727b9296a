"""Framings found for the first time: counted in new and changed documents alone, and quoted from them."""

from collections.abc import Collection, Set
from pathlib import Path

import polars as pl

from discourse.domain.results import Quote
from discourse.domain.sources import has_pages
from discourse.pipeline.changes import Framing
from discourse.pipeline.corpus import Corpus
from discourse.pipeline.quoted import check_quotes
from discourse.pipeline.quotes import coded_quotes
from discourse.pipeline.scope import within
from discourse.pipeline.session import Session
from discourse.pipeline.tabulate import quotes_table
from discourse.pipeline.topics_step import main_corpus


def find_new_framings(
    session: Session, out: Path, *, pairs: Collection[tuple[str, str]], texts: Set[str], known: Set[str]
) -> tuple[Framing, ...]:
    """Those of these `pairs` of a jurisdiction and a frame that documents of new `texts` (ids of sources) have.

    `known` are the jurisdictions that were in the tables before; links in quotes lead from `out`.
    """
    new = _documents_of(session, texts)
    counts = _count(new, session)
    quotes = coded_quotes(session, new, by=("jurisdiction",), folder=out)
    check_quotes(session, new, (quotes_table(quotes),))
    shown: dict[tuple[str, str], Quote] = {}
    for quote in quotes:
        shown.setdefault((quote.jurisdiction, quote.code_id), quote)
    return tuple(
        _framing(pair, counts[pair], shown.get(pair), is_new_jurisdiction=pair[0] not in known)
        for pair in pairs
        if pair in counts
    )


def _framing(pair: tuple[str, str], passages: int, quote: Quote | None, *, is_new_jurisdiction: bool) -> Framing:
    if quote is None:
        return Framing(*pair, passages, is_new_jurisdiction)
    page = quote.page if has_pages(quote.file) else None
    return Framing(*pair, passages, is_new_jurisdiction, quote.text, quote.file, page)


def _documents_of(session: Session, texts: Set[str]) -> Corpus:
    """Those documents of the tables whose texts these are; nothing is counted of the others."""
    main = main_corpus(within(session.corpus(), session.settings.tables.scope))
    documents = main.documents.filter(pl.col("source_id").is_in(list(texts)))
    return main.changed(documents, lambda block: block.of_documents(documents["document_id"]))


def _count(corpus: Corpus, session: Session) -> dict[tuple[str, str], int]:
    """How many passages of each jurisdiction carry each code, where any does."""
    codes = corpus.counted(session.codebook).codes.join(corpus.documents, on="document_id")
    counts = codes.group_by("jurisdiction", "code_id").agg(pl.col("coded").sum()).filter(pl.col("coded") > 0)
    return {(jurisdiction, code): coded for jurisdiction, code, coded in counts.iter_rows()}
