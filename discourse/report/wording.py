"""Numbers and names as a reader sees them."""

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

NBSP = "\N{NO-BREAK SPACE}"
DASH = "\N{EN DASH}"
MINUS = "\N{MINUS SIGN}"

# Explicit directions can make 'fdp.exe' read as 'exe.pdf'; other controls have no place in a name.
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_INTERVALS = re.compile(rf"(?:&[lg]t;)?[\d.]+{DASH}(?:&[lg]t;)?[\d.]+{NBSP}%")
_SURROGATES = re.compile("[\ud800-\udfff]")
# Names of places that end so stand with an article.
_WITH_ARTICLE = {
    "Commonwealth",
    "Emirates",
    "Federation",
    "Islands",
    "Kingdom",
    "Netherlands",
    "Philippines",
    "Republic",
    "States",
    "Union",
}


def percent(share: float | None) -> str:
    """`31 %`, below ten per cent `4.2 %`; never `0 %` or `100 %` for a share that is not exactly that."""
    return DASH if share is None else f"{_hundredths(share)}{NBSP}%"


def interval(low: float | None, high: float | None) -> str:
    """`27–35 %`, or nothing where there is no interval."""
    return "" if low is None or high is None else f"{_hundredths(low)}{DASH}{_hundredths(high)}{NBSP}%"


def points(difference: float) -> str:
    """A difference of shares in percentage points with its sign, `+4.2` or `−13`."""
    size = _hundredths(abs(difference))
    return size if size == "0" else f"{'+' if difference > 0 else MINUS}{size}"


def count(number: int) -> str:
    """`23 411`: thousands apart by a space that does not break."""
    return f"{number:,}".replace(",", NBSP)


def plural(number: int, word: str) -> str:
    """`1 document`, `12 documents`, `2 categories`."""
    many = f"{word[:-1]}ies" if word.endswith("y") and word[-2] not in "aeiou" else f"{word}s"
    return f"{count(number)}{NBSP}{word if number == 1 else many}"


def enumerate_names(names: Sequence[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)


def reveal(name: object) -> str:
    """A name or title with every invisible control shown as `⟨U+202E⟩`, so that none can disguise another."""
    return _HIDDEN.sub(lambda found: f"⟨U+{ord(found.group()):04X}⟩", str(name))


def unbroken(text: str) -> Markup:
    """The text, escaped, with intervals that a line's end cannot part."""
    return Markup(_INTERVALS.sub(r'<span class="unbroken">\g<0></span>', str(escape(text))))


def encodable(text: str) -> str:
    """A verbatim text as it is, but for lone surrogates, which no file can hold."""
    return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text)


def _hundredths(share: float) -> str:
    value = share * 100
    if round(value, 1) >= 10:
        return ">99" if value < 100 and round(value) == 100 else f"{value:.0f}"
    if value and round(value, 1) == 0:
        return "<0.1"
    return "0" if value == 0 else f"{value:.1f}"


def with_article(place: str) -> str:
    """A place as it stands within a sentence: `the United Kingdom`, `Mexico`."""
    words = place.split() or [""]
    return f"the {place}" if words[0] == "United" or words[-1] in _WITH_ARTICLE else place
