"""Who acts, who is acted on, who benefits and who is obliged, laid out for reading, with a passage for each."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from discourse.domain.written import NBSP, count, join, percent, said
from discourse.report.grids import NO_INTERVAL, NONE, Cell, Column, Grid
from discourse.report.links import say_place
from discourse.report.quotations import mark_evidence
from discourse.report.report import SourceLine
from discourse.report.wording import reveal

ACTORS_SHOWN = 3
QUOTES_A_ROLE = 2
ANY_FRAME, OTHER = "any", "other"
# The roles in the words of the page.
ROLES = {
    "agent": "Acts",
    "acted_on": "Is acted on",
    "beneficiary": "Benefits",
    "obliged": "Must, should or may",
    "left_out": "No doer named",
}
_FORMS = {"agentless_passive": "passive", "imperative": "order", "nominalisation": "noun for the act"}

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ActorQuote:
    """A passage that gives an actor a role: the text in pieces, each with whether it is the words that do.

    `place` is where in `file` it stands, empty where there are no pages; `link` opens the document there.
    """

    role: str
    actor: str
    group: str
    pieces: tuple[tuple[str, bool], ...]
    title: str
    file: str
    place: str
    link: str


def actors_to_grid(
    rows: Sequence[Row], *, caption: str, note: str, heading: str, code_names: Mapping[str, str],
    actor_names: Mapping[str, str],
) -> Grid:  # fmt: skip
    """A row per group and frame, first that of all framed passages; in each role the actors named most."""
    names = {ANY_FRAME: "Any", **code_names}
    cells: dict[tuple[str, str], dict[str, list[Row]]] = {}
    for row in _whole(rows):
        if row["frame"] in names:
            roles = cells.setdefault((row["group"], row["frame"]), {role: [] for role in ROLES})
            roles[row["role"]].append(row)
    lines = tuple(
        (
            Cell(reveal(group), sort=group, is_head=True, is_number=False),
            Cell(names[frame], sort=frame, is_number=False),
            *(_most_named(found, actor_names) for found in roles.values()),
            _clauses(roles),
        )
        for (group, frame), roles in cells.items()
    )
    heads = (heading, "Passages with", *ROLES.values())
    columns = (*(Column(name, is_number=False) for name in heads), Column("Clauses"))
    return Grid("actors", caption, columns, lines, note, is_roomy=True)


def actors_to_quotes(
    rows: Sequence[Row], *, actor_names: Mapping[str, str], sources: Sequence[SourceLine]
) -> tuple[ActorQuote, ...]:
    """For each role a few passages, of the actors named most, each of another group and actor.

    `sources` give the titles and addresses of their documents; a passage is shown once.
    """
    found: list[ActorQuote] = []
    known = {source.file: source for source in sources}
    seen: set[str] = set()
    for role in ROLES:
        told = [row for row in _whole(rows) if row["role"] == role and row["frame"] == ANY_FRAME]
        told = [row for row in told if row["count"] and row["actor"] != OTHER and row["quote_1"]]
        taken: set[str] = set()
        for row in sorted(told, key=lambda row: -row["count"]):
            is_new = row["quote_1"] not in seen and not {row["group"], row["actor"]} & taken
            if is_new and len(taken) < 2 * QUOTES_A_ROLE:
                taken |= {row["group"], row["actor"]}
                seen.add(row["quote_1"])
                found.append(_quote(row, actor_names, known.get(row["file_1"])))
    return tuple(found)


def _whole(rows: Sequence[Row]) -> Iterator[Row]:
    """The rows of all modalities together."""
    return (row for row in rows if not row["modality"])


def _most_named(rows: Sequence[Row], actor_names: Mapping[str, str]) -> Cell:
    told = sorted((row for row in rows if row["count"] and row["actor"] != OTHER), key=lambda row: -row["count"])
    named = [said(f"{{}}{NBSP}{{}}", _name(row, actor_names), percent(row["share"])) for row in told[:ACTORS_SHOWN]]
    text = join(", ", named)
    if not text:
        return Cell(NONE, is_number=False, is_faint=True)
    is_sure = all(row["low"] is not None for row in told)
    return Cell(text, sub="" if is_sure else NO_INTERVAL, sort=str(text), is_number=False, is_faint=not is_sure)


def _clauses(roles: Mapping[str, Sequence[Row]]) -> Cell:
    clauses = max((row["clauses"] for rows in roles.values() for row in rows), default=0)
    return Cell(count(clauses), sort=clauses)


def _name(row: Row, actor_names: Mapping[str, str]) -> str:
    named: Mapping[str, str] = _FORMS if row["role"] == "left_out" else actor_names
    return reveal(named.get(row["actor"], row["actor"]))


def _quote(row: Row, actor_names: Mapping[str, str], source: SourceLine | None) -> ActorQuote:
    text, words = row["quote_1"], row["words_1"]
    place = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text)
    return ActorQuote(
        role=ROLES[row["role"]],
        actor=_name(row, actor_names),
        group=row["group"],
        pieces=tuple(mark_evidence(text, [place.span()] if place else [])),
        title=(source.title if source else "") or row["file_1"],
        file=row["file_1"],
        place=say_place(row["file_1"], row["page_1"]),
        link=_at_page(source.link, row["page_1"]) if source else "",
    )


def _at_page(link: str, page: int) -> str:
    """A source's link, which opens its first page, at another page."""
    base, has_page, _ = link.partition("#page=")
    return f"{base}#page={page}" if has_page else link
