"""Where a selection stands, in another tool's text and in ours: counted in one of several ways, checked by its words.

REFI-QDA counts Unicode code points from 0 with an exclusive end, but does not say what a line ending counts; tools
differ (one or two for CR LF), some count UTF-16 units, some give the last character instead of the end.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from discourse.exchange.material import Range

MIN_MATCH = 0.95
# A quotation in a name may be cut short by the tool; shorter beginnings than this prove nothing.
_MIN_BEGINNING = 40
_SPACE = re.compile(r"\s+")
_ELLIPSIS = re.compile(r"\s*(?:…|\.\.\.|\[…\])$")
_BREAKS = str.maketrans({"\f": "\n", "\v": "\n", "\x00": "\N{REPLACEMENT CHARACTER}", "\ufeff": "\N{WORD JOINER}"})
_SURROGATES = re.compile(r"[\ud800-\udfff]")

Convert = Callable[[int], int]


@dataclass(frozen=True, slots=True)
class Selection:
    """A range as a file gives it, and its name, which in most tools is the quotation."""

    start: int
    end: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Positions:
    """Ranges of `text` (line endings as LF), one per selection, or the reason why a selection has none.

    `checked` counts the selections whose name is a quotation of the text, `matched` those that stand where the file
    says; `reading` says in words how positions were counted.
    """

    text: str
    ranges: tuple[Range | str, ...]
    checked: int
    matched: int
    reading: str


def portable_text(text: str) -> str:
    """The text as it is written for other tools: every character in its place, line endings LF, nothing unwritable."""
    text = text.replace("\r\n", " \n").replace("\r", "\n").translate(_BREAKS)
    return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text)


def collapse(text: str) -> str:
    """The text with every run of white space as one space, none at its ends."""
    return _SPACE.sub(" ", text).strip()


def read_positions(raw: str, selections: Sequence[Selection], *, is_ours: bool = False) -> Positions:
    """Find the way of counting under which the selections' names stand at their places.

    A name that occurs nowhere in the text is no quotation and proves nothing. Below 95 % of the others standing right
    no selection gets a range: text that has shifted is never coded in silence. Without a single quotation, and with
    ways of counting that disagree, neither, unless `is_ours` says that we wrote the file and know how it counts.
    """
    text = raw.replace("\r\n", "\n")
    words = collapse(text)
    quoted = [
        bool(name := _beginning(item.name)) and (says(text[item.start : item.end], item.name) or name in words)
        for item in selections
    ]
    readings = list(_readings(raw, text))
    # Of those that match as well the first, the specification's own, is taken.
    matched, reading, ranges = max(
        (_try(text, one, selections, quoted) for one in readings), key=lambda tried: tried[0]
    )
    checked = sum(quoted)
    if checked and matched < MIN_MATCH * checked:
        reason = f"only {matched} of {checked} quotations stand where the file says; its text has shifted"
        return Positions(text, (reason,) * len(ranges), checked, matched, reading)
    if not checked and not is_ours and _disagree(selections, readings):
        reason = "nothing says how the file counts line endings or characters beyond the Basic Multilingual Plane"
        return Positions(text, (reason,) * len(ranges), checked, matched, reading)
    return Positions(
        text,
        tuple(
            _judge(text, found, item, is_quoted=is_quoted)
            for found, item, is_quoted in zip(ranges, selections, quoted, strict=True)
        ),
        checked,
        matched,
        reading,
    )


def _try(
    text: str, reading: tuple[str, Convert, int], selections: Sequence[Selection], quoted: Sequence[bool]
) -> tuple[int, str, list[Range]]:
    """How many quotations stand right under a way of counting, its name, and where it puts the selections."""
    name, convert, inclusive = reading
    ranges = [(convert(item.start), convert(item.end) + inclusive) for item in selections]
    matched = sum(
        is_quoted and says(text[slice(*found)], item.name)
        for found, item, is_quoted in zip(ranges, selections, quoted, strict=True)
    )
    return matched, name, ranges


def says(text: str, name: str) -> bool:
    """Whether a name is this text, or the beginning of it that a tool kept; white space does not count."""
    found, wanted = collapse(text), collapse(name)
    if not found:
        return False
    beginning = _beginning(name)
    is_cut = beginning != wanted or len(beginning) >= _MIN_BEGINNING
    return found == wanted or (bool(beginning) and is_cut and found.startswith(beginning))


def _beginning(name: str) -> str:
    return _ELLIPSIS.sub("", collapse(name))


def _judge(text: str, found: Range, item: Selection, *, is_quoted: bool) -> Range | str:
    start, end = found
    if not 0 <= start < end <= len(text):
        return f"its range {item.start}-{item.end} is empty or leaves the text"
    if is_quoted and not says(text[start:end], item.name):
        return f"its words are not at {item.start}-{item.end}"
    return found


def _readings(raw: str, text: str) -> Iterator[tuple[str, Convert, int]]:
    """The ways of counting, the specification's own first, each once: name, conversion to code points of `text`."""
    returns = [found.start() for found in re.finditer("\r\n", raw)]
    bases: list[tuple[str, str, Convert]] = [("a line ending counts one", text, lambda at: at)]
    if returns:
        bases.append(("CR LF counts two", raw, lambda at: at - bisect_left(returns, at)))
    for ending, inclusive in (("", 0), (", the end is the last character", 1)):
        for name, base, convert in bases:
            yield name + ending, convert, inclusive
            if astral := _astral_units(base):
                yield f"{name}, UTF-16 units{ending}", _from_units(astral, convert), inclusive


def _from_units(astral: list[int], convert: Convert) -> Convert:
    return lambda at: convert(at - bisect_left(astral, at))


def _astral_units(text: str) -> list[int]:
    """Where the characters that take two UTF-16 units stand, counted in units."""
    return [found.start() + before for before, found in enumerate(re.finditer("[\U00010000-\U0010ffff]", text))]


def _disagree(selections: Sequence[Selection], readings: Sequence[tuple[str, Convert, int]]) -> bool:
    """Whether the ways of counting lead to different ranges, those that differ in the last character alone apart."""
    exclusive = [convert for _, convert, inclusive in readings if not inclusive]
    found = {tuple((convert(item.start), convert(item.end)) for item in selections) for convert in exclusive}
    return len(found) > 1
