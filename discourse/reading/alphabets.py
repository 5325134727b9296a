"""Which one-byte encoding makes words of a language out of bytes that do not say what they are in.

Every byte is a letter in some encoding, so a wrong one decodes without an error (`¿ywnoœæ` for `żywność`). The letters
of each language tell them apart: the right encoding leaves none that its language does not have, no sign inside a word
and no capital behind a small letter.
"""

import re

# Encodings in the order of their likelihood, each with the letters beyond ASCII of languages that are written in it.
_WESTERN = (
    "àâæçéèêëîïôœùûüÿ äöüß áéíóúüñªº ãõçáâàéêíóôúº àèéìíîòóùúºª åäöéü æøåé áðéíóúýþæöÞ ëïéèöüáóú àçèéíïòóúü· ÿüéèöäåç"
)
_ALPHABETS: dict[str, str] = {
    "cp1252": _WESTERN + " äöõüšž",
    "cp1250": "ąćęłńóśźż áčďéěíňóřšťúůýž áäčďéíĺľňóôŕšťúýž áéíóöőúüű ăâîşţș čćđšž ëç äöüß",
    "cp1251": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя абвгґдеєжзиіїйклмнопрстуфхцчшщьюя абвгдђежзијклљмнњопрстћуфхцчџш",
    "cp1253": "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ",
    "cp1254": "çğıöşüâîûİ",
    "cp1257": "ąčęėįšųūž āčēģīķļņšūž äöõüšž",
    "iso8859_2": "ąćęłńóśźż áčďéěíňóřšťúůýž áäčďéíĺľňóôŕšťúýž áéíóöőúüű ăâîşţ čćđšž",
    "iso8859_15": _WESTERN,
    "koi8_r": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "iso8859_5": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "cp866": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "iso8859_7": "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ",
}
_FITTING = 0.9
# What is in no stated encoding is far more often Western Europe's than any other.
_WESTERN_LEAD = 0.05
_LAST_LATIN = "\u024f"
_LATIN = re.compile(r"[^A-Za-z]?[A-Za-z]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
# Stand between letters in good text: apostrophes, dashes, blanks, soft hyphen, the Catalan point, a raised number.
_JOINING = frozenset("’‘'–—\xa0\xad·…/“”«»„")


def fitting_encoding(data: bytes) -> str:
    """The likeliest encoding whose letters are those of one language, empty where none is.

    Of encodings that fit as well as each other the first counts; often the text is the same in them.
    """
    shares: dict[str, float] = {}
    for encoding, languages in _ALPHABETS.items():
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        shares[encoding] = max(_share(text, frozenset(letters + letters.upper())) for letters in languages.split())
    fitting = {encoding: share for encoding, share in shares.items() if share >= _FITTING}
    return max(fitting, key=lambda encoding: fitting[encoding] + _WESTERN_LEAD * (encoding == "cp1252"), default="")


def _share(text: str, letters: frozenset[str]) -> float:
    """Signs beyond ASCII that are in their place, of all that are letters or stand between letters."""
    good = bad = 0
    for match in _BEYOND_ASCII.finditer(text):
        char, place = match.group(), match.start()
        before, after = text[place - 1 : place], text[place + 1 : place + 2]
        if char.isalpha() and char not in "ªº":
            is_misplaced = (char.isupper() and before.islower()) or before.isdigit() or after.isdigit()
            # Greek and Cyrillic words hold no Latin letter.
            is_misplaced = is_misplaced or (char > _LAST_LATIN and bool(_LATIN.match(before + after)))
            good, bad = (good, bad + 1) if is_misplaced or char not in letters else (good + 1, bad)
        elif char in _JOINING or not (before.isalpha() and after.isalpha()):
            bad += _is_control(char)
        else:
            bad += 1
    return good / (good + bad) if good + bad else 1.0


def _is_control(char: str) -> bool:
    return "\x80" <= char <= "\x9f"
