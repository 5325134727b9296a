"""What a linear head sees of a passage besides its embedding: cues, hashed n-grams and marks of voice.

N-grams are hashed, so a model carries no word of the texts that it learnt from.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from zlib import crc32

import numpy as np

from discourse.coding.embedding import FloatArray, IntArray

NGRAM_BUCKETS = 1 << 15
STEM_LETTERS = 5
WORD = re.compile(r"\w+(?:['’]\w+)*")

Span = tuple[int, int]

# Marks of whose voice speaks and whether it stands behind what it says (codebook, Stance).
_MARKS: dict[str, str] = {
    "quotation": r"[“”\"]|(?<!\w)[‘']\w",
    "attribution": (
        r"\b(?:according to|argu(?:es?|ed|ing)|claim(?:s|ed|ing)?|sa(?:id|ys?)|told|not(?:es|ed)|stat(?:es|ed)"
        r"|suggest(?:s|ed)|report(?:s|ed)|believes?|contends?|insists?|maintains?|describ(?:es|ed)|warn(?:s|ed)"
        r"|asserts?|wrote|writes|heard|respondents|submissions?|proponents?|advocates|critics"
        r"|in (?:his|her|their) view)\b"
    ),
    "distance": (
        r"\b(?:so-called|supposed(?:ly)?|putative(?:ly)?|alleged(?:ly)?|purport\w*|(?:is|are) said to"
        r"|ostensibl[ye])\b"
    ),
    "negation": r"\b(?:not|no|never|nor|neither|none|nothing|nobody|without|cannot)\b|n['’]t\b",
    "refusal": (
        r"\b(?:myth\w*|fail(?:s|ed|ure)?|wrong\w*|nonsense|illusion\w*|fallac\w*|flaw\w*|reject\w*|mistak\w*"
        r"|narrow\w*|rhetoric|hollow|pretend\w*|reduc(?:es|ed|ing) (?:education|learning|students)|doubt\w*"
        r"|(?:little|no) evidence)\b"
    ),
    "contrast": (
        r"\b(?:but|yet|however|although|though|rather than|instead|merely|only|more than|despite|whereas"
        r"|nevertheless)\b"
    ),
    "obligation": r"\b(?:must|should|shall|ought|need to|have to|required?)\b",
    "promise": r"\b(?:will|would|can|could|may|might)\b",
    "first_person": r"\b(?:we|our|us|i|my)\b",
    "question": r"\?",
    "number": r"\d",
}
MARKS = tuple(_MARKS)
_MARK_PATTERNS = tuple(re.compile(pattern, re.IGNORECASE) for pattern in _MARKS.values())


@dataclass(frozen=True, slots=True)
class Ngrams:
    """A text's words and two-word runs, cut to their first five letters: bucket, weight and place of each.

    `weights` have unit length as a vector over buckets. `words` are the code-point ranges of all words; `first` and
    `last` are indexes into them, one pair per occurrence.
    """

    buckets: IntArray
    weights: FloatArray
    first: IntArray
    last: IntArray
    words: tuple[Span, ...]


def find_ngrams(text: str, rarity: FloatArray) -> Ngrams:
    """The n-grams of a text, weighted by 1 + log(count) times `rarity` [NGRAM_BUCKETS].

    Where a bucket occurs more than once its weight is shared by its occurrences.
    """
    spans, occurrences = _hash_words(text)
    counts = Counter(bucket for bucket, _, _ in occurrences)
    weights = np.array(
        [(1 + log(counts[bucket])) * rarity[bucket] / counts[bucket] for bucket, _, _ in occurrences], dtype=np.float32
    )
    total = sum(((1 + log(count)) * float(rarity[bucket])) ** 2 for bucket, count in counts.items()) ** 0.5
    columns = np.array(occurrences, dtype=np.int64).reshape(-1, 3).T
    return Ngrams(columns[0], weights / np.float32(total or 1.0), columns[1], columns[2], spans)


def measure_rarity(texts: Sequence[str]) -> FloatArray:
    """Smoothed inverse document frequency of every bucket: log((1 + n) / (1 + texts with it)) + 1."""
    with_bucket = np.zeros(NGRAM_BUCKETS)
    for text in texts:
        with_bucket[list({bucket for bucket, _, _ in _hash_words(text)[1]})] += 1
    return (np.log((1 + len(texts)) / (1 + with_bucket)) + 1).astype(np.float32)


def mark_voice(texts: Sequence[str]) -> FloatArray:
    """Which of `MARKS` each text bears, as 0 or 1 [n, len(MARKS)]."""
    rows = [[pattern.search(text) is not None for pattern in _MARK_PATTERNS] for text in texts]
    return np.array(rows, dtype=np.float32).reshape(len(texts), len(MARKS))


def _hash_words(text: str) -> tuple[tuple[Span, ...], list[tuple[int, int, int]]]:
    spans = tuple(match.span() for match in WORD.finditer(text))
    # Figures differ in every document, so all of them are one word; the first letters stand for a word's stem.
    words = ["0" if text[start].isdigit() else text[start:end].lower()[:STEM_LETTERS] for start, end in spans]
    single = [(_bucket(word), place, place) for place, word in enumerate(words)]
    runs = (" ".join(words[place : place + 2]) for place in range(len(words) - 1))
    double = [(_bucket(run), place, place + 1) for place, run in enumerate(runs)]
    return spans, single + double


def _bucket(words: str) -> int:
    return crc32(words.encode()) % NGRAM_BUCKETS
