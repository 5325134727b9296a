"""Text from files made fit for a terminal."""

import unicodedata

_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def printable_line(text: str) -> str:
    """`printable` text on one line: a file name must not end its line and begin another."""
    return printable(text.replace("\n", "\\n").replace("\t", "\\t"))


def printable(text: str) -> str:
    """`text` with control and bidirectional characters as `\\xNN` codes: a file name must not drive a terminal."""
    return "".join(_escaped(character) for character in text)


def _escaped(character: str) -> str:
    if character in "\n\t" or not (character in _BIDI or unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")):
        return character
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")
