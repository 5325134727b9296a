"""Texts that a spreadsheet would run, made harmless and back: an apostrophe before them says that they are texts."""

import re

# OWASP's list (CSV injection) with the full-width signs that Excel takes for plain ones, also behind blanks.
FORMULA = r"^[\s\x00]*[=+\-@＝＋－＠]|^[\t\r\n\x00]"
"""A regular expression, to the rules of both `re` and polars, for the start of a text that may be run."""

_FORMULA = re.compile(FORMULA)


def disarm(text: str) -> str:
    """The text with an apostrophe if it may be run, also behind apostrophes of its own, so that `arm` is exact."""
    return f"'{text}" if _FORMULA.match(text.lstrip("'")) else text


def arm(text: str) -> str:
    """The text that `disarm` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text.lstrip("'")) else text
