"""A reliability diagram: what share of the passages given a probability carry the code."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import vl_convert

SIZE = 190
_BLUE = "#0072B2"


def reliability_chart(bins: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, Any]:
    """A Vega-Lite chart with one panel a code; each bin has chance, share, share_low, share_high and passages.

    A dot on the diagonal says that the probability means what it says; its bar is the interval of the share, its area
    the number of passages.
    """
    diagonal = (
        alt.Chart(alt.InlineData(values=[{"x": 0, "y": 0}, {"x": 1, "y": 1}]))
        .mark_line(color="#999999", strokeDash=[4, 3], strokeWidth=1)
        .encode(x="x:Q", y="y:Q")
    )
    panels = [_panel(code, rows, diagonal) for code, rows in bins.items()]
    chart: dict[str, Any] = alt.hconcat(*panels).configure(font="system-ui, sans-serif").to_dict()
    return chart


def to_svg(chart: Mapping[str, Any]) -> bytes:
    """The chart as SVG; the renderer may fetch nothing."""
    svg: str = vl_convert.vegalite_to_svg(dict(chart), allowed_base_urls=[])
    return svg.encode()


def to_png(chart: Mapping[str, Any], *, scale: float = 2.0) -> bytes:
    """The chart as PNG with `scale` pixels to a unit."""
    return bytes(vl_convert.vegalite_to_png(dict(chart), scale=scale, allowed_base_urls=[]))


def _panel(code: str, rows: Sequence[Mapping[str, Any]], diagonal: alt.Chart) -> alt.LayerChart | alt.FacetChart:
    unit = alt.Scale(domain=[0, 1])
    base = alt.Chart(alt.InlineData(values=[dict(row) for row in rows])).encode(
        x=alt.X("chance:Q", scale=unit, title="probability", axis=alt.Axis(tickCount=5, grid=False))
    )
    intervals = base.mark_rule(color=_BLUE, opacity=0.5, strokeWidth=2).encode(
        y=alt.Y("share_low:Q", scale=unit, title="share that carries it"), y2="share_high:Q"
    )
    dots = base.mark_point(filled=True, color=_BLUE, opacity=1).encode(
        y=alt.Y("share:Q", scale=unit, title="share that carries it"),
        size=alt.Size("passages:Q", legend=None, scale=alt.Scale(type="sqrt", range=[20, 220])),
    )
    return alt.layer(diagonal, intervals, dots).properties(width=SIZE, height=SIZE, title=code)
