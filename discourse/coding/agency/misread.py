"""Verbs that a small parser takes for nouns or adjectives, where the words around show it.

Each rule asks for two signs that contradict the parse: a word with an object is no noun, one after a modal no
adjective, and some words are verbs by their form.
"""

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from discourse.coding.agency.changes import OF_A_NOUN, Change, before, has
from discourse.coding.agency.relations import auxiliaries, objects, subjects
from discourse.coding.agency.verb_forms import ALSO_NOUNS, ONLY_VERBS, ONLY_VERBS_WITH_S, PARTICIPLES

_NOUN_LIKE = ("NN", "JJ")
_SUBJECT_PRONOUNS = frozenset({"he", "she", "it", "we", "they"})
_PLURAL = frozenset({"NNS", "NNPS"})
_BEFORE_A_NOUN = frozenset({"amod", "compound", "advmod"})
_CLAUSES = frozenset({"ROOT", "conj", "ccomp", "xcomp", "advcl", "parataxis", "acl", "acl:relcl", "relcl"})
_NOT_VERBS = frozenset({"regards", "per"})  # "as regards fees"
_NEVER_VERBS = ("ity", "ness", "ism", "ing", "ed")
SHORTEST_VERB = 3
_DEGREES = frozenset({"very", "more", "most", "too", "so", "less", "highly", "as"})
_ARTICLES = frozenset({"the", "a", "an", "our", "your", "their", "all", "every", "more"})
_WITH_THE_VERB = frozenset({"punct", "conj", "parataxis", "advcl", "obl"})


def commands(doc: Doc) -> Iterator[Change]:
    """`Widen access for adults`, `Reverse the cuts`: the items of a programme."""
    for sentence in doc.sents:
        first = sentence[0]
        if first.tag_.startswith(("VB", "MD")) or len(sentence) == 1 or not _commands_by_form(first):
            continue
        root = sentence.root
        if first == root:
            yield Change(first.i, "VB")
            yield from (
                Change(child.i, None, None, "obj")
                for child in first.rights
                if child.dep_ in ("appos", "nmod", "obj") and child.tag_.startswith("NN") and not has(child, "case")
            )
        elif first.head == root and root.tag_.startswith("NN") and not _is_clause(root):
            yield from _exchanged(first, root)
            yield Change(first.i, "VB")


def _commands_by_form(first: Token) -> bool:
    word, after = first.lower_, first.nbor()
    return word in ONLY_VERBS or (word in ALSO_NOUNS and after.lower_ in _ARTICLES)


def _is_clause(noun: Token) -> bool:
    return bool(subjects(noun) or auxiliaries(noun))


def verbs_under_their_object(doc: Doc) -> Iterator[Change]:
    """`that train apprentices`, `might widen gaps`: the parser makes the object the head of the clause."""
    taken: set[int] = set()
    for noun in doc:
        if not noun.tag_.startswith("NN") or noun.dep_ not in _CLAUSES or has(noun, "cop"):
            continue
        verb = next((child for child in noun.lefts if child.dep_ in _BEFORE_A_NOUN and _opens_predicate(child)), None)
        if verb is not None and not {verb.i, noun.i} & taken:
            taken |= {verb.i, noun.i}
            yield from _exchanged(verb, noun)


def _opens_predicate(word: Token) -> bool:
    """Whether a word before a noun stands where a verb would: after the modal or the subject of what the noun heads."""
    if not word.tag_.startswith((*_NOUN_LIKE, "VB")) or any(child.dep_ in OF_A_NOUN for child in word.children):
        return False
    siblings = [*word.lefts, *(child for child in word.head.lefts if child.i < word.i)]
    previous = before(word)
    if any(child.dep_ == "aux" for child in siblings):
        return previous.tag_ == "MD" or (previous.lemma_ == "have" and word.tag_ == "VBN")
    if word.tag_ == "VBN":
        return False
    return any(child == previous and child.dep_.startswith("nsubj") and _agree(child, word) for child in siblings)


def _exchanged(verb: Token, noun: Token) -> Iterator[Change]:
    """The verb in the place of the noun, which becomes its object; what stands before the verb goes with it."""
    head = verb.i if noun.head == noun else noun.head.i
    yield Change(verb.i, _verb_tag(verb), head, noun.dep_)
    yield Change(noun.i, None, verb.i, "obj")
    for child in noun.children:
        joined = child.dep_ == "conj" and child.tag_.startswith("NN")
        if not joined and (child.i < verb.i or child.dep_ in _WITH_THE_VERB):
            yield Change(child.i, None, verb.i)


def verbs_by_form(doc: Doc) -> Iterator[Change]:
    """`list awards and publish fees`, `the law allows colleges to charge`: words that are never part of a name."""
    for verb in doc:
        noun = verb.head
        if (
            verb.dep_ not in ("amod", "compound")
            or not noun.tag_.startswith("NN")
            or noun.i < verb.i
            or not _only_verb(verb)
        ):
            continue
        above = _joined_verb(noun)
        if verb.tag_ != "NNS" and (above is None or before(verb).dep_ != "cc"):
            continue
        yield from _exchanged(verb, noun)
        if verb.tag_ == "NNS":
            yield Change(verb.i, "VBZ")
        elif above is not None:
            yield Change(verb.i, "VB" if above.tag_ == "VB" else "VBP", above.i)


def _only_verb(word: Token) -> bool:
    lower = word.lower_
    if word.tag_ == "NNS":
        return lower in ONLY_VERBS_WITH_S
    return word.tag_ in ("NN", "JJ") and lower in ONLY_VERBS


def verbs_taken_for_nouns(doc: Doc) -> Iterator[Change]:
    """`firms struggle`, `can improve pay and increase hours`, `will need to transition`."""
    for word in doc:
        is_name = word.tag_.startswith("NNP") or word.lower_.endswith(_NEVER_VERBS) or len(word) < SHORTEST_VERB
        if not word.tag_.startswith(_NOUN_LIKE) or is_name or has(word, "cop"):
            continue
        after_to = before(word).tag_ == "TO" and before(word).head == word
        if after_to and word.tag_ == "NN" and word.head.tag_.startswith("VB") and not _is_noun_phrase(word, but="case"):
            yield Change(word.i, "VB", None, "xcomp" if word.dep_ in ("obl", "obj") else None)
            yield Change(before(word).i, None, None, "mark")
        elif _after_pronoun(word):
            relation = "acl:relcl" if word.dep_ in _BEFORE_A_NOUN else None
            yield Change(word.i, _verb_tag(word), None, relation)
            yield Change(before(word).i, None, word.i, "nsubj")
        elif word.dep_ in _CLAUSES and not _is_noun_phrase(word) and (_has_own_subject(word) or _has_own_object(word)):
            verb = _joined_verb(word)
            yield Change(word.i, "VB" if verb and verb.tag_ == "VB" else _verb_tag(word), verb.i if verb else None)


def _after_pronoun(word: Token) -> bool:
    """`the skills they possess`: a pronoun that can only be a subject, without a verb of its own near."""
    subject = before(word)
    if (
        subject.lower_ not in _SUBJECT_PRONOUNS
        or subject.dep_ != "nsubj"
        or subject.head.tag_.startswith(("VBP", "VBZ"))
    ):
        return False
    return not _is_noun_phrase(word) and word.tag_.startswith("NN") and _agree(subject, word)


def _joined_verb(word: Token) -> Token | None:
    """The verb that governs the noun to which the parser joined this word: `improve` in `improve pay and increase`."""
    if word.dep_ != "conj" or word.head.tag_.startswith("VB"):
        return None
    return next((one for one in word.ancestors if one.tag_.startswith("VB") and one.i < word.head.i), None)


def _is_noun_phrase(word: Token, *, but: str = "") -> bool:
    return any(child.dep_ in OF_A_NOUN and child.dep_ != but and child.i < word.i for child in word.children)


def _has_own_subject(word: Token) -> bool:
    return any(child.i < word.i and _agree(child, word) for child in subjects(word))


def _has_own_object(word: Token) -> bool:
    found = [child for child in objects(word) if child.i > word.i and child.tag_.startswith(("NN", "PR"))]
    if not found or word.lower_ in _NOT_VERBS or ":" in word.doc[word.i : found[0].i].text:
        return False
    return word.tag_.startswith("NN")


def _agree(subject: Token, word: Token) -> bool:
    """Whether a word could be the verb of this subject: `firms train`, `a firm trains`."""
    if subject.lower_ in ("who", "which", "that") or any(part.tag_ == "MD" for part in word.lefts):
        return True
    if word.tag_.startswith("JJ"):  # "bodies responsible for fees"
        return False
    if subject.tag_ in _PLURAL or subject.lower_ in ("we", "you", "they", "i") or has(subject, "conj"):
        return word.tag_ not in _PLURAL
    return word.tag_ == "NNS" and subject.tag_ in ("NN", "NNP", "PRP", "WP", "DT")


def _verb_tag(word: Token) -> str:
    if word.tag_.startswith("VB") and word.tag_ != "VBN":
        return word.tag_
    if any(part.tag_ in ("MD", "TO") for part in (*word.lefts, before(word))):
        return "VB"
    if word.dep_ in ("conj", "xcomp") and word.head.tag_ == "VB":
        return "VB"
    if word.tag_ == "VBN":
        return "VBN" if before(word).lemma_ == "have" else "VBD"
    return "VBZ" if word.tag_ == "NNS" else "VBP"


def passives_taken_for_adjectives(doc: Doc) -> Iterator[Change]:
    """`a date must be set`."""
    for word in doc:
        be = next((child for child in word.lefts if child.dep_ == "cop" and child.lower_ == "be"), None)
        is_participle = word.lower_.endswith("ed") or word.lower_ in PARTICIPLES
        modal = any(part.tag_ == "MD" for part in auxiliaries(word))
        if word.tag_ != "JJ" or be is None or not is_participle or not modal:
            continue
        if not any(child.lower_ in _DEGREES for child in word.lefts):
            yield Change(word.i, "VBN")
            yield Change(be.i, None, None, "aux:pass")
            yield from (Change(subject.i, None, None, "nsubj:pass") for subject in subjects(word))
