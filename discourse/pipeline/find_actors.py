"""Passages that carry a frame → clauses with their actors; spaCy is loaded with this module."""

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl
from spacy.language import Language

from discourse.coding.agency.clauses import Clause
from discourse.coding.agency.lexicon import ActorLexicon
from discourse.coding.agency.read import read_clauses
from discourse.domain.results import AGENCY
from discourse.tables.actors import ACTED_ON, AGENT, BENEFICIARY

_LANGUAGES = ("en", "")


def find_actors(nlp: Language, passages: pl.DataFrame, codes: pl.DataFrame, lexicon: ActorLexicon) -> pl.DataFrame:
    """The clauses of the English passages that carry a frame, columns `AGENCY`."""
    framed = codes.filter(pl.col("present") & (pl.col("kind") == "frame"))["passage_id"].unique()
    chosen = passages.filter(
        pl.col("passage_id").is_in(framed.implode()) & pl.col("language").is_in(_LANGUAGES) & (pl.col("left_out") == "")
    ).unique("passage_id", keep="first", maintain_order=True)
    rows = (
        row
        for (passage_id, document_id), clauses in zip(
            chosen.select("passage_id", "document_id").iter_rows(),
            read_clauses(nlp, chosen["text"], lexicon),
            strict=True,
        )
        for clause in clauses
        for row in _rows(clause, passage_id, document_id)
    )
    return pl.DataFrame(list(rows), schema=AGENCY)


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
