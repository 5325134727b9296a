"""Which grids a report has, by the name under which the page places them."""

from collections.abc import Mapping, Sequence
from typing import Any

from discourse.domain.codebook import CodeDefinition
from discourse.domain.results import Table
from discourse.report.facets import HasQuotes
from discourse.report.findings import group_word
from discourse.report.grids import Grid, contrasts_to_grid, shares_to_grid, stances_to_grid, topics_to_grid
from discourse.report.report import Report


def report_to_grids(report: Report, has_quotes: HasQuotes) -> Mapping[str, Grid]:
    """`prevalence` and those of `by-year`, `by-type`, `themes`, `stance`, `contrasts`, `topics` that the report has."""
    grids = _share_grids(report, has_quotes)
    frames = _names(report.codebook.frames)
    if report.stance is not None:
        heading = group_word(report.by).capitalize()
        grids["stance"] = stances_to_grid(
            _rows(report.stance), **_words(report.stance), heading=heading, code_names=frames, has_quotes=has_quotes
        )
    if report.contrasts is not None:
        grids["contrasts"] = contrasts_to_grid(
            _rows(report.contrasts), **_words(report.contrasts), code_names=frames, has_quotes=has_quotes
        )
    if report.topics is not None:
        groups = _rows(report.topics_by_group) if report.topics_by_group is not None else []
        grids["topics"] = topics_to_grid(_rows(report.topics), groups, **_words(report.topics), has_quotes=has_quotes)
    return grids


def _share_grids(report: Report, has_quotes: HasQuotes) -> dict[str, Grid]:
    frames, themes = _names(report.codebook.frames), _names(report.codebook.themes)
    word = group_word(report.by).capitalize()
    wanted = (
        ("prevalence", report.prevalence, word, "group", frames, "frame"),
        ("by-year", report.by_year, "Year", "year", frames, "frame"),
        ("by-type", report.by_type, "Document type", "type", frames, "frame"),
        ("themes", report.themes, word, "group", themes, "theme"),
    )
    return {
        name: shares_to_grid(
            _rows(table), name=name, **_words(table), heading=heading, code_names=codes, facet=facet,
            code_column=column, has_quotes=has_quotes,
        )
        for name, table, heading, facet, codes, column in wanted
        if table is not None and codes
    }  # fmt: skip


def _rows(table: Table) -> list[dict[str, Any]]:
    return table.frame.to_dicts()


def _words(table: Table) -> dict[str, str]:
    return {"caption": table.title, "note": table.note}


def _names(codes: Sequence[CodeDefinition]) -> dict[str, str]:
    return {code.id: code.name for code in codes}
