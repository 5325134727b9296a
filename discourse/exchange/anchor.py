"""Finding a quotation in a text: once, or not at all."""

import re
from functools import lru_cache

from discourse.exchange.material import Range
from discourse.exchange.positions import collapse

_SPACE = re.compile(r"\s+")


class NotFoundError(Exception):
    """A quotation that cannot be placed; the text is the reason, fit to follow 'the quote'."""


def find_quote(text: str, quote: str, *, within: Range | None = None) -> Range:
    """The one place of `quote` in `text`, or in a part of it; differences of white space do not matter.

    Raises `NotFoundError` where it stands nowhere, or in several places.
    """
    wanted = collapse(quote)
    if not wanted:
        raise NotFoundError("is empty")
    low, high = within or (0, len(text))
    words, places = _collapsed(text)
    found = [
        (places[at], places[at + len(wanted) - 1] + 1)
        for at in _occurrences(words, wanted)
        if low <= places[at] and places[at + len(wanted) - 1] < high
    ]
    if len(found) != 1:
        raise NotFoundError(f"stands in {len(found)} places" if found else "is not in the text")
    return found[0]


def _occurrences(words: str, wanted: str) -> list[int]:
    found, at = [], words.find(wanted)
    while at >= 0:
        found.append(at)
        at = words.find(wanted, at + 1)
    return found


@lru_cache(maxsize=4)
def _collapsed(text: str) -> tuple[str, list[int]]:
    """The text with white space collapsed, and where each of its characters stands in `text`."""
    letters: list[str] = []
    places: list[int] = []
    end = 0
    for space in _SPACE.finditer(text):
        letters.append(text[end : space.start()])
        places += range(end, space.start())
        letters.append(" ")
        places.append(space.start())
        end = space.end()
    letters.append(text[end:])
    places += range(end, len(text))
    return "".join(letters), places
