"""Comparing groups of documents: all of them, or two against each other on one page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from discourse.coding.cards import frames_with_stance
from discourse.domain.documents import UNKNOWN
from discourse.domain.errors import UsageError
from discourse.domain.results import Table
from discourse.domain.settings import Scope
from discourse.pipeline.actors_step import actor_table
from discourse.pipeline.audit import read_audit
from discourse.pipeline.corpus import Corpus
from discourse.pipeline.filters import POLICY, Filters, match_name, narrow, parse_years
from discourse.pipeline.mentions import find_mentions, learner_table, silence_table
from discourse.pipeline.quotes import coded_quotes
from discourse.pipeline.report_method import audited_scores
from discourse.pipeline.session import open_session
from discourse.pipeline.tabulate import COLUMNS, comparison_tables, quotes_table
from discourse.pipeline.topics_step import main_corpus
from discourse.pipeline.two_sides import gather_sides
from discourse.pipeline.wider_tables import wider_tables
from discourse.report.files import write_csv
from discourse.report.two_sides import TwoSides, sides_to_grid, sides_to_sentences, write_two_sides
from discourse.report.workbook import write_workbook

FOLDER = "compared"
PAGE_FILE = "comparison.html"
WORKBOOK_FILE = "comparison.xlsx"
_GROUPS_COMPARED = 2


@dataclass(frozen=True, slots=True)
class Comparison:
    """The tables to show, sentences that their intervals support, and the folder that holds all as files.

    `page` is the two-sided page, empty where all groups are compared.
    """

    tables: tuple[Table, ...]
    out: str
    sentences: tuple[str, ...] = ()
    page: str = ""


def compare(
    groups: Sequence[str] = (),
    *,
    project: Path = Path(),
    by: Sequence[str] = ("jurisdiction",),
    kind: str = POLICY,
    jurisdictions: Sequence[str] = (),
    years: str = "",
    scope: Scope | str | None = None,
    out: Path | None = None,
) -> Comparison:
    """Compare framings by one or two of jurisdiction, body, year and type; every table as CSV and in one workbook.

    `groups` names two values of the first of `by` and also gives a page with both sides; without it all are compared.
    `kind`, `jurisdictions`, `years` (`2015-2020`, `2015-`) and `scope` (all, microcredential; by
    default that of the project's settings) say what is looked at.
    Written to `out`, by default a folder of its own below the outputs. Raises `UsageError` for a group that no document
    has, and where nothing is left to compare.

    >>> found = discourse.compare(("Kestria", "Nordhavel"), project=Path("my-study"))
    >>> found.tables[0].frame.columns[:2]
    ['Framings', 'Kestria']
    """
    _check(groups, by)
    with open_session(project) as session:
        span = parse_years(years) if years else (None, None)
        filters = Filters(kind, tuple(jurisdictions), span, Scope(scope or session.settings.tables.scope))
        everything = session.corpus()
        corpus = narrow(everything, filters)
        pairs = None
        if groups:
            chosen = _match(groups, COLUMNS[by[0]], corpus, everything=everything, filters=filters)
            corpus = corpus.of_documents(corpus.documents.filter(_values(COLUMNS[by[0]]).is_in(chosen)))
            pairs = [chosen] if len(by) == 1 else None
        settings, codebook = session.settings.tables, session.codebook
        folder = out or session.project.outputs / FOLDER / _folder_name(groups, by)
        # An audit was drawn from whole documents; its answers say nothing of a part of their passages.
        audit = read_audit(project) if filters == Filters() else None
        voiced = frames_with_stance(session.card)
        tables = comparison_tables(corpus, codebook, settings, by=by, voiced=voiced, audit=audit, pairs=pairs)
        wider = wider_tables(corpus, codebook, settings, by=by)
        quotes = coded_quotes(session, corpus, by=by, folder=folder)
        mentions = find_mentions(session, corpus)
        actors = actor_table(mentions.actors, corpus, codebook, session.lexicon, settings, by=by)
        learners = learner_table(mentions, corpus, codebook, settings, by=by)
        silent = silence_table(mentions, corpus, codebook, by=by, reliability=session.reliability)
        files = (*tables.all(), *wider.all(), actors, learners, silent, quotes_table(quotes))
        for table in files:
            write_csv(table, folder / f"{table.name}.csv")
        about = {"title": _title(groups, by), "Looked at": str(filters), "Model": session.coder}
        write_workbook(files, folder / WORKBOOK_FILE, about=about)
        if not pairs:
            return Comparison((tables.prevalence,), str(folder))
        sides = gather_sides(
            session, corpus, tables, wider, quotes, pair=pairs[0], by=by[0], filters=filters, folder=folder,
            audited=audited_scores(audit, main_corpus(everything), codebook),
        )  # fmt: skip
    write_two_sides(sides, folder / PAGE_FILE)
    sentences = tuple(sentence for _, sentence in sides_to_sentences(sides))
    return Comparison((_summary(sides),), str(folder), sentences, str(folder / PAGE_FILE))


def _check(groups: Sequence[str], by: Sequence[str]) -> None:
    if groups and (len(groups) != _GROUPS_COMPARED or groups[0].casefold() == groups[1].casefold()):
        raise UsageError(f"Two different groups can be compared, {len(groups)} were given; name two, or none for all.")
    if not 1 <= len(by) <= 2 or len(set(by)) != len(by):
        raise UsageError("Give --by once, or twice with two different values for a cross.")


def _match(
    groups: Sequence[str], column: str, corpus: Corpus, *, everything: Corpus, filters: Filters
) -> tuple[str, str]:
    """The two groups by their names in the corpus, in the order in which they were asked for."""
    known = everything.documents.select(_values(column).unique().sort()).to_series()
    one, other = chosen = [match_name(group, known, column) for group in groups]
    there = set(corpus.documents.select(_values(column)).to_series())
    if gone := [f"'{name}'" for name in chosen if name not in there]:
        raise UsageError(f"Nothing of {' and '.join(gone)} is left among what was asked for ({filters}); ask for more.")
    return one, other


def _values(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.String).fill_null(UNKNOWN)


def _summary(sides: TwoSides) -> Table:
    """The page's first table, as text."""
    grid = sides_to_grid(sides)
    names = [column.name for column in grid.columns]
    cells = [[f"{cell.text} ({cell.sub})" if cell.sub else cell.text for cell in row] for row in grid.rows]
    frame = pl.DataFrame(cells, schema=dict.fromkeys(names, pl.String), orient="row")
    return Table("summary", " and ".join(sides.sides), frame)


def _title(groups: Sequence[str], by: Sequence[str]) -> str:
    return " and ".join(groups) if groups else f"Compared by {' and '.join(by)}"


def _folder_name(groups: Sequence[str], by: Sequence[str]) -> str:
    """`kestria-and-osmara`, `by-year`; letters, digits and hyphens only."""
    text = "-and-".join(groups) if groups else f"by-{'-and-'.join(by)}"
    return re.sub(r"[^\w]+", "-", text.lower()).strip("-") or "groups"
