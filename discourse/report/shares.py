"""How a share is written: of few passages as what was counted; and why one has no interval."""

from collections.abc import Mapping, Sequence
from typing import Any

from discourse.domain.written import count, join, percent, plural, said

# One passage of fewer is more than three per cent.
LEAST_PASSAGES = 30
# Kish's number: those of unequal length count as fewer than they are (`discourse.tables.intervals`).
FEW_IN_EFFECT = "fewer than three documents in effect (those of unequal length count as fewer)"


def has_few_passages(row: Mapping[str, Any]) -> bool:
    """Whether the share of a row is of too few passages to be written as a percentage or drawn."""
    return bool(row["passages"] < LEAST_PASSAGES)


def write_share(share: float, *, found: int, passages: int, has_interval: bool) -> str:
    """`4.2 %`; of few passages `2 of 24`, and where nothing was found and no interval says how much may be there
    `none in 24`.
    """
    if passages < LEAST_PASSAGES or not (found or has_interval):
        return said("{} of {}", count(found), count(passages)) if found else said("none in {}", count(passages))
    return percent(share)


def why_no_interval(rows: Sequence[Mapping[str, Any]], minimum: int) -> str:
    """Why shares among `rows` have no interval, by the reasons that applied; empty where every one has its interval."""
    without = [row["documents"] for row in rows if row["low"] is None and row["passages"]]
    few = said("fewer than {}", plural(minimum, "document"))
    reasons = [few] if any(documents < minimum for documents in without) else []
    if any(documents >= minimum for documents in without):
        reasons.append(said("{}{}", "where there are as many, " if reasons else "", FEW_IN_EFFECT))
    return join("; ", reasons)


def why_not_compared(rows: Sequence[Mapping[str, Any]], minimum: int, unread: Mapping[str, str]) -> str:
    """Why the two sides of a comparison, a row of each, have no difference that could be told.

    `unread` are the groups that are in a language which the coder does not know, and which it is.
    """
    empty = [row["group"] for row in rows if not row["passages"]]
    few = [row["group"] for row in rows if row["documents"] < minimum]
    uneven = [row["group"] for row in rows if row["low"] is None]
    if languages := [unread[group] for group in empty if group in unread]:
        return said("not read: {}", join(" and ", languages))
    why, groups = next(
        (why, groups)
        for why, groups in (("nothing coded", empty), ("too few documents", few), ("few in effect", uneven))
        if groups or groups is uneven
    )
    return said("{}: {}", why, join(" and ", groups))
