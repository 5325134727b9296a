"""Texts in, clauses out: list marks left out of the parse, sentences kept whole, offsets those of the text."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc

from discourse.coding.agency.clauses import Clause, Participant
from discourse.coding.agency.find import find_clauses
from discourse.coding.agency.lexicon import ActorLexicon
from discourse.coding.parser import parse

# A mark of a list before the item: a bullet, a number or a letter with its bracket or point; or several ("(a) •").
_MARK = re.compile(
    r"\s*(?:(?:[•·▪▫◦●○■□►▸‣⁃➢✓*–—o\-]|\(?(?:\d{1,3}|[a-z]{1,2}|[ivx]{1,5}|[A-Z])[).]|\d{1,3}(?:\.\d{1,3})+\.?)\s+)+"
)
_ENDS = frozenset(".?!…:;")
_CLOSES = frozenset("\"”’')]")


def read_clauses(nlp: Language, texts: Iterable[str], lexicon: ActorLexicon) -> Iterator[tuple[Clause, ...]]:
    """The clauses of each text; offsets count the code points of the text as given, its list mark included."""
    given = list(texts)
    marks = [mark_length(text) for text in given]
    docs = (whole_sentences(nlp.make_doc(text[mark:])) for text, mark in zip(given, marks, strict=True))
    for doc, mark in zip(parse(nlp, docs), marks, strict=True):
        yield tuple(_moved(clause, mark) for clause in find_clauses(doc, lexicon))


def mark_length(text: str) -> int:
    """How many characters of list mark and space a text begins with; 0 where nothing follows them."""
    found = _MARK.match(text)
    return found.end() if found and found.end() < len(text) else 0


def whole_sentences(doc: Doc) -> Doc:
    """The same document, in which only a word after a sign that ends a sentence may begin one.

    A parser that was not told cuts a passage in two where it does not understand it.
    """
    ended = True
    for token in doc:
        if not ended:
            token.is_sent_start = False
        is_end = token.text[-1] in _ENDS
        ended = is_end or (ended and token.i > 0 and token.text in _CLOSES)
    return doc


def _moved(clause: Clause, by: int) -> Clause:
    if not by:
        return clause
    return replace(
        clause,
        start=clause.start + by,
        end=clause.end + by,
        agents=_moved_people(clause.agents, by),
        acted_on=_moved_people(clause.acted_on, by),
        beneficiaries=_moved_people(clause.beneficiaries, by),
    )


def _moved_people(people: tuple[Participant, ...], by: int) -> tuple[Participant, ...]:
    return tuple(replace(one, start=one.start + by, end=one.end + by) for one in people)
