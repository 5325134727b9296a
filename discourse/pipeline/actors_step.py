"""Passages that carry a frame → clauses with their actors, a reading at a time; and the table that shows them."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from discourse.coding.agency.clauses import Clause
from discourse.coding.agency.find import find_clauses
from discourse.coding.agency.lexicon import SHIPPED, ActorLexicon, load_lexicon
from discourse.coding.parser import parse
from discourse.domain.codebook import Codebook
from discourse.domain.registry import load
from discourse.domain.results import Table
from discourse.domain.settings import TableSettings
from discourse.pipeline.corpus import Corpus
from discourse.tables.actors import ACTED_ON, AGENCY, AGENT, BENEFICIARY, actors_table

LEXICON_FILE = "actors.yaml"
_LANGUAGES = ("en", "")
_NOTE = (
    "Clauses of passages that carry the frame; share = count / clauses, 95 % limits by bootstrap over documents. The "
    "agent is the doer by grammar; obliged: the agent of a clause with must, should, will, may, can, is expected to or "
    "is responsible; left_out: clauses that name no doer. issuer is 'we', addressed is 'you'. Found by a parser and a "
    "list of words: the model card says how often they err."
)


def find_actors(passages: pl.DataFrame, codes: pl.DataFrame, lexicon: ActorLexicon) -> pl.DataFrame:
    """The clauses of the English passages that carry a frame, columns `AGENCY`."""
    framed = codes.filter(pl.col("present") & (pl.col("kind") == "frame"))["passage_id"].unique()
    chosen = passages.filter(
        pl.col("passage_id").is_in(framed.implode()) & pl.col("language").is_in(_LANGUAGES) & (pl.col("left_out") == "")
    ).unique("passage_id", keep="first", maintain_order=True)
    nlp = load("parsers", "spacy")()
    rows = (
        row
        for (passage_id, document_id), doc in zip(
            chosen.select("passage_id", "document_id").iter_rows(), parse(nlp, chosen["text"]), strict=True
        )
        for clause in find_clauses(doc, lexicon)
        for row in _rows(clause, passage_id, document_id)
    )
    return pl.DataFrame(list(rows), schema=AGENCY)


def project_lexicon(folder: Path) -> ActorLexicon:
    """The project's own `actors.yaml`, or the shipped one."""
    own = folder / LEXICON_FILE
    return load_lexicon(own if own.is_file() else SHIPPED)


def actor_table(
    found: pl.DataFrame,
    corpus: Corpus,
    codebook: Codebook,
    lexicon: ActorLexicon,
    settings: TableSettings,
    *,
    by: Sequence[str],
) -> Table:
    """`actors` over the corpus by columns of its documents."""
    frame = actors_table(
        found,
        corpus.documents,
        corpus.passages,
        corpus.codes,
        frames=[code.id for code in codebook.frames],
        actors=[one.id for one in lexicon.classes],
        by=by,
        seed=settings.seed,
        min_documents=settings.minimum_documents,
    )
    frame = frame.drop(by[0]) if len(by) == 1 else frame  # `group` repeats it
    return Table("actors", "Who acts, who is acted on, who benefits, who is obliged", frame, _NOTE)


def _rows(clause: Clause, passage_id: str, document_id: str) -> Iterator[Mapping[str, Any]]:
    common = {
        "passage_id": passage_id,
        "document_id": document_id,
        "clause": clause.start,
        "clause_end": clause.end,
        "lemma": clause.lemma,
        "form": str(clause.form),
        "modality": str(clause.modality or ""),
    }
    roles = {AGENT: clause.agents, ACTED_ON: clause.acted_on, BENEFICIARY: clause.beneficiaries}
    people = [(role, one) for role, several in roles.items() for one in several]
    for role, one in people:
        yield {**common, "role": role, "actor": one.actor, "start": one.start, "end": one.end}
    if not people:
        yield {**common, "role": "", "actor": "", "start": clause.start, "end": clause.end}
