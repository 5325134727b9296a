"""Numbers and dates as people read them: English text everywhere, and elements where a page shows them.

The script `written.js` writes the elements of a page anew, as the locale of its reader has them.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Self

from markupsafe import Markup, escape

NBSP = "\N{NO-BREAK SPACE}"
DASH = "\N{EN DASH}"
MINUS = "\N{MINUS SIGN}"
LEAST_Q = 0.001

_SCRIPT = Path(__file__).with_name("written.js")


class Written(str):
    """A text for people that knows its HTML too, which a template takes of its own accord.

    In an f-string, a table of Markdown or a terminal it is the text alone, and so it is as `str(…)`, for an attribute;
    `said` and `join` keep both.
    """

    __slots__ = ("_html",)
    _html: str

    def __new__(cls, text: str, html: str) -> Self:
        made = super().__new__(cls, text)
        made._html = html
        return made

    def __html__(self) -> str:
        return self._html


def said(sentence: str, *parts: str) -> Written:
    """A sentence of ours with its `{}` filled; parts that are not `Written` are escaped in its HTML."""
    return Written(sentence.format(*parts), escape(sentence).format(*parts))


def join(separator: str, parts: Iterable[str]) -> Written:
    """`str.join` that keeps the HTML of its parts."""
    listed = list(parts)
    return said(separator.join("{}" for _ in listed), *listed)


def percent(share: float | None) -> str:
    """`31 %`, below ten per cent `4.2 %`; never `0 %` or `100 %` for a share that is not exactly that."""
    return DASH if share is None else _share(share, f"{NBSP}%", "percent")


def interval(low: float | None, high: float | None) -> str:
    """`27–35 %` on one line, or nothing where there is no interval."""
    if low is None or high is None:
        return ""
    ends = said("{}–{}", _share(low, "", "from"), _share(high, f"{NBSP}%", "to"))
    return Written(ends, Markup('<span class="unbroken">{}</span>').format(ends))


def points(difference: float) -> str:
    """A difference of shares in percentage points with its sign, `+4.2` or `−13`."""
    bound, digits = _hundredths(abs(difference))
    if digits == "0":
        return _number(digits, digits)
    sign = "+" if difference > 0 else MINUS
    # A sign before a bound is no part of the number.
    if bound:
        return said("{}{}{}", sign, bound, _number(digits, digits))
    return _number(f"{sign}{digits}", f"{'' if difference > 0 else '-'}{digits}", "signed")


def points_apart(difference: float) -> str:
    """How large a difference of shares is, in percentage points without a sign: `4.2`."""
    bound, digits = _hundredths(abs(difference))
    return said("{}{}", bound, _number(digits, digits))


def count(number: int) -> str:
    """`23 411`: thousands apart by a space that does not break."""
    return _number(f"{number:,}".replace(",", NBSP), str(number))


def decimal(value: float | None, digits: int = 2) -> str:
    """`0.75`, or a dash where there is no value."""
    return DASH if value is None else _number(f"{value:.{digits}f}".replace("-", MINUS), f"{value:.{digits}f}")


def q_value(q: float | None) -> str:
    """`0.012`, below a thousandth `<0.001`, or a dash where nothing was tested."""
    return decimal(q, 3) if q is None or q >= LEAST_Q else said("<{}", decimal(LEAST_Q, 3))


def plural(number: int, word: str) -> str:
    """`1 document`, `12 documents`, `2 categories`."""
    return said(f"{{}}{NBSP}{{}}", count(number), word if number == 1 else many(word))


def many(word: str) -> str:
    """The word in the plural: `documents`, `categories`."""
    return f"{word[:-1]}ies" if word.endswith("y") and word[-2] not in "aeiou" else f"{word}s"


def date(moment: str) -> str:
    """`22 Nov 2026` for a moment in ISO 8601, in a page the day that it is where the reader is.

    What is no moment stays as it is.
    """
    try:
        day = f"{datetime.fromisoformat(moment):%d %b %Y}".removeprefix("0")
    except ValueError:
        return moment
    return Written(day, Markup('<time datetime="{}">{}</time>').format(moment, day))


def written_script() -> str:
    """The script that a page must run for its `Written` elements."""
    return _SCRIPT.read_text(encoding="utf-8")


def _share(share: float, sign: str, kind: str) -> Written:
    bound, digits = _hundredths(share)
    # Shifted and not divided: the places behind the point say how many are shown.
    return said("{}{}", bound, _number(f"{digits}{sign}", str(Decimal(digits).scaleb(-2)), kind))


def _hundredths(share: float) -> tuple[str, str]:
    """A sign where the number shown is but a bound, and the digits of the number in per cent."""
    value = share * 100
    if round(value, 1) >= 10:
        return (">", "99") if value < 100 and round(value) == 100 else ("", f"{value:.0f}")
    if value and round(value, 1) == 0:
        return "<", "0.1"
    return "", "0" if value == 0 else f"{value:.1f}"


def _number(text: str, value: str, kind: str = "") -> Written:
    """`value` has as many places behind the point as the text; `kind` is what `written.js` calls it."""
    how = Markup(' data-as="{}"').format(kind) if kind else ""
    return Written(text, Markup('<data value="{}"{}>{}</data>').format(value, how, text))
