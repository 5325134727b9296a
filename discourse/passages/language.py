"""Which language a document and a passage are in, as ISO 639-1 codes; `und` where nothing can be said.

Lingua's trigram models in low-accuracy mode take 50 MB where the full ones take 680 MB, and are ten times as fast.
They are less sure of short texts, so a short passage takes the language of its document.
"""

import re
import unicodedata
from collections.abc import Sequence, Set
from functools import cache

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

UNDETERMINED = "und"
SAMPLE_CHARACTERS = 4000
MINIMUM_WORDS = 10
CLEAR_CONFIDENCE = 0.9

_LANGUAGES = (
    Language.ARABIC,
    Language.BOKMAL,
    Language.BULGARIAN,
    Language.CHINESE,
    Language.CROATIAN,
    Language.CZECH,
    Language.DANISH,
    Language.DUTCH,
    Language.ENGLISH,
    Language.ESTONIAN,
    Language.FINNISH,
    Language.FRENCH,
    Language.GERMAN,
    Language.GREEK,
    Language.HINDI,
    Language.HUNGARIAN,
    Language.INDONESIAN,
    Language.IRISH,
    Language.ITALIAN,
    Language.JAPANESE,
    Language.KOREAN,
    Language.LATVIAN,
    Language.LITHUANIAN,
    Language.MAORI,
    Language.POLISH,
    Language.PORTUGUESE,
    Language.ROMANIAN,
    Language.RUSSIAN,
    Language.SLOVAK,
    Language.SLOVENE,
    Language.SPANISH,
    Language.SWEDISH,
    Language.TAMIL,
    Language.THAI,
    Language.TURKISH,
    Language.UKRAINIAN,
    Language.VIETNAMESE,
    Language.WELSH,
)
# Lingua does not know these; each is the one language of note in its script.
_SCRIPTS = {"SINHALA": "si", "KHMER": "km", "LAO": "lo", "MYANMAR": "my", "ETHIOPIC": "am", "TIBETAN": "bo"}

# A letter, a mark and a letter in most words: text in a font of its own coding, whose language cannot be read.
_BROKEN_WORD = re.compile(r"[^\W\d_][;|<>\[\]{}=~^\\][^\W\d_]")
_BROKEN_SHARE = 0.1

# English words that are common in English and rare in every other language above.
_ENGLISH_WORDS = """
    the and of to that with which by are be will this from has have been their we our not should or would can they was
    were its these at as is for on it shall may must who it's
"""
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_ENGLISH_SHARE = 0.2
# Common elsewhere too: they confirm a document's English but are no evidence for it.
_ALSO_ENGLISH = _ENGLISH | {"a", "an", "in", "all", "more", "no", "he", "she", "i", "you", "if", "but", "than"}
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]{1,2}|[^\W\d_]+(?:['’][^\W\d_]+)*")


def detect_document_language(texts: Sequence[str], *, hint: str = "") -> str:
    """The language of most of a document, from its passages' texts, the longest of a spread sample.

    `hint` is what the metadata says; it stands only where the texts are too few to tell.
    """
    sample = _sample(texts)
    words = _common_words(sample)
    if len(words) < MINIMUM_WORDS and hint:
        return _hint_code(hint) or UNDETERMINED
    if _share(words, _ENGLISH) >= _ENGLISH_SHARE:
        return "en"
    if len(_BROKEN_WORD.findall(sample)) > _BROKEN_SHARE * len(sample.split()):
        return UNDETERMINED
    return _detect(sample)[0] or UNDETERMINED


def detect_passage_language(text: str, *, document_language: str) -> str:
    """The document's language, unless the passage is long enough and clearly in another.

    Names are put aside first: a sentence full of them is still in the language of its other words.
    """
    words = _common_words(text)
    if document_language == "en" and _share(words, _ALSO_ENGLISH) >= _ENGLISH_SHARE:
        return document_language
    if language := _script_language(text):
        return language
    is_english = _share(words, _ENGLISH) >= _ENGLISH_SHARE
    if len(words) < MINIMUM_WORDS or (document_language == UNDETERMINED and not is_english):
        return document_language
    language, confidence = _detect(" ".join(words))
    is_clear = confidence >= CLEAR_CONFIDENCE and (is_english or language != "en")
    return language if is_clear else document_language


def _common_words(text: str) -> list[str]:
    """The words that do not begin with a capital; in scripts without spaces, pairs of characters."""
    return [word for word in _WORD.findall(text) if not word[0].isupper()]


def _share(words: Sequence[str], known: Set[str]) -> float:
    """The share of `known` among words; of English function words about 0.4 in English and under 0.1 elsewhere."""
    return sum(word in known for word in words) / len(words) if words else 0.0


def _sample(texts: Sequence[str]) -> str:
    """About `SAMPLE_CHARACTERS` of the longer texts, taken evenly from the whole document."""
    longer = [text for text in texts if len(text.split()) >= MINIMUM_WORDS] or list(texts)
    average = sum(map(len, longer)) / max(len(longer), 1)
    step = max(1, int(len(longer) * average / SAMPLE_CHARACTERS))
    return " ".join(longer[::step])[:SAMPLE_CHARACTERS]


def _detect(text: str) -> tuple[str, float]:
    """The likeliest language and its confidence from 0 to 1; an empty code where no model fits."""
    if language := _script_language(text):
        return language, 1.0
    values = _detector().compute_language_confidence_values(text)
    best = values[0]
    return (best.language.iso_code_639_1.name.lower(), best.value) if best.value > 0 else ("", 0.0)


@cache
def _detector() -> LanguageDetector:
    return LanguageDetectorBuilder.from_languages(*_LANGUAGES).with_low_accuracy_mode().build()


def _script_language(text: str) -> str:
    if text.isascii():
        return ""
    scripts = [unicodedata.name(char, "").split(" ")[0] for char in text if char.isalpha()]
    for script, language in _SCRIPTS.items():
        if scripts.count(script) * 2 > len(scripts):
            return language
    return ""


def _hint_code(hint: str) -> str:
    """`en-GB` and `EN` are `en`; a name in full is no code and tells nothing."""
    code = re.split(r"[-_]", hint.strip().lower())[0]
    return code if len(code) == 2 else ""
