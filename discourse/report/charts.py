"""Charts as SVG text: drawn offline, on no background, in the colour of the page's text."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import altair as alt
import vl_convert

from discourse.domain.codebook import COLOUR
from discourse.domain.documents import UNKNOWN
from discourse.domain.written import NBSP, percent
from discourse.report.shares import has_few_passages
from discourse.report.wording import reveal

# The width of a chart with its labels, so that all are scaled alike by the page.
WIDTH = 370
ROW_HEIGHT = 21
YEAR_HEIGHT = 170
MAX_GROUPS = 40
LABEL_PIXELS, FRAME_PIXELS = 140, 220
LETTER_PIXELS = 6.6
TOP_SHARE_STEP = 0.05
FALLBACK_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
_PERCENT_LABEL = f"format(datum.value * 100, '~g') + '{NBSP}%'"
_FONT = "system-ui, sans-serif"

# Shares of groups without an interval are drawn so much paler; a cell of 0 has no number, one of less than LEAST_SHOWN
# says so.
FEW_DOCUMENTS_DEPTH, LEAST_SHOWN = 0.4, 0.01
# Stands above the groups without an interval, which are in no order of size.
NOT_COMPARABLE = "not comparable"
HEAT, WEAK_HEAT = "#0072B2", "#8a8a8a"
# The renderer refuses what is no chart; Altair's own check takes as long as the drawing and finds nothing more.
VALIDATE = False

Row = Mapping[str, Any]
# What Altair's operators give back; their types are too wide to be told apart.
Chart = Any


def frame_colour(colour: str, number: int) -> str:
    """A codebook's colour if it is `#rrggbb` or `#rgb`, else one that colour-blind readers can tell from the others."""
    return colour if COLOUR.fullmatch(colour) else FALLBACK_COLOURS[number % len(FALLBACK_COLOURS)]


def drawn(rows: Iterable[Row]) -> list[Row]:
    """The rows that have a share of passages enough to be drawn."""
    return [row for row in rows if row["share"] is not None and not has_few_passages(row)]


def top_share(rows: Sequence[Row]) -> float:
    """Where the axis of shares ends, so that the charts of all frames can have the same one."""
    # The limit of a share of 0 says how few documents there are; it would flatten every other interval.
    ends = [row["high"] or row["share"] for row in rows if row["share"]]
    highest = max(ends, default=0.0)
    return min(1.0, TOP_SHARE_STEP * (int(highest / TOP_SHARE_STEP) + 1))


def is_clipped(rows: Sequence[Row]) -> bool:
    """Whether an interval runs beyond the axis of these rows."""
    return any((row["high"] or 0.0) > top_share(rows) for row in rows)


def order_rows(rows: Iterable[Row]) -> list[Row]:
    """First what has an interval, by size; then what has none, by name: its sizes are not to be compared."""
    return sorted(
        rows, key=lambda row: (1, 0.0, row["group"].casefold()) if row["low"] is None else (0, -row["share"], "")
    )


def groups_to_svg(rows: Sequence[Row], *, colour: str, top: float, label: str) -> str:
    """Dots with intervals, one row per group in order of share; below a line those without an interval, a hollow dot
    alone, in order of name.

    `rows` have group, share, low, high, documents. Groups without a passage that can be coded are not drawn.
    """
    shown = order_rows(row for row in rows if row["share"] is not None)[:MAX_GROUPS]
    order = [row["group"] for row in shown]
    width = WIDTH - min(LABEL_PIXELS, LETTER_PIXELS * max((len(group) for group in order), default=0))
    return _to_svg(groups_to_chart(shown, colour=colour, top=top, order=order).properties(width=width), label)


def years_to_svg(rows: Sequence[Row], *, colour: str, top: float, label: str) -> str:
    """Dots with intervals over years; `rows` have group (the year), share, low, high, documents.

    Documents of unknown year have no place on the axis and are left to the table.
    """
    dated = [row for row in rows if row["share"] is not None and row["group"] != UNKNOWN]
    chart = years_to_chart(dated, colour=colour, top=top)
    return _to_svg(chart.properties(width=WIDTH - 60, height=YEAR_HEIGHT), label)


def themes_to_svg(rows: Sequence[Row], themes: Mapping[str, str], *, label: str, weak: Collection[str] = ()) -> str:
    """A heat map of themes by group; `rows` have group, theme, share, low, `themes` the names by id."""
    chart = themes_to_chart([row for row in rows if row["share"] is not None], themes, weak=weak)
    return _to_svg(chart.properties(padding={"left": 24, "top": 24, "right": 90, "bottom": 5}), label)


def groups_to_chart(
    rows: Sequence[Row], *, colour: str, top: float, order: Sequence[str], labelled: bool = True
) -> Chart:
    """Dots with intervals, one row per group in the given `order`, with or without the groups' names.

    Above the first group without an interval a line says that what follows is not comparable.
    """
    values = [{**_point(row, top), "group": row["group"]} for row in rows]
    unsure = {row["group"] for row in rows if row["low"] is None}
    first = next((place for place, group in enumerate(order) if group in unsure), len(order))
    shown = [*order[:first], *([NOT_COMPARABLE] if unsure else []), *order[first:]]
    axis = _group_axis() if labelled else _no_axis()
    group = alt.Y("group:N", sort=shown, title=None, axis=axis, scale=alt.Scale(domain=shown))
    share = alt.X("share:Q", title=None, scale=alt.Scale(domain=[0, top]), axis=_share_axis())
    chart = _dots_and_intervals(values, alt.value(colour), share, group, alt.X("low:Q"), alt.X2("high:Q"))
    line = alt.Chart(alt.InlineData(values=[{"group": NOT_COMPARABLE}] if unsure else []))
    rule = line.mark_rule(opacity=0.3, color="currentColor").encode(group)
    return alt.layer(chart, rule).properties(height=alt.Step(ROW_HEIGHT))


def frames_to_chart(rows: Sequence[Row], *, colours: Mapping[str, str], top: float, labelled: bool) -> Chart:
    """The frames of one group, a row each in its colour; `rows` have the frame's name in `group`."""
    values = [{**_point(row, top), "group": row["group"]} for row in rows]
    axis = _group_axis(FRAME_PIXELS) if labelled else _no_axis()
    frame = alt.Y("group:N", sort=list(colours), title=None, axis=axis)
    share = alt.X("share:Q", title=None, scale=alt.Scale(domain=[0, top]), axis=_share_axis())
    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    colour = alt.Color("group:N", scale=scale, legend=None)
    return _dots_and_intervals(values, colour, share, frame, alt.X("low:Q"), alt.X2("high:Q")).properties(
        height=alt.Step(ROW_HEIGHT)
    )


def years_to_chart(rows: Sequence[Row], *, colour: str, top: float) -> Chart:
    """Dots with intervals over years; all `rows` have a share and a year in `group`."""
    values = [{**_point(row, top), "year": int(row["group"])} for row in rows]
    years = [value["year"] for value in values] or [0]
    axis = alt.Axis(
        format="d", grid=False, tickMinStep=1, labelFlush=False, values=_round_years(min(years), max(years))
    )
    year = alt.X(
        "year:Q", title=None, axis=axis, scale=alt.Scale(domain=[min(years) - 0.7, max(years) + 0.7], nice=False)
    )
    share = alt.Y("share:Q", title=None, scale=alt.Scale(domain=[0, top]), axis=_share_axis())
    return _dots_and_intervals(values, alt.value(colour), year, share, alt.Y("low:Q"), alt.Y2("high:Q"))


def themes_to_chart(rows: Sequence[Row], themes: Mapping[str, str], *, weak: Collection[str] = ()) -> Chart:
    """Groups down, themes across, the share as depth of colour and as a number; pale where there is no interval.

    The columns of `weak` themes are grey.
    """
    names = {theme: reveal(name) for theme, name in themes.items()}
    rows = [row for row in rows if row["theme"] in names]
    deepest = max((row["share"] for row in rows), default=0.0) or 1.0
    values = [
        {
            "group": row["group"],
            "theme": names[row["theme"]],
            "colour": WEAK_HEAT if row["theme"] in weak else HEAT,
            # A root, so that one theme that fills a law does not leave all other cells white.
            "depth": (row["share"] / deepest) ** 0.5 * (1.0 if row["low"] is not None else FEW_DOCUMENTS_DEPTH),
            "shown": _heat_number(row["share"]),
            "said": f"{row['group']}, {names[row['theme']]}: {percent(row['share'])}",
        }
        for row in rows
    ]
    groups = list(dict.fromkeys(row["group"] for row in rows))[:MAX_GROUPS]
    across = alt.Axis(orient="top", labelAngle=-40, labelLimit=220, domain=False, ticks=False, labelPadding=6)
    base = alt.Chart(alt.InlineData(values=[value for value in values if value["group"] in groups])).encode(
        alt.X("theme:N", sort=list(names.values()), title=None, axis=across),
        alt.Y("group:N", sort=groups, title=None, axis=_group_axis()),
    )
    # No gradient legend: the renderer counts up its ids, which would make no two pages alike; cells have numbers.
    opacity = alt.Opacity("depth:Q", scale=alt.Scale(domain=[0, 1], range=[0, 0.85]), legend=None)
    colour = alt.Color("colour:N", scale=None, legend=None)
    cells = base.mark_rect().encode(opacity, colour, description=alt.Description("said:N"))
    numbers = base.mark_text(fontSize=10, color="currentColor", aria=False).encode(text="shown:N")
    return alt.layer(cells, numbers).properties(width=alt.Step(34), height=alt.Step(ROW_HEIGHT))


def _dots_and_intervals(
    values: list[dict[str, Any]], colour: Any, x: alt.X, y: alt.Y, low: alt.X | alt.Y, high: alt.X2 | alt.Y2
) -> Chart:
    base = alt.Chart(alt.InlineData(values=values)).encode(x, y, color=colour)
    ends = {"x": low, "x2": high} if isinstance(low, alt.X) else {"y": low, "y2": high}
    lines = base.transform_filter("isValid(datum.low)").mark_rule(strokeWidth=2.5, opacity=0.5)
    full = base.transform_filter("isValid(datum.low)").mark_point(filled=True, size=62, opacity=1)
    # Beside a name there is room for a word; above a year a dot at 0 says that nothing was found.
    is_none = "datum.share == 0" if isinstance(low, alt.X) else "false"
    hollow = base.transform_filter(f"!isValid(datum.low) && !({is_none})").mark_point(
        filled=False, size=48, strokeWidth=1.5, opacity=0.9
    )
    none = base.transform_filter(f"!isValid(datum.low) && {is_none}").mark_text(
        text="none", align="left", dx=3, fontSize=11, opacity=0.7
    )
    said = alt.Description("said:N")
    none = none.encode(color=alt.value("currentColor"))
    described = (mark.encode(description=said) for mark in (full, hollow, none))
    return alt.layer(lines.encode(**ends), *described)


def _point(row: Row, top: float) -> dict[str, Any]:
    said = f"{row['group']}: {percent(row['share'])}"
    # Cut here and not by a clip path of the renderer, whose ids count up and would make no two pages alike.
    high = None if row["high"] is None else min(row["high"], top)
    return {"share": row["share"], "low": row["low"], "high": high, "said": said}


def _heat_number(share: float) -> str:
    """The share in per cent, without a place behind the point; nothing where nothing was found."""
    if not share:
        return ""
    return f"{100 * share:.0f}" if share >= LEAST_SHOWN else "<1"


def _share_axis() -> alt.Axis:
    return alt.Axis(labelExpr=_PERCENT_LABEL, tickCount=4, labelFlush=False, domain=False, ticks=False, labelPadding=6)


def _group_axis(pixels: int = LABEL_PIXELS) -> alt.Axis:
    quiet = f"datum.value === '{NOT_COMPARABLE}'"
    return alt.Axis(
        domain=False, ticks=False, grid=False, labelLimit=pixels, labelPadding=8,
        labelOpacity=alt.ExprRef(f"{quiet} ? 0.7 : 1"), labelFontStyle=alt.ExprRef(f"{quiet} ? 'italic' : 'normal'"),
    )  # fmt: skip


def _no_axis() -> alt.Axis:
    return alt.Axis(labels=False, domain=False, ticks=False, grid=False)


def _round_years(first: int, last: int) -> list[int]:
    step = next(step for step in (1, 2, 5, 10, 25, 50, 100, 1000, 10_000) if (last - first) / step <= 6)
    return [year for year in range(first, last + 1) if year % step == 0]


def _to_svg(chart: Chart, label: str) -> str:
    """SVG with a view box and no fixed size; fetching is forbidden to the renderer."""
    spec = (
        chart.properties(description=reveal(label))
        .configure(
            background="transparent",
            font=_FONT,
            # A reader's letters may be wider than those that the renderer measured with.
            padding={"left": 16, "top": 5, "right": 8, "bottom": 5},
            view=alt.ViewConfig(stroke=None),
            axis=alt.AxisConfig(
                labelColor="currentColor", gridColor="currentColor", gridOpacity=0.13, labelFontSize=12
            ),
        )
        .to_dict(validate=VALIDATE)
    )
    svg: str = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    return re.sub(r'(<svg[^>]*?) width="[^"]*" height="[^"]*"', r"\1", svg, count=1)
