"""Parses put right before clauses are sought in them."""

from collections.abc import Callable, Iterator

from spacy.tokens import Doc, Token

from discourse.coding.agency.changes import OF_A_NOUN, Change, before, has, whole_lemma, with_changes
from discourse.coding.agency.misread import (
    commands,
    passives_taken_for_adjectives,
    verbs_by_form,
    verbs_taken_for_nouns,
    verbs_under_their_object,
)
from discourse.coding.agency.relations import auxiliaries, subjects
from discourse.coding.agency.verb_forms import PARTICIPLES

_PLURAL = frozenset({"NNS", "NNPS"})
_FINITE = frozenset({"VBZ", "VBP", "VBD"})


def mend(doc: Doc) -> Doc:
    """The same words with a parse put right, or the document itself where nothing shows that it is wrong."""
    if any(whole_lemma(token, token.tag_) != token.lemma_ for token in doc):
        doc = with_changes(doc, [])
    for find in _RULES:
        if changes := list(find(doc)):
            doc = with_changes(doc, changes)
    return doc


def _subjects_taken_for_parts(doc: Doc) -> Iterator[Change]:
    """`the sector lacks staff`: a finite verb has no noun as part of its name."""
    for verb in doc:
        if verb.tag_ not in _FINITE or subjects(verb):
            continue
        parts = [
            child
            for child in verb.lefts
            if child.dep_ in ("compound", "nmod:poss") and child.tag_.startswith("NN") and not has(child, "case")
        ]
        if parts and _agree_finite(parts[-1], verb):
            yield Change(parts[-1].i, None, None, "nsubj")
            for child in verb.lefts:
                if child.dep_ in OF_A_NOUN | {"compound"} and child.i < parts[-1].i:
                    yield Change(child.i, None, parts[-1].i)


def _agree_finite(noun: Token, verb: Token) -> bool:
    return verb.tag_ == "VBD" or (verb.tag_ == "VBZ") != (noun.tag_ in _PLURAL)


def _infinitives_hung_like_nouns(doc: Doc) -> Iterator[Change]:
    """`often struggle to find staff`: an infinitive that describes a verb completes it."""
    for verb in doc:
        if verb.dep_ == "acl" and verb.tag_ == "VB" and verb.head.tag_.startswith("VB") and before(verb).tag_ == "TO":
            yield Change(verb.i, None, None, "xcomp")


def _bare_verbs_joined_to_finite_ones(doc: Doc) -> Iterator[Change]:
    """`earnings are adjusted and represent gains`: without `to` or a modal the second verb has a tense too."""
    for verb in doc:
        first = verb.head
        if verb.tag_ != "VB" or verb.dep_ != "conj" or first.tag_ not in ("VBN", "VBG", *_FINITE) or verb.i < first.i:
            continue
        finite = first.tag_ in _FINITE or any(part.tag_ in _FINITE for part in auxiliaries(first))
        between = doc[first.left_edge.i : verb.i]
        if (
            finite
            and verb.lower_ not in PARTICIPLES
            and not any(word.tag_ in ("TO", "MD") or word.lower_ == "to" for word in between)
        ):
            yield Change(verb.i, "VBP")


_RULES: tuple[Callable[[Doc], Iterator[Change]], ...] = (
    commands,
    verbs_under_their_object,
    verbs_by_form,
    verbs_taken_for_nouns,
    passives_taken_for_adjectives,
    _subjects_taken_for_parts,
    _infinitives_hung_like_nouns,
    _bare_verbs_joined_to_finite_ones,
)
