"""Tables beyond shares laid out for reading: words, company, silences, policies beside listings."""

from collections.abc import Mapping, Sequence
from typing import Any

from discourse.domain.written import DASH, NBSP, count, decimal, interval, join, percent, points, q_value, said
from discourse.report.findings import LEVEL, MAX_Q, is_supported
from discourse.report.grids import NO_INTERVAL, NO_PASSAGE, NONE, Cell, Column, Grid
from discourse.report.shares import has_few_passages, write_share
from discourse.report.wording import reveal

TERMS_SHOWN = 8
# Of a word that mostly starts with a capital it is likely that it names a place, body or person.
NAME_SHARE = 0.5
SILENCES_SHOWN = 24
BY_MODEL = "model"
NOT_BY_CHANCE = "not found by the model, which is unlikely by chance"
NO_WORD_BY_CHANCE = "no word of our list found, which is unlikely by chance"
ALL_TEXT = "all text"
_KINDS = {"frame": "framing", "theme": "theme", "actor": "actor", "learners": "people"}

Row = Mapping[str, Any]


def keyness_to_grid(rows: Sequence[Row], *, caption: str, note: str, heading: str) -> Grid:
    """A row per group: the words and phrases it uses more than the others, names left out.

    Where the terms were tested only those with q < 0.05 are shown, otherwise they are faint.
    """
    cells: dict[str, dict[str, list[Row]]] = {}
    for row in rows:
        own = cells.setdefault(row["group"], {"word": [], "phrase": []})
        if row["within"] == ALL_TEXT and row["direction"] == "more" and row["capitalised"] < NAME_SHARE:
            own[row["kind"]].append(row)
    lines = tuple(
        (Cell(reveal(group), sort=group, is_head=True, is_number=False), *(_terms(found) for found in kinds.values()))
        for group, kinds in cells.items()
    )
    columns = tuple(Column(name, is_number=False) for name in (heading, "Words", "Phrases"))
    return Grid("keyness", caption, columns, lines, note)


def cooccurrence_to_grid(
    rows: Sequence[Row], *, caption: str, note: str, heading: str, code_names: Mapping[str, str]
) -> Grid:
    """A row per group and frame that occurs, a column for each frame that may stand in the same passage, or none."""
    cells = {(row["group"], row["code"], row["beside"]): row for row in rows if row["reach"] == "passage"}
    besides = [*code_names, *dict.fromkeys(row["beside"] for row in rows if row["beside"].startswith("no other"))]
    sizes = {(group, code): row["passages"] for (group, code, _), row in cells.items() if code in code_names}
    lines = tuple(
        (
            Cell(reveal(group), sort=group, is_head=True, is_number=False),
            Cell(code_names[code], sort=code, is_number=False),
            *(Cell("", sort=-1.0) if beside == code else _share(cells[group, code, beside]) for beside in besides),
            Cell(count(passages), sort=passages),
        )
        for (group, code), passages in sizes.items()
        if passages
    )
    names = [Column(heading, is_number=False), Column("Passages with", is_number=False)]
    also = [Column(f"Also {code_names[code]}" if code in code_names else "Alone", is_share=True) for code in besides]
    return Grid("cooccurrence", caption, (*names, *also, Column("Passages")), lines, note, is_roomy=True)


def silences_to_grid(rows: Sequence[Row], *, caption: str, note: str, heading: str) -> Grid:
    """A row per code and group that does not mention it, what chance explains least first."""
    lines = tuple(
        (
            Cell(reveal(row["group"]), sort=row["group"], is_head=True, is_number=False),
            Cell(row["name"], sub=_sought(row), sort=row["name"], is_number=False),
            Cell(count(row["documents"]), sub=_needed(row["needed"]), sort=row["documents"]),
            Cell(count(row["passages"]), sort=row["passages"]),
            Cell(decimal(row["expected"], 1), sort=row["expected"]),
            Cell(percent(row["chance"]), sort=row["chance"]),
            Cell(row["note"] or _unlikely(row), sort=row["q"], is_number=False, is_faint=bool(row["note"])),
        )
        for row in silences_shown(rows)
    )
    cut = said("{} of {} are shown.", count(SILENCES_SHOWN), count(len(rows))) if len(rows) > SILENCES_SHOWN else ""
    texts = (Column(heading, is_number=False), Column("Not found", is_number=False))
    numbers = (Column("Documents"), Column("Passages searched"), Column("Expected"), Column("Chance of none"))
    worth = Column("What it is worth", is_number=False)
    return Grid("silences", caption, (*texts, *numbers, worth), lines, join(" ", filter(None, (cut, note))))


def silences_shown(rows: Sequence[Row]) -> list[Row]:
    """The silences that chance explains least."""
    return sorted(rows, key=lambda row: row["chance"])[:SILENCES_SHOWN]


def policy_and_listings_to_grid(
    rows: Sequence[Row], *, caption: str, note: str, heading: str, code_names: Mapping[str, str]
) -> Grid:
    """A row per group and code: the share in policies, that in listings, and how far apart they are."""
    lines = tuple(
        (
            Cell(reveal(row["group"]), sort=row["group"], is_head=True, is_number=False),
            Cell(code_names[row["code"]], sort=row["code"], is_number=False),
            _share(row),
            _share({name: row[f"listing_{name}"] for name in ("passages", "share", "low", "high")}),
            _difference(row),
            Cell(q_value(row["q"]), sort=2.0 if row["q"] is None else row["q"], is_faint=row["q"] is None),
        )
        for row in rows
        if row["code"] in code_names
    )
    texts = (Column(heading, is_number=False), Column("Framing or theme", is_number=False))
    shares = (Column("Policies", is_share=True), Column("Listings", is_share=True))
    columns = (*texts, *shares, Column(said("Percentage points ({} interval)", LEVEL)), Column("q"))
    return Grid("policy-and-listings", caption, columns, lines, note, is_roomy=True)


def trends_to_grid(
    rows: Sequence[Row], *, caption: str, note: str, heading: str, code_names: Mapping[str, str]
) -> Grid:
    """A row per group and frame with years enough: the change in ten years, and between which years."""
    lines = tuple(
        (
            Cell("All" if row["group"] == "all" else reveal(row["group"]), is_head=True, is_number=False),
            Cell(code_names[row["frame"]], sort=row["frame"], is_number=False),
            Cell(f"{row['first_year']}{DASH}{row['last_year']}", sort=row["first_year"]),
            Cell(count(row["documents"]), sort=row["documents"]),
            Cell(
                points(row["per_decade"]),
                sub=said("{} to {}", points(row["low"]), points(row["high"])),
                sort=row["per_decade"],
            ),
            Cell(q_value(row["q"]), sort=row["q"]),
        )
        for row in rows
        if row["per_decade"] is not None and row["frame"] in code_names
    )
    holds = any(is_supported(row) for row in rows)
    first = "" if holds else "No trend is shown: none of these changes is larger than chance would explain."
    columns = (
        *(Column(name, is_number=False) for name in (heading, "Framing")),
        *(Column(name) for name in ("Years", "Documents", "Percentage points a decade", "q")),
    )
    return Grid("trends", caption, columns, lines, join(" ", filter(None, (first, note))), is_roomy=True)


def learners_to_grid(
    rows: Sequence[Row], *, caption: str, note: str, heading: str, learner_names: Mapping[str, str]
) -> Grid:
    """Groups of people down, groups of documents across: a share of passages each, what is named most first."""
    cells = {(row["group"], row["learners"]): row for row in rows}
    groups = list(dict.fromkeys(row["group"] for row in rows if row["passages"]))
    totals = {name: sum(cells[group, name]["named"] for group in groups) for name in learner_names}
    lines = tuple(
        (
            Cell(learner_names[name], sort=learner_names[name], is_head=True, is_number=False),
            *(_named(cells[group, name]) for group in groups),
            Cell(count(total), sort=total),
        )
        for name, total in sorted(totals.items(), key=lambda item: -item[1])
    )
    columns = (
        Column(f"People by {heading.lower()}", is_number=False),
        *(Column(reveal(group)) for group in groups),
        Column("Passages"),
    )
    return Grid("learners", caption, columns, lines, note)


def _named(row: Row) -> Cell:
    """A share, faint without an interval."""
    if not row["named"]:
        return Cell(NONE, sort=0.0, is_faint=True)
    is_sure = row["low"] is not None
    text = write_share(row["share"], found=row["named"], passages=row["passages"], has_interval=is_sure)
    return Cell(text, sort=row["share"], is_faint=not is_sure or has_few_passages(row))


def _sought(row: Row) -> str:
    kind = _KINDS[row["kind"]]
    return f"{kind}, by the model" if row["sought_by"] == BY_MODEL else f"{kind}, no word of our list"


def _unlikely(row: Row) -> str:
    return NOT_BY_CHANCE if row["sought_by"] == BY_MODEL else NO_WORD_BY_CHANCE


def _needed(documents: int | None) -> str:
    return "" if documents is None else said("{} needed", count(documents))


def _terms(rows: Sequence[Row]) -> Cell:
    tested = [row for row in rows if row["q"] is not None]
    shown = [row for row in tested if row["q"] < MAX_Q] if tested else list(rows)
    text = ", ".join(reveal(row["term"]) for row in shown[:TERMS_SHOWN])
    if not text:
        return Cell("none that holds" if tested else NONE, is_number=False, is_faint=True)
    return Cell(text, sub="" if tested else NO_INTERVAL, sort=text, is_number=False, is_faint=not tested)


def _share(row: Row) -> Cell:
    if row["share"] is None:
        return Cell("", sub=NO_PASSAGE, sort=-1.0, is_faint=True)
    is_sure = row["low"] is not None
    limits = interval(row["low"], row["high"]) if is_sure else NO_INTERVAL
    found = round(row["share"] * row["passages"])
    text = write_share(row["share"], found=found, passages=row["passages"], has_interval=is_sure)
    return Cell(text, sub=limits, sort=row["share"], is_faint=not is_sure or has_few_passages(row))


def _difference(row: Row) -> Cell:
    if row["difference_low"] is None:
        return Cell("", sort=-9.0, is_faint=True)
    limits = said(f"{{}} to{NBSP}{{}}", points(row["difference_low"]), points(row["difference_high"]))
    return Cell(points(row["difference"]), sub=limits, sort=row["difference"])
