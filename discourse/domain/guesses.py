"""What a mistyped name was meant to be."""

from collections.abc import Iterable
from difflib import get_close_matches


def guess(name: str, known: Iterable[str], *, called: str = "known") -> str:
    """The end of a message about a name that nothing has: the one it is likely to mean, or else all that there are."""
    by_folded = {one.casefold(): one for one in known}
    near = get_close_matches(name.casefold(), by_folded, n=1)
    if near:
        return f"did you mean '{by_folded[near[0]]}'?"
    return f"{called} are {', '.join(by_folded.values())}." if by_folded else "there are none."
