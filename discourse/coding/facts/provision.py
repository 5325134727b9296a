"""How and by whom a credential is given: delivery mode, sort of provider, sort of endorser."""

import re
from collections.abc import Iterator

from discourse.coding.facts.findings import Finding, read_polarity
from discourse.coding.facts.subject import Subject, clause_around
from discourse.domain.facts import NO, FactKind

_MODES = {
    "online": r"(?:fully\s|entirely\s|wholly\s)?online|on-line|virtual(?:ly)?|remotely|e-learning",
    "onsite": (
        r"on[-\s]campus|on[-\s]site|face[-\s]to[-\s]face|in[-\s]person|in\s(?:the\s|a\s)?classrooms?|classroom-based"
    ),
    "blended": r"(?:blended|hybrid)(?:\sform)?|mixed-mode",
    "distance": r"(?:by\s|at\sa\s)?distance(?:\s(?:learning|education|study))?|by\scorrespondence",
    "workplace": r"(?:in|at)\s(?:the\s|a\s|their\s)?work(?:place|places)|on[-\s]the[-\s]job|work-based|workplace-based",
}
_MODE = re.compile(rf"\b(?:{'|'.join(f'(?P<{name}>{words})' for name, words in _MODES.items())})\b", re.IGNORECASE)
_TAUGHT = re.compile(
    r"\b(?:deliver\w*|offer\w*|runs?|given|available|teach\w*|taught|take[ns]?|taking|stud(?:y|ies|ied|ying)|provid\w+"
    r"|complet\w+|learn\w*|modes?"
    r"|format|held|combin\w+|attend\w*|earn\w*|mix\w*)\b",
    re.IGNORECASE,
)
_NOT_TAUGHT = re.compile(
    r"\b(?:submit\w*|appl(?:y|ies|ied|ication\w*)|lodg\w+|publish\w*|regist\w+|list(?:ed|s)?|vote\w*|shop\w*|sold"
    r"|assess\w*|tests?|exam\w*)\b",
    re.IGNORECASE,
)
_MODE_THING = re.compile(
    r"[-\s](?:register|platform|portal|form|application|consultation|survey|directory|tool|service|catalogue"
    r"|marketplace|system|database"
    r"|shop|publication|gaming|tests?|exam\w*|materials?|engagement|meeting|conference|world|enrolment|information)",
    re.IGNORECASE,
)
_MODE_HEAD = re.compile(
    r"[-\s](?:[\w-]+\s)?(?:learning|study|delivery|courses?|teaching|training|classes|mode|micro-?credentials?"
    r"|modules?|badges?|format|awards?"
    r"|short\s\w+|programmes?|programs?)\b",
    re.IGNORECASE,
)

_ACTORS = {
    "professional": r"professional\s(?:bod(?:y|ies)|associations?|institutes?)",
    "private": r"private\s(?:training\s)?(?:providers?|colleges?|institutions?|compan(?:y|ies)|sector)|for-profit\s\w+",
    "industry": (
        r"industry(?:\s(?:bod(?:y|ies)|groups?|associations?|partners?|skills\s\w+))?"
        r"|sector\s(?:skills\s)?(?:councils?|bodies)"
    ),
    "union": r"(?:trade\s)?unions?(?!\scollege)",
    "university": r"universit(?:y|ies)|higher\seducation\s(?:institutions?|providers?)|business\sschools?",
    "college": (
        r"colleges?|polytechnics?|institutes?\sof\stechnology|tafes?|academ(?:y|ies)|vocational\s(?:schools?"
        r"|providers?|institutions?)"
    ),
    "school": r"schools?",
    "tertiary": r"(?:tertiary|post-?secondary|further)\s(?:education\s)?(?:organi[sz]ations?|providers?|institutions?)",
    "employer": r"employers?|compan(?:y|ies)|firms?|businesses",
    "platform": r"platforms?",
    "agency": (
        r"(?:government|public|state|quality|qualifications?)\s(?:(?:assurance|control)\s)?(?:agenc(?:y|ies)"
        r"|authorit(?:y|ies)|boards?)|ministr(?:y|ies)|departments?|regulators?|authorit(?:y|ies)|commissions?"
        r"|agenc(?:y|ies)|councils?"
    ),
    "community": (
        r"community\s(?:organisations?|organizations?|groups?|colleges?)|study\sassociations?|non-?profits?|ngos?"
    ),
}
_ACTOR = rf"(?:{'|'.join(_ACTORS.values())})"
_EACH_ACTOR = re.compile(
    rf"\b(?:{'|'.join(f'(?P<{name}>{words})' for name, words in _ACTORS.items())})\b", re.IGNORECASE
)
_OFFERED_BY = re.compile(
    r"\b(?:offered|provided|delivered|issued|awarded|taught|run)\s(?:(?:jointly|also|only|mainly|online"
    r"|directly|free\sof\scharge|at\sno\scost)\s)?by\s"
    r"(?P<who>[^.;:()]{1,90})",
    re.IGNORECASE,
)
_OFFERS = re.compile(
    rf"\b(?P<who>{_ACTOR}(?:(?:,\s|,?\s(?:and|or)\s)(?:[\w-]+\s)?{_ACTOR}){{0,4}}(?:\ssuch\sas\s\w+)?)\s"
    r"(?:(?:may|can|must|will|also|now|should|to|already|increasingly|that|which|often|shall|are|is)\s){0,3}"
    r"(?:issu(?:e|es|ing)|offer(?:s|ing)?|award(?:s|ing)?|provid(?:e|es|ing)|deliver(?:s|ing)?|run(?:s|ning)?"
    r"|teach(?:es|ing)?)\s"
    r"(?P<what>(?:[\w’'-]+\s){0,4})",
    re.IGNORECASE,
)
_AUXILIARIES = re.compile(
    r"\W*(?:(?:it|they|these|this|each|such|those|all|both|is|are|be|been|being|was|were|may|can|must|will|should"
    r"|shall|also|to|that"
    r"|which|and|or|often|usually|not|jointly|designed|developed|delivered|provided|offered|issued|with|in|by|of"
    r"|learning|across"
    r"|the|no|more|than|up|at|least|\d+|hours|credits|weeks|[\w-]+ly|(?:issued|offered"
    r"|provided)\sby(?:\s[\w-]+){1,4}?)\W+)*",
    re.IGNORECASE,
)
_COPULA = re.compile(r"\s(?:is|are)\s(?:an?\s)?(?:[\w-]+\s){1,4}", re.IGNORECASE)
_WHO_ENDS = re.compile(
    r"\s(?:are|is|be|may|must|will|can|has|have|which|that|who|to|for|in|on|at|with|from|as|under|before|through)\s"
)
_ENDORSED_BY = re.compile(
    r"\b(?:endorsed|recogni[sz]ed|accredited|approved|validated|quality[-\s]assured|certified)\s(?:(?:\w+ly"
    r"|for\s\w+)\s)?by\s"
    r"(?P<who>[^.;:()]{1,90})",
    re.IGNORECASE,
)
_ENDORSED_AS = re.compile(
    r"\b(?P<who>industry|employer|university|state|regulator)[-\s](?:endorsed|recogni[sz]ed|approved|accredited"
    r"|validated)\b"
    rf"|\b(?P<active>{_ACTOR})\s(?:(?:may|can|must|will|also|shall)\s){{0,2}}(?:endorses?|accredits?|validates?)\s",
    re.IGNORECASE,
)


def find_provision(subject: Subject) -> Iterator[Finding]:
    """The facts of these three kinds in a passage; a category may come more than once."""
    for find in (_find_modes, _find_providers, _find_endorsers):
        yield from (item for item in find(subject) if subject.owns(item.start, item.end))


def _find_modes(subject: Subject) -> Iterator[Finding]:
    text = subject.text
    for match in _MODE.finditer(text):
        low, _ = clause_around(text, *match.span())
        before = text[low : match.start()]
        if (
            _MODE_THING.match(text, match.end())
            or _NOT_TAUGHT.search(before[-90:])
            or read_polarity(text, low, match.start()) == NO
        ):
            continue
        if (
            _MODE_HEAD.match(text, match.end())
            or _TAUGHT.search(before[-90:])
            or re.search(r"(?:delivery|mode)\W+$", before, re.I)
        ):
            yield Finding(FactKind.DELIVERY, *match.span(), category=match.lastgroup or "")


def _find_providers(subject: Subject) -> Iterator[Finding]:
    for match in _OFFERED_BY.finditer(subject.text):
        if _is_said_of_credential(subject, match.start()):
            yield from _actors(FactKind.PROVIDER, match, "who")
    for match in _OFFERS.finditer(subject.text):
        if any(match.start("what") <= item.start <= match.end() for item in subject.mentions):
            yield from _actors(FactKind.PROVIDER, match, "who")


def _find_endorsers(subject: Subject) -> Iterator[Finding]:
    for match in _ENDORSED_BY.finditer(subject.text):
        low, _ = clause_around(subject.text, *match.span())
        is_denied = read_polarity(subject.text, max(low, match.start() - 20), match.start()) == NO
        if not is_denied and _is_said_of_credential(subject, match.start()):
            yield from _actors(FactKind.ENDORSED_BY, match, "who")
    for match in _ENDORSED_AS.finditer(subject.text):
        yield from _actors(FactKind.ENDORSED_BY, match, "who" if match["who"] else "active")


def _is_said_of_credential(subject: Subject, position: int) -> bool:
    """Whether a participle at `position` has a credential as its subject, with only auxiliaries between."""
    if named := subject.before(position):
        between = subject.text[named[-1].end : position]
        return any(pattern.fullmatch(between) for pattern in (_AUXILIARIES, _COPULA)) or _is_one_of_several(between)
    low, _ = clause_around(subject.text, position, position)
    if subject.mentions and not subject.text[low:position].strip():
        return True  # `Offered by colleges, badges are short`
    return subject.inherited and bool(_AUXILIARIES.fullmatch(subject.text[low:position]))


def _is_one_of_several(between: str) -> bool:
    """A later item of an enumeration: `, at level 4, each endorsed by`, `has 1 to 6 credits and is endorsed by`."""
    return re.search(r"(?:,|\band)\s(?:(?:each|and|is|are|must|be|or)\s?)*$", between, re.IGNORECASE) is not None


def _actors(kind: FactKind, match: re.Match[str], group: str) -> Iterator[Finding]:
    """One finding for each sort of actor that a match names, with the whole match as its words."""
    low, high = match.span(group)
    if stop := _WHO_ENDS.search(match.string, low, high):
        high = stop.start()
    for actor in _EACH_ACTOR.finditer(match.string, low, high):
        end = max(actor.end(), match.start() + 1)
        start = match.start()
        yield Finding(
            kind,
            min(start, actor.start()),
            end if group == "who" and start < low else match.end(),
            category=actor.lastgroup or "",
        )
