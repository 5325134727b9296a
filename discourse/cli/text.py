"""Text from files made fit for a terminal."""

import os
import unicodedata
from typing import TextIO

BOLD, RED, GREEN = "1", "31", "32"
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def printable_line(text: str) -> str:
    """`printable` text on one line: a file name must not end its line and begin another."""
    return printable(text.replace("\n", "\\n").replace("\t", "\\t"))


def printable(text: str) -> str:
    """`text` with control and bidirectional characters as `\\xNN` codes: a file name must not drive a terminal."""
    return "".join(_escaped(character) for character in text)


def coloured(text: str, colour: str, stream: TextIO) -> str:
    """`text` fit for a terminal, in an ANSI colour where `stream` is one; never with NO_COLOR (no-color.org) set."""
    shown = printable(text)
    if not colour or not stream.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return shown
    return f"\x1b[{colour}m{shown}\x1b[0m"


def _escaped(character: str) -> str:
    if character in "\n\t" or not (character in _BIDI or unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")):
        return character
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")
