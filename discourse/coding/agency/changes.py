"""A parse changed word by word, and questions that ask whether it should be."""

from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Doc, Token

# What only nouns have before them.
OF_A_NOUN = frozenset({"det", "amod", "nmod:poss", "poss", "case", "nummod", "predet", "det:predet"})
# "is", "has" and "does" have lemmas.
SHORTEST = 5
_ES = ("sses", "shes", "ches", "xes", "zes", "goes", "does")


@dataclass(frozen=True, slots=True)
class Change:
    """What a token becomes; what is None stays."""

    at: int
    tag: str | None = None
    head: int | None = None
    relation: str | None = None


def with_changes(doc: Doc, changes: Iterable[Change]) -> Doc:
    """The same words with some of their tags, heads and relations changed.

    The document itself where the changes contradict one another, so that a word would govern itself.
    """
    tags = [token.tag_ for token in doc]
    heads = [token.head.i for token in doc]
    relations = [token.dep_ for token in doc]
    for one in changes:
        tags[one.at] = one.tag or tags[one.at]
        heads[one.at] = heads[one.at] if one.head is None else one.head
        relations[one.at] = one.relation or relations[one.at]
    if not _is_forest(heads):
        return doc
    return Doc(
        doc.vocab,
        words=[token.text for token in doc],
        spaces=[bool(token.whitespace_) for token in doc],
        tags=tags,
        lemmas=[whole_lemma(token, tag) for token, tag in zip(doc, tags, strict=True)],
        heads=heads,
        deps=relations,
    )


def _is_forest(heads: list[int]) -> bool:
    """Whether every word leads to a root, a word that is its own head."""
    safe = {at for at, head in enumerate(heads) if at == head}
    for at in range(len(heads)):
        path: set[int] = set()
        while at not in safe and at not in path:
            path.add(at)
            at = heads[at]
        if at not in safe:
            return False
        safe |= path
    return True


def whole_lemma(token: Token, tag: str) -> str:
    """`allow`, where a lemmatizer leaves `allows` as it is."""
    word = token.lower_
    if tag != "VBZ" or token.lemma_.lower() != word or not word.endswith("s") or len(word) < SHORTEST:
        return token.lemma_
    return word[:-3] + "y" if word.endswith("ies") else word[:-2] if word.endswith(_ES) else word[:-1]


def has(token: Token, relation: str) -> bool:
    """Whether something hangs on a word by this relation."""
    return any(child.dep_ == relation for child in token.children)


def before(token: Token) -> Token:
    """The word before this one, adverbs passed over; the token itself where there is none."""
    at = token.i - 1
    while at > token.sent.start and token.doc[at].tag_ == "RB":
        at -= 1
    return token.doc[at] if at >= token.sent.start else token
