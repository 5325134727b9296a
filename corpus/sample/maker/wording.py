"""Typographic quotation marks, and line-end hyphenation by rule of thumb.

The rules for hyphens are deliberately simple (no pattern file is needed): known prefixes and
suffixes, else between two consonants that stand between vowels. They place a hyphen where a
careless typesetting program would, which is what the reader of the corpus has to undo.
"""

import re
from collections.abc import Iterator

_PREFIXES = ("inter", "micro", "under", "over", "trans", "super", "counter", "multi", "quali")
_SUFFIXES = (
    "tional", "ations", "ation", "tions", "tion", "sions", "sion", "ments", "ment", "ness",
    "ships", "ship", "able", "ably", "ing", "ings", "ful", "less", "ward", "tive", "tives",
)  # fmt: skip
_INSEPARABLE = (
    "bl", "br", "ch", "ck", "cl", "cr", "dr", "fl", "fr", "gh", "gl", "gr", "kn", "ng", "nk", "ph", "pl",
    "pr", "qu", "rn", "sc", "sh", "sk", "sl", "sp", "st", "th", "tr", "wh", "wr",
)  # fmt: skip
_BETWEEN_CONSONANTS = re.compile(r"(?<=[aeiouy])([b-df-hj-np-tv-xz])(?=([b-df-hj-np-tv-xz])[aeiouy])")
_LEAST_HEAD, _LEAST_TAIL = 3, 3
_OPENING_DOUBLE = re.compile(r'(^|[\s(\[–—])(\**)"')
_OPENING_SINGLE = re.compile(r"(^|[\s(\[–—“])(\**)'")


def curl_quotes(text: str) -> str:
    """Straight quotation marks and apostrophes made typographic."""
    text = _OPENING_DOUBLE.sub(r"\1\2“", text).replace('"', "”")
    return _OPENING_SINGLE.sub(r"\1\2‘", text).replace("'", "’")


def hyphenate(word: str) -> Iterator[tuple[str, str]]:
    """Ways to cut a word in two, the longest head first (what reportlab asks of a hyphenator)."""
    for cut in sorted(_cuts_of_compound(word.lower()), reverse=True):
        if cut >= _LEAST_HEAD and len(word) - cut >= _LEAST_TAIL:
            yield word[:cut], word[cut:]


def _cuts_of_compound(word: str) -> set[int]:
    """Cuts after the hyphens that a word already has, and within its parts if it has none."""
    own = {place for place, letter in enumerate(word, start=1) if letter == "-"}
    return own or _cuts(word)


def _cuts(word: str) -> set[int]:
    cuts = {len(prefix) for prefix in _PREFIXES if word.startswith(prefix)}
    cuts |= {len(word) - len(suffix) for suffix in _SUFFIXES if word.endswith(suffix)}
    pairs = ((match.end(), match[1] + match[2]) for match in _BETWEEN_CONSONANTS.finditer(word))
    return cuts | {cut for cut, pair in pairs if pair not in _INSEPARABLE}
