"""Two groups side by side on one page: what differs, what does not, the words and the quotes on each side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from discourse.domain.codebook import CodeDefinition
from discourse.domain.results import Quote, Table
from discourse.domain.written import DASH, interval, join, percent, points, said
from discourse.report import charts
from discourse.report.cautions import (
    false_alarms,
    kinds_apart,
    model_cautions,
    name_codes,
    not_coded,
    too_small,
    weak_codes,
)
from discourse.report.corrected import is_audited
from discourse.report.files import replace_file
from discourse.report.findings import LEVEL, group_word, is_supported, micro_credentials
from discourse.report.grids import Cell, Column, Grid
from discourse.report.links import say_place, show_files
from discourse.report.quotations import mark_evidence, quote_group
from discourse.report.report import Report
from discourse.report.shares import has_few_passages, why_not_compared, write_share
from discourse.report.template import fill_template
from discourse.report.unread import tell_unread, unread_places
from discourse.report.wider_grids import keyness_to_grid
from discourse.report.wording import frame_words, with_article

QUOTES_A_SIDE = 2

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TwoSides:
    """A comparison of two groups: a report of theirs alone, and `themes`, which are contrasts of themes.

    Contrasts have the first side as `group`. `theme_shares` has `theme` for `frame`; `looked_at` says in words which
    documents were compared, `coder` what coded them.
    """

    sides: tuple[str, str]
    report: Report
    theme_shares: Table
    themes: Table
    keyness: Table
    looked_at: str
    coder: str


def sides_to_grid(sides: TwoSides) -> Grid:
    """A row per framing: each side's share with its interval, the difference, and what may be said of it."""
    return _grid("frames", "Framings", sides, sides.report.prevalence, "frame", _contrasts(sides))


def themes_to_grid(sides: TwoSides) -> Grid:
    """The same of the themes, the surest differences first."""
    grid = _grid("themes", "Themes", sides, sides.theme_shares, "theme", _rows(sides.themes))
    q = {row["frame"]: (2.0 if row["q"] is None else row["q"]) for row in sides.themes.frame.to_dicts()}
    rows = tuple(sorted(grid.rows, key=lambda row: q[str(row[0].sort)]))
    return replace(
        grid, rows=rows, note=weak_codes(sides.report.codebook.themes, sides.report.reliability, kind="theme")
    )


def sides_to_sentences(sides: TwoSides) -> tuple[tuple[str, str], ...]:
    """Per framing its id and a sentence that the interval supports; around them, without an id, what a report warns of.

    That is how much is of micro-credentials, what a difference may come from, and what could not be compared and why.
    """
    codes = sides.report.codebook.by_id
    told = [(row["frame"], _sentence(row, codes[row["frame"]], sides)) for row in _contrasts(sides)]
    before = [*model_cautions(sides.report), *_uncorrected(sides), *micro_credentials(sides.report)]
    after = _cautions(sides)
    return (*(("", text) for text in before), *told, *(("", text) for text in after))


def write_two_sides(sides: TwoSides, path: Path) -> None:
    """Write the comparison as one HTML file with everything inside it."""
    grids = [sides_to_grid(sides), themes_to_grid(sides)]
    rows, codes = _rows(sides.keyness), sides.report.codebook.codes
    words = keyness_to_grid(rows, caption="Words that set them apart", note="", heading="") if rows else None
    page = fill_template(
        "two_sides.html", sides=sides, grids=grids, words=words, sentences=sides_to_sentences(sides),
        quotes=_quotes(sides), sizes=_sizes(sides),
        colours={code.id: charts.frame_colour(code.colour, number) for number, code in enumerate(codes)},
    )  # fmt: skip
    replace_file(path, page.encode())


def _grid(name: str, caption: str, sides: TwoSides, shares: Table, column: str, contrasts: Sequence[Row]) -> Grid:
    codes, reliability = sides.report.codebook.codes, sides.report.reliability
    is_weak = reliability.is_weak
    cells = {(row["group"], row[column]): row for row in _rows(shares)}
    names = {code.id: code.name for code in codes} | name_codes(codes, reliability)
    lines = tuple(
        (
            Cell(names[row["frame"]], sort=row["frame"], is_head=True, is_number=False),
            *(_share(cells.get((side, row["frame"])), is_doubtful=is_weak(row["frame"])) for side in sides.sides),
            Cell(DASH if row["low"] is None else points(row["difference"]), sub=_limits(row)),
            Cell(
                _verdict(row, sides),
                sub=_why_none(row, sides, cells),
                is_number=False,
                is_faint=not is_supported(row) or is_weak(row["frame"]),
            ),
        )
        for row in contrasts
    )
    heads = (Column(caption, is_number=False), *(Column(side, is_share=True) for side in sides.sides))
    return Grid(name, caption, (*heads, Column("Points apart"), Column("What holds", is_number=False)), lines)


def _share(row: Row | None, *, is_doubtful: bool) -> Cell:
    if row is None or row["share"] is None:
        return Cell(DASH, sub="no passage", is_faint=True)
    is_sure = row["low"] is not None
    text = write_share(row["share"], found=row["coded"], passages=row["passages"], has_interval=is_sure)
    limits = interval(row["low"], row["high"]) if is_sure else "no interval"
    return Cell(text, sub=limits, is_faint=is_doubtful or not is_sure or has_few_passages(row))


def _limits(row: Row) -> str:
    return "" if row["low"] is None else said("{} to {}", points(row["low"]), points(row["high"]))


def _why_none(row: Row, sides: TwoSides, cells: Mapping[tuple[str, str], Row]) -> str:
    if row["q"] is not None:
        return ""
    both = [cells[side, row["frame"]] for side in sides.sides]
    return why_not_compared(both, _minimum(sides), unread_places(sides.report))


def _verdict(row: Row, sides: TwoSides) -> str:
    if row["q"] is None:
        return "not compared"
    if sides.report.reliability.is_weak(row["frame"]):
        return "not told: the coder is often wrong"
    if not is_supported(row):
        return "no difference shown"
    more = sides.sides[row["difference"] < 0]
    # How many times as much is not said: a ratio of small shares is far less certain than their difference.
    return f"more in {with_article(more)}"


def _sentence(row: Row, code: CodeDefinition, sides: TwoSides) -> str:
    one, other = sides.sides
    both = _both_shares(code, sides)
    name = frame_words(code)[:1].upper() + frame_words(code)[1:]
    if row["q"] is None:
        return said("{}: {}, in the documents that were read; not compared, for the reason below.", name, both)
    apart = said("{} interval of the difference {} to {} points", LEVEL, points(row["low"]), points(row["high"]))
    if not is_supported(row):
        return said("{}: {}. No difference is shown ({}), which does not show that they are alike.", name, both, apart)
    more = with_article(one if row["difference"] > 0 else other)
    return said("{} is commoner in {}: {} ({}).", name, more, both, apart)


def _both_shares(code: CodeDefinition, sides: TwoSides) -> str:
    """Of the shares themselves: a contrast with a side of which nothing was coded holds neither's."""
    rows = {row["group"]: row["share"] for row in _rows(sides.report.prevalence) if row["frame"] == code.id}
    found = [(percent(rows[side]), with_article(side)) for side in sides.sides if rows[side] is not None]
    told = [said("{} of passages in {}", *one) for one in found[:1]] + [said("{} in {}", *one) for one in found[1:]]
    unread = [with_article(side) for side in sides.sides if rows[side] is None]
    return join(", ", [*told, *(said("nothing of {} was coded", side) for side in unread)])


def _uncorrected(sides: TwoSides) -> list[str]:
    if not is_audited(sides.report):
        return []
    return ["The shares here are as the model coded; those corrected by the audit are in prevalence.csv beside this."]


def _cautions(sides: TwoSides) -> list[str]:
    report, names = sides.report, {code.id: frame_words(code) for code in sides.report.codebook.frames}
    rows = [row for row in _rows(report.prevalence) if row["passages"]]
    sure = [row for row in rows if row["low"] is not None]
    return [
        *(kinds_apart(report, [sides.sides]) if any(row["q"] is not None for row in _contrasts(sides)) else []),
        *false_alarms(report, sure, names),
        *tell_unread(report),
        *not_coded(report, but=unread_places(report)),
        *too_small(rows, _minimum(sides), group_word(report.by)),
    ]


def _minimum(sides: TwoSides) -> int:
    return sides.report.method.minimum_documents


def _contrasts(sides: TwoSides) -> list[dict[str, Any]]:
    return _rows(sides.report.contrasts) if sides.report.contrasts is not None else []


def _sizes(sides: TwoSides) -> list[dict[str, Any]]:
    rows = {row["group"]: row for row in _rows(sides.report.prevalence)}
    return [{"name": side, **{name: rows[side][name] for name in ("documents", "passages")}} for side in sides.sides]


def _quotes(sides: TwoSides) -> list[dict[str, Any]]:
    """Per framing the two sides' quotes, in pieces of marked and unmarked text."""
    found, report = [], sides.report
    files = show_files(quote.file for quote in report.quotes)
    contrasted = {row["frame"] for row in _contrasts(sides)}
    for code in report.codebook.codes:
        columns = [
            [
                _shown(quote, files[quote.file])
                for quote in report.quotes
                if quote.code_id == code.id and quote_group(quote, report.by) == side
            ][:QUOTES_A_SIDE]
            for side in sides.sides
        ]
        if any(columns) and code.id in contrasted:
            found.append({"code": code, "columns": columns})
    return found


def _shown(quote: Quote, file: str) -> dict[str, Any]:
    place = say_place(quote.file, quote.page, label=quote.page_label, heading=quote.heading)
    return {"quote": quote, "file": file, "pieces": tuple(mark_evidence(quote.text, quote.spans)), "place": place}


def _rows(table: Table) -> list[dict[str, Any]]:
    return table.frame.to_dicts()
