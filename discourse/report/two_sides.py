"""Two groups side by side on one page: what differs, what does not, the words and the quotes on each side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from discourse.domain.codebook import CodeDefinition, CodeKind
from discourse.domain.reliability import CodeReliability
from discourse.domain.results import Quote, Table
from discourse.domain.written import DASH, count, interval, percent, points, said
from discourse.report import charts
from discourse.report.cautions import name_codes, weak_codes
from discourse.report.files import replace_file
from discourse.report.findings import LEVEL, frame_words, is_supported
from discourse.report.grids import Cell, Column, Grid
from discourse.report.links import say_place
from discourse.report.quotations import mark_evidence, quote_group
from discourse.report.shares import has_few_passages, write_share
from discourse.report.template import fill_template
from discourse.report.wider_grids import keyness_to_grid

QUOTES_A_SIDE = 2

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TwoSides:
    """A comparison of two groups: `contrasts` of frames, `themes` of themes, both as `discourse.tables` has them.

    `prevalence` and `theme_shares` hold the shares with their limits (`theme` for `frame`); `looked_at` says in words
    which documents were compared, `coder` what coded them, `reliability` how well it finds the codes.
    """

    sides: tuple[str, str]
    codes: Sequence[CodeDefinition]
    prevalence: Table
    contrasts: Table
    theme_shares: Table
    themes: Table
    keyness: Table
    quotes: tuple[Quote, ...]
    looked_at: str
    coder: str
    minimum_documents: int
    reliability: CodeReliability = field(default_factory=CodeReliability)
    by: tuple[str, ...] = ("jurisdiction",)
    invented: bool = False


def sides_to_grid(sides: TwoSides) -> Grid:
    """A row per framing: each side's share with its interval, the difference, and what may be said of it."""
    return _grid("frames", "Framings", sides, sides.prevalence, "frame", sides.contrasts)


def themes_to_grid(sides: TwoSides) -> Grid:
    """The same of the themes, the surest differences first."""
    grid = _grid("themes", "Themes", sides, sides.theme_shares, "theme", sides.themes)
    q = {row["frame"]: (2.0 if row["q"] is None else row["q"]) for row in sides.themes.frame.to_dicts()}
    themes = [code for code in sides.codes if code.kind is CodeKind.THEME]
    rows = tuple(sorted(grid.rows, key=lambda row: q[str(row[0].sort)]))
    return replace(grid, rows=rows, note=weak_codes(themes, sides.reliability, kind="theme"))


def sides_to_sentences(sides: TwoSides) -> tuple[tuple[str, str], ...]:
    """Per framing its id and a sentence that the interval supports."""
    names = {code.id: code for code in sides.codes}
    return tuple((row["frame"], _sentence(row, names[row["frame"]], sides)) for row in _rows(sides.contrasts))


def write_two_sides(sides: TwoSides, path: Path) -> None:
    """Write the comparison as one HTML file with everything inside it."""
    grids = [sides_to_grid(sides), themes_to_grid(sides)]
    rows = _rows(sides.keyness)
    words = keyness_to_grid(rows, caption="Words that set them apart", note="", heading="") if rows else None
    page = fill_template(
        "two_sides.html", sides=sides, grids=grids, words=words, sentences=sides_to_sentences(sides),
        quotes=_quotes(sides), sizes=_sizes(sides),
        colours={code.id: charts.frame_colour(code.colour, number) for number, code in enumerate(sides.codes)},
    )  # fmt: skip
    replace_file(path, page.encode())


def _grid(name: str, caption: str, sides: TwoSides, shares: Table, column: str, contrasts: Table) -> Grid:
    is_weak = sides.reliability.is_weak
    cells = {(row["group"], row[column]): row for row in _rows(shares)}
    names = {code.id: code.name for code in sides.codes} | name_codes(sides.codes, sides.reliability)
    lines = tuple(
        (
            Cell(names[row["frame"]], sort=row["frame"], is_head=True, is_number=False),
            *(_share(cells.get((side, row["frame"])), is_doubtful=is_weak(row["frame"])) for side in sides.sides),
            Cell(DASH if row["difference"] is None else points(row["difference"]), sub=_limits(row)),
            Cell(_verdict(row, sides), is_number=False, is_faint=not is_supported(row) or is_weak(row["frame"])),
        )
        for row in _rows(contrasts)
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


def _verdict(row: Row, sides: TwoSides) -> str:
    if row["q"] is None:
        return "too few documents to tell"
    if not is_supported(row):
        return "no difference shown"
    more = sides.sides[row["difference"] < 0]
    # How many times as much is not said: a ratio of small shares is far less certain than their difference.
    return f"more in {more}"


def _sentence(row: Row, code: CodeDefinition, sides: TwoSides) -> str:
    one, other = sides.sides
    both = said("{} of passages in {}, {} in {}", percent(row["share"]), one, percent(row["other_share"]), other)
    name = frame_words(code)[:1].upper() + frame_words(code)[1:]
    if row["share"] is None or row["other_share"] is None:
        return f"{name}: one side has no passage that can be coded."
    if row["q"] is None:
        return said(
            "{}: {}. These numbers describe the documents that were read and cannot be compared further: an interval "
            "needs {} documents a side, none of which holds most of the passages.",
            name, both, count(sides.minimum_documents),
        )  # fmt: skip
    apart = said("{} interval of the difference {} to {} points", LEVEL, points(row["low"]), points(row["high"]))
    if not is_supported(row):
        return said("{}: {}. No difference is shown ({}), which does not show that they are alike.", name, both, apart)
    return said("{} is commoner in {}: {} ({}).", name, one if row["difference"] > 0 else other, both, apart)


def _sizes(sides: TwoSides) -> list[dict[str, Any]]:
    rows = {row["group"]: row for row in _rows(sides.prevalence)}
    return [{"name": side, **{name: rows[side][name] for name in ("documents", "passages")}} for side in sides.sides]


def _quotes(sides: TwoSides) -> list[dict[str, Any]]:
    """Per framing the two sides' quotes, in pieces of marked and unmarked text."""
    found = []
    for code in sides.codes:
        columns = [
            [
                _shown(quote)
                for quote in sides.quotes
                if quote.code_id == code.id and quote_group(quote, sides.by) == side
            ][:QUOTES_A_SIDE]
            for side in sides.sides
        ]
        if any(columns) and code.id in {row["frame"] for row in _rows(sides.contrasts)}:
            found.append({"code": code, "columns": columns})
    return found


def _shown(quote: Quote) -> dict[str, Any]:
    place = say_place(quote.file, quote.page, label=quote.page_label, heading=quote.heading)
    return {"quote": quote, "pieces": tuple(mark_evidence(quote.text, quote.spans)), "place": place}


def _rows(table: Table) -> list[dict[str, Any]]:
    return table.frame.to_dicts()
