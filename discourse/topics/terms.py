"""The words that may name a topic: single words and true neighbours, without stop words."""

import re
from collections.abc import Mapping, Sequence
from unicodedata import combining, normalize

from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

# scikit-learn's list holds some words that name policies; the others are what statutes, minutes and speeches
# say on every page whatever they are about.
_NAMING = frozenset({"bill", "fire", "interest", "mill", "mine", "system"})
_STATUTES_AND_SPEECHES = """
accordance according act actions actually address aforementioned aim aims amended annex appendix applicable apply
approximately april aren article articles august based believe better big case cases cent chapter clause clauses come
coming consider considered continue couldn date december deputy did didn does doesn doing don ensure especially etc
face far february fig figure following general given going good got great hard having help helps hereby hon honourable
important include included includes including isn issue issues january july june just key know lack let like likely
long look lord lot madam make makes making march mean means member members minister mr mrs ms need needed needs
november number october order page paragraph paragraphs particular particularly past people percent place point
possible president provide provided provides providing pursuant question read really referred regard relation relevant
respect right said say says schedule sec section sections seen september set shall shouldn sir source speaker specific
speech subject subparagraph subsection subsections sum sure table taken term terms thank thereof thing things think
thought thus time times today took total try trying understand use used using view want wasn way ways went whereas won
work wouldn year years yes
"""
STOP_WORDS = (ENGLISH_STOP_WORDS - _NAMING) | set(_STATUTES_AND_SPEECHES.split())

# A word gives way to a pair that holds it in at least this share of its passages.
WHOLE_SHARE = 0.6

# A possessive or contracted ending is matched so that it is not taken for a word of its own.
_WORD_OR_BREAK = re.compile(r"(?P<word>[^\W\d_]{2,}(?:-[^\W\d_]+)*)(?:['’]\w{1,2}\b)?|(?P<break>[^\s\w]|\d+)")


def terms(text: str) -> list[str]:
    """The lower-case words of `text` and its pairs of neighbours, in order, stop words left out.

    A pair never bridges a stop word, a number or a punctuation mark, so every pair stands in the text.
    """
    found: list[str] = []
    previous = ""
    for match in _WORD_OR_BREAK.finditer(text.lower()):
        word = match["word"] or ""
        if not word or word in STOP_WORDS:
            previous = ""
            continue
        found.append(word)
        if previous and previous != word:
            found.append(f"{previous} {word}")
        previous = word
    return found


def choose_terms(ranked: Sequence[str], counts: Mapping[str, int], *, count: int) -> list[str]:
    """The first `count` of `ranked` that say something new, each as the whole expression it mostly stands in.

    `counts` are the passages that hold each term. A word gives way to the pair that makes up most of its passages;
    a term is new if it has a word, up to accents and a plural ending, that none before it had.
    """
    kept: list[str] = []
    seen: set[str] = set()
    wholes = _whole_expressions(counts)
    for term in (wholes.get(term, term) for term in ranked):
        stems = {_stem(word) for word in term.split()}
        if stems - seen:
            kept.append(term)
            seen |= stems
        if len(kept) == count:
            break
    return kept


def _whole_expressions(counts: Mapping[str, int]) -> dict[str, str]:
    """For a word that mostly stands in one pair, that pair."""
    wholes: dict[str, str] = {}
    for pair in sorted(term for term in counts if " " in term):
        for word in pair.split():
            often = counts[pair] >= WHOLE_SHARE * counts.get(word, 0)
            if often and counts[pair] > counts.get(wholes.get(word, ""), 0):
                wholes[word] = pair
    return wholes


def _stem(word: str) -> str:
    plain = "".join(letter for letter in normalize("NFD", word) if not combining(letter))
    return plain[:-3] + "y" if plain.endswith("ies") else plain.rstrip("s")
