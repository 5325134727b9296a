"""Which grids a report has, by the name under which the page places them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from discourse.domain.codebook import CodeDefinition
from discourse.domain.results import OUTLIERS, Table
from discourse.domain.written import join, said
from discourse.report.actors import actors_to_grid
from discourse.report.cautions import name_codes, stance_scores, weak_codes
from discourse.report.corrected import UNCORRECTED, corrected_to_grid, is_audited
from discourse.report.facets import HasQuotes
from discourse.report.findings import group_word
from discourse.report.grids import Grid, contrasts_to_grid, shares_to_grid, stances_to_grid, topics_to_grid
from discourse.report.notes import page_note
from discourse.report.report import Report
from discourse.report.unread import unread_places
from discourse.report.wider_grids import (
    cooccurrence_to_grid,
    keyness_to_grid,
    learners_to_grid,
    policy_and_listings_to_grid,
    silences_to_grid,
    trends_to_grid,
)


def report_to_grids(report: Report, has_quotes: HasQuotes) -> Mapping[str, Grid]:
    """`prevalence`, and what the report has of `corrected` (before it), `by-year`, `by-type`, `themes`, `stance`,
    `contrasts`, `topics`, `topics-frames`.
    """
    grids, frames = {}, _names(report.codebook.frames)
    if is_audited(report):
        word = group_word(report.by)
        grids["corrected"] = corrected_to_grid(_rows(report.prevalence), word=word, code_names=frames)
    grids |= _share_grids(report)
    if report.stance is not None and not report.stance.frame.is_empty():
        heading = group_word(report.by).capitalize()
        caution = said("{} Read the passages before you write of a share.", stance_scores(report.reliability))
        grids["stance"] = stances_to_grid(
            _rows(report.stance), **_words(report, report.stance, caution), heading=heading, code_names=frames,
            has_quotes=has_quotes,
        )  # fmt: skip
    if report.contrasts is not None:
        grids["contrasts"] = contrasts_to_grid(
            _rows(report.contrasts), **_shares_words(report, report.contrasts), code_names=frames, has_quotes=has_quotes
        )
    if report.against_rest is not None:
        grids["against-rest"] = contrasts_to_grid(
            _rows(report.against_rest), **_shares_words(report, report.against_rest), name="against-rest",
            code_names=frames, has_quotes=has_quotes,
        )  # fmt: skip
    grids |= _wider_grids(report)
    if report.topics is not None:
        groups = _rows(report.topics_by_group) if report.topics_by_group is not None else []
        words = _words(report, report.topics)
        grids["topics"] = topics_to_grid(_rows(report.topics), groups, **words, has_quotes=has_quotes)
    if report.topics_frames is not None:
        # Two topics may have the same label.
        rows = [{**row, "group": f"{row['topic']} {row['label']}"} for row in _rows(report.topics_frames)
                if row["topic"] != OUTLIERS]  # fmt: skip
        grids["topics-frames"] = shares_to_grid(
            rows, name="topics-frames", **_words(report, report.topics_frames), heading="Topic", code_names=frames,
            facet="", code_column="frame", unread={},
        )  # fmt: skip
    return grids


def _share_grids(report: Report) -> dict[str, Grid]:
    frames, themes = _names(report.codebook.frames), name_codes(report.codebook.themes, report.reliability)
    word = group_word(report.by).capitalize()
    wanted = (
        ("prevalence", report.prevalence, word, "group", frames, "frame"),
        ("by-year", report.by_year, "Year", "year", frames, "frame"),
        ("by-type", report.by_type, "Document type", "type", frames, "frame"),
        ("themes", report.themes, word, "group", themes, "theme"),
    )
    weak = [theme for theme in themes if report.reliability.is_weak(theme)]
    cautions = {"themes": weak_codes(report.codebook.themes, report.reliability, kind="theme")}
    return {
        name: shares_to_grid(
            _rows(table), name=name, **_shares_words(report, table, cautions.get(name, "")), heading=heading,
            code_names=codes, facet=facet, code_column=column, weak=weak,
            unread=unread_places(report) if facet == "group" else {},
        )
        for name, table, heading, facet, codes, column in wanted
        if table is not None and codes
    }  # fmt: skip


def _wider_grids(report: Report) -> dict[str, Grid]:
    frames, codes = _names(report.codebook.frames), name_codes(report.codebook.codes, report.reliability)
    heading = group_word(report.by).capitalize()
    wanted: tuple[tuple[Table | None, Callable[..., Grid], dict[str, Any]], ...] = (
        (report.keyness, keyness_to_grid, {}),
        (report.cooccurrence, cooccurrence_to_grid, {"code_names": frames}),
        (report.silences, silences_to_grid, {}),
        (report.trends, trends_to_grid, {"code_names": frames}),
        (report.learners, learners_to_grid, {"learner_names": report.learner_names}),
        (report.actors, actors_to_grid, {"code_names": frames, "actor_names": report.actor_names}),
        (report.policy_and_listings, policy_and_listings_to_grid, {"code_names": codes}),
    )
    grids = [
        lay_out(_rows(table), **_words(report, table), heading=heading, **names)
        for table, lay_out, names in wanted
        if table is not None
    ]
    return {grid.id: grid for grid in grids if grid.rows}


def _rows(table: Table) -> list[dict[str, Any]]:
    return table.frame.to_dicts()


def _words(report: Report, table: Table, caution: str = "") -> dict[str, str]:
    note = page_note(table, minimum=report.method.minimum_documents)
    return {"caption": table.title, "note": join(" ", filter(None, (caution, note)))}


def _shares_words(report: Report, table: Table, caution: str = "") -> dict[str, str]:
    """The words of a table of raw shares, which has to say so only where a report has corrected ones too."""
    words = _words(report, table, caution)
    return {**words, "caption": f"{table.title}, {UNCORRECTED}"} if is_audited(report) else words


def _names(codes: Sequence[CodeDefinition]) -> dict[str, str]:
    return {code.id: code.name for code in codes}
