"""Names of languages, as listings write them, to ISO 639-1 codes."""

import re

_NAMES = {
    "ar": "arabic العربية اللغة",
    "bg": "bulgarian български",
    "cs": "czech čeština",
    "da": "danish dansk",
    "de": "german deutsch",
    "el": "greek ελληνικά",
    "en": "english englisch inglés anglais eng",
    "es": "spanish español castellano spa",
    "et": "estonian eesti",
    "fa": "persian فارسی",
    "fi": "finnish suomi",
    "fr": "french français fra",
    "ga": "irish gaeilge",
    "he": "hebrew עברית",
    "hi": "hindi हिन्दी",
    "hu": "hungarian magyar",
    "id": "indonesian bahasa",
    "it": "italian italiano",
    "ja": "japanese 日本語",
    "ko": "korean 한국어",
    "nl": "dutch nederlands",
    "no": "norwegian norsk",
    "pl": "polish polski",
    "pt": "portuguese português",
    "ro": "romanian română",
    "ru": "russian русский",
    "sv": "swedish svenska",
    "th": "thai ภาษาไทย",
    "tr": "turkish türkçe",
    "uk": "ukrainian українська",
    "vi": "vietnamese tiếng",
    "zh": "chinese mandarin 中文 简体中文 繁體中文",
}
_CODE_OF = {name: code for code, names in _NAMES.items() for name in names.split()}
_TAG = re.compile(r"([a-z]{2})(?:[-_][a-z0-9]{2,8})*", re.IGNORECASE)


def language_code(raw: str) -> str:
    """The language's two-letter code; empty where none, several or an unknown one is named."""
    text = raw.strip().casefold()
    tag = _TAG.fullmatch(text)
    if tag and tag.group(1) in _NAMES:
        return tag.group(1)
    found = {_CODE_OF[word] for word in re.findall(r"\w+", text) if word in _CODE_OF}
    return found.pop() if len(found) == 1 else ""
