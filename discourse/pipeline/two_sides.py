"""What the page of two groups tells: their tables, and of their documents what a report would tell of them."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from discourse.domain.results import Quote, Table
from discourse.domain.settings import Scope
from discourse.pipeline.corpus import Corpus
from discourse.pipeline.filters import Filters
from discourse.pipeline.report_method import method_of
from discourse.pipeline.report_page import count_in_scope, count_left_out, count_types, is_shipped, source_lines
from discourse.pipeline.scope import scope_table
from discourse.pipeline.session import Session
from discourse.pipeline.tabulate import COLUMNS, ComparisonTables
from discourse.pipeline.wider_tables import WiderTables
from discourse.report.report import Method, Report, Score
from discourse.report.two_sides import TwoSides
from discourse.tables.contrasts import contrasts


def gather_sides(
    session: Session, corpus: Corpus, tables: ComparisonTables, wider: WiderTables, quotes: tuple[Quote, ...], *,
    pair: tuple[str, str], by: str, filters: Filters, folder: Path, audited: tuple[Score, ...] = (),
) -> TwoSides:  # fmt: skip
    """The two groups of a corpus of theirs alone, in the order of `pair`; `audited` are scores by an audit of all."""
    settings, codebook = session.settings.tables, session.codebook
    counted = corpus.counted(codebook)
    themes = contrasts(
        corpus.documents,
        counted.passages,
        counted.codes,
        code_ids=[theme.id for theme in codebook.themes if session.reliability.finds(theme.id)],
        by=[COLUMNS[by]],
        pairs=[pair],
        seed=settings.seed,
        min_documents=settings.minimum_documents,
    )
    method = method_of(session, audited)
    return TwoSides(
        sides=pair,
        report=_report(session, corpus, tables, quotes, method, pair=pair, by=by, filters=filters, folder=folder),
        theme_shares=tables.themes,
        themes=Table("theme_contrasts", "Themes", themes),
        keyness=wider.keyness,
        looked_at=str(filters),
        coder=session.coder,
    )


def _report(
    session: Session, corpus: Corpus, tables: ComparisonTables, quotes: tuple[Quote, ...], method: Method, *,
    pair: Sequence[str], by: str, filters: Filters, folder: Path,
) -> Report:  # fmt: skip
    column, scope = COLUMNS[by], scope_table(corpus)
    coded = corpus.documents.join(scope.frame.filter(pl.col("passages") > 0), on="document_id", how="semi")
    whole = filters.scope is Scope.ALL and is_shipped(session)
    return Report(
        title=" and ".join(pair),
        codebook=session.codebook,
        method=method,
        documents=coded.height,
        passages=int(scope.frame["passages"].sum()),
        jurisdictions=coded["jurisdiction"].n_unique(),
        prevalence=tables.prevalence,
        contrasts=tables.contrasts,
        by=(column,),
        quotes=quotes,
        in_scope=count_in_scope(scope, coded) if whole else None,
        # Groups that are types differ in type and in nothing that would have to be told.
        types={} if by == "type" else count_types(coded, column),
        reliability=session.reliability,
        left_out=count_left_out(corpus, pair, column),
        sources=tuple(line for line in source_lines(session, folder) if line.jurisdiction in pair)
        if filters == Filters()
        else (),
        invented=session.is_sample,
    )
