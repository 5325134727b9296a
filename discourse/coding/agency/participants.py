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
# What a name names where these stand at its end is no actor: "the Skills Council Recommendation".
_THINGS = frozenset(
    {
        "act",
        "agenda",
        "agreement",
        "award",
        "bill",
        "budget",
        "charter",
        "code",
        "convention",
        "declaration",
        "directive",
    }
    | {"framework", "fund", "index", "initiative", "law", "plan", "policy", "program", "programme", "project"}
    | {"recommendation", "recommendations", "regulation", "regulations", "report", "review", "scheme", "standard"}
    | {"standards", "strategy", "summit", "survey", "treaty", "week"}
)
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
    if not is_relative_word(token):
        return token
    if not is_relative_clause(verb):
        return _noun_just_before(token) if token.lower_ in ("who", "which") else token
    if token.lower_ == "who" and not actor_class(verb.head, lexicon):
        within = [one for one in verb.head.subtree if one.i < token.i and one.tag_.startswith("NN")]
        return next((one for one in reversed(within) if actor_class(one, lexicon)), verb.head)
    return verb.head


def _noun_just_before(token: Token) -> Token:
    """What a relative word follows where a parser did not see its clause; the word itself where that is no noun."""
    at = token.i - (2 if token.i > 1 and token.nbor(-1).text == "," else 1)
    return token.doc[at] if at >= 0 and token.doc[at].tag_.startswith("NN") else token


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
    if counted and (head.tag_ == "CD" or not lexicon.through.isdisjoint(_forms(head))):
        return actor_class(counted[0], lexicon)
    if name := _spelt_out(head):
        return actor_class(name, lexicon)
    if head.tag_.startswith("NNP") and head.lower_ not in _THINGS:
        parts = (child for child in head.children if child.dep_ in _NAMES and child.tag_.startswith("NNP"))
        return next((found for part in parts if (found := _covering(part, lexicon))), "")
    return ""


def _spelt_out(head: Token) -> Token | None:
    """The head of the name for which a text introduces an acronym: `Agency` in `National Skills Agency (NSA)`."""
    acronym = head.text
    if not (acronym.isupper() and acronym.isalpha() and len(acronym) > 1):
        return None
    for token in head.doc:
        if token.text != acronym or token.i < 3 or token.nbor(-1).text != "(":
            continue
        before = list(head.doc[max(0, token.i - 3 - len(acronym)) : token.i - 1])
        starts = [word.i for word in before if word.text[0] == acronym[0]]
        if starts:
            name = [word for word in before if word.i >= starts[0]]
            of = next((at for at, word in enumerate(name) if word.lower_ in ("of", "for")), len(name))
            return name[of - 1] if of else None
    return None


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
    if token.text in ("US", "IT"):
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
