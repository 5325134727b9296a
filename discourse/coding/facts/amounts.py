"""Numeric facts: duration, effort, volume of credit, level and price, each only where its words say that it is one."""

import re
from collections.abc import Iterator

from discourse.coding.facts.findings import Finding
from discourse.coding.facts.subject import Speaks, Subject, clause_around
from discourse.domain.facts import FactKind
from discourse.domain.numerals import Range
from discourse.domain.quantities import find_credits, find_levels, find_money, find_times
from discourse.domain.units import Quantity, Unit

# A plain certificate or award of more than half a year is no short one.
LONGEST_UNNAMED_DAYS = 184.0
MOST_CREDITS, MOST_LEVEL, MOST_PRICE = 240.0, 12.0, 50_000.0

_SOFT = (
    r"(?:\s(?:an?|the|only|typically|normally|usually|generally|about|around|approximately|roughly|some|just|least"
    r"|as))*\s*\(?$"
)
_LASTING = re.compile(
    r"(?:\b(?:(?<!the\s)(?:last|lasts|lasting)|rang(?:es?|ing)|(?:a|per)\sweek\sfor|tak(?:es?|ing|en)"
    r"|runs?(?:ning)?(?:\s(?:for|over))?|spans?|spread\sover"
    r"|durations?(?:\s(?:is|are|of|should\sbe|must\sbe|limit(?:ed)?))*(?:\sto)?|lengths?(?:\s(?:is|are|of))*|long"
    r"|complet\w+(?:\s(?:in|within|over))?|finish\w*(?:\s(?:in|within))?|(?:taught|delivered|studied|held|offered"
    r"|study|learning"
    r"|stud(?:y|ied))\s(?:\w+\s){0,4}?(?:over|for|in|within)|week\sover|hours\sover|must\sbe|should\sbe|(?:is|are)"
    r"|requires?)"
    r"|:|\|)" + _SOFT,
    re.IGNORECASE,
)
_NO_DURATION = re.compile(
    r"\b(?:valid\w*|expir\w+|laps\w+|renew\w+|records?|entry|entries|entered|review\w*|pilot\w*|report\w*|decid\w+"
    r"|decision"
    r"|consult\w+|experience|every|appeal|notice|ago|aged?|old|years?[’']|meets?|wait\w*|hearing|spoke|speech"
    r"|session|budget"
    r"|fund(?:s|ing|ed)?|invest\w*|strategy|past|previous|next|earlier|later|founded|survey|submi\w+|appl(?:y"
    r"|ication\w*)"
    r"|registered\sfor|licen[cs]e\w*|current|idea|accredit\w*|ready|start\w*|transition\w*|million|billion|designed"
    r"|developed|approved|appro(?:val|ve)\w*|apprentic\w+|issued?\swithin)\b",
    re.IGNORECASE,
)
_TO_DEVELOP = re.compile(r"\bto\s(?:develop|design|approve|accredit|register)\b", re.IGNORECASE)
_COUNTED_FROM = re.compile(r"\s(?:of|after|from)\b", re.IGNORECASE)
_FINISHES = re.compile(r"\b(?:complet|finish|earn|stud|tak)\w*\b", re.IGNORECASE)
_NO_HOURS = re.compile(
    r"\b(?:travel|saved|surveys?|hearing|spoke|speech|sessions?\sof|committee|office|wages?|paid|paid\swork|levy|levies"
    r"|every|trains?|within|notice|design\w*\sof|spent\son|staff|teachers?\s(?:work|teach)|working\sweek|a\sday)\b",
    re.IGNORECASE,
)
_OPENING = re.compile(r"\bopen(?:ing|s)?\b", re.IGNORECASE)
_STUDY_AFTER = re.compile(
    r"\W{0,3}(?:long\b|of\s(?:[a-z-]+\s){0,2}?(?:learning|study|training|tuition)\b)", re.IGNORECASE
)
_A_CREDIT = re.compile(
    r"\b(?:one|1|each|an?|per|every)\s(?:[a-z]+\s){0,2}(?:credit(?:\spoint)?|point)\b[^.;]{0,60}$|^\W*(?:credit"
    r"|study)\spoint\s?:\s$",
    re.IGNORECASE,
)
_LEARNING_AFTER = re.compile(
    r"\W{0,3}(?:\(|of\s(?:[a-z-]+\s){0,2}?(?:learning|study|work|effort|teaching|instruction|training|tuition"
    r"|coursework|class\w*"
    r"|workload|contact)\b|to\s(?:earn|complete|finish)|long\b)",
    re.IGNORECASE,
)
_EFFORT_BEFORE = re.compile(
    r"(?:\b(?:requir\w+|tak(?:es?|ing|en)|of|workload(?:\sof)?|represent\w*|compris\w+|consist\w*\sof|at|involv\w+"
    r"|between|least"
    r"|after|equivalent\sto|equal\sto|stands?\sfor|being|last(?:s|ing)?|total\w*|courses?|awards?|modules?|and|is"
    r"|are|have|has)"
    r"|:|\()" + _SOFT,
    re.IGNORECASE,
)
_POINTS_BEFORE = re.compile(
    r"\b(?:worth|carr\w+|volumes?|values?|attract\w*|(?:awards?|courses?|modules?|micro-?credentials?)\sof|credit"
    r"|bears?)\b",
    re.IGNORECASE,
)
_NO_CREDITS = re.compile(
    r"\W*(?:credits?\s)?(?:were|was|had\sbeen|have\sbeen)\s(?:\w+ly\s)?(?:awarded|issued|earned|registered)",
    re.IGNORECASE,
)
_CREDIT_WORD = re.compile(r"\b(?:study|learning|credit|ECTS|CATS|CPD)\b", re.IGNORECASE)
_NO_VOLUME = re.compile(r"(?:charge|\btotal(?:\sof)?|entitled\sto)\s*$", re.IGNORECASE)
_NO_LEVEL = re.compile(
    r"\b(?:office|floor|building|restrictions?|alert|charge|storey|advis\w+|offences?|crimes?|prior|previous|entry"
    r"|attain\w+|staff"
    r"|salar\w+|teachers?)\b",
    re.IGNORECASE,
)
_PRICE = re.compile(
    r"\b(?:fees?|costs?|costing|pric(?:es?|ed|ing)|charg\w+|tuition|pay(?:s|able|ing)?|contributions?|payments?)\b|\(",
    re.IGNORECASE,
)
_NO_PRICE = re.compile(
    r"\b(?:fund(?:s|ing|ed)?|grants?|budget\w*|invest\w*|spen[dt]\w*|lev(?:y|ies)|wages?|earn\w*|sav(?:ed|ings?)"
    r"|subsid\w+|loans?"
    r"|vouchers?|fines?|penalt\w+|prizes?|allocat\w+|worth|portal|register|income|revenue|salar\w+|scholarships?"
    r"|bursar\w+"
    r"|registration|evaluation|application|approval|the\sprovider|to\sthe\s(?:state|province|government|taxpayer"
    r"|ministry|public)|allowances?|rebates?|waiv\w+|support\w*)\b",
    re.IGNORECASE,
)
_FREE = re.compile(
    r"\bfree\sof\scharge\b|\bat\sno\scost\b|\bwithout\s(?:charge|fees?)\b|\bcosts?\snothing\b|\bfee-free\b"
    r"|\bcost-free\b"
    r"|\bno\s(?:tuition\s|course\s)?fees?\b|\bfree\s(?=(?:online\s)?(?:short\scourses?|micro-?credentials?|badges?)\b)",
    re.IGNORECASE,
)
_NO_FEE_OF = re.compile(
    r"\b(?:register|guide|booklet|report|handbook|pages|inspect\w*|cop(?:y|ies)|tickets?|access|advice|guidance"
    r"|childcare|evaluation|application"
    r"|reassessment)\b",
    re.IGNORECASE,
)
# `Micro-credentials shorter than one week are not registered` says what is none.
_SHUT_OUT = re.compile(
    r"[^,;]{0,40}?\b(?:is|are|do|does|will|may|can|must|shall)(?:\sbe)?\snot\b|[^,;]{0,40}?\bcannot\b", re.IGNORECASE
)


def find_amounts(subject: Subject) -> Iterator[Finding]:
    """The numeric facts of a passage; of a free credential, a price of 0 without a currency."""
    text = subject.text
    times = find_times(text)
    for kind, is_one, quantities in (
        (FactKind.DURATION, _is_duration, [item for item in times if item.unit is not Unit.HOURS]),
        (FactKind.EFFORT, _is_effort, [item for item in times if item.unit is Unit.HOURS]),
        (FactKind.CREDIT, _is_credit, find_credits(text)),
        (FactKind.LEVEL, _is_level, find_levels(text)),
        (FactKind.PRICE, _is_price, find_money(text)),
    ):
        for item in quantities:
            if subject.owns(item.start, item.end) and not _shuts_out(subject, item) and is_one(subject, item):
                per = item.per or _per_credit(subject, item)
                yield Finding(kind, item.start, item.end, item.range, item.unit, item.scheme, per)
    for match in _FREE.finditer(text):
        low, _ = clause_around(text, *match.span())
        if subject.owns(*match.span()) and not _NO_FEE_OF.search(text[low : match.end() + 60]):
            yield Finding(FactKind.PRICE, match.start(), match.end(), Range(0.0, 0.0), Unit.MONEY)


def _is_duration(subject: Subject, item: Quantity) -> bool:
    before, after = _clause_sides(subject, item)
    is_long = (item.range.minimum or item.range.maximum or 0.0) > LONGEST_UNNAMED_DAYS
    if is_long and not any(mention.speaks is Speaks.CREDENTIAL for mention in subject.mentions):
        return False
    if item.per or _TO_DEVELOP.search(subject.text) or _NO_DURATION.search(before) or _NO_DURATION.search(after[:40]):
        return False
    if re.search(r"\b(?:last(?:s|ing)?|tak(?:es?|ing))\s", subject.text[item.start : item.end], re.IGNORECASE):
        return not before.lower().endswith(("the ", "in "))
    if subject.text[item.start :].lower().startswith("within"):
        return bool(_FINISHES.search(before[-45:])) and not _COUNTED_FROM.match(after)
    return _is_part_of_name(subject, item) or bool(_LASTING.search(before) or _STUDY_AFTER.match(after))


def _is_effort(subject: Subject, item: Quantity) -> bool:
    before, after = _clause_sides(subject, item)
    if _NO_HOURS.search(before[-35:]) or _OPENING.search(before[-30:]) or _NO_HOURS.search(after[:25]):
        return False
    words = subject.text[item.start : item.end]
    is_learning = re.search(
        r"(?:notional|learning|study|contact|taught|guided|learner|student|tuition)\s", words, re.IGNORECASE
    )
    said = bool(is_learning) or bool(_LEARNING_AFTER.match(after)) or bool(_EFFORT_BEFORE.search(before))
    return (
        said or _is_part_of_name(subject, item) or re.match(r"(?:tak|last|between)", words, re.IGNORECASE) is not None
    )


def _is_credit(subject: Subject, item: Quantity) -> bool:
    before, after = _clause_sides(subject, item)
    if (
        (item.range.maximum or item.range.minimum or 0.0) > MOST_CREDITS
        or _NO_CREDITS.match(after)
        or _NO_VOLUME.search(before)
    ):
        return False
    if item.range == Range(1.0, 1.0) and re.search(r"\bhours\b", after):
        return False  # `one credit stands for ten hours` is a rate
    if item.spoken not in ("point", "points") or _CREDIT_WORD.search(subject.text, item.start, item.end):
        return True
    return _is_part_of_name(subject, item) or bool(_POINTS_BEFORE.search(before[-60:]))


def _is_level(subject: Subject, item: Quantity) -> bool:
    before, after = _clause_sides(subject, item)
    if _NO_LEVEL.search(before[-30:]) or _NO_LEVEL.search(after[:25]):
        return False
    return (item.range.maximum or item.range.minimum or 0.0) <= MOST_LEVEL


def _is_price(subject: Subject, item: Quantity) -> bool:
    before, after = _clause_sides(subject, item)
    if (item.range.maximum or item.range.minimum or 0.0) > MOST_PRICE:
        return False
    if re.search(r"\b(?:million|billion|m|bn|crore|lakh)\b", subject.text[item.start : item.end], re.IGNORECASE):
        return False
    is_price = _PRICE.search(before) or _PRICE.search(after[:30])
    return bool(is_price) and not _NO_PRICE.search(before) and not _NO_PRICE.search(after[:30])


def _per_credit(subject: Subject, item: Quantity) -> str:
    """`credit` for the hours in `one credit stands for 25 hours`."""
    before, _ = _clause_sides(subject, item)
    return "credit" if item.unit is Unit.HOURS and _A_CREDIT.search(before) else ""


def _clause_sides(subject: Subject, item: Quantity) -> tuple[str, str]:
    """The words of the quantity's clause before it and after it."""
    low, high = clause_around(subject.text, item.start, item.end)
    return subject.text[low : item.start], subject.text[item.end : high]


def _is_part_of_name(subject: Subject, item: Quantity) -> bool:
    """`8-week short course`, `a badge of two days`, `short courses (30 hours, 1 ECTS)`."""
    for mention in subject.mentions:
        if mention.speaks <= Speaks.RIVAL:
            continue
        ahead = subject.text[item.end : mention.start]
        behind = subject.text[mention.end : item.start]
        if mention.start >= item.end and re.fullmatch(r"[\s-]?(?:[\w-]+\s){0,2}", ahead):
            return True
        if mention.end <= item.start and re.fullmatch(
            r"\s(?:of|for)\s(?:(?:up\sto|about|at\sleast)\s)?|\s?\([^)]{0,30}", behind
        ):
            return True
    return False


def _shuts_out(subject: Subject, item: Quantity) -> bool:
    is_open = item.range.minimum is None or item.range.maximum is None
    follows = any(
        subject.text[mention.end : item.start].strip() in ("", "of") for mention in subject.before(item.start)
    )
    return is_open and follows and bool(_SHUT_OUT.match(subject.text[item.end :]))
