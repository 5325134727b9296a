"""The patterns of quantities in English prose, one for each way of writing; `quantities` beside it reads them."""

import re

from discourse.domain.numerals import AFTER, BEFORE, FIRST_NUMBER, NUMBER, NUMBERS
from discourse.domain.units import Unit

DAYS_PER_WEEK, DAYS_PER_MONTH, DAYS_PER_YEAR = 7.0, 30.44, 365.25

TIMES = {
    r"minutes?|mins?": (Unit.HOURS, 1 / 60),
    r"hours?|hrs?|h": (Unit.HOURS, 1.0),
    r"days?": (Unit.DAYS, 1.0),
    r"weeks?|wks?": (Unit.DAYS, DAYS_PER_WEEK),
    r"fortnights?": (Unit.DAYS, 2 * DAYS_PER_WEEK),
    r"months?|mths?|mos?": (Unit.DAYS, DAYS_PER_MONTH),
    r"years?|yrs?": (Unit.DAYS, DAYS_PER_YEAR),
    r"semesters?": (Unit.SEMESTERS, 1.0),
    r"terms?|trimesters?": (Unit.TERMS, 1.0),
}
_TIME_UNIT = rf"(?:{'|'.join(TIMES)})\b"
_TIME_KIND = (
    r"(?:(?:notional|learning|study|contact|taught|teaching|guided|working|full|whole|calendar|academic|consecutive"
    r"|clock"
    r"|total|learner|student|class|classroom|training|tuition|instructional|directed|school|additional)[\s-]){0,3}"
)
_GAP = r"(?:\s?[-‐‑]\s?|\s)?"
_PER_UNIT = (
    r"day|week|wks?|fortnight|month|mo|semester|term|year|credits?(?:\spoints?)?|ECTS(?:\scredits?)?|points?"
    r"|modules?|courses?"
    r"|units?|awards?|badges?|micro-?credentials?|learners?|students?|participants?|persons?|people|head|hours?"
)
_PER = (
    rf"(?:(?:\s?/\s?|\s(?:[a-z]+ing\s|(?:of|for)\s[a-z]+(?:\s[a-z]+)?\s)?(?:per|an?|each|every|for\s(?:each|every"
    rf"|one))\s)"
    rf"(?P<per>{_PER_UNIT})\b|\s(?P<weekly>weekly))?"
)
MIXED_TIME = re.compile(
    rf"{BEFORE}(?P<first>{FIRST_NUMBER}){_GAP}{_TIME_KIND}(?P<first_unit>{_TIME_UNIT})(?:\s?[–—-]\s?|\s(?:up\s)?to\s"
    rf"|\sand\s"
    rf"|\sor\s)(?P<second>{NUMBER}){_GAP}{_TIME_KIND}(?P<unit>{_TIME_UNIT}){AFTER}",
    re.IGNORECASE,
)
TIME = re.compile(
    rf"{BEFORE}(?P<numbers>{NUMBERS})(?P<plus>\+)?{_GAP}{_TIME_KIND}(?P<unit>{_TIME_UNIT}){_PER}{AFTER}", re.IGNORECASE
)
COMPOUND_TIME = re.compile(
    rf"(?P<hours>{FIRST_NUMBER})\s?h(?:ours?|rs?)?\s?(?:and\s)?(?P<minutes>\d+)\s?m(?:in(?:ute)?s?)?\b", re.IGNORECASE
)

SCHEMES = {
    r"ECTS|European Credit Transfer(?: and Accumulation)? System|European credits?": "ECTS",
    r"ECVET": "ECVET",
    r"CATS": "CATS",
    r"SCQF": "SCQF",
    r"NZQC?F": "NZQCF",
    r"CEUs?|continuing education units?": "CEU",
    r"CPD": "CPD",
}
FRAMEWORKS = {
    r"EQF|European Qualifications? Framework": "EQF",
    r"AQF|Australian Qualifications? Framework": "AQF",
    r"NZQC?F|New Zealand Qualifications?(?: and Credentials?)? Framework": "NZQCF",
    r"RQF|Regulated Qualifications? Framework": "RQF",
    r"SCQF|Scottish Credit and Qualifications? Framework": "SCQF",
    r"CQFW": "CQFW",
    r"FHEQ": "FHEQ",
    r"NFQ": "NFQ",
    r"NQF|NSQF|HKQF|national (?:skills )?qualifications? framework": "NQF",
    r"ISCED(?:-\d{4})?": "ISCED",
}
_SCHEME = "|".join(SCHEMES)
_NAMED = (
    r"(?-i:(?:[A-Z][a-z]+\s){1,2}(?:(?:Qualifications?|Awards?|Credit)\s(?:and\s[A-Z][a-z]+\s)?)?(?:Framework|Ladder))"
)
_NAMED += r"|(?-i:Framework\sof\s(?:Qualifications|Awards|Credit)|Framework|Ladder)"
_FRAMEWORK = rf"(?:(?:{'|'.join(FRAMEWORKS)})\b|{_NAMED})"
_CREDIT_KIND = (
    r"(?:(?:academic|study|national|provincial|university|higher education|tertiary|transferable|learning|full"
    r"|undergraduate|postgraduate)"
    r"[\s-]){0,2}"
)
CREDIT = re.compile(
    rf"{BEFORE}(?P<numbers>{NUMBERS})(?P<plus>\+)?{_GAP}(?:"
    rf"(?P<scheme>{_SCHEME})(?P<spoken_scheme>{_GAP}(?:credits?(?:[\s-]points?)?|points?|units?))?"
    rf"|{_CREDIT_KIND}(?P<spoken>credits?[\s-](?:points?|hours?|units?)|credits?|(?:(?:study|learning)\s)?points?)"
    rf"(?:\s\(?(?:(?:in|under|on|of)\s)?(?:the\s)?(?P<later_scheme>{_SCHEME})\b\)?)?)(?![\w-]|\s(?:cards?|unions?"
    rf"|ratings?)\b)"
    rf"{_PER}{AFTER}",
    re.IGNORECASE,
)
CREDIT_FIELD = re.compile(
    rf"\b(?:(?P<scheme>{_SCHEME})\s)?(?P<spoken>credits?(?:[\s-]points?)?|ECTS)(?:\s(?:value|volume|weight|load"
    rf"|rating))?"
    rf"(?:\s?[:=]\s?|\s(?:value|volume|weight|load|rating)\sof\s){BEFORE}(?P<numbers>{NUMBERS})\b(?!\s?%)",
    re.IGNORECASE,
)

_STEP = r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)"
_TO_STEP = (
    rf"(?:\s?[-–—/]\s?|\s(?:and|but)\s(?:not?\s)?(?:higher|more|greater)\sthan\s|\s(?:to|or|and|through)\s"
    rf"|,\s(?:or\s|and\s)?)(?:levels?\s)?{_STEP}\b"
)
_STEPS = rf"(?P<numbers>{_STEP}(?:{_TO_STEP}){{0,6}})"
_BY = r"(?:[\s,]+\(?(?:(?:of|on|in|under|within|against|at)\s)?(?:(?:the|its|our)\s)?(?:\w+\s)??\(?"
LEVEL = re.compile(
    rf"(?:(?P<before>{_FRAMEWORK})\)?[\s-]{{1,2}})?{BEFORE}\blevels?(?:[\s-]|\s?:\s){_STEPS}\b(?!\.?\d|\s?%"
    rf"|\sper\s?cent){AFTER}{_BY}(?P<after>{_FRAMEWORK}))?",
    re.IGNORECASE,
)
FRAMEWORK_STEP = re.compile(
    rf"\b(?P<before>{'|'.join(FRAMEWORKS)})\s?{_STEPS}\b(?!\.?\d|\s?%|\sper\s?cent)", re.IGNORECASE
)

SIGNS = {"US$": "USD", "A$": "AUD", "AU$": "AUD", "NZ$": "NZD", "C$": "CAD", "CA$": "CAD", "HK$": "HKD", "S$": "SGD"}
SIGNS |= {"F$": "FJD", "£": "GBP", "€": "EUR", "₹": "INR", "$": "$", "¥": "¥"}
_CODES = (
    "AUD|CAD|CHF|CNY|CZK|DKK|EUR|FJD|GBP|HKD|HUF|INR|ISK|JPY|KES|LKR|MYR|NGN|NOK|NZD|PHP|PLN|RON|SEK|SGD|THB|USD|ZAR"
)
SPOKEN_CURRENCIES = {
    r"(?:US|American)\sdollars?": "USD",
    r"Australian\sdollars?": "AUD",
    r"New\sZealand\sdollars?": "NZD",
    r"Canadian\sdollars?": "CAD",
    r"euros?": "EUR",
    r"pounds?\ssterling": "GBP",
    r"Swiss\sfrancs?": "CHF",
    r"rupees?": "Rs",
    r"dollars?": "$",
    r"pounds?": "£",
    r"(?:crowns?|kron(?:er|or|a))": "kr",
    r"francs?": "fr",
    r"marks?": "mark",
    r"shillings?": "shilling",
}
_CURRENCY_WORD = rf"(?:{'|'.join(SPOKEN_CURRENCIES)})\b"
_SIGN = rf"(?:{'|'.join(re.escape(sign) for sign in sorted(SIGNS, key=len, reverse=True))})"
_CODE = rf"\b(?-i:{_CODES})\b"
MAGNITUDES = {"thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "mn": 1e6, "billion": 1e9, "bn": 1e9, "crore": 1e7}
MAGNITUDES |= {"lakh": 1e5}
_AMOUNT = rf"(?:{NUMBER})(?:\s?(?:{'|'.join(sorted(MAGNITUDES, key=len, reverse=True))})\b)?"
_BY_UNIT = rf"(?:\s?/\s?|\s(?:per|an?|each|every|for\s(?:each|every|one)))\s?(?P<per>{_PER_UNIT})\b"
MONEY = re.compile(
    rf"{BEFORE}(?:(?<!\w)(?:(?P<sign>{_SIGN})|(?P<code>(?-i:{_CODES})|(?-i:Rs)\.?))\s?(?P<amount>{_AMOUNT})"
    rf"(?:(?:\s?[-–—]\s?|\s(?:to|or|and)\s)(?:(?P=sign)|(?P=code))?\s?(?P<second>{_AMOUNT}))?"
    rf"|(?P<plain>{_AMOUNT})(?:(?:\s?[-–—]\s?|\s(?:to|or|and)\s)(?P<plain_second>{_AMOUNT}))?\s?"
    rf"(?:(?P<sign_after>€|£)|(?P<code_after>{_CODE})|(?P<word>{_CURRENCY_WORD})))(?:{_BY_UNIT})?{AFTER}",
    re.IGNORECASE,
)
