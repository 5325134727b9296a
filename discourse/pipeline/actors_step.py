"""Codes → the clauses of the passages that carry a frame, a reading at a time; and the table that shows them."""

from collections.abc import Sequence

import polars as pl

from discourse.coding.agency.lexicon import ActorLexicon
from discourse.domain.codebook import Codebook
from discourse.domain.documents import Status
from discourse.domain.registry import load
from discourse.domain.results import Table
from discourse.domain.settings import TableSettings
from discourse.pipeline.corpus import Corpus
from discourse.pipeline.keys import coding_key
from discourse.pipeline.progress import Progress
from discourse.pipeline.readings import ReadingRow, entry_key
from discourse.pipeline.session import Session
from discourse.pipeline.tabulate import COLUMNS, tidy
from discourse.tables.actors import actors_table

_NOTE = (
    "Clauses of passages that carry the frame; share = count / clauses, 95 % limits by bootstrap over documents. The "
    "agent is the doer by grammar; obliged: the agent of a clause with must, should, will, may, can, is expected to or "
    "is responsible; left_out: clauses that name no doer. issuer is 'we', addressed is 'you'. Found by a parser and a "
    "list of words: the model card says how often they err."
)


def find_stale_actors(session: Session, rows: Sequence[ReadingRow], *, progress: Progress) -> set[str]:
    """Search the coded readings whose clauses are not there yet; returns their keys."""
    there = session.store.ledger.result_keys("actors")
    stale = [row for row in rows if row.status is Status.OK and session.actors_key(row.key) not in there]
    if not stale:
        return set()
    find, nlp = load("finders", "actors"), load("parsers", "spacy")(session.parser.name)
    for done, row in enumerate(stale, start=1):
        codes = session.store.read("codes", [coding_key(row.key, session.codebook.id, session.model_id)])
        found = find(nlp, session.store.read("passages", [row.key]), codes, session.lexicon)
        session.store.commit("actors", session.actors_key(row.key), {"actors": found}, {"rows": found.height})
        progress("actors", done, len(stale))
    return {row.key for row in stale}


def found_actors(session: Session) -> pl.DataFrame:
    """The clauses of everything that was searched, columns `AGENCY`."""
    there = session.store.ledger.result_keys("actors")
    keys = (session.actors_key(entry_key(entry, session.settings)) for entry in session.entries)
    return session.store.read("actors", [key for key in dict.fromkeys(keys) if key in there])


def actor_table(
    found: pl.DataFrame,
    corpus: Corpus,
    codebook: Codebook,
    lexicon: ActorLexicon,
    settings: TableSettings,
    *,
    by: Sequence[str],
) -> Table:
    """`actors` over the corpus by what `by` names (jurisdiction, body, year, type)."""
    columns = [COLUMNS[item] for item in by]
    counted = corpus.counted(codebook)
    frame = actors_table(
        found,
        corpus.documents,
        counted.marked,
        counted.present,
        frames=[code.id for code in codebook.frames],
        actors=[one.id for one in lexicon.classes],
        by=columns,
        seed=settings.seed,
        min_documents=settings.minimum_documents,
    )
    return Table("actors", f"Who acts, is acted on, benefits, is obliged by {' and '.join(by)}", tidy(frame, by), _NOTE)
