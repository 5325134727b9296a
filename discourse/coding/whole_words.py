"""Terms of a word list as regular expressions."""

import re
from collections.abc import Iterable

# Between the words of a term: a space, a line's end, a hyphen of any kind.
_GAP = "[\\s\u2010\u2011\u2013-]+"
_APOSTROPHE = "['\u2019]"
WORD_EDGE = r"\b"
# For polars alone, six times as fast; it takes a letter with an accent for no part of a word.
FAST_EDGE = r"(?-u:\b)"


def any_of(terms: Iterable[str], *, edge: str = WORD_EDGE) -> str:
    """An expression for any of the terms as whole words, the last of them also in the plural; the longest is found."""
    longest_first = sorted(dict.fromkeys(terms), key=lambda term: (-len(term), term))
    return f"{edge}(?:{'|'.join(map(_one, longest_first))}){edge}"


def _one(term: str) -> str:
    # After a full stop no word ends: 'U.S.' is found as 'U.S'.
    words = re.split(r"[\s-]+", term.strip().rstrip("."))
    *before, last = (re.escape(word).replace("'", _APOSTROPHE) for word in words)
    return _GAP.join([*before, _with_plural(last)])


def _with_plural(word: str) -> str:
    if word.endswith("man"):
        return rf"{word[:-2]}[ae]n"
    if word.endswith("wife"):
        return rf"{word[:-2]}(?:fe|ves)"
    return rf"(?:{word[:-1]}(?:y|ies))" if re.search("[^aeiou]y$", word) else rf"{word}(?:e?s)?"
