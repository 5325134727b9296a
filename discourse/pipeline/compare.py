"""Comparing groups of documents: all of them, or two against each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import polars as pl

from discourse.domain.errors import UsageError
from discourse.domain.results import Table
from discourse.pipeline.corpus import Corpus
from discourse.pipeline.session import open_session
from discourse.pipeline.tabulate import COLUMNS, comparison_tables
from discourse.report.files import write_csv

_GROUPS_COMPARED = 2


@dataclass(frozen=True, slots=True)
class Comparison:
    """The tables of a comparison and the folder that holds them as CSV."""

    tables: tuple[Table, ...]
    out: str


def compare(
    groups: Sequence[str] = (),
    *,
    project: Path = Path(),
    by: Sequence[str] = ("jurisdiction",),
    kind: str = "policy",
    out: Path | None = None,
) -> Comparison:
    """Compare framings by one or two of jurisdiction, body, year and type, and write a CSV for each table.

    `groups` names two values of the first of `by`; without it all are compared. `kind` is policy, listing or
    all. Raises `UsageError` for a group that no document has.
    """
    _check(groups, by)
    with open_session(project) as session:
        corpus = session.corpus().of_kind(kind)
        if corpus.documents.is_empty():
            raise UsageError(
                f"There are no documents of type '{kind}' to compare; add some and run, or give --type all."
            )
        if groups:
            corpus = _only(corpus, COLUMNS[by[0]], groups)
        tables = comparison_tables(corpus, session.codebook, session.settings.tables, by=by)
        folder = out or session.project.outputs
        for table in tables.all():
            write_csv(table, folder / f"{table.name}.csv")
    shown = (tables.prevalence, tables.contrasts) if groups else (tables.prevalence,)
    return Comparison(shown, str(folder))


def _check(groups: Sequence[str], by: Sequence[str]) -> None:
    if groups and (len(groups) != _GROUPS_COMPARED or groups[0] == groups[1]):
        raise UsageError(f"Two different groups can be compared, {len(groups)} were given; name two, or none for all.")
    if not 1 <= len(by) <= 2 or len(set(by)) != len(by):
        raise UsageError("Give --by once, or twice with two different values for a cross.")


def _only(corpus: Corpus, column: str, groups: Sequence[str]) -> Corpus:
    values = pl.col(column).cast(pl.String).fill_null("unknown")
    known = corpus.documents.select(values.unique().sort()).to_series().to_list()
    chosen = [_match(group, known, column) for group in groups]
    return corpus.of_documents(corpus.documents.filter(values.is_in(chosen)))


def _match(group: str, known: Sequence[str], column: str) -> str:
    for name in known:
        if name.casefold() == group.casefold():
            return name
    near = get_close_matches(group, known, n=1)
    hint = f"did you mean '{near[0]}'?" if near else f"known are {', '.join(known)}."
    raise UsageError(f"No document has the {column} '{group}'; {hint}")
