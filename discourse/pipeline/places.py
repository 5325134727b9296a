"""Where a reader finds a quotation: what its file calls the page, or, in a file without pages, the heading above it."""

from collections.abc import Sequence
from dataclasses import replace

from discourse.domain.results import Quote
from discourse.domain.sources import has_pages
from discourse.pipeline.readings import entry_key
from discourse.pipeline.session import Session


def tell_places(session: Session, quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """The quotes with their pages' labels and, where there are no pages, the headings that they stand under."""
    entries = {entry.file: entry for entry in session.entries}
    keys = {file: entry_key(entries[file], session.settings) for file in {quote.file for quote in quotes}}
    labels = _labels(session, [key for file, key in keys.items() if has_pages(file)])
    headings = _headings(session, [key for file, key in keys.items() if not has_pages(file)])
    return tuple(
        replace(quote, page_label=labels.get((entries[quote.file].source_id, quote.page), ""))
        if has_pages(quote.file)
        else replace(quote, heading=headings.get(quote.passage_id, ""))
        for quote in quotes
    )


def _labels(session: Session, keys: Sequence[str]) -> dict[tuple[str, int], str]:
    stored = session.store.read("documents", keys, columns=["source_id", "pages"])
    return {
        (source_id, page["number"]): page["label"]
        for source_id, pages in stored.iter_rows()
        for page in pages
        if page["label"]
    }


def _headings(session: Session, keys: Sequence[str]) -> dict[str, str]:
    stored = session.store.read("passages", keys, columns=["passage_id", "heading"])
    return dict(stored.iter_rows())
