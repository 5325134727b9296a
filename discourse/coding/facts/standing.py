"""What a credential counts for: assessed, credit-bearing, stackable; each yes, no or left open."""

import re
from collections.abc import Iterator

from discourse.coding.facts.findings import Finding, read_denial, read_polarity
from discourse.coding.facts.subject import Subject, clause_around
from discourse.domain.facts import STAND_ALONE, FactKind

_LEARNED = (
    r"(?:learners?|participants?|persons?|candidates?|students?|outcomes?|skills?|knowledge|competenc\w+"
    r"|achievements?|learning)"
)
_NOT_LEARNED = re.compile(
    r"\b(?:applications?|proposals?|needs|risks?|requests?|bids?|impacts?|costs?|tenders?|registers?|providers?"
    r"|plans?|projects?"
    r"|policy|policies|eligib\w+|demand|panel|quality\sof)\b",
    re.IGNORECASE,
)
_ASSESSED = re.compile(
    rf"\b(?:is|are|be|been|being|was|were)\s(?:\w+\s){{0,2}}?(?P<verb>assessed)\b"
    rf"|\b(?P<adjective>(?:un|non-)?assessed)\s(?=(?:[\w-]+\s){{0,2}}?(?:micro|short|badge|{_LEARNED}|modules?"
    rf"|awards?|courses?))"
    rf"|,\s(?P<listed>assessed)\b",
    re.IGNORECASE,
)
_ASSESSMENT = re.compile(
    r"\b(?:(?P<denied>(?:without|no|requires?\sno|involves?\sno)\s(?:any\s|formal\s|final\s|summative\s)?assessments?)"
    r"|(?:includ\w+|involv\w+|requir\w+|subject\sto|following|after|by|through|pass\w*|based\son|complet\w+"
    r"|undergo\w*|with|ha(?:s|ve|d)(?=\s(?:an?|its|no)\s))"
    r"\s(?:(?:an?|the|its|successful)\s)?(?:(?!and\b)[\w-]+\s){0,3}?(?P<made>assessments?)\b"
    r"|(?:pass(?:es|ed|ing)?|sit(?:s|ting)?)\s(?:an?|the)\s(?:[\w-]+\s){0,2}?(?:tests?|exam(?:ination)?s?)\b"
    r"|(?P<required>assessments?)\s(?:is|are|must\sbe)\s(?P<not>not\s)?(?:required|compulsory|mandatory|included"
    r"|carried\sout)"
    r"|(?P<field>assessments?\s?:\s?(?:required|yes|none|no|not\srequired|[a-z-]+)))",
    re.IGNORECASE,
)
_OTHER_ASSESSMENT = re.compile(
    r"\b(?:risk|impact|needs?|self|environmental|programme|institutional|external|quality|prior|national|means"
    r"|income)[-\s]$",
    re.IGNORECASE,
)
_BEARING = re.compile(
    r"\b(?P<un>non[-\s]?|not[-\s](?:for[-\s])?)?credit[-\s]?bearing\b|\b(?P<none>non-credit|not-for-credit)\b"
    r"|\bfor-credit\b"
    r"|\b(?:carr(?:y|ies|ying)|bear(?:s|ing)?|attracts?|earns?|awards?|grants?|yields?|confers?|provides?|gives?"
    r"|offers?)\s"
    r"(?P<no>no\s)?(?:(?:academic|formal|university|any|some|transferable|degree|course|study)\s){0,2}credits?\b"
    r"(?!\s(?:(?:only\s)?for|card|union|rating|to\sthe|guarantee))"
    r"|\bwithout\s(?P<less>(?:academic\s|formal\s)?credits?)\b|\bcredit\s(?:is|may\sbe|can\sbe)\s(?:awarded|granted"
    r"|given)\b",
    re.IGNORECASE,
)
_WHOLE = r"(?:macro-)?(?:degree|diploma|qualification|certificate|award|credential|programme|program|bachelor|master)s?"
_STACKS = re.compile(
    rf"\bstack(?:able|ability|ed|ing|s)?\b(?!\s(?:of|in|on)\b)"
    rf"|\b(?:count(?:s|ed|ing)?|credit(?:ed|s)?|contribut(?:e|es|ing)|build(?:s|ing)?(?:\sup)?)\s(?:towards?|to|into)\s"
    rf"(?:(?:an?|the|other)\s)?(?:(?!than\b)[\w'’-]+\s){{0,3}}?{_WHOLE}\b"
    rf"|\b(?:accumulat(?:e|es|ed|ing)|combin(?:e|es|ed|ing)|aggregat(?:e|ed))\s(?:[\w-]+\s){{0,3}}?(?:into|towards?"
    rf"|to(?:\sform)?)\s"
    rf"(?:(?:an?|the|other)\s)?(?:[\w'’-]+\s){{0,3}}?{_WHOLE}\b"
    rf"|\b(?:parts?|components?)\sof\s(?:(?:an?|the|other|larger|longer|formal|full)\s){{0,2}}{_WHOLE}\b"
    rf"|\b(?P<alone>stand[-\s]?alone|stands?\salone|free-?standing|self-contained)\b",
    re.IGNORECASE,
)


def find_standing(subject: Subject) -> Iterator[Finding]:
    """The facts of these three kinds in a passage; a category may come more than once."""
    for find in (_find_assessed, _find_assessment, _find_bearing, _find_stacking):
        yield from (item for item in find(subject) if subject.owns(item.start, item.end))


def _find_assessed(subject: Subject) -> Iterator[Finding]:
    text = subject.text
    for match in _ASSESSED.finditer(text):
        low, _ = clause_around(text, *match.span())
        before = text[low : match.start()]
        if match["verb"] and _NOT_LEARNED.search(before):
            continue
        word = (match["verb"] or match["adjective"] or match["listed"]).lower()
        read = read_polarity if word == "assessed" else read_denial
        category = read(text, low, match.start("verb") if match["verb"] else match.start())
        yield Finding(FactKind.ASSESSED, *match.span(), category=category)


def _find_assessment(subject: Subject) -> Iterator[Finding]:
    text = subject.text
    for match in _ASSESSMENT.finditer(text):
        low, _ = clause_around(text, *match.span())
        noun = match.start("made") if match["made"] else match.start()
        if (
            _OTHER_ASSESSMENT.search(text[low:noun])
            or re.match(r"\sof\s(?:prior|needs|the\s(?:policy|programme))", text[match.end() :])
            or (match["made"] and _NOT_LEARNED.search(match.group()))
        ):
            continue
        field = (match["field"] or "").lower()
        denied = match["denied"] or match["not"] or re.search(r":\s?(?:none|no\b|not)", field)
        category = (read_denial if denied else read_polarity)(text, low, match.start())
        yield Finding(FactKind.ASSESSED, *match.span(), category=category)


def _find_bearing(subject: Subject) -> Iterator[Finding]:
    for match in _BEARING.finditer(subject.text):
        low, _ = clause_around(subject.text, *match.span())
        denied = match["un"] or match["none"] or match["no"] or match["less"]
        category = (read_denial if denied else read_polarity)(subject.text, low, match.start())
        yield Finding(FactKind.CREDIT_BEARING, *match.span(), category=category)


def _find_stacking(subject: Subject) -> Iterator[Finding]:
    for match in _STACKS.finditer(subject.text):
        low, _ = clause_around(subject.text, *match.span())
        category = STAND_ALONE if match["alone"] else read_polarity(subject.text, low, match.start())
        yield Finding(FactKind.STACKABLE, *match.span(), category=category)
