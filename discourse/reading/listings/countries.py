"""Countries by the names that policy documents are filed under, from the codes and names that listings state."""

import re
from functools import cache

from babel import Locale
from babel.core import get_global

# CLDR's names for display say more than a file of documents does ("Hong Kong SAR China").
_SHORTER = {"HK": "Hong Kong", "MM": "Myanmar", "MO": "Macao", "PS": "Palestine"}
_OTHER_NAMES = {
    "united states of america": "US",
    "u.s.a.": "US",
    "u.s.": "US",
    "u.k.": "GB",
    "great britain": "GB",
    "turkey": "TR",
    "czech republic": "CZ",
}
# CLDR's codes for what is no country: pseudo-locales, outlying places, the unknown.
_NO_COUNTRIES = frozenset({"QO", "XA", "XB", "ZZ"})
_ALPHA_2, _ALPHA_3 = 2, 3


def country_names(stated: str) -> str:
    """The English names of the countries that a cell lists by ISO 3166-1 code or name; what is neither stays."""
    return "; ".join(dict.fromkeys(country_name(part) for part in re.split(r"\s*[;|]\s*", stated) if part))


def country_name(stated: str) -> str:
    """`AU`, `AUS` and `australia` as `Australia`; a region, an invented or an unknown place as it is written."""
    said = " ".join(stated.split())
    code = _codes().get(said.casefold().removeprefix("the "), "")
    return _names()[code] if code else said


@cache
def _names() -> dict[str, str]:
    """Names by two-letter code: those of Unicode CLDR, without `&`."""
    named = Locale("en").territories.items()
    countries = {code: name for code, name in named if code.isalpha() and len(code) == _ALPHA_2}
    plain = {code: name.replace(" & ", " and ") for code, name in countries.items() if code not in _NO_COUNTRIES}
    return plain | _SHORTER


@cache
def _codes() -> dict[str, str]:
    """Two-letter codes by all that a listing may write, in lower case."""
    names = _names()
    known = {name.casefold(): code for code, name in names.items()} | {code.casefold(): code for code in names}
    for alias, codes in get_global("territory_aliases").items():
        if alias.isalpha() and len(alias) in (_ALPHA_2, _ALPHA_3) and len(codes) == 1 and codes[0] in names:
            known.setdefault(alias.casefold(), codes[0])
    return known | _OTHER_NAMES
