"""Ligatures that a font's character map calls by a wrong name, found again by the words they stand in."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import partial

from discourse.reading.pdf.hyphens import common_words

_LIGATURES = ("fi", "fl", "ff", "ffi", "ffl", "ft", "st", "ct", "ch", "tt", "th", "Th", "ti", "tf", "sp", "fj")
# Glyphs that stand inside no word of a European language's common spelling.
_STRANGE = "ÖÛûÞþ§¢£¤¥¦¨©ª¬®¯°±²³´µ¶¸¹º»¼½¾¿×÷\u0180-\u0217\u021c-\u024f\ufffd"
_WORD = re.compile(rf"[A-Za-z{_STRANGE}]+")
_HOLDS_STRANGE = re.compile(rf"[{_STRANGE}]")
_FALSE_DIGITS = "клмнопрсту"
_MOST_DIGITS = 0.05
_FEWEST = 2
_SURE = 0.5
# Words so common that a text of a few pages has some of them.
_COMMON_WORDS = (
    "effect effects effective efficient efficacy coefficient coefficients office officer official staff offer offers "
    "offering different difference differences difficult first final find finding findings field fields benefit "
    "benefits profit define defined financial finance specific specifically significant significantly identify "
    "qualification qualifications certificate certificates workflow reflect reflects flexible influence student "
    "students study studies state states must most still system systems industry institution institutions standard "
    "standards existing cost costs last fast such each which school schools change challenge teaching research much "
    "approach often after left shift shifts software product products act active action factor factors impact "
    "direct directly sector sectors expect contract connect better attract attention little this that with other "
    "their there these then the The This These There They position special"
)
_COMMON = frozenset(_COMMON_WORDS.split())
_CYRILLIC = re.compile("[\u0400-\u04ff]")


def find_ligatures(lines: Iterable[str]) -> Mapping[str, str]:
    """Which strange glyph stands for which ligature in this document; empty for a sound one.

    A glyph is taken for the ligature that makes known words of at least half of the words it stands in, known being
    those the document itself spells soundly and a short list of common ones. The method is ours.
    """
    sound: set[str] = set(_COMMON)
    strange: dict[str, Counter[str]] = defaultdict(Counter)
    for word in (word for line in lines for word in _WORD.findall(line)):
        glyphs = set(_HOLDS_STRANGE.findall(word))
        if not glyphs:
            sound.add(word)
        elif len(glyphs) == 1 and len(word) > 2:
            strange[glyphs.pop()][word] += 1
    votes = {glyph: _best(glyph, words, sound) for glyph, words in strange.items()}
    return {glyph: ligature for glyph, ligature in votes.items() if ligature}


def _best(glyph: str, words: Counter[str], sound: set[str]) -> str:
    hits = {
        ligature: [
            word for word in words if _may_stand(ligature, glyph, word) and word.replace(glyph, ligature) in sound
        ]
        for ligature in _LIGATURES
    }
    ligature = max(hits, key=lambda ligature: len(hits[ligature]))
    known = len(hits[ligature])
    others = sum(len(found) for other, found in hits.items() if other != ligature)
    return ligature if known >= _FEWEST and known > others and known >= _SURE * min(len(words), 8) else ""


def _may_stand(ligature: str, glyph: str, word: str) -> bool:
    """A capital stands at a word's beginning; there `Th` is a common ligature and `th` is none."""
    return word.startswith(glyph) == ligature[0].isupper() if ligature.casefold() == "th" else True


def mend_ligatures(text: str, ligatures: Mapping[str, str]) -> str:
    """`text` with its strange glyphs spelt out."""
    for glyph, ligature in ligatures.items():
        text = re.sub(rf"\b([A-Za-z]+){re.escape(glyph)} ([a-z]+)", partial(_joined, ligature), text)
        text = re.sub(rf"(?<=[A-Za-z]){re.escape(glyph)}|{re.escape(glyph)}(?=[a-z])", ligature, text)
    return text


def _joined(ligature: str, match: re.Match[str]) -> str:
    """The two sides of a ligature after which the file leaves a blank that is none."""
    whole = f"{match[1]}{ligature}{match[2]}"
    return whole if whole.casefold() in common_words() else match[0]


def find_digits(lines: Iterable[str]) -> Mapping[str, str]:
    """Digits that a Latin font's character map calls Cyrillic letters, 0 being `к`; empty for sound text."""
    text = "".join(lines)
    foreign = Counter(_CYRILLIC.findall(text))
    if not foreign:
        return {}
    latin = sum(char.isascii() and char.isalpha() for char in text)
    stray = set(foreign) <= set(_FALSE_DIGITS) and 0 < foreign.total() < _MOST_DIGITS * latin
    return dict(zip(_FALSE_DIGITS, "0123456789", strict=True)) if stray else {}
