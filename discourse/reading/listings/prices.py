"""What a course costs, from the cell that says so: every amount with its currency, kind and region."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from discourse.domain.quantity_patterns import SIGNS, SPOKEN_CURRENCIES
from discourse.reading.listings.countries import country_name
from discourse.reading.listings.flags import Flag

_CURRENCIES = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP "
    "CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG "
    "HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA "
    "MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD "
    "RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD "
    "UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG"
)
_CODES = frozenset(_CURRENCIES.split())
# In capitals before a number these are words more often than money.
_ONLY_BEHIND = frozenset({"ALL", "TOP"})
# Three capitals beside an amount that name no currency.
_NO_CURRENCY = (
    "VAT|GST|HST|TAX|FEE|INC|EXC|INCL?|EXCL?|MAX|MIN|NET|FTE|CPD|CEU|FOR|PER|THE|AND|NON|NOT|ONE|TWO|NEW|ALL|TOP"
)
_NAMES = {
    r"(?:US|U\.S\.|American) ?dollars?": "USD",
    r"Australian dollars?": "AUD",
    r"Canadian dollars?": "CAD",
    r"New Zealand dollars?": "NZD",
    r"pounds? sterling|British pounds?": "GBP",
    r"Swiss francs?": "CHF",
    r"euros?": "EUR",
}
# A sign alone is settled by the country that the record states.
_SIGNS = {**SIGNS, "R": "ZAR"}
_DOLLAR_OF = {"United States": "USD", "Australia": "AUD", "Canada": "CAD", "New Zealand": "NZD"}
_DOLLAR_OF |= {"Singapore": "SGD", "Hong Kong": "HKD", "Fiji": "FJD"}
_YEN_OF = {"Japan": "JPY", "China": "CNY"}
_KINDS = {
    "audit": r"audit\w*",
    "certificate": r"certificat\w*|verified|credential|badge",
    "subscription": r"subscri\w*|monthly|membership plan",
    "member": r"members?\b|member price",
    "total": r"total|aggregate|all[- ]in\w*|complete",
    "application": r"application",
    "materials": r"learning resource|materials?|books?",
    "tuition": r"tuition|course fee|enrol?lment fee|registration fee|\bfees?\b|paid|course",
}
_PERIOD = re.compile(
    r"(?:/|\bper |\ba |\beach )\s?(month|year|week|unit|credit|module|day|hour)\b|\b(month|year)ly\b", re.I
)
_FREQUENCY = re.compile(r"one-time|(?:half-)?yearly|(?:week|month|quarter)ly|by semester|other|none", re.IGNORECASE)
_VAT = re.compile(r"\b(incl|excl)\w*\.?\s(?:of\s)?(?:VAT|GST|tax)", re.IGNORECASE)
_FREE = re.compile(r"\bfree\b|\bno (?:cost|charge|fee)\b|\bgratis\b|\bkostenlos\b|\bgratuite?\b", re.IGNORECASE)
_NOTHING = re.compile(r"(?:none|n/?a|-+|null|tbc|tba)?\.?", re.IGNORECASE)
_REGION = re.compile(r"^\s*([A-Z][\w /&-]{1,40}?)\s+(?:course\s)?(?:fee|price|cost|tuition)s?\s*:", re.IGNORECASE)
_ASIDE = re.compile(r"\(([^()]*)\)\s*$")
_SIGN = "|".join(re.escape(sign) for sign in sorted(SIGNS, key=len, reverse=True) if not sign.isalpha())
_CODE = rf"(?<![A-Za-z])(?:{'|'.join(sorted(_CODES))})(?![A-Za-z])"
_CODE_BEFORE = rf"(?<![A-Za-z])(?:{'|'.join(sorted(_CODES - _ONLY_BEHIND))})"
_OTHER_CODE = rf"(?<![A-Za-z])(?!(?:{_NO_CURRENCY})\b)[A-Z]{{3}}(?![A-Za-z])"
_OTHER_NAME = "|".join(SPOKEN_CURRENCIES)
_NUMBER = r"\d{1,3}(?:[,.  '’]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?"
_WORD = "|".join(_NAMES)
_MONEY = re.compile(
    rf"(?P<minus>-)?(?:(?P<code>{_CODE_BEFORE}|{_OTHER_CODE})\s?)?(?P<sign>{_SIGN}|(?<!\w)Rs\.?|(?<!\w)R(?=\s?\d))?"
    rf"\s?(?P<low>{_NUMBER})(?:\s?(?:[-–—]|to)\s?(?:{_SIGN})?\s?(?P<high>{_NUMBER}))?(?:,-)?"
    rf"\s?(?:(?P<code_after>{_CODE}|{_OTHER_CODE})|(?P<word>(?i:{_WORD}))|(?P<name>(?i:{_OTHER_NAME})\b)"
    rf"|(?P<sign_after>€|£))?",
)
_SPARE_WORDS = 14


@dataclass(frozen=True, slots=True)
class Price:
    """An amount or range in a currency (ISO 4217, empty where unknown); `raw` is the part of the cell it was read from.

    `currency_raw` is the source's own code, word or sign where it is no ISO code and cannot be settled as one.
    `kind` is audit, certificate, subscription, member, total, application, materials or tuition, `unknown` where the
    cell does not say; `region` is who pays it; `vat` is included, excluded or empty; `period` what it is paid for each.
    """

    amount_min: Decimal
    amount_max: Decimal
    currency: str
    kind: str
    raw: str
    currency_raw: str = ""
    region: str = ""
    vat: str = ""
    period: str = ""


@lru_cache(maxsize=1024)
def parse_prices(cell: str, *, jurisdiction: str = "") -> tuple[tuple[Price, ...], frozenset[Flag]]:
    """Every price of a cell, and what is doubtful; a cell in sentences holds none.

    `$` alone is the dollar of the record's own country, flagged, else of no known currency.
    """
    prices: list[Price] = []
    flags: set[Flag] = set()
    for entry in re.split(r"\s*[;|\n]\s*", cell.replace("\xa0", " ").strip()):
        if not _NOTHING.fullmatch(entry):
            found = list(_parse_entry(entry, jurisdiction, flags))
            prices += found
            if not found and not flags & {Flag.AMOUNT_AMBIGUOUS}:
                flags.add(Flag.PRICE_NOT_READ)
    return tuple(prices), frozenset(flags)


def is_free(prices: tuple[Price, ...]) -> bool | None:
    """True where the learning itself costs nothing, whatever a certificate costs; None where no price is stated."""
    learning = [price for price in prices if price.kind not in ("certificate", "application", "materials", "member")]
    return any(price.amount_max == 0 for price in learning) if learning else None


def _parse_entry(entry: str, jurisdiction: str, flags: set[Flag]) -> Iterator[Price]:
    amounts = [match for match in _MONEY.finditer(entry) if not match["minus"]]
    rest = _MONEY.sub(" ", entry)
    if len(rest.split()) > _SPARE_WORDS or re.search(r"\d", rest):
        return
    found: list[Price] = []
    for match in amounts:
        low, high = parse_amount(match["low"]), parse_amount(match["high"] or match["low"])
        if low is None or high is None or low > high:
            flags.add(Flag.AMOUNT_AMBIGUOUS)
            continue
        currency = _currency(match, jurisdiction, flags) if high else _currency(match, jurisdiction, set())
        found.append(replace(_price(entry, low, high, currency), currency_raw="" if currency else _stated(match)))
    if _FREE.search(entry) and all(price.amount_min for price in found):
        kind = "audit" if found else _kind(entry)
        currency = found[0].currency if found else ""
        yield Price(Decimal(0), Decimal(0), currency, kind, entry)
    yield from found


def parse_amount(text: str) -> Decimal | None:
    """`1,250.00`, `1.250,00`, `3'500` or `4 500` as a number; None for `1.250`, which may be either."""
    digits = re.sub(r"[  '’]", "", text)
    if re.fullmatch(r"\d{1,3}\.\d{3}", digits):
        return None
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?", digits) or re.fullmatch(r"\d+,\d{1,2}", digits):
        digits = digits.replace(".", "").replace(",", ".")
    return Decimal(digits.replace(",", "")) if re.fullmatch(r"\d+(?:,\d{3})*(?:\.\d+)?", digits) else None


def _price(entry: str, low: Decimal, high: Decimal, currency: str) -> Price:
    region, vat, period = _REGION.match(entry), _VAT.search(entry), _PERIOD.search(entry)
    price = Price(low, high, currency, _kind(entry), entry)
    aside = _ASIDE.search(entry)
    where = [part.strip() for part in aside.group(1).split(",")][1:] if aside else []
    where = [part for part in where if not _FREQUENCY.fullmatch(part)]
    kind = "subscription" if period and (period[1] or period[2]) in ("month", "year") else price.kind
    return replace(
        price,
        kind=kind,
        region=region.group(1) if region else ", ".join(where),
        vat=("included" if vat.group(1).lower() == "incl" else "excluded") if vat else "",
        period=(period[1] or period[2] or "").lower() if period else "",
    )


def _kind(entry: str) -> str:
    """The kind that the words around an amount name; those in brackets behind it go first."""
    aside = _ASIDE.search(entry)
    for words in ([aside.group(1)] if aside else []) + [entry]:
        for kind, pattern in _KINDS.items():
            if re.search(rf"\b(?:{pattern})", words, re.IGNORECASE):
                return kind
    return "unknown"


def _currency(match: re.Match[str], jurisdiction: str, flags: set[Flag]) -> str:
    if code := match["code"] or match["code_after"]:
        if code not in _CODES:
            flags.add(Flag.CURRENCY_NOT_ISO)
        return str(code) if code in _CODES else ""
    if match["word"]:
        return next(code for pattern, code in _NAMES.items() if re.fullmatch(pattern, match["word"], re.IGNORECASE))
    sign = _sign(match)
    if not sign:
        flags.add(Flag.CURRENCY_MISSING)
        return ""
    if (known := _SIGNS.get(sign, sign)) in _CODES:
        return known
    country = country_name(jurisdiction)
    local = {"$": _DOLLAR_OF, "¥": _YEN_OF}.get(sign, {}).get(country, "")
    flags.add(Flag.CURRENCY_FROM_JURISDICTION if local else Flag.CURRENCY_AMBIGUOUS)
    return local


def _sign(match: re.Match[str]) -> str:
    """The sign of an amount, or the sign that a currency's common name stands for (`dollars`)."""
    if match["name"]:
        return next(
            sign for name, sign in SPOKEN_CURRENCIES.items() if re.fullmatch(name, match["name"], re.IGNORECASE)
        )
    return (match["sign"] or match["sign_after"] or "").rstrip(".")


def _stated(match: re.Match[str]) -> str:
    """The currency in the source's own word, code or sign."""
    return next((said for name in ("code", "code_after", "name", "sign", "sign_after") if (said := match[name])), "")
