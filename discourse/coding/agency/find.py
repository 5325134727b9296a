"""The door: a parse in, clauses with their participants out."""

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from discourse.coding.agency.clauses import Clause, Form
from discourse.coding.agency.lexicon import ActorLexicon
from discourse.coding.agency.mend import mend
from discourse.coding.agency.participants import actor_class, antecedent, participants
from discourse.coding.agency.predicates import (
    called_upon,
    is_accountable,
    is_predicate,
    modality,
    recipients,
    subject_heads,
)
from discourse.coding.agency.relations import (
    BARE,
    indirect_objects,
    is_passive,
    is_relative_clause,
    is_relative_word,
    joined,
    joined_to,
    objects,
    prepositional,
    subjects,
)

# "by 2030", "by means of": not a doer.
_NOT_DOERS = frozenset({"means", "way", "virtue", "end", "law", "hand", "default", "date", "time", "mean"})
# Two verbs with one word between them.
SIDE_BY_SIDE = 2
_SEEKING_PEOPLE = frozenset({"look", "search", "hunt", "cry", "advertise"})
_POSSESSIVE = frozenset({"nmod:poss", "poss"})


def find_clauses(doc: Doc, lexicon: ActorLexicon) -> tuple[Clause, ...]:
    """The clauses of a parsed text in the order of their predicates; offsets count its code points.

    `doc` needs tags, lemmas and dependencies, by Universal Dependencies or as `en_core_web_*` has them.
    """
    return tuple(_clauses(mend(doc), lexicon))


def _clauses(doc: Doc, lexicon: ActorLexicon) -> Iterator[Clause]:
    for token in doc:
        if token.tag_.startswith("NN"):
            if token.lemma_.lower() in lexicon.doings and (done := _of(token)):
                yield _nominalisation(token, done, lexicon)
        elif is_predicate(token, lexicon):
            yield _verbal(token, lexicon)


def _verbal(verb: Token, lexicon: ActorLexicon) -> Clause:
    heads = [head for head in subject_heads(verb, lexicon) if head.dep_ != "expl"]
    passive = is_passive(verb)
    helped: list[Token] = []
    if passive:
        agents = _doers(verb, lexicon)
        acted = heads
        helped = [head for head in heads if _benefits(verb, head, lexicon)]
        form = Form.PASSIVE if agents else Form.AGENTLESS_PASSIVE
    else:
        receives = verb.lemma_.lower() in lexicon.receiving
        agents, helped = ([], heads) if receives else (heads, [])
        acted = [] if is_accountable(verb, lexicon) else _object_heads(verb) or _sought(verb, lexicon)
        helped += [one for one in acted if _benefits(verb, one, lexicon)]
        form = Form.ACTIVE if heads or not _is_bare(verb) else Form.IMPERATIVE
    gives = verb.lemma_.lower() in lexicon.giving
    helped += recipients(verb, lexicon) + _for_whom(verb, acted, lexicon)
    acted = acted + ([] if gives else indirect_objects(verb))  # "told us", not "gave us"
    return Clause(
        start=verb.idx,
        end=verb.idx + len(verb),
        lemma=verb.lemma_.lower(),
        form=form,
        modality=modality(verb, lexicon),
        agents=participants(agents, lexicon),
        acted_on=participants([one for one in acted if one not in helped], lexicon),
        beneficiaries=participants(helped, lexicon),
    )


def _nominalisation(noun: Token, done: list[Token], lexicon: ActorLexicon) -> Clause:
    by = [one for preposition, one in prepositional(noun) if preposition == "by"]
    owners = [child for child in noun.children if child.dep_ in _POSSESSIVE and actor_class(child, lexicon)]
    return Clause(
        start=noun.idx,
        end=noun.idx + len(noun),
        lemma=noun.lemma_.lower(),
        form=Form.NOMINALISATION,
        agents=participants(by or owners, lexicon),
        acted_on=participants(done, lexicon),
    )


def _of(noun: Token) -> list[Token]:
    return [one for preposition, one in prepositional(noun) if preposition == "of"]


def _doers(verb: Token, lexicon: ActorLexicon) -> list[Token]:
    """The nouns of a passive's `by`, also those on the verb that it is joined to."""
    return [
        noun
        for preposition, noun in prepositional(verb)
        if preposition == "by" and (actor_class(noun, lexicon) or _can_do(noun))
    ]


def _can_do(noun: Token) -> bool:
    is_date = noun.tag_ == "CD" or noun.ent_type_ in ("DATE", "TIME", "PERCENT") or noun.like_num
    return noun.tag_.startswith(("NN", "PR", "DT", "WP")) and not is_date and noun.lemma_.lower() not in _NOT_DOERS


def _object_heads(verb: Token) -> list[Token]:
    """The verb's objects: its own, those on whom it calls, those of the verb joined to it ("train and pay staff")."""
    if found := objects(verb) or called_upon(verb) or _relative_object(verb):
        return found
    near = [child for child in verb.children if child.dep_ == "conj" and child.i - verb.i == SIDE_BY_SIDE]
    return [head for other in near if not subjects(other) for head in objects(other)]


def _relative_object(verb: Token) -> list[Token]:
    """What a relative clause without an object of its own is about: `the people they want`."""
    own = subjects(verb)
    if not is_relative_clause(verb) or not own or any(is_relative_word(head) for head in own):
        return []
    if any(child.tag_ == "WRB" or child.dep_ in ("xcomp", "ccomp") for child in verb.children):
        return []
    if any(is_relative_word(noun) for _, noun in prepositional(verb)):
        return []
    return [verb.head]


def _sought(verb: Token, lexicon: ActorLexicon) -> list[Token]:
    """Actors whom somebody seeks: `look for staff`."""
    if verb.lemma_.lower() not in _SEEKING_PEOPLE:
        return []
    return [noun for preposition, noun in prepositional(verb) if preposition == "for" and actor_class(noun, lexicon)]


def _benefits(verb: Token, head: Token, lexicon: ActorLexicon) -> bool:
    """Whether the object (or passive subject) of this verb is helped or given something rather than acted on."""
    lemma = verb.lemma_.lower()
    is_actor = any(actor_class(antecedent(one, lexicon), lexicon) for one in joined(head))
    if lemma in lexicon.benefiting:
        return is_actor
    return lemma == "provide" and is_actor and any(preposition == "with" for preposition, _ in prepositional(verb))


def _for_whom(verb: Token, acted: list[Token], lexicon: ActorLexicon) -> list[Token]:
    """Actors in a `for` or `to` phrase of the verb, or of what it gives."""
    lemma = verb.lemma_.lower()
    found = [
        noun
        for preposition, noun in prepositional(verb)
        if (preposition == "for" and lemma not in lexicon.seeking) or (preposition == "to" and lemma in lexicon.giving)
    ]
    for thing in acted:
        found += [noun for preposition, noun in prepositional(thing) if preposition in ("for", "to")]
    return [noun for noun in found if any(actor_class(one, lexicon) for one in joined(noun))]


def _is_bare(verb: Token) -> bool:
    """Whether a verb without a subject commands: it opens its sentence, or is joined to one that does."""
    first = joined_to(verb)
    if first is not None:
        return verb.tag_ in BARE and _is_bare(first)
    before = [child for child in verb.children if child.i < verb.i]
    helped = any(child.tag_ in ("MD", "TO") or child.tag_.startswith(("NN", "JJ", "CD", "DT")) for child in before)
    return verb.tag_ in BARE and verb.dep_ == "ROOT" and not helped
