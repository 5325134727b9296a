"""Where sentences end inside one block of text.

Every stop is a candidate and is judged by the word before it and the text after it, as in Grefenstette & Tapanainen
(1994), "What is a word, what is a sentence?". Written for policy English: references ("Sec. 4"), names ("Hon. J.
Doe"), numbered clauses, footnote marks and quotations. Compared with spaCy's sentencizer in `benchmarks/sentences.py`.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from discourse.passages.abbreviations import LEADS_ON, MAY_END, OPENERS, REFERENCES, TITLES

_CLOSERS = "\"'”’»›)\\]}*_"
_OPENERS = "\"'“‘«‹„(\\[{*_"
_NOTE_MARK = r"(?:\[\d{1,3}\]|[⁰¹²³⁴-⁹]+|(?<=[^\W\d_]{2}[.!?”’\"])\d{1,3}(?:,\d{1,3})*(?=\s+[^\W\d_a-zß-ÿ]))"

# How far a stop's surroundings are looked at; no word that decides is longer.
_LOOK = 60
_ENUMERATOR_CHARACTERS = 24

# A run of stops with what closes after it, at the end of a word; or a stop that lost the space after it.
_STOP = re.compile(
    rf"(?<![.!?…])(?P<stop>[.!?…]++|(?:\s?\.){{3,}}+)[{_CLOSERS}]*+{_NOTE_MARK}*+[{_CLOSERS}]*+(?=\s|$)"
    r"|(?P<wide>[。！？｡।॥۔؟]+[」』”’）]*)"
    r"|(?<=[a-z]{3})(?P<glued>[.!?])(?=[A-Z][a-z]*(?:[ ,]|$))"
)
_BLANK_LINE = re.compile(r"\n\s*\n")
_WORD_BEFORE = re.compile(rf"[^\s{_OPENERS}/–—]*$")
_NEXT_WORD = re.compile(rf"[{_OPENERS}]*(?P<word>[^\W_]+(?:['’][^\W_]+)*)")
_ENUMERATOR = re.compile(
    r"(?i:[•●▪‣·*–—-]?\s*(?:(?:article|art|section|sec|clause|chapter|part|schedule|annex|appendix|recommendation|goal"
    r"|step|stage|action|priority|objective|figure|table|box|question|principle|paragraph|para)\b\.?\s*)?"
    r"[(\[]?(?:\d{1,3}(?:\.\d{1,3})*[a-z]?|[a-z]|[ivxlc]{1,6})[)\]]?)$"
)
_NUMBERED_AFTER_COLON = re.compile(r"[:;]\s+[(\[]?(?:\d{1,2}|[a-z])$")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}$")
_ADDRESS = re.compile(r"(?:@|://|www\.)\S*$")
_REFERENCE_FOLLOWS = re.compile(rf"[{_OPENERS}§]*(?:\d|[(\[]|(?:[IVXLC]+|[A-Z])\b(?!['’]| [a-z]))")
_ELLIPSIS = re.compile(r"…|\.\s?\.")
_CAMEL = re.compile(r"[a-z]{1,2}[A-Z]")


def find_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Half-open ranges of the sentences of one block, without outer white space.

    Every character that is not white space lies in exactly one range; a piece with neither letter nor digit joins
    its neighbour.
    """
    spans: list[tuple[int, int]] = []
    last_speaks = False
    for start, end in pairwise([0, *_boundaries(text), len(text)]):
        piece = text[start:end]
        if not piece.strip():
            continue
        start += len(piece) - len(piece.lstrip())
        end -= len(piece) - len(piece.rstrip())
        speaks = any(char.isalnum() for char in piece)
        if spans and not (speaks and last_speaks):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
        last_speaks = speaks or last_speaks
    return tuple(spans)


def _boundaries(text: str) -> Iterator[int]:
    """Offsets just after each sentence but the last."""
    paragraphs = [
        found.end() for found in _BLANK_LINE.finditer(text) if not text[found.end() : found.end() + 1].islower()
    ]
    begin = 0
    for found in _STOP.finditer(text):
        while paragraphs and paragraphs[0] <= found.start():
            begin = paragraphs.pop(0)
            yield begin
        if _ends_sentence(text, begin, found):
            begin = found.end()
            yield begin
    yield from (offset for offset in paragraphs if offset > begin)


def _ends_sentence(text: str, begin: int, found: re.Match[str]) -> bool:
    if found["wide"]:
        return True
    before = text[max(begin, found.start() - _LOOK) : found.start()].lstrip()
    if found["glued"]:
        return not _ADDRESS.search(before) and "." not in _last_word(before)
    after = text[found.end() : found.end() + _LOOK].lstrip()
    if not before or not after or _goes_on(after):
        return False
    if found["stop"] != ".":
        return not (_ELLIPSIS.search(found["stop"]) and after[0].isdigit())
    if (found.start() - begin < _ENUMERATOR_CHARACTERS and _ENUMERATOR.match(before)) or _NUMBERED_AFTER_COLON.search(
        before[-8:]
    ):
        return False
    return _full_stop_ends(_last_word(before), after, closed=found.end() > found.end("stop"))


def _last_word(before: str) -> str:
    found = _WORD_BEFORE.search(before)
    return found[0] if found else ""


def _goes_on(after: str) -> bool:
    """Whether what follows cannot open a sentence: a small letter or a mark that joins."""
    follower = _NEXT_WORD.match(after)
    if follower is None:
        return after[0] in ",;:.…)]}%&/=+"
    word = follower["word"]
    return word[0].islower() and not _CAMEL.match(word)


def _full_stop_ends(word: str, after: str, *, closed: bool) -> bool:
    """Whether a single stop after `word` ends a sentence; `closed` when a quote or bracket stands between."""
    plain = word.lower()
    if closed and plain not in LEADS_ON and plain not in TITLES:
        return True
    if plain in TITLES or plain in LEADS_ON:
        return False
    if plain in REFERENCES and _REFERENCE_FOLLOWS.match(after):
        return False
    if plain in MAY_END or _DOTTED.fullmatch(word) or _is_initial(word):
        return _opens_sentence(after)
    return not (word.isdigit() and len(word) < 3 and after[0].isdigit())


def _is_initial(word: str) -> bool:
    return len(word) == 1 and word.isupper() and word != "I"


def _opens_sentence(after: str) -> bool:
    follower = _NEXT_WORD.match(after)
    if follower is None or (len(follower["word"]) == 1 and after[follower.end() : follower.end() + 1] == "."):
        return False
    return follower["word"].lower().replace("’", "'") in OPENERS
