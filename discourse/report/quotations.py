"""Quotes grouped by the cells of a table, their evidence words marked, few enough for a page that opens quickly."""

from collections.abc import Iterator, Sequence

from discourse.domain.documents import UNKNOWN
from discourse.domain.results import CROSS, Quote

MAX_PER_CELL = 5
# About half of the 3 MB that a page may have; a quote costs its text and some markup.
BUDGET_BYTES = 1_500_000
_MARKUP_BYTES = 900


def quote_group(quote: Quote, by: Sequence[str]) -> str:
    """The group a quote belongs to, written as in the tables."""
    return CROSS.join(str(getattr(quote, name) or UNKNOWN) for name in by)


def group_quotes(quotes: Sequence[Quote], by: Sequence[str]) -> dict[str, dict[str, tuple[Quote, ...]]]:
    """group → code id → quotes, all in the given order."""
    cells: dict[str, dict[str, tuple[Quote, ...]]] = {}
    for quote in quotes:
        codes = cells.setdefault(quote_group(quote, by), {})
        codes[quote.code_id] = (*codes.get(quote.code_id, ()), quote)
    return cells


def limit_quotes(
    quotes: Sequence[Quote], by: Sequence[str], *, per_cell: int = MAX_PER_CELL, budget: int = BUDGET_BYTES
) -> tuple[Quote, ...]:
    """The first quotes of each group, code and stance, as many as the budget of bytes allows, and at least one."""
    cells: dict[tuple[str, str, str], list[Quote]] = {}
    for quote in quotes:
        cells.setdefault((quote_group(quote, by), quote.code_id, quote.stance), []).append(quote)
    for most in range(per_cell, 0, -1):
        kept = tuple(quote for cell in cells.values() for quote in cell[:most])
        if most == 1 or sum(len(quote.text.encode(errors="replace")) + _MARKUP_BYTES for quote in kept) <= budget:
            return kept
    return ()


def mark_evidence(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    """The text in pieces that join to it, each with whether it is evidence; spans may touch or overlap."""
    at = 0
    for start, end in sorted(spans):
        if end <= at:
            continue
        if start > at:
            yield text[at:start], False
        yield text[max(at, start) : end], True
        at = end
    if at < len(text):
        yield text[at:], False
