"""Numbers as prose writes them: digits, words, ranges, and the limits said before and after them."""

import re
from dataclasses import dataclass

_TO_NINETEEN = (
    "zero one two three four five six seven eight nine ten eleven twelve "
    "thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
)
_ONES = _TO_NINETEEN.split()
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {word: float(value) for value, word in enumerate(_ONES)}
_WORDS |= {word: float(value) for value, word in zip(range(20, 100, 10), _TENS, strict=True)}
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_HALVES = ("half", "half a", "half an")
_FIRST_YEAR, _LAST_YEAR = 1800, 2200

_DIGITS = (
    r"\d{1,3}(?:\.\d{3})+,\d{2}(?!\d)"  # 1.250,00
    r"|\d{1,3}(?:[,\u00a0\u202f\u2009’']\d{3})+(?:\.\d+)?(?![\d,]\d)"  # 1,250.00
    r"|\d{1,12}(?!\d)(?:[.,]\d{1,2}(?!\d)|\.\d{1,6}(?!\d))?[½¼¾]?|[½¼¾]"
)
_UNDER_HUNDRED = rf"(?:{'|'.join(_TENS)})(?:[-\s](?:{'|'.join(_ONES[1:10])}))?|{'|'.join(reversed(_ONES))}"
_SPELLED = rf"(?:(?:one|two|three|four|five|six|a)\shundred(?:\sand\s(?:{_UNDER_HUNDRED}))?|{_UNDER_HUNDRED})"
# Statutes write `five (5) hours`.
_WORDED = rf"\b(?:{_SPELLED}(?:\sand\sa\shalf|\s\(\d{{1,4}}\)|\b)|(?:half(?:\san?)?|(?:an?\s)?dozen|an?)\b)"
NUMBER = rf"(?:{_DIGITS}|{_WORDED})"
_AND_AT_MOST = r"\s(?:and|but|nor)\s(?:(?:not?\s)?(?:more|longer|greater|higher)\sthan|at\smost|up\sto)\s"
_BETWEEN = rf"(?:\s?[-–—‑]\s?|{_AND_AT_MOST}|\s(?:up\s)?to\s|\sor\s|\sand\s|,\s(?:or\s|and\s)?)"
FIRST_NUMBER = rf"(?:(?<![\w.,/-])(?:{_DIGITS})|{_WORDED})"
NUMBERS = rf"{FIRST_NUMBER}(?:{_BETWEEN}{NUMBER}){{0,6}}"

_AT_MOST = (
    r"up\sto|at\s(?:the\s)?most|no(?:t)?\s(?:more|longer|greater|higher|later)\sthan|max(?:imum)?(?:\s[a-z]+){0,2}?\sof"
    r"|max(?:\.|imum)?|(?:fewer|less|shorter|lower|smaller)\sthan|under|below|not\s(?:to\s)?exceed(?:ing)?|cannot\sexceed"
    r"|as\s(?:many|much|long)\sas|capped\sat|limited\sto|within|from\s(?:a\sfew|some)\s[a-z]+\s(?:up\s)?to"
)
_AT_LEAST = (
    r"at\s(?:the\svery\s)?least|no(?:t)?\s(?:fewer|less|shorter|lower)\sthan|min(?:imum)?(?:\s[a-z]+){0,2}?\sof|min(?:\.|imum)?"
    r"|(?:more|longer|greater|higher)\sthan|over|above|exceed(?:s|ing)?|upwards\sof|as\s(?:little|few|short)\sas"
    r"|starting\s(?:at|from)|from"
)
BEFORE = rf"(?:\b(?:(?P<most>{_AT_MOST})|(?P<least>{_AT_LEAST})|(?P<about>between|last(?:s|ing)?|tak(?:es?|ing)))\s)?"
AFTER = (
    r"(?:,?\s\(?(?:(?P<or_less>or\s(?:less|fewer|under|below|lower|shorter)|(?:and|or)\sunder|and\sbelow|maximum|at\smost)"
    r"|(?P<or_more>(?:or|and)\s(?:more|longer|over|above|higher|up)|and\supwards?|minimum|at\s(?:the\s)?(?:very\s)?least))\b)?"
)

_TO_AHEAD = re.compile(r"[^.;]{0,60}\bto\s")
_EACH = re.compile(NUMBER, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers from `minimum` to `maximum`, both included; None where the text leaves an end open."""

    minimum: float | None
    maximum: float | None

    def __post_init__(self) -> None:
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise ValueError(f"The range {self.minimum}-{self.maximum} descends; its minimum must come first.")

    def times(self, factor: float) -> "Range":
        """Both ends in a unit `factor` times smaller, rounded to the sixth decimal."""
        return Range(*(None if end is None else round(end * factor, 6) for end in (self.minimum, self.maximum)))


def parse_number(text: str) -> float | None:
    """The value of one number in digits or English words, None if it is none: `1,250.00`, `2½`, `twenty-five`.

    A comma or a point before one or two last digits is decimal, a comma before three digits groups thousands; a point
    before three digits is decimal unless a decimal comma follows. `a` and `an` are 1.
    """
    word = re.sub(r"(?<=[a-z])\s\(\d+\)$", "", re.sub(r"\s+", " ", text.strip().lower()))
    if re.fullmatch(r"[\d.,\u00a0\u202f\u2009’'½¼¾]+", word):
        return _parse_digits(word)
    if word in _HALVES or word in ("a", "an"):
        return 0.5 if word in _HALVES else 1.0
    if word.endswith("dozen"):
        return 12.0
    whole = word.removesuffix(" and a half")
    hundreds, separator, rest = whole.rpartition(" hundred")
    value = 100 * _WORDS.get(hundreds, 1.0) if separator else 0.0
    for part in re.split(r"[-\s]", rest.removeprefix(" and ")) if rest else ():
        if part not in _WORDS:
            return None
        value += _WORDS[part]
    return value + 0.5 if whole != word else value


def _parse_digits(word: str) -> float | None:
    fraction = sum(_FRACTIONS[sign] for sign in word if sign in _FRACTIONS)
    digits = word.rstrip("".join(_FRACTIONS))
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+,\d{2}", digits):
        digits = digits.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d+,\d{1,2}", digits):
        digits = digits.replace(",", ".")
    digits = re.sub(r"[,\u00a0\u202f\u2009’']", "", digits) or "0"
    return float(digits) + fraction if re.fullmatch(r"\d+(?:\.\d+)?", digits) else None


def split_numbers(text: str) -> tuple[tuple[int, float], ...]:
    """The numbers of a run that `NUMBERS` matched, each with where it starts, cut to what is one rising range.

    A list that falls (`in 2020, 30 credits`) or begins with a year is two things side by side: only its last
    rising part counts.
    """
    found = [(match.start(), parse_number(match.group())) for match in _EACH.finditer(text)]
    numbers = [(start, value) for start, value in found if value is not None]
    first = max(0, len(numbers) - 1)
    while first and numbers[first - 1][1] <= numbers[first][1] and not _is_year(numbers[first - 1][1], numbers[-1][1]):
        first -= 1
    return tuple(numbers[first:])


def limit(values: tuple[float, ...], match: re.Match[str]) -> Range:
    """The range that numbers in ascending order mean, given the words of `BEFORE` and `AFTER` in `match`."""
    groups = match.groupdict()
    if groups.get("most") or groups.get("or_less"):
        return Range(values[0] if len(values) > 1 else None, values[-1])
    # `Fees ranged from 40 marks for a day to 900 for a term` states an end, not a minimum.
    least = groups.get("least") and not (
        groups["least"].lower() == "from" and _TO_AHEAD.match(match.string, match.end())
    )
    if len(values) == 1 and (least or groups.get("or_more")):
        return Range(values[0], None)
    return Range(values[0], values[-1])


def _is_year(value: float, last: float) -> bool:
    return _FIRST_YEAR <= value <= _LAST_YEAR and value.is_integer() and last < _FIRST_YEAR
