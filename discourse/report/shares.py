"""How a share is written: with so few passages that a percentage would say more than is known, as what was counted."""

from collections.abc import Mapping
from typing import Any

from discourse.domain.written import count, percent, said

# One passage of fewer is more than three per cent.
LEAST_PASSAGES = 30


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
