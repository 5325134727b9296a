"""Every passage under a code, whoever put it there, across jurisdictions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from discourse.domain.codes import Stance
from discourse.domain.codings import MODEL
from discourse.pipeline.workbench.judgements import Unit
from discourse.pipeline.workbench.library import Card
from discourse.pipeline.workbench.workbench import Workbench

# Below its threshold, but not far: what the machine nearly took for the code.
NEAR_MISS = 0.3


@dataclass(frozen=True, slots=True)
class Said:
    """Who says that a passage carries the code."""

    coder: str
    stance: Stance | None
    probability: float | None = None

    @property
    def is_machine(self) -> bool:
        return self.coder.startswith(MODEL)


@dataclass(frozen=True, slots=True)
class CodedPassage:
    """A passage under a code."""

    unit: Unit
    card: Card
    page: int
    text: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which passages: `who` is `all`, `people`, `machine` or `near`; `beside` names a code that they carry too."""

    code_id: str
    who: str = "all"
    jurisdiction: str = ""
    stance: str = ""
    beside: str = ""
    only_read_by: str = ""


def find_coded(workbench: Workbench, wanted: Wanted) -> list[tuple[Unit, tuple[Said, ...]]]:
    """The ranges under a code by document, with who says so; near misses by probability, the highest first."""
    found = _collect(workbench, wanted)
    if wanted.beside:
        beside = _collect(workbench, Wanted(wanted.beside, "all" if wanted.who == "near" else wanted.who))
        found = {unit: said for unit, said in found.items() if unit in beside}
    if wanted.only_read_by:
        judgements = workbench.judgements
        found = {unit: said for unit, said in found.items() if judgements.of(wanted.only_read_by, unit).is_read}
    cards = workbench.library.cards
    chosen = [
        (unit, said)
        for unit, said in found.items()
        if unit[0] in cards
        and (not wanted.jurisdiction or cards[unit[0]].jurisdiction == wanted.jurisdiction)
        and (not wanted.stance or any(one.stance == wanted.stance for one in said))
    ]
    if wanted.who == "near":
        return sorted(chosen, key=lambda item: -(item[1][0].probability or 0))
    order = {document_id: place for place, document_id in enumerate(cards)}
    return sorted(chosen, key=lambda item: (order[item[0][0]], item[0][1]))


def show_coded(workbench: Workbench, found: Iterable[tuple[Unit, tuple[Said, ...]]]) -> list[CodedPassage]:
    """The passages themselves."""
    shown = []
    for unit, said in found:
        place = workbench.place(*unit)
        page = place.opened.document.page_at(unit[1])
        shown.append(CodedPassage(unit, place.opened.card, page, place.quote, said))
    return shown


def count_by_jurisdiction(workbench: Workbench, units: Sequence[Unit]) -> list[tuple[str, int]]:
    """How many of these ranges each jurisdiction has, the most first."""
    counts: dict[str, int] = {}
    for unit in units:
        name = workbench.library.cards[unit[0]].jurisdiction
        counts[name] = counts.get(name, 0) + 1
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _collect(workbench: Workbench, wanted: Wanted) -> dict[Unit, tuple[Said, ...]]:
    found: dict[Unit, tuple[Said, ...]] = {}
    if wanted.who != "people":
        found = _by_machine(workbench, wanted.code_id, near=wanted.who == "near")
    if wanted.who in ("all", "people"):
        judgements = workbench.judgements
        for unit in judgements.units():
            said = tuple(
                Said(one.coder, one.present[wanted.code_id].stance)
                for one in judgements.on(unit)
                if wanted.code_id in one.present
            )
            if said:
                found[unit] = (*found.get(unit, ()), *said)
    return found


def _by_machine(workbench: Workbench, code_id: str, *, near: bool) -> dict[Unit, tuple[Said, ...]]:
    overview = workbench.library.overview
    mine = pl.col("code_id") == code_id
    chosen = ~pl.col("present") & (pl.col("probability") >= NEAR_MISS) if near else pl.col("present")
    codes = overview.codes.filter(mine & chosen).select("passage_id", "probability", "stance")
    rows = overview.passages.join(codes.unique("passage_id"), on="passage_id", maintain_order="left")
    coder = workbench.library.model_coder
    return {
        (document_id, start, end): (Said(coder, Stance(stance) if stance else None, probability),)
        for document_id, start, end, probability, stance in rows.select(
            "document_id", "start", "end", "probability", "stance"
        ).iter_rows()
    }
