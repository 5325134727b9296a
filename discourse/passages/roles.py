"""Which passages are not coded, and why: a reason of one word, empty for a passage that can be coded."""

import re

from discourse.domain.documents import BlockKind

MINIMUM_WORDS = 4

HEADING, CONTENTS, REFERENCE, CAPTION = "heading", "contents", "reference", "caption"
LANGUAGE, TOO_SHORT, NOT_PROSE = "language", "too_short", "not_prose"

_KINDS = {
    BlockKind.HEADING: HEADING,
    BlockKind.CONTENTS: CONTENTS,
    BlockKind.REFERENCE: REFERENCE,
    BlockKind.CAPTION: CAPTION,
}
_REFERENCE_HEADING = re.compile(
    r"(?i)^\W*(?:\d+(?:\.\d+)*\.?|[ivx]+\.|annex \w+|appendix \w+|chapter \w+)?\W*(?:list of |selected |key |further )?"
    r"(?:references?|bibliograph(?:y|ies)|works cited|literature(?: cited)?|reading|sources|citations"
    r"|(?:end|foot)?notes?)(?: and (?:further reading|notes|references|sources|bibliography|citations))?\W*$"
)
_DOT_LEADERS = re.compile(r"(?:\.\s?){8}|(?<![.\s])\s?(?:\.\s?){4,7}(?:\d+|[ivxlc]+)?\s*$|…{2,4}\s?\d+\s*$")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE = re.compile(r"[\"“‘'(]?[^\W\d_].*[.!?][\"”’')]*$", re.DOTALL)
_PERSON = re.compile(
    r"\W*(?:(?:Associate|Adjunct|Emeritus)\s+)?(?:Professor|Prof|Dr|Mrs?|Ms|Sir|Dame|Hon|Senator|Rev)\b"
)
_STOP = re.compile(r"[.!?:][\"”’')]*$")
# A figure that does not number the passage itself.
_FIGURE = re.compile(r"\S.*[\s(;]\D?\d", re.DOTALL)
_JOINING = frozenset({"of", "and", "for", "the", "in", "on", "to", "de", "la"})
_ADDRESS = re.compile(r"(?i)\b(?:https?://|www\.)\S+|[^\s@]{1,64}@\S+")

_YEAR = r"(?:19|20)\d\d[a-z]?"
_NUMBER = r"^\W*(?:\[?\d{1,3}[\].)]?\s+)?"
# "Doe, J. K. (2019). Title", "Doe, J. 2019. Title", "Doe, J.–Roe, B. [2019]: Title"
_PERSON_YEAR = rf"[^\W\d_][\w'’-]+,\s+(?:[A-Z]\.[\s-]?){{1,3}}.{{0,200}}?[(\[]?{_YEAR}[)\]]?(?:[.,:]|\s[A-Z“‘\"'*_])"
# "Ministry of Works (2019). Title"
_BODY_YEAR = (
    rf"[A-Z][\w&'’/-]*(?:,?\s(?:[A-Z(][\w&'’)/-]*|of|and|for|the|on|in|&))*[.,]?\s\({_YEAR}\)[.,:]\s+[A-Z“‘\"'*_]"
)
_NOTE = r"(?i:ibid|op\. cit|loc\. cit|see (?:also )?(?:foot)?note \d|sources?:\s)"
_ENTRY = re.compile(rf"{_NUMBER}(?:{_PERSON_YEAR}|{_BODY_YEAR}|{_NOTE})")
_LINKED_ENTRY = re.compile(
    r"(?i)\bdoi(?:\.org)?[:/ ]\s*(?:https?://\S+/)?10\.\d{4}|\b(?:retrieved|accessed)\b.{0,60}https?:|https?:\S+.{0,20}accessed"
)
_ENTRY_MARK = re.compile(
    r"(?i)\b(?:doi|isbn|issn|ibid|op\. cit|et al|retrieved|accessed|available (?:at|from|online))\b"
    r"|\b(?:vol\.|pp?\.\s?\d|eds?\.)"
    rf"|https?://|www\.|\b{_YEAR}\b|\b[A-Z]\.\s?(?:[A-Z]\.|&|and\b)"
)
# Longer blocks that open or end like an entry are prose with a citation in it.
_ENTRY_CHARACTERS = 600
_LINKED_ENTRY_CHARACTERS = 350


def is_reference_heading(text: str) -> bool:
    """Whether a heading opens a list of references or notes."""
    return bool(_REFERENCE_HEADING.match(text.strip()))


def is_reference_entry(text: str) -> bool:
    """Whether a block is an entry of a reference list by its form alone, wherever it stands."""
    if len(text) < _ENTRY_CHARACTERS and _ENTRY.match(text):
        return True
    return len(text) < _LINKED_ENTRY_CHARACTERS and bool(_LINKED_ENTRY.search(text))


def may_be_reference_entry(text: str) -> bool:
    """Whether a block could be an entry, given that it stands under a heading such as "References"."""
    return bool(_ENTRY_MARK.search(text)) or is_reference_entry(text)


def why_left_out(text: str, kind: BlockKind, *, in_references: bool = False) -> str:
    """The reason why a passage is not coded, apart from its language, or an empty string."""
    if kind in _KINDS:
        return _KINDS[kind]
    if in_references:
        return REFERENCE
    if _DOT_LEADERS.search(text):
        return CONTENTS
    if _is_not_prose(text):
        return NOT_PROSE
    return TOO_SHORT if _is_too_short(text) else ""


def _is_too_short(text: str) -> bool:
    """Fewer than four words, unless three of them make a sentence from its capital to its stop."""
    words = len(_WORD.findall(text))
    return words < MINIMUM_WORDS - bool(_SENTENCE.match(text))


def _is_not_prose(text: str) -> bool:
    """Mostly figures, codes, symbols or addresses; single letters; names with figures or titles and nothing else."""
    words = _WORD.findall(_ADDRESS.sub(" ", text))
    marks = sum(map(len, text.split()))
    if sum(map(len, words)) * 2 < marks:
        # A sentence may be full of figures and still say something of them.
        return not (_SENTENCE.match(text) and sum(word.islower() for word in words) >= MINIMUM_WORDS - 1)
    if sum(len(word) == 1 for word in words) * 2 > len(words) >= MINIMUM_WORDS:
        return True
    if _STOP.search(text) or not all(word[0].isupper() or word in _JOINING for word in words):
        return False
    return bool(_PERSON.match(text) or _FIGURE.match(text))
