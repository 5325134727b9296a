"""Which words of a parse are predicates, who their subject is, and what obligation is laid on it."""

from spacy.tokens import Token

from discourse.coding.agency.clauses import Modality
from discourse.coding.agency.lexicon import ActorLexicon
from discourse.coding.agency.participants import actor_class
from discourse.coding.agency.relations import (
    BARE,
    auxiliaries,
    has_to,
    indirect_objects,
    is_auxiliary,
    is_finite,
    is_infinitive,
    is_passive,
    is_relative_clause,
    joined_to,
    objects,
    prepositional,
    subjects,
)

_MODALS = {
    "must": Modality.MUST,
    "shall": Modality.MUST,
    "should": Modality.SHOULD,
    "ought": Modality.SHOULD,
    "will": Modality.WILL,
    "would": Modality.WILL,
    "'ll": Modality.WILL,
    "’ll": Modality.WILL,
    "wo": Modality.WILL,
    "may": Modality.MAY,
    "might": Modality.MAY,
    "can": Modality.CAN,
    "ca": Modality.CAN,
    "could": Modality.CAN,
    "can not": Modality.CAN,
}
_DOING = frozenset({"xcomp", "advcl", "ccomp"})
# An infinitive that a parser hangs on a verb like a noun is a purpose: "adopted rules to train staff".
_PURPOSE = frozenset({"obl", "obj", "nmod"})
_NOMINAL = ("NN", "CD", "DT", "JJ")
_THEIRS = frozenset({"their", "its", "his", "her"})
_ABOUT = frozenset({"about", "of", "by", "for", "in", "on", "like"})
_QUALITIES = ("JJ", "JJR", "RB")
_ABLE = frozenset({"able", "unable"})


def is_predicate(token: Token, lexicon: ActorLexicon) -> bool:
    """A verb with a doer or a subject: finite, or an infinitive whose subject its governor gives.

    Left out are auxiliaries, `be`, verbs that only carry an obligation (`need to learn`), gerunds and participles
    without a subject, and infinitives that say what somebody may do (`the right to learn`), but not those that say
    what is done (`a plan to train staff`).
    """
    if is_accountable(token, lexicon):
        return True
    if not token.tag_.startswith("VB") or is_auxiliary(token) or token.lemma_ == "be" or carried_verb(token, lexicon):
        return False
    if token.lower_ in lexicon.states and (is_passive(token) or token.dep_ == "acl"):
        return False
    if _is_about_doing(token) or _is_condition(token) or _is_of_a_quality(token, lexicon):
        return False
    if token.tag_ == "VBN" and not is_passive(token) and not auxiliaries(token) and joined_to(token) is None:
        return False
    if is_finite(token) or (subjects(token) and (token.tag_ != "VBG" or auxiliaries(token))):
        return True
    first = joined_to(token)
    if first is not None:
        return token.tag_ != "VBG" and _alike(first, token) and _is_predicate_or_carrier(first, lexicon)
    if is_infinitive(token) and (token.dep_ in _DOING | _PURPOSE or _planned_by(token, lexicon) is not None):
        return True
    return token.tag_ in BARE and (token.dep_ in ("ROOT", "xcomp", "ccomp") or _is_done_by_noun(token))


def _is_about_doing(token: Token) -> bool:
    """`it is about learning`, `will training change`: no verb in its -ing form."""
    if token.tag_ != "VBG":
        return False
    helpers = auxiliaries(token)
    modal_alone = any(part.tag_ == "MD" for part in helpers) and not any(part.lemma_ == "be" for part in helpers)
    return modal_alone or any(child.dep_ == "mark" and child.lower_ in _ABOUT for child in token.lefts)


def _is_condition(token: Token) -> bool:
    """`provided that fees are low`."""
    that = any(child.dep_ in ("ccomp", "mark") for child in token.rights)
    return token.lower_ in ("provided", "given", "granted") and that and not subjects(token) and not auxiliaries(token)


def _is_of_a_quality(token: Token, lexicon: ActorLexicon) -> bool:
    """An infinitive that says what somebody is apt or entitled to do: `are likely to enrol`, `made it easy to do`."""
    head = token.head
    if token.dep_ not in _DOING or not has_to(token) or subjects(token) or head.i > token.i:
        return False
    found_so = any(one.dep_ == "xcomp" and one.tag_ in _QUALITIES and one.i < token.i for one in head.rights)
    is_quality = head.tag_ in _QUALITIES or (head.lower_ in lexicon.states and is_passive(head)) or found_so
    return is_quality and carried_verb(head, lexicon) != token


def _planned_by(verb: Token, lexicon: ActorLexicon) -> Token | None:
    """The noun of which an infinitive says what is done: `a plan to train staff`, not `the right to learn`."""
    noun = verb.head
    describes = verb.dep_ == "acl" and has_to(verb) and noun.tag_.startswith("NN")
    return noun if describes and noun.lemma_.lower() not in lexicon.chances else None


def _is_done_by_noun(verb: Token) -> bool:
    """Whether a bare verb hangs on the noun that does it: `help learners choose`."""
    return verb.dep_ == "acl" and verb.tag_ == "VB" and not has_to(verb) and verb.head.tag_.startswith(("NN", "PRP"))


def _is_predicate_or_carrier(token: Token, lexicon: ActorLexicon) -> bool:
    return carried_verb(token, lexicon) is not None or is_predicate(token, lexicon)


def is_accountable(token: Token, lexicon: ActorLexicon) -> bool:
    """`responsible` and its like, said of somebody."""
    return token.lemma_.lower() in lexicon.responsible and bool(
        subjects(token) or token.dep_ in ("acomp", "xcomp", "conj", "advmod")
    )


def carried_verb(token: Token, lexicon: ActorLexicon) -> Token | None:
    """The verb on which this one lays an obligation, as `learn` in `need to learn`, `are expected to learn`."""
    if _carrier_modality(token, lexicon) is None or (token.dep_ == "acl" and token.tag_ == "VBN"):
        return None
    return next(
        (child for child in token.children if child.dep_ in ("xcomp", "ccomp", "advcl") and has_to(child)), None
    )


def subject_heads(verb: Token, lexicon: ActorLexicon) -> list[Token]:
    """The heads of the verb's subject, its own or the one that it shares or is given."""
    if own := subjects(verb):
        return own
    head = verb.head
    if first := joined_to(verb):
        return subject_heads(first, lexicon)
    if (is_relative_clause(verb) and not has_to(verb)) or _is_done_by_noun(verb):
        return [head]
    if verb.dep_ == "acomp":
        return subject_heads(head, lexicon)
    if _shares_subject(verb):
        return [] if is_passive(head) else subject_heads(head, lexicon)
    if above := _subject_above(verb):
        return [above]
    if planned := _planned_by(verb, lexicon):
        return _planners(planned, lexicon)
    if verb.dep_ in _DOING | _PURPOSE and head != verb:
        return _given_subject(verb, lexicon)
    return []


def recipients(verb: Token, lexicon: ActorLexicon) -> list[Token]:
    """To whom something is given: an indirect object, or a plural actor that the parser took for a part of the object.

    `give employers time`: names of things are made of singulars.
    """
    if verb.lemma_.lower() not in lexicon.giving:
        return []
    parts = (part for thing in objects(verb) for part in thing.lefts if part.dep_ == "compound")
    return indirect_objects(verb) or [part for part in parts if part.tag_ == "NNS" and actor_class(part, lexicon)]


def _shares_subject(verb: Token) -> bool:
    """A participle beside its verb (`train staff, helping them to stay`); a finite verb after a participle that the
    parser took for the main one (`providers seeking approval need to pay`).
    """
    if verb.tag_ == "VBG":
        return verb.dep_ in ("advcl", "parataxis") and verb.head.tag_.startswith("VB") and not auxiliaries(verb)
    return verb.dep_ == "xcomp" and is_finite(verb) and verb.head.tag_ == "VBG" and not auxiliaries(verb.head)


def _subject_above(verb: Token) -> Token | None:
    """`half of all firms paid`, where the parser made the subject the head of the sentence."""
    if verb.dep_ != "acl" or not is_finite(verb) or any(preposition == "by" for preposition, _ in prepositional(verb)):
        return None
    above = verb.head
    while above.dep_ == "nmod":
        above = above.head
    return above if above.dep_ == "ROOT" and above.tag_.startswith(_NOMINAL) else None


def _planners(noun: Token, lexicon: ActorLexicon) -> list[Token]:
    """Who does what a noun's infinitive says: an actor itself, its owner (`our efforts to`), the doer of its verb."""
    if actor_class(noun, lexicon):
        return [noun]
    owners = [child for child in noun.children if child.dep_ in ("nmod:poss", "poss")]
    verb = noun.head
    if noun not in objects(verb) or is_passive(verb) or any(owner.lower_ not in _THEIRS for owner in owners):
        return owners
    return subject_heads(verb, lexicon)


def _given_subject(verb: Token, lexicon: ActorLexicon) -> list[Token]:
    """The subject of an infinitive: the governor's object where it has one, else its subject if that is its doer."""
    head = verb.head
    passive = is_passive(head)
    if called := called_upon(head):
        return called
    if verb.dep_ in _PURPOSE | {"advcl"} and (not has_to(verb) or (passive and carried_verb(head, lexicon) != verb)):
        return []
    # A parser often takes the infinitive after "encourages providers" for a purpose, or a purpose for what is asked.
    moves = head.lemma_.lower() in lexicon.requiring | lexicon.expecting | lexicon.benefiting | lexicon.moving
    moved = verb.i > head.i and (moves or not has_to(verb))
    if not passive and verb.i > head.i and (given := recipients(head, lexicon)):
        return given
    if not passive and moved and (given := indirect_objects(head) or objects(head)):
        return given
    return subject_heads(head, lexicon)


def called_upon(verb: Token) -> list[Token]:
    """Those on whom somebody calls: `calls on employers to pay`."""
    if verb.lemma_.lower() != "call":
        return []
    return [noun for preposition, noun in prepositional(verb) if preposition in ("on", "upon")]


def modality(verb: Token, lexicon: ActorLexicon) -> Modality | None:
    """What is laid on the verb's subject, by a modal, by a verb that carries it, or by a verb of asking."""
    if is_accountable(verb, lexicon):
        return Modality.RESPONSIBLE
    head = verb.head
    if verb.dep_ in _DOING and head != verb:
        if carried_verb(head, lexicon) == verb:
            return _carrier_modality(head, lexicon)
        if asked := _asked(verb, lexicon):
            return asked
    if own := _own_modality(verb):
        return own
    first = joined_to(verb)
    if first is not None and not subjects(verb) and not is_finite(verb) and _alike(first, verb):
        carried = carried_verb(first, lexicon)
        return modality(carried if carried is not None else first, lexicon)
    return None


def _own_modality(verb: Token) -> Modality | None:
    helpers = auxiliaries(verb)
    for part in helpers:
        if found := _MODALS.get(part.lower_):
            return found
    # "costs are to be met"
    if has_to(verb) and any(part.lemma_ == "be" and part.tag_ in ("VBP", "VBZ", "VBD") for part in helpers):
        return Modality.MUST
    return None


def _carrier_modality(token: Token, lexicon: ActorLexicon) -> Modality | None:
    lemma = token.lemma_.lower()
    if lemma in _ABLE:
        return Modality.CAN
    if not token.tag_.startswith(("VB", "MD", "JJ")):
        return None
    if is_passive(token) or token.tag_ == "JJ":
        if lemma in lexicon.requiring or lemma in ("required", "obliged"):
            return Modality.MUST
        return Modality.EXPECTED if lemma in lexicon.expecting and lemma != "tell" else None
    if lemma in lexicon.needing and not objects(token):
        return Modality.MUST
    if lemma == "get":  # "has got to pay"
        return Modality.MUST if any(part.lemma_.lower() == "have" for part in auxiliaries(token)) else None
    if lemma == "go":
        return Modality.WILL if token.tag_ == "VBG" else None
    if lemma == "be":
        return Modality.MUST if any(child.dep_ == "xcomp" and has_to(child) for child in token.children) else None
    return Modality.SHOULD if lemma == "ought" else None


def _asked(verb: Token, lexicon: ActorLexicon) -> Modality | None:
    """`requires Y to do`, `asks Y to do`, `asks that Y do`."""
    head = verb.head
    lemma = head.lemma_.lower()
    if (lemma not in lexicon.requiring and lemma not in lexicon.expecting) or is_passive(head) or _own_modality(verb):
        return None
    of_somebody = objects(head) or indirect_objects(head) or subjects(verb) or called_upon(head)
    if not of_somebody or not (has_to(verb) or verb.tag_ == "VB"):
        return None
    return Modality.MUST if lemma in lexicon.requiring else Modality.EXPECTED


def _alike(first: Token, second: Token) -> bool:
    """Whether a verb can share the auxiliaries of the one it is joined to: `must keep and show`."""
    bare, other = first.tag_ in BARE, second.tag_ in BARE
    return bare == other or is_finite(second)
