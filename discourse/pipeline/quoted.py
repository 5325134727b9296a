"""The last gate before anything is written: every quotation is what its document says, letter for letter."""

from collections.abc import Iterator, Sequence

import polars as pl

from discourse.domain.errors import StoreError
from discourse.domain.results import Table
from discourse.pipeline.corpus import Corpus
from discourse.pipeline.readings import entry_key
from discourse.pipeline.session import Session

# The columns of tables that hold a passage's whole text.
_PASSAGES = ("quote", "quote_1", "quote_2")
# `facts` has passages in `text`, and fields of listings, which are no passages; `definitions` shows them as
# “the passage” (title, page).
_FACTS = "facts"
_DEFINITIONS, _SHOWN_FACT = "definitions", r"(?s)^“(.*)” \("


def check_quotes(session: Session, corpus: Corpus, tables: Sequence[Table]) -> None:
    """Raise `StoreError` for the first quotation that does not stand in its document's stored text at its offsets."""
    _check_definitions(tables)
    quoted = pl.concat([pl.DataFrame(schema={"text": pl.String}), *_quoted_passages(tables)]).unique()
    standing = [
        quoted.join(block.passages.select("document_id", "start", "end", "text"), on="text")
        for block in corpus.blocks()
    ]
    found = quoted.join(pl.concat(standing), on="text", how="left")
    for text in found.filter(pl.col("document_id").is_null())["text"]:
        raise StoreError(f"The tables quote “{text}”, which is no passage of the corpus; this is a bug of discourse.")
    spans = found.select("document_id", "start", "end", "text")
    texts = _texts(session, corpus, spans["document_id"].unique())
    for document_id, start, end, text in spans.iter_rows():
        if texts.get(document_id, "")[start:end] != text:
            raise StoreError(
                f"“{text}” is quoted from {document_id[:16]}:{start}-{end}, where the stored text says something else; "
                "delete the project's folder 'parts' and run again."
            )


def _check_definitions(tables: Sequence[Table]) -> None:
    known = {text for table in tables if table.name == _FACTS for text in table.frame["text"]}
    for frame in (table.frame for table in tables if table.name == _DEFINITIONS):
        for name in set(_PASSAGES) & set(frame.columns):
            for text in frame[name].drop_nulls().str.extract(_SHOWN_FACT):
                if text not in known:
                    raise StoreError(
                        f"'{_DEFINITIONS}' quotes “{text}”, which no fact has; this is a bug of discourse."
                    )


def _quoted_passages(tables: Sequence[Table]) -> Iterator[pl.DataFrame]:
    """The passages that tables quote, one column `text`."""
    for frame in (table.frame for table in tables if table.name == _FACTS):
        yield frame.filter(pl.col("passage_id") != "").select("text")
    for frame in (table.frame for table in tables if table.name != _DEFINITIONS):
        for name in set(_PASSAGES) & set(frame.columns):
            yield frame.select(text=name).drop_nulls().filter(pl.col("text") != "")


def _texts(session: Session, corpus: Corpus, document_ids: pl.Series) -> dict[str, str]:
    """The stored texts of these documents."""
    sources = set(corpus.documents.filter(pl.col("document_id").is_in(document_ids.implode()))["source_id"])
    keys = dict.fromkeys(entry_key(entry, session.settings) for entry in session.entries if entry.source_id in sources)
    there = session.store.ledger.result_keys("reading")
    stored = session.store.read("documents", [key for key in keys if key in there], columns=["document_id", "text"])
    return dict(stored.iter_rows())
