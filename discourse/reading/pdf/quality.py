"""Whether a page's text layer can be believed."""

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from discourse.reading.pdf.hyphens import common_words

_LEAST_KNOWN = 0.95
_FEWEST = 60
_FEWEST_WORDS = 20
_FEWEST_LONGER = 40
_UNSAYABLE = frozenset({"Co", "Cn", "Cs", "Cc"})
_MAX_UNSAYABLE = 0.10
_WORDS = re.compile(r"[^\W\d_]+")
_LATIN_VOWELS = frozenset("aeiouyáéíóöőúüűàèìòùâêîôûäëïœæåøãõąęāēīōūěůıăî")
_RICHEST = 0.64
_POOREST = 0.20
_MAX_MUTE = 0.25
_LAST_LATIN = "\u024f"
_TOKEN = re.compile(r"\S{5,}")
# A wrong character map leaves capitals, bars and brackets in the middle of small letters.
_CAPITAL = "A-ZÀ-ÖØ-Þ" + "".join(char for char in map(chr, range(0x100, 0x250)) if unicodedata.category(char) == "Lu")
_GARBLED = re.compile(rf"[^\W\d_{_CAPITAL}][{_CAPITAL}][^\W\d_]|[^\W\d_][|\[\]{{}}^~\\][^\W\d_]")
# Irish and Scottish Gaelic put a small letter before a name's capital (`na hÉireann`, `i mBaile`).
_MUTATION = re.compile(r"(?<!\w)(?:bh|ts|[bdghmnt])(?=[A-ZÁÉÍÓÚÀÈÌÒÙ])")
_ADDRESS = re.compile(r"[/@.:_]\w")
_MAX_GARBLED = 0.25
_SOME_GARBLED = 0.04
_FEWEST_GARBLED = 3


def unusable_text(text: str) -> str:
    """Say in a few words why `text` cannot be what the page shows, or nothing where it may be.

    Too many glyphs without a meaning, or Latin letters in shares that no language has. Texts of fewer than 60
    characters are believed.
    """
    # Asked of each different character once: a page has some eighty.
    counts = Counter(text)
    glyphs = sum(count for char, count in counts.items() if not char.isspace())
    if glyphs < _FEWEST:
        return ""
    # The noncharacter U+FFFE is pdfium's mark of a broken word's hyphen, or one bullet.
    lost = sum(count for char, count in counts.items() if _is_lost(char))
    if lost > _MAX_UNSAYABLE * glyphs:
        return f"{lost / glyphs:.0%} of its characters have no meaning"
    if _garbled(text) > _MAX_GARBLED or _odd_letters(text):
        return "its letters are in an order that no language has"
    return ""


def _is_lost(char: str) -> bool:
    if char == "\ufffe" or char.isspace():
        return False
    return char == "\ufffd" or unicodedata.category(char) in _UNSAYABLE


def poor_ocr(text: str) -> str:
    """Say why a text layer that a scanner made is not to be believed: too many of its words are no English words.

    Texts in which less than half of the words are English are not judged.
    """
    words = [word for word in re.findall(r"[^\W\d_]{3,}", text) if word.islower()]
    known = sum(word in common_words() for word in words) / len(words) if len(words) >= _FEWEST_WORDS else 1.0
    return f"of the words that a scanner's OCR read, {1 - known:.0%} are none" if 0.5 < known < _LEAST_KNOWN else ""


def doubtful_text(text: str, *, strict: bool = False) -> str:
    """Say which part of a text is garbled, or nothing; some fonts of a page may have a wrong character map.

    `strict` is for pages among broken ones, of which a single garbled word tells enough.
    """
    share = _garbled(text, fewest=1, fewest_words=1) if strict else _garbled(text)
    return f"{share:.0%} of its words are garbled" if share > (0 if strict else _SOME_GARBLED) else ""


# Asked twice of a page.
@lru_cache(maxsize=2)
def _garbled(text: str, *, fewest: int = _FEWEST_GARBLED, fewest_words: int = _FEWEST_WORDS) -> float:
    """The share of garbled words; one that stands in every line, such as `eVoucher`, counts once."""
    tokens = [token for token in _TOKEN.findall(text) if not _ADDRESS.search(token)]
    if len(tokens) < fewest_words:
        return 0.0
    words = set(tokens)
    garbled = {word for word in words if _GARBLED.search(_MUTATION.sub("", word))}
    share = sum(token in garbled for token in tokens) / len(tokens) if tokens else 0.0
    return min(len(garbled) / len(words), share) if len(garbled) >= fewest else 0.0


def _odd_letters(text: str) -> bool:
    """Whether Latin letters have far too few or too many vowels among them, or too many words have none."""
    words = [word for word in _WORDS.findall(text.casefold()) if word[0] <= _LAST_LATIN]
    letters = Counter("".join(words))
    total = letters.total()
    vowels = sum(count for letter, count in letters.items() if letter in _LATIN_VOWELS)
    if total < _FEWEST or not _POOREST <= vowels / total <= _RICHEST:
        return total >= _FEWEST
    longer = [word for word in words if len(word) > 2]
    mute = sum(not _LATIN_VOWELS.intersection(word) for word in longer)
    return len(longer) >= _FEWEST_LONGER and mute > _MAX_MUTE * len(longer)
