"""Bullets, quotation marks and apostrophes that stand as other letters: encoded twice, or by a PDF's wrong table.

A text made from such a PDF has `Ł` for every bullet, `ﬁ … ﬂ` for quotation marks and `™` for the apostrophe. No list of
letters tells them, only where they stand: a letter that nearly always stands alone at the start of a line is no letter.
"""

import re
from collections import Counter

BULLET = "•"
NOTE = "bullets or quotation marks stood as other letters and were put right"
_ALONE = re.compile(r"(?m)^[ \t]*([^\W\d_\x00-\x7f])(?=[ \t]*$|[ \t]+\S)")
_LONE_BULLET = re.compile(r"(?m)^([ \t]*)([•●○◦▪■□►➢✓✔‣⁃])[ \t]*\n\s*(?=\S)")
_LIGATURE = re.compile("([^\\W\\d_]?)([\ufb01\ufb02])([^\\W\\d_]?)")
_APOSTROPHE = re.compile(r"(?<=[a-z])™(?=(?:s|t|d|m|re|ve|ll)\b)")
# So often, and in so large a share of all its places, does a sign stand where a letter would not.
_TIMES, _SHARE = 8, 0.8
_FEW = 3
# UTF-8 read as Latin-1 leaves controls that no text has (`â\x80¢` for `•`).
_TWICE = re.compile("[\xc2-\xf4](?=[\x80-\xbf]{0,2}[\x80-\x9f])[\x80-\xbf]{1,3}")


def mend_signs(text: str) -> tuple[str, str]:
    """The text with such signs put right and a note that says so, empty where there were none.

    A bullet alone on its line is put before the text that follows it, which needs no note.
    """
    mended = _mend_quotes(_mend_apostrophes(_TWICE.sub(_decode_again, text)))
    for letter in _bullet_letters(text):
        mended = re.sub(rf"(?m)^([ \t]*){letter}(?=[ \t]*$|[ \t]+\S)", rf"\1{BULLET}", mended)
    note = NOTE if mended != text else ""
    return _LONE_BULLET.sub(r"\1\2 ", mended), note


def _decode_again(found: re.Match[str]) -> str:
    try:
        return found[0].encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return found[0]


def _bullet_letters(text: str) -> list[str]:
    """Letters that stand alone at the start of lines, and hardly anywhere else."""
    alone = Counter(_ALONE.findall(text))
    return [letter for letter, times in alone.items() if times >= max(_TIMES, _SHARE * text.count(letter))]


def _mend_apostrophes(text: str) -> str:
    """Where trade marks have an s behind them they are apostrophes, and then single quotation marks too."""
    if len(_APOSTROPHE.findall(text)) < _FEW:
        return text
    return re.sub(r"(?<=\w)™", "’", re.sub(r"‚(?=\w)", "‘", text))


def _mend_quotes(text: str) -> str:
    """Ligatures that only open words (`fi`) and only close them (`fl`) are quotation marks."""
    found = _LIGATURE.findall(text)
    opening = [not before and bool(after) for before, sign, after in found if sign == "\ufb01"]
    closing = [not after for _, sign, after in found if sign == "\ufb02"]
    if min(len(opening), len(closing)) < _FEW or min(_share(opening), _share(closing)) < _SHARE:
        return text
    return text.replace("\ufb01", "“").replace("\ufb02", "”")


def _share(places: list[bool]) -> float:
    return sum(places) / len(places)
