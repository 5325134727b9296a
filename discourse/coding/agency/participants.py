"""The words of a participant and the class of actors that it belongs to."""

from collections.abc import Iterable

from spacy.tokens import Token

from discourse.coding.agency.clauses import Participant
from discourse.coding.agency.lexicon import ActorLexicon, Words
from discourse.coding.agency.relations import is_relative_clause, is_relative_word, joined, prepositional

# Term words are sought so far on either side of a phrase's head.
REACH = 5
_WITHIN = frozenset(
    {"det", "amod", "compound", "nummod", "nmod:poss", "poss", "flat", "fixed", "det:predet", "predet", "nmod"}
)
_NAMES = frozenset({"compound", "flat", "appos", "nmod:desc", "nmod"})
_HYPHENS = frozenset("-‐‑–")


def participants(heads: Iterable[Token], lexicon: ActorLexicon) -> tuple[Participant, ...]:
    """A participant for each head and for each noun joined to it; a relative word stands for what it refers to."""
    found: list[Participant] = []
    for head in heads:
        for token in joined(antecedent(head, lexicon)):
            start, end = phrase(token)
            one = Participant(start, end, actor_class(token, lexicon))
            if one not in found:
                found.append(one)
    return tuple(found)


def antecedent(token: Token, lexicon: ActorLexicon) -> Token:
    """What a relative word refers to; any other token itself. `who` asks for people, the nearest before it."""
    verb = token.head
    while verb.dep_ == "conj" and not is_relative_clause(verb):
        verb = verb.head
    if not is_relative_word(token) or not is_relative_clause(verb):
        return token
    if token.lower_ == "who" and not actor_class(verb.head, lexicon):
        within = [one for one in verb.head.subtree if one.i < token.i and one.tag_.startswith("NN")]
        return next((one for one in reversed(within) if actor_class(one, lexicon)), verb.head)
    return verb.head


def phrase(head: Token) -> tuple[int, int]:
    """Offsets of a noun phrase: its head with what stands before it, its name's parts and its `of`."""
    tokens = [head]
    for child in head.children:
        if (child.dep_ in _WITHIN and child.dep_ != "nmod" and child.i < head.i) or child.dep_ == "flat":
            tokens += child.subtree
    last = head
    for preposition, noun in prepositional(head):
        if preposition == "of" and noun.i > head.i:
            last = noun
    end = phrase(last)[1] if last != head else max(token.idx + len(token) for token in tokens)
    return min(token.idx for token in tokens), end


def actor_class(head: Token, lexicon: ActorLexicon) -> str:
    """The class of the phrase with this head, or of what a word like `majority` counts; empty for none."""
    if found := _covering(head, lexicon):
        return found
    counted = [noun for preposition, noun in prepositional(head) if preposition in ("of", "in")]
    if counted and (head.lemma_.lower() in lexicon.through or head.lower_ in lexicon.through or head.tag_ == "CD"):
        return actor_class(counted[0], lexicon)
    if head.tag_.startswith("NNP"):
        parts = (child for child in head.children if child.dep_ in _NAMES and child.tag_.startswith("NNP"))
        return next((found for part in parts if (found := _covering(part, lexicon))), "")
    return ""


def _covering(head: Token, lexicon: ActorLexicon) -> str:
    """The class of the longest term whose words stand on and around `head`."""
    sentence = head.sent
    around = range(max(sentence.start, head.i - REACH), min(sentence.end, head.i + REACH))
    tokens = [head.doc[place] for place in around if head.doc[place].lower_ not in _HYPHENS]
    best: tuple[int, str] = (0, "")
    for at, token in enumerate(tokens):
        if token.i > head.i:
            break
        for form in _forms(token):
            for words, actor in lexicon.terms.get(form, ()):
                covered = tokens[at : at + len(words)]
                if covered[-1].i >= head.i and len(words) > best[0] and _is_term(words, covered):
                    best = (len(words), actor)
    return best[1]


def _is_term(words: Words, tokens: list[Token]) -> bool:
    return len(words) == len(tokens) and all(word in _forms(token) for word, token in zip(words, tokens, strict=True))


def _forms(token: Token) -> tuple[str, ...]:
    """How a token may stand in the lexicon: as written, in small letters, in the singular."""
    if token.is_upper and len(token) == 2:  # "US" is not "us", "IT" not "it".
        return (token.text,)
    lower = token.lower_.replace("’", "'")
    forms = [token.text, lower, token.lemma_.lower()]
    if lower.endswith("ies"):
        forms.append(lower[:-3] + "y")
    if lower.endswith("s"):
        forms.append(lower[:-1])
    if lower.endswith("es"):
        forms.append(lower[:-2])
    return tuple(dict.fromkeys(forms))
