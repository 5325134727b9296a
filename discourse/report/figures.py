"""Figures for a paper or a slide: the page's charts as files, on white, with titles that say how to read them."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from textwrap import wrap
from typing import Any

import altair as alt
import vl_convert

from discourse.domain.codebook import CodeDefinition
from discourse.domain.documents import UNKNOWN
from discourse.domain.results import Table
from discourse.report import charts
from discourse.report.cautions import WEAK_SIGN, name_codes
from discourse.report.charts import Chart, Row
from discourse.report.corrected import UNCORRECTED, corrected_shares, is_audited
from discourse.report.files import replace_file
from discourse.report.findings import group_word
from discourse.report.report import Report
from discourse.report.shares import why_no_interval
from discourse.report.wording import reveal

FOLDER = "figures"
# 300 dots an inch at the size that Vega draws, 72 points an inch.
PNG_SCALE = 300 / 72
_INK = "#1b1d21"
_PANEL, _SMALL_PANEL, _SMALL_COLUMNS = 210, 120, 4
_CAPTION_LETTERS = 110
_DOT, _NONE = "Dot and bar: share of passages and 95 % interval.", "“none”: not found, which is not absent."
_DEPTH = "Darker: more of the passages, on one scale for all cells. Without a number: none found."


def write_figures(report: Report, folder: Path) -> tuple[str, ...]:
    """Write each figure as SVG and PNG to `figures/` in `folder`; returns the files' names from `folder`."""
    names = []
    for name, chart in report_to_figures(report):
        spec = _on_white(chart).to_dict(validate=charts.VALIDATE)
        svg = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
        png = vl_convert.vegalite_to_png(spec, scale=PNG_SCALE, allowed_base_urls=[])
        for ending, data in (("svg", svg.encode()), ("png", png)):
            names.append(f"{FOLDER}/{name}.{ending}")
            replace_file(folder / names[-1], data)
    return tuple(names)


def report_to_figures(report: Report) -> Iterator[tuple[str, Chart]]:
    """`prevalence`, `by_group` (the same shares, a panel a group); if known `corrected`, `over_time`, `themes`."""
    rows, frames, word = _rows(report.prevalence), report.codebook.frames, group_word(report.by)
    minimum = report.method.minimum_documents
    manner = f", {UNCORRECTED}" if is_audited(report) else ""
    if is_audited(report) and (audited := _rows(corrected_shares(report))):
        yield (
            "corrected",
            _titled(
                _panels(audited, frames), f"Framings by {word}, corrected by an audit", _how_to_read(audited, minimum)
            ),
        )
    if rows:
        yield "prevalence", _titled(_panels(rows, frames), f"Framings by {word}{manner}", _how_to_read(rows, minimum))
        yield (
            "by_group",
            _titled(_small_multiples(rows, frames), f"Framings in each {word}{manner}", _how_to_read(rows, minimum)),
        )
    if report.by_year is not None and (dated := [row for row in _rows(report.by_year) if row["group"] != UNKNOWN]):
        yield (
            "over_time",
            _titled(_years(dated, frames), f"Framings by year of the documents{manner}", _how_to_read(dated, minimum)),
        )
    if report.themes is not None and (themed := _rows(report.themes)):
        yield (
            "themes",
            _titled(
                charts.themes_to_chart(
                    themed,
                    name_codes(report.codebook.themes, report.reliability),
                    weak=[theme.id for theme in report.codebook.themes if report.reliability.is_weak(theme.id)],
                ),
                f"Themes by {word}, % of passages{manner}",
                (
                    *_warn("Pale", themed, minimum),
                    f"{_DEPTH} {WEAK_SIGN} and grey: often wrong, a hint.",
                ),
            ),
        )


def _how_to_read(rows: Sequence[Row], minimum: int) -> tuple[str, ...]:
    """The caption's lines, which go with a picture wherever it goes."""
    has_none = any(row["low"] is None and not row["share"] for row in rows)
    return (_DOT, *_warn("Hollow dot", rows, minimum), *([_NONE] if has_none else []))


def _warn(sign: str, rows: Sequence[Row], minimum: int) -> tuple[str, ...]:
    why = why_no_interval(rows, minimum)
    return (f"{sign}: do not compare it. It has no interval: {why}.",) if why else ()


def _panels(rows: Sequence[Row], frames: Sequence[CodeDefinition]) -> Chart:
    """A panel a frame; the groups in the order of the first frame in all."""
    first = charts.order_rows(_of(rows, frames[0]))
    order, top = (
        list(dict.fromkeys(row["group"] for row in (*first, *rows)))[: charts.MAX_GROUPS],
        charts.top_share(rows),
    )
    panels = [
        charts.groups_to_chart(
            [row for row in _of(rows, code) if row["group"] in order],
            colour=colour, top=top, order=order, labelled=number == 0,
        ).properties(width=_PANEL, title=_panel_title(reveal(code.name)))
        for number, (code, colour) in enumerate(_coloured(frames))
    ]  # fmt: skip
    return alt.hconcat(*panels, spacing=18)


def _small_multiples(rows: Sequence[Row], frames: Sequence[CodeDefinition]) -> Chart:
    """A panel a group, a row a frame."""
    top, colours = charts.top_share(rows), dict(_names_and_colours(frames))
    groups = list(dict.fromkeys(row["group"] for row in rows))[: charts.MAX_GROUPS]
    names = {code.id: reveal(code.name) for code in frames}
    panels = [
        charts.frames_to_chart(
            [{**row, "group": names[row["frame"]]} for row in rows if row["group"] == group],
            colours=colours, top=top, labelled=number % _SMALL_COLUMNS == 0,
        ).properties(width=_SMALL_PANEL, title=_panel_title(group))
        for number, group in enumerate(groups)
    ]  # fmt: skip
    return alt.concat(*panels, columns=_SMALL_COLUMNS, spacing=14)


def _years(rows: Sequence[Row], frames: Sequence[CodeDefinition]) -> Chart:
    top = charts.top_share(rows)
    panels = [
        charts.years_to_chart(_of(rows, code), colour=colour, top=top).properties(
            width=_PANEL, height=charts.YEAR_HEIGHT, title=_panel_title(reveal(code.name))
        )
        for code, colour in _coloured(frames)
    ]
    return alt.hconcat(*panels, spacing=18)


def _rows(table: Table) -> list[dict[str, Any]]:
    return [{**row, "group": reveal(row["group"])} for row in charts.drawn(table.frame.to_dicts())]


def _of(rows: Sequence[Row], code: CodeDefinition) -> list[Row]:
    return [row for row in rows if row["frame"] == code.id]


def _coloured(frames: Sequence[CodeDefinition]) -> list[tuple[CodeDefinition, str]]:
    return [(code, charts.frame_colour(code.colour, number)) for number, code in enumerate(frames)]


def _names_and_colours(frames: Sequence[CodeDefinition]) -> list[tuple[str, str]]:
    return [(reveal(code.name), colour) for code, colour in _coloured(frames)]


def _panel_title(text: str) -> alt.TitleParams:
    return alt.TitleParams(text, fontSize=12, fontWeight=600, anchor="start", color=_INK, offset=8)


def _titled(chart: Chart, title: str, subtitle: Sequence[str]) -> Chart:
    head: Mapping[str, Any] = {"fontSize": 15, "subtitleFontSize": 11.5, "subtitlePadding": 5, "offset": 14}
    lines = [line for text in subtitle for line in wrap(text, _CAPTION_LETTERS)]
    told = alt.TitleParams(title, subtitle=lines, anchor="start", color=_INK, subtitleColor="#5c6169", **head)
    return chart.properties(title=told)


def _on_white(chart: Chart) -> Chart:
    axis = alt.AxisConfig(labelColor=_INK, gridColor=_INK, gridOpacity=0.13, labelFontSize=11)
    return chart.configure(
        background="white", font="Helvetica, Arial, sans-serif", padding=12, view=alt.ViewConfig(stroke=None), axis=axis
    )
