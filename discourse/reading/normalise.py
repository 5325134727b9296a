"""Text normalised once, before offsets are taken; every reader ends here."""

import re
import unicodedata

BULLET = "•"
REPLACEMENT = "\ufffd"

_LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}
# Where Symbol and Wingdings put their bullets, boxes, ticks and arrows.
_BULLET_GLYPHS = (
    "\uf02a\uf06c\uf06d\uf06e\uf06f\uf070\uf071\uf072\uf073\uf074\uf075\uf076\uf077\uf078"
    "\uf0a7\uf0a8\uf0b7\uf0d8\uf0e0\uf0e8\uf0f0\uf0fc\uf0fe"
)
_SPACES = "\t\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
# Zero-width joiners stay: Sinhala, Tamil and Persian spelling needs them.
_INVISIBLE = "\xad\u200b\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
_CONTROLS = "".join(map(chr, [*range(0x09), *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0)]))

_TABLE: dict[int, str] = (
    {ord(char): text for char, text in _LIGATURES.items()}
    | {ord(char): " " for char in _SPACES}
    | {ord(char): "" for char in _INVISIBLE + _CONTROLS}
    | {ord(char): "\n" for char in "\v\f\x85\u2028\u2029"}
    | {ord(char): BULLET for char in _BULLET_GLYPHS}
    | {0x2010: "-", 0x2011: "-"}
)
_UNSAYABLE = "\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff\U000f0000-\U0010ffff"
_LEADING_UNSAYABLE = re.compile(rf"(?m)^([ ]*)[{_UNSAYABLE}](?=[ ])")
_ANY_UNSAYABLE = re.compile(rf"[{_UNSAYABLE}]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACE_RUN = re.compile(r" {2,}")
_SPACE_BY_BREAK = re.compile(r" *\n *")


def normalise_text(text: str) -> str:
    """`text` in NFC with plain spaces and line feeds, ready for offsets; applying it again changes nothing.

    Ligatures become letters and typographic hyphens plain ones; soft hyphens, zero-width marks and control characters
    go; runs of blanks become one space and lines lose the blanks around them. A private-use glyph or noncharacter that
    leads a line is a bullet; elsewhere it becomes U+FFFD, as a lone surrogate does: something stood there that cannot
    be said. Line feeds and blank lines stay.
    """
    text = _LONE_SURROGATE.sub(REPLACEMENT, _pair_surrogates(text))
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_TABLE)
    text = _LEADING_UNSAYABLE.sub(rf"\1{BULLET}", text)
    text = _ANY_UNSAYABLE.sub(REPLACEMENT, text)
    text = _SPACE_BY_BREAK.sub("\n", _SPACE_RUN.sub(" ", text))
    return unicodedata.normalize("NFC", text)


def _pair_surrogates(text: str) -> str:
    """Two halves of one character that a UTF-16 source left apart."""
    if not _LONE_SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
