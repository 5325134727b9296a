"""One self-contained HTML page: it asks nothing of any network and runs from a disk or a memory stick."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from markupsafe import Markup

from discourse.domain.results import Quote, Table
from discourse.report import charts
from discourse.report.actors import ActorQuote, actors_to_quotes
from discourse.report.cautions import doubted, mixed_stances, model_cautions, name_codes, weak_codes
from discourse.report.corrected import UNCORRECTED, corrected_shares, is_audited
from discourse.report.facets import quote_facets, quotes_known, quotes_to_filters
from discourse.report.files import replace_file
from discourse.report.findings import find, group_word
from discourse.report.grids import order_sources
from discourse.report.layout import report_to_grids
from discourse.report.links import say_place, show_files
from discourse.report.prose import citation, methods_paragraph, standfirst
from discourse.report.quotations import group_quotes, limit_quotes, mark_evidence
from discourse.report.quote_order import order_quotes
from discourse.report.report import Report
from discourse.report.shares import LEAST_PASSAGES, why_no_interval
from discourse.report.template import fill_template
from discourse.report.unread import used_files
from discourse.report.wider_grids import silences_shown
from discourse.report.wording import enumerate_names, reveal


def write_page(report: Report, path: Path) -> None:
    """Write the report as one HTML file of less than 3 MB, with styles, script, charts and quotes inside it."""
    replace_file(path, report_to_html(report).encode())


def report_to_html(report: Report) -> str:
    """The page as text; every value of the report is escaped, and links to anything but files are dropped."""
    values = {**_texts(report), **_figures(report), **_evidence(report)}
    return fill_template("report.html", script="report.js", report=report, **values)


def _texts(report: Report) -> dict[str, Any]:
    return {
        "word": group_word(report.by),
        "standfirst": standfirst(report),
        "findings": find(report),
        "methods": methods_paragraph(report),
        "citation": citation(report),
        "doubted": doubted(report),
        "sources": order_sources(report.sources),
        "files_used": used_files(report),
        "shown_files": show_files([source.file for source in report.sources]),
        "troubled": [source for source in order_sources(report.sources) if source.status != "ok"],
        "uncoded": [source for source in order_sources(report.sources) if not source.is_coded],
    }


def _figures(report: Report) -> dict[str, Any]:
    rows = report.prevalence.frame.to_dicts()
    shown = charts.drawn(rows)
    corrected = corrected_shares(report) if is_audited(report) else None
    return {
        "colours": _colours(report),
        "charts": _draw(report, report.prevalence, charts.groups_to_svg),
        "corrected_charts": _draw(report, corrected, charts.groups_to_svg) if corrected else {},
        "uncorrected": UNCORRECTED if corrected else "",
        "why_none": why_no_interval(rows, report.method.minimum_documents),
        "cautions": _cautions(report),
        "charts_cut": len({row["group"] for row in rows}) > charts.MAX_GROUPS,
        "charts_limit": charts.MAX_GROUPS,
        "charts_clipped": charts.is_clipped(shown),
        "charts_few": any(row["passages"] and row not in shown for row in rows),
        "few_passages": LEAST_PASSAGES,
        "year_charts": _draw(report, report.by_year, charts.years_to_svg) if report.by_year is not None else {},
        "theme_chart": _draw_themes(report),
        "theme_note": weak_codes(report.codebook.themes, report.reliability, kind="theme"),
    }


def _cautions(report: Report) -> list[str]:
    """What must be told beside the shares that the model coded."""
    return [text for text in (*model_cautions(report), mixed_stances(report)) if text]


def _evidence(report: Report) -> dict[str, Any]:
    quotes = order_quotes(limit_quotes(report.quotes, report.by), report, find(report))
    names = _code_names(report)
    return {
        "code_names": names,
        "coded_ids": {code.id for code in report.codebook.codes},
        "frame_ids": {code.id for code in report.codebook.frames},
        "without_stance": enumerate_names([names[code_id] for code_id in report.without_stance]),
        "word_lists": _word_lists(report),
        "grids": report_to_grids(report, quotes_known(quotes, report.by)),
        "quotes": [_quote(quote, report) for quote in quotes],
        "actor_quotes": _actor_quotes(report),
        "cells": group_quotes(quotes, report.by),
        "quoted_codes": {quote.code_id for quote in quotes},
        "filters": quotes_to_filters(quotes, report.by, names),
        "left_out_quotes": len(report.quotes) - len(quotes),
    }


def _word_lists(report: Report) -> dict[str, tuple[str, ...]]:
    """The words by which those were sought of whom the page says that no word was found."""
    rows = report.silences.frame.to_dicts() if report.silences is not None else []
    names = sorted({row["name"] for row in silences_shown(rows)} & set(report.word_lists))
    return {name: report.word_lists[name] for name in names}


def _actor_quotes(report: Report) -> tuple[ActorQuote, ...]:
    if report.actors is None:
        return ()
    rows = report.actors.frame.to_dicts()
    return actors_to_quotes(rows, actor_names=report.actor_names, sources=report.sources)


def _quote(quote: Quote, report: Report) -> dict[str, Any]:
    return {
        "quote": quote,
        "facets": quote_facets(quote, report.by),
        "pieces": tuple(mark_evidence(quote.text, quote.spans)),
        "place": say_place(quote.file, quote.page, label=quote.page_label, heading=quote.heading),
    }


def _draw(report: Report, table: Table, draw: Callable[..., str]) -> dict[str, Markup]:
    rows = [{**row, "group": reveal(row["group"])} for row in charts.drawn(table.frame.to_dicts())]
    colours, top = _colours(report), charts.top_share(rows)
    by_frame = {code.id: [row for row in rows if row["frame"] == code.id] for code in report.codebook.frames}
    return {
        # The renderer escapes the groups' names.
        code.id: Markup(draw(by_frame[code.id], colour=colours[code.id], top=top, label=code.name))
        for code in report.codebook.frames
        if by_frame[code.id]
    }


def _draw_themes(report: Report) -> Markup:
    rows = report.themes.frame.to_dicts() if report.themes is not None else []
    shown = [{**row, "group": reveal(row["group"])} for row in charts.drawn(rows)]
    names = name_codes(report.codebook.themes, report.reliability)
    weak = [theme for theme in names if report.reliability.is_weak(theme)]
    return Markup(charts.themes_to_svg(shown, names, label="Themes", weak=weak) if shown and names else "")


def _colours(report: Report) -> dict[str, str]:
    return {code.id: charts.frame_colour(code.colour, number) for number, code in enumerate(report.codebook.codes)}


def _code_names(report: Report) -> dict[str, str]:
    topics = report.topics.frame.to_dicts() if report.topics is not None else []
    names = {code.id: code.name for code in report.codebook.codes}
    return names | {f"topic:{row['topic']}": reveal(row["label"]) for row in topics}
