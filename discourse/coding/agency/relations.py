"""Questions to a dependency parse that universal relations and those of `en_core_web_*` answer alike.

In universal relations a preposition hangs on its noun (`case`), in the other scheme the noun on its preposition
(`pobj`).
"""

from collections.abc import Iterator

from spacy.tokens import Token

_SUBJECTS = frozenset({"nsubj", "nsubj:pass", "nsubj:outer", "nsubjpass"})
_OBJECTS = frozenset({"obj", "dobj"})
_INDIRECT = frozenset({"iobj", "dative"})
_PASSIVE = frozenset({"aux:pass", "auxpass"})
_AUXILIARIES = _PASSIVE | {"aux", "cop"}
_RELATIVE = frozenset({"acl:relcl", "relcl"})
_HELD_BY_NOUN = ("obl", "nmod")
_PREPOSITIONS = frozenset({"prep", "agent", "dative"})
_RELATIVE_WORDS = frozenset({"who", "which", "that", "whom"})
_FINITE = frozenset({"VBD", "VBP", "VBZ", "MD"})
_LEADS = frozenset({"to", "for", "from", "with"})
BARE = frozenset({"VB", "VBP"})
_NOMINAL = ("NN", "PR", "CD", "DT", "WP")


def subjects(verb: Token) -> list[Token]:
    """Heads of the verb's own subject phrase, without those joined to it by `and`."""
    return [child for child in verb.children if child.dep_ in _SUBJECTS]


def objects(verb: Token) -> list[Token]:
    """Heads of the direct object; `apply to firms` has none, whatever a parser says."""
    return [child for child in verb.children if child.dep_ in _OBJECTS and not _is_led(child)]


def indirect_objects(verb: Token) -> list[Token]:
    """Heads of an object without a preposition to whom something is given."""
    return [child for child in verb.children if child.dep_ in _INDIRECT and child.tag_.startswith(_NOMINAL)]


def prepositional(head: Token) -> Iterator[tuple[str, Token]]:
    """Each preposition in small letters with its noun, for phrases that hang on `head`."""
    for child in head.children:
        if child.dep_.startswith(_HELD_BY_NOUN) and child.dep_ != "nmod:poss":
            case = [part.lower_ for part in child.children if part.dep_ == "case" and part.i < child.i]
            if case:
                yield case[0], child
        elif child.dep_ in _PREPOSITIONS:
            for noun in child.children:
                if noun.dep_ == "pobj":
                    yield child.lower_, noun


def auxiliaries(verb: Token) -> list[Token]:
    """Modals and forms of `be`, `have`, `do` that stand with the verb."""
    return [child for child in verb.children if child.dep_ in _AUXILIARIES]


def is_passive(verb: Token) -> bool:
    """Whether the verb has a passive auxiliary, or shares that of the verb it is joined to."""
    if any(child.dep_ in _PASSIVE for child in verb.children):
        return True
    first = joined_to(verb)
    participle = verb.tag_ == "VBN" or (
        verb.tag_ == "VBD" and any(child.dep_ == "obl:agent" for child in verb.children)
    )
    shares = first is not None and participle and not subjects(verb) and not auxiliaries(verb)
    return bool(shares and first is not None and is_passive(first))


def is_auxiliary(token: Token) -> bool:
    """Whether the word stands with a verb or an adjective and says nothing by itself."""
    return token.dep_ in _AUXILIARIES or token.tag_ == "MD"


def is_finite(verb: Token) -> bool:
    """Whether the verb or one of its auxiliaries has a tense or is a modal."""
    return verb.tag_ in _FINITE or any(part.tag_ in _FINITE for part in auxiliaries(verb))


def has_to(verb: Token) -> bool:
    """Whether the verb is an infinitive with `to`."""
    return any(child.tag_ == "TO" and child.i < verb.i for child in verb.children)


def is_infinitive(verb: Token) -> bool:
    """Whether the verb is `to learn`, `to be learning` or `to be taught`."""
    compound = verb.tag_ in ("VBG", "VBN") and any(part.lower_ == "be" for part in auxiliaries(verb))
    return has_to(verb) and (verb.tag_ in BARE or compound)


def is_relative_clause(verb: Token) -> bool:
    """Whether the verb's clause describes a noun: `employers who invest`."""
    return verb.dep_ in _RELATIVE


def is_relative_word(token: Token) -> bool:
    """Whether the word stands for the noun that its clause describes."""
    return token.lower_ in _RELATIVE_WORDS and token.tag_ in ("WP", "WDT", "DT", "IN")


def joined_to(token: Token) -> Token | None:
    """The first verb or noun that this one is joined to by `and`, or None.

    A bare verb is joined to a verb: where a parser hangs it on a noun ("invest in skills and use them"), to the one
    that governs the noun.
    """
    head = token.head
    if token.dep_ != "conj" or head.i == token.i:
        return None
    if token.tag_ == "VB" and head.tag_.startswith("NN"):
        above = next((one for one in head.ancestors if one.tag_.startswith("VB")), None)
        return above if above is not None and above.tag_ in BARE else head
    return head


def joined(token: Token) -> list[Token]:
    """The token and the nouns joined to it, in reading order."""
    found = [token]
    for child in token.children:
        if child.dep_ == "conj" and child.tag_.startswith(_NOMINAL) and (_is_led(token) or not _is_led(child)):
            found += joined(child)
    return found


def _is_led(noun: Token) -> bool:
    """Whether a preposition of aim or origin leads the noun."""
    return any(child.dep_ == "case" and child.lower_ in _LEADS and child.i < noun.i for child in noun.children)
