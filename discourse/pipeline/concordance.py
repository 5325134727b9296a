"""A pattern's occurrences in a project."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from discourse.domain.documents import AsideKind
from discourse.pipeline.corpus import Corpus
from discourse.pipeline.filters import match_name
from discourse.pipeline.readings import entry_key
from discourse.pipeline.session import Session, open_session
from discourse.tables.kwic import NOT_SEARCHED, compile_pattern
from discourse.tables.kwic import concordance as concord

_ASIDES = {
    AsideKind.FOOTNOTE: "footnotes",
    AsideKind.RUNNING_HEAD: "running heads and feet",
    AsideKind.RUNNING_FOOT: "running heads and feet",
}


@dataclass(frozen=True, slots=True)
class Occurrences:
    """The places of a pattern in running text, and how many there are besides in what is not: footnotes, references."""

    lines: pl.DataFrame
    not_shown: Mapping[str, int]


def concordance(pattern: str, *, project: Path = Path()) -> pl.DataFrame:
    """Every occurrence of the regular expression `pattern` in what has been read, in its context.

    Columns: left, match, right, title, jurisdiction, year, page, file, passage_id. Raises `UsageError` for a
    pattern that is not a regular expression.

    >>> discourse.concordance("wages", project=Path("my-study"))["match"].to_list()
    ['wages']
    """
    with open_session(project) as session:
        corpus = session.corpus()
        return concord(corpus.documents, corpus.passages, pattern)


def find_occurrences(pattern: str, *, project: Path = Path(), jurisdictions: Sequence[str] = ()) -> Occurrences:
    """A concordance with what it does not show counted; without `jurisdictions` of all documents."""
    with open_session(project) as session:
        corpus = _within(session.corpus(), jurisdictions)
        lines = concord(corpus.documents, corpus.passages, pattern)
        texts = [*_passages_not_shown(corpus), *_asides(session, corpus)]
    expression = compile_pattern(pattern)
    found = {kind: 0 for kind, _ in texts}
    for kind, text in texts:
        found[kind] += sum(match.start() < match.end() for match in expression.finditer(text))
    return Occurrences(lines, {kind: count for kind, count in found.items() if count})


def _within(corpus: Corpus, jurisdictions: Sequence[str]) -> Corpus:
    if not jurisdictions:
        return corpus
    names = [match_name(name, corpus.documents["jurisdiction"].unique(), "jurisdiction") for name in jurisdictions]
    return corpus.of_documents(corpus.documents.filter(pl.col("jurisdiction").is_in(names)))


def _passages_not_shown(corpus: Corpus) -> list[tuple[str, str]]:
    hidden = corpus.passages.filter(pl.col("left_out").is_in(list(NOT_SEARCHED)))
    return [(NOT_SEARCHED[why], text) for why, text in hidden.select("left_out", "text").iter_rows()]


def _asides(session: Session, corpus: Corpus) -> list[tuple[str, str]]:
    """The texts beside the body, each with what it is, of the corpus's documents."""
    files = set(corpus.documents["file"])
    keys = [entry_key(entry, session.settings) for entry in session.entries if entry.file in files]
    there = session.store.ledger.result_keys("reading")
    stored = session.store.read(
        "documents", [key for key in dict.fromkeys(keys) if key in there], columns=["document_id", "asides"]
    )
    shown = stored.filter(pl.col("document_id").is_in(corpus.documents["document_id"].implode()))
    kinds = {str(kind): name for kind, name in _ASIDES.items()}
    return [
        (kinds[aside["kind"]], aside["text"])
        for asides in shown["asides"].to_list()
        for aside in asides
        if aside["kind"] in kinds
    ]
