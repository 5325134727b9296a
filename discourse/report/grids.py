"""Tables laid out for reading: one row per group, one cell per frame, each cell leading to its quotes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from discourse.domain.codes import Stance
from discourse.domain.results import OUTLIERS
from discourse.domain.written import NBSP, count, decimal, interval, join, percent, points, q_value, said
from discourse.report.facets import Facets, HasQuotes
from discourse.report.findings import LEVEL, is_supported
from discourse.report.report import SourceLine
from discourse.report.shares import has_few_passages, write_share
from discourse.report.wording import reveal

NO_INTERVAL = "no interval"
# Nothing was found in what was read; nothing was read, for want of its language or of anything to code.
NONE, NOT_READ, NO_PASSAGE = "none", "not read", "no passage to code"
_NOT_TESTED = "No difference was tested: it takes two sides with enough documents for an interval."
MAX_CONTRASTS = 24
TOP_GROUPS = 3
# With more columns than this the interval stands below its share and not beside it.
ROOMY_COLUMNS = 4
_STATUS_ORDER = {"failed": 0, "empty": 1, "waiting": 2}

Row = Mapping[str, Any]
_NOWHERE: Facets = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Column:
    """A column's name, and whether it holds numbers and among them shares with their intervals."""

    name: str
    is_number: bool = True
    is_share: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows: `text` and, smaller, `sub`; `sort` is the value to order by.

    `facets` lead to the cell's quotes, of which the documents have `hits`; they are empty where there is nothing to
    read. `is_faint` marks a number without an interval, which stays last however the table is sorted.
    """

    text: str
    sub: str = ""
    sort: float | str = ""
    facets: Facets = field(default_factory=lambda: _NOWHERE)
    hits: int = 0
    is_head: bool = False
    is_number: bool = True
    is_faint: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table to show; `note` stands below it."""

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    is_roomy: bool = False


def shares_to_grid(
    rows: Sequence[Row], *, name: str, caption: str, note: str, heading: str, code_names: Mapping[str, str], facet: str,
    code_column: str, weak: Collection[str] = (), unread: Mapping[str, str] = MappingProxyType({}),
) -> Grid:  # fmt: skip
    """Groups down, codes across, the `weak` ones faint; `facet` is the filter that a group's name sets, if any does.

    `unread` names the languages of the groups that are in none that the coder knows.
    """
    cells = {(row["group"], row[code_column]): row for row in rows}
    sizes = {row["group"]: (_number(row["documents"]), _number(row["passages"])) for row in rows}
    lines = tuple(
        (
            _head(group),
            *(
                _share(
                    cells.get((group, code)),
                    _facets(facet, group, code),
                    is_doubtful=code in weak,
                    language=unread.get(group, ""),
                )
                for code in code_names
            ),
            *size,
        )
        for group, size in _sure_first(sizes, rows if facet == "group" else ()).items()
    )
    shares = (Column(code_name, is_share=True) for code_name in code_names.values())
    columns = (Column(heading, is_number=False), *shares, Column("Documents"), Column("Passages"))
    return Grid(name, caption, columns, lines, note, is_roomy=len(code_names) <= ROOMY_COLUMNS)


def stances_to_grid(
    rows: Sequence[Row], *, caption: str, note: str, heading: str, code_names: Mapping[str, str], has_quotes: HasQuotes
) -> Grid:
    """A row per group and frame that occurs, a column per stance.

    They are faint and counts: an interval would be of the documents and not of the coder, which mistakes many.
    """
    cells = {(row["group"], row["frame"], row["stance"]): row for row in rows}
    sizes = {(row["group"], row["frame"]): row["passages"] for row in rows if row["passages"]}
    lines = tuple(
        (
            _head(group),
            _text(code_names[frame]),
            *(
                _stance(
                    cells.get((group, frame, stance.value)),
                    {"group": group, "code": frame, "stance": stance.value},
                    has_quotes,
                )
                for stance in Stance
            ),
            _number(passages),
        )
        for (group, frame), passages in sizes.items()
        if frame in code_names
    )
    names = (Column(heading, is_number=False), Column("Framing", is_number=False))
    stances = (Column(stance.capitalize()) for stance in Stance)
    columns = (*names, *stances, Column("Passages with it"))
    return Grid("stance", caption, columns, lines, note, is_roomy=True)


def contrasts_to_grid(
    rows: Sequence[Row], *, caption: str, note: str, code_names: Mapping[str, str], has_quotes: HasQuotes,
    name: str = "contrasts",
) -> Grid:  # fmt: skip
    """The differences that hold, widest first; the note says how many were tested, and is all where none was."""
    tested = [row for row in rows if row["q"] is not None]
    held = sorted((row for row in tested if is_supported(row)), key=lambda row: -abs(row["difference"]))
    lines = tuple(_contrast(row, code_names, has_quotes) for row in held[:MAX_CONTRASTS])
    cut = said("; the {} widest are shown", count(MAX_CONTRASTS)) if len(held) > MAX_CONTRASTS else ""
    first = said(
        "{} of {} differences tested are larger than chance would explain{}.", count(len(held)), count(len(tested)), cut
    )
    names = [Column(name, is_number=False) for name in ("Framing", "More in", "Less in")]
    columns = (*names, Column(said("Percentage points ({} interval)", LEVEL), is_share=True), Column("q"))
    told = join(" ", filter(None, (first, note))) if tested else _NOT_TESTED
    return Grid(name, caption, columns, lines, told, is_roomy=True)


def topics_to_grid(
    rows: Sequence[Row], group_rows: Sequence[Row], *, caption: str, note: str, has_quotes: HasQuotes
) -> Grid:
    """A row per topic, with how good it is and the groups of enough passages that give it most of theirs."""
    where: dict[int, list[str]] = {}
    enough = [row for row in group_rows if not has_few_passages(row)]
    for row in sorted(enough, key=lambda row: -row["share"]):
        limits = said(f"{NBSP}({{}})", interval(row["low"], row["high"])) if row["low"] is not None else ""
        part = said(f"{{}}{NBSP}{{}}{{}}", reveal(row["group"]), percent(row["share"]), limits)
        where.setdefault(row["topic"], []).append(part)
    lines = tuple(
        (
            _topic_head(row, has_quotes),
            _text(_join(row["words"])),
            _number(row["passages"]),
            _number(row["documents"]),
            _quality(row["stability"]),
            _quality(row["coherence"]),
            _text(join(", ", where.get(row["topic"], [])[:TOP_GROUPS])),
        )
        for row in rows
    )
    columns = (
        Column("Topic", is_number=False),
        Column("Its words", is_number=False),
        Column("Passages"),
        Column("Documents"),
        Column("Stability"),
        Column("Coherence"),
        Column("Largest part of the passages of", is_number=False),
    )
    return Grid("topics", caption, columns, lines, note)


def order_sources(sources: Sequence[SourceLine]) -> tuple[SourceLine, ...]:
    """Failures first, then empty files, then what came with a remark, then the rest, each by name."""
    others = len(_STATUS_ORDER)
    return tuple(sorted(sources, key=lambda one: (_STATUS_ORDER.get(one.status, others + (not one.reason)), one.file)))


def _sure_first(sizes: Mapping[Any, tuple[Cell, Cell]], rows: Sequence[Row]) -> dict[Any, tuple[Cell, Cell]]:
    """The groups in their order, those with an interval before the others; years and types keep their own order."""
    sure = {row["group"] for row in rows if row["low"] is not None}
    return dict(sorted(sizes.items(), key=lambda item: item[0] not in sure))


def _facets(facet: str, group: str, code: str) -> Facets:
    return {facet: str(group), "code": code} if facet else _NOWHERE


def _share(row: Row | None, facets: Facets, *, is_doubtful: bool = False, language: str = "") -> Cell:
    if row is None or row["share"] is None:
        return Cell(NOT_READ, sub=language or NO_PASSAGE, sort=-1.0, is_faint=True)
    is_sure = row["low"] is not None
    return Cell(
        write_share(row["share"], found=row["coded"], passages=row["passages"], has_interval=is_sure),
        sub=interval(row["low"], row["high"]) if is_sure else NO_INTERVAL,
        sort=row["share"],
        facets=facets if row["coded"] else _NOWHERE,
        hits=row["coded"],
        is_faint=is_doubtful or not is_sure or has_few_passages(row),
    )


def _stance(row: Row | None, facets: Facets, has_quotes: HasQuotes) -> Cell:
    """How many passages are so voiced, which says so where none of them is quoted."""
    if row is None or not row["coded"]:
        return Cell(NONE, sort=0.0, is_faint=True)
    return Cell(
        said("{} of {}", count(row["coded"]), count(row["passages"])),
        sub="" if has_quotes(facets) else "none quoted",
        sort=row["share"],
        facets=facets,
        hits=row["coded"],
        is_faint=True,
    )


def _contrast(row: Row, code_names: Mapping[str, str], has_quotes: HasQuotes) -> tuple[Cell, ...]:
    sides, low, high = (row["group"], row["other"]), row["low"], row["high"]
    if row["difference"] < 0:
        sides, low, high = sides[::-1], -high, -low
    leads = ({"group": side, "code": row["frame"]} for side in sides)
    more, less = (
        Cell(reveal(side), sort=side, is_number=False, facets=facets if has_quotes(facets) else _NOWHERE)
        for side, facets in zip(sides, leads, strict=True)
    )
    return (
        Cell(code_names.get(row["frame"], row["frame"]), sort=row["frame"], is_head=True, is_number=False),
        more,
        less,
        Cell(
            points(abs(row["difference"])),
            sub=said(f"{{}} to{NBSP}{{}}", points(low), points(high)),
            sort=abs(row["difference"]),
        ),
        Cell(q_value(row["q"]), sort=row["q"]),
    )


def _topic_head(row: Row, has_quotes: HasQuotes) -> Cell:
    facets = {"code": f"topic:{row['topic']}"}
    label = "no topic" if row["topic"] == OUTLIERS else row["label"]
    leads = facets if has_quotes(facets) else _NOWHERE
    return Cell(reveal(label), sort=label, facets=leads, is_head=True, is_number=False)


def _quality(value: float | None) -> Cell:
    return Cell("", sort=-1.0) if value is None else Cell(decimal(value), sort=value)


def _head(group: object) -> Cell:
    return Cell(reveal(group), sort=str(group), is_head=True, is_number=False)


def _text(text: str) -> Cell:
    return Cell(reveal(text), sort=str(text), is_number=False)


def _number(value: int) -> Cell:
    return Cell(count(value), sort=value)


def _join(words: str | Sequence[str]) -> str:
    return words if isinstance(words, str) else ", ".join(words)
