"""Shares corrected by an audit, laid out for reading beside those that the coder found."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from discourse.domain.results import Table
from discourse.domain.written import DASH, count, interval, percent, said
from discourse.report.grids import Cell, Column, Grid
from discourse.report.report import Report
from discourse.report.wording import reveal

UNCORRECTED = "uncorrected, as the model coded"
_CAPTION = (
    "Share of passages that carry each framing by {}, corrected for the model’s errors by an audit, with its "
    "95\N{NO-BREAK SPACE}% interval"
)
_NOTE = (
    "What share people would code, estimated from what the model said of all passages and from passages drawn at "
    "random that people coded; where the model’s codes are of no help (power 0 in audit.csv) from the latter alone. "
    "The interval holds the model’s errors as well as the choice of documents, and is mostly wider. A place without "
    "one says what it lacks; nothing is borrowed from others."
)

Row = Mapping[str, Any]


def is_audited(report: Report) -> bool:
    """Whether the report has shares corrected by an audit."""
    return "corrected" in report.prevalence.frame.columns


def count_audited(report: Report) -> int:
    """How many passages people coded in the audit, over all groups, for the framing with most."""
    frame = report.prevalence.frame
    return max((sum(rows["audited"]) for _, rows in frame.group_by("frame")), default=0) if is_audited(report) else 0


def corrected_shares(report: Report) -> Table:
    """The corrected shares with their limits in the columns of the raw ones; groups without one are left out."""
    table = report.prevalence
    names = {"share": "corrected", "low": "corrected_low", "high": "corrected_high"}
    frame = table.frame.filter(pl.col("corrected").is_not_null())
    return Table("corrected", table.title, frame.with_columns(**{name: pl.col(of) for name, of in names.items()}))


def corrected_to_grid(rows: Sequence[Row], *, word: str, code_names: Mapping[str, str]) -> Grid:
    """Groups down, codes across: the corrected share with its interval; last documents and audited passages.

    `word` is what one group is called.
    """
    cells = {(row["group"], row["frame"]): row for row in rows}
    groups = list(dict.fromkeys(row["group"] for row in rows))
    lines = tuple(
        (
            Cell(reveal(group), sort=str(group), is_head=True, is_number=False),
            *(_cell(cells[group, code]) for code in code_names),
            _span([cells[group, code]["documents"] for code in code_names]),
            _span([cells[group, code]["audited"] for code in code_names]),
        )
        for group in sorted(groups, key=lambda name: all(cells[name, code]["corrected"] is None for code in code_names))
    )
    shares = (Column(name, is_share=True) for name in code_names.values())
    sizes = (Column("Documents"), Column("Audited passages"))
    columns = (Column(word.capitalize(), is_number=False), *shares, *sizes)
    return Grid("corrected", _CAPTION.format(word), columns, lines, _NOTE, is_roomy=True)


def _cell(row: Row) -> Cell:
    if row["corrected"] is None:
        return Cell(DASH, sub=row["corrected_note"], sort=-1.0, is_faint=True)
    return Cell(
        percent(row["corrected"]),
        sub=interval(row["corrected_low"], row["corrected_high"]),
        sort=row["corrected"],
    )


def _span(numbers: Sequence[int]) -> Cell:
    """One number, or the fewest and the most where framings were not answered alike."""
    low, high = min(numbers), max(numbers)
    return Cell(count(low) if low == high else said("{}–{}", count(low), count(high)), sort=low)
