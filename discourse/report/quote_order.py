"""The order of the quotes on a page: what the findings speak of, then the groups of which most is known."""

from collections.abc import Sequence

from discourse.domain.results import Quote
from discourse.report.findings import Finding
from discourse.report.quotations import quote_group
from discourse.report.report import Report


def order_quotes(quotes: Sequence[Quote], report: Report, findings: Sequence[Finding]) -> tuple[Quote, ...]:
    """The quotes of the findings in their order, then of groups with an interval, the largest first, then the rest.

    Those of topics come after those of codes.
    """
    named = {cell: at for at, cell in enumerate((one.group, one.code_id) for one in findings)}
    rows = report.prevalence.frame.sort("passages", descending=True, maintain_order=True).to_dicts()
    sure = list(dict.fromkeys(row["group"] for row in rows if row["low"] is not None))
    ranks = {group: at for at, group in enumerate(sure)}

    def rank(quote: Quote) -> tuple[int, bool, int]:
        group = quote_group(quote, report.by)
        is_of_topic = quote.code_id not in report.codebook.by_id
        return named.get((group, quote.code_id), len(named)), is_of_topic, ranks.get(group, len(ranks))

    return tuple(sorted(quotes, key=rank))
