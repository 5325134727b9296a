"""The passages shown behind the numbers of codes, of the codes that the coder finds, with what people said of them."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from discourse.domain.results import Quote
from discourse.pipeline.corpus import Corpus
from discourse.pipeline.learnt import hash_passage, learnt_from
from discourse.pipeline.peoples_passages import tell_people
from discourse.pipeline.places import tell_places
from discourse.pipeline.readings import entry_key
from discourse.pipeline.session import Session
from discourse.pipeline.tabulate import COLUMNS
from discourse.report.links import source_link
from discourse.tables.quotes import top_quotes


def coded_quotes(session: Session, corpus: Corpus, *, by: Sequence[str], folder: Path) -> tuple[Quote, ...]:
    """The quotes of each code by what `by` names; links lead from `folder`.

    None of codes that the coder practically does not find; of weak ones only what it is sure enough of; what the coder
    learnt from only for want of others.
    """
    counted, reliability = corpus.counted(session.codebook), session.reliability
    found = [code.id for code in session.codebook.codes if reliability.finds(code.id)]
    chosen = top_quotes(
        corpus.documents,
        counted.marked,
        counted.present,
        code_ids=found,
        link=lambda file, page: source_link(session.project.folder / file, page, folder=folder),
        by=[COLUMNS[item] for item in by],
        per_cell=session.settings.tables.quotes_per_cell,
        least={code_id: reliability.least_certainty(code_id) for code_id in found},
        learnt=_learnt(session, counted.marked),
    )
    return tell_places(session, _with_people(session, chosen))


def _learnt(session: Session, passages: pl.DataFrame) -> frozenset[str]:
    """The ids of those passages whose words the model learnt from."""
    known = learnt_from(session.card)
    rows = passages.select("passage_id", "text").iter_rows()
    return frozenset(passage_id for passage_id, text in rows if hash_passage(text) in known)


def _with_people(session: Session, quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """The quotes with what people said of their codes."""
    files = {quote.file for quote in quotes}
    keys = [entry_key(entry, session.settings) for entry in session.entries if entry.file in files]
    columns = ["document_id", "passage_id", "start", "end", "left_out"]
    passages = session.store.read("passages", keys, columns=columns)
    shown = passages.filter(pl.col("passage_id").is_in({quote.passage_id for quote in quotes}))
    said = tell_people(session.project.folder, shown.unique("passage_id", maintain_order=True))
    return tuple(replace(quote, people=said.get((quote.passage_id, quote.code_id), "")) for quote in quotes)
