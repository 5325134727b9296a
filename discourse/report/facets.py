"""The filters by which a reader goes from a number to its quotes, the same names in cells, quotes and the form."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from discourse.domain.documents import UNKNOWN
from discourse.domain.results import Quote
from discourse.report.findings import group_word
from discourse.report.quotations import quote_group

Facets = Mapping[str, str]
HasQuotes = Callable[[Facets], bool]

# A field that already makes the groups is not offered a second time.
_FIELDS = {"year": "year", "type": "doc_type"}
_SORTED = frozenset({"stance", "year", "type"})


@dataclass(frozen=True, slots=True)
class Filter:
    """One choice of the form: the facet it sets, its label, and values with the names to show for them."""

    facet: str
    label: str
    values: tuple[tuple[str, str], ...]


def quote_facets(quote: Quote, by: Sequence[str]) -> dict[str, str]:
    """What each filter sees of a quote."""
    return {
        "group": quote_group(quote, by),
        "code": quote.code_id,
        "year": str(quote.year or UNKNOWN),
        "type": quote.doc_type or UNKNOWN,
        "stance": quote.stance,
    }


def quotes_to_filters(quotes: Sequence[Quote], by: Sequence[str], names: Mapping[str, str]) -> tuple[Filter, ...]:
    """The filters with the values that occur, none without values; `names` are the codes' names."""
    labels = {"group": group_word(by).capitalize(), "code": "Framing, theme or topic", "stance": "Stance"}
    labels |= {facet: facet.capitalize() for facet, name in _FIELDS.items() if name not in by}
    known = [quote_facets(quote, by) for quote in quotes]
    filters = []
    for facet, label in labels.items():
        values = list(dict.fromkeys(one[facet] for one in known if one[facet]))
        values = sorted(values) if facet in _SORTED else values
        if not values:
            continue
        filters.append(Filter(facet, label, tuple((value, names.get(value, value)) for value in values)))
    return tuple(filters)


def quotes_known(quotes: Sequence[Quote], by: Sequence[str]) -> HasQuotes:
    """A function that says whether any of the quotes has all the given facets."""
    known = [quote_facets(quote, by) for quote in quotes]

    @cache
    def values_of(names: tuple[str, ...]) -> frozenset[tuple[str | None, ...]]:
        return frozenset(tuple(one.get(name) for name in names) for one in known)

    return lambda facets: tuple(facets.values()) in values_of(tuple(facets))
