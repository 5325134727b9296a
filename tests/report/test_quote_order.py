"""What a reader sees first of the quotes."""

from report_example import example_report

from discourse.report.findings import Finding
from discourse.report.quotations import quote_group
from discourse.report.quote_order import order_quotes


def test_quotes_of_the_findings_come_first_then_those_of_large_groups_with_intervals_then_topics() -> None:
    report = example_report()
    of_codes = [quote for quote in report.quotes if quote.code_id in report.codebook.by_id]
    last = of_codes[-1]
    named = quote_group(last, report.by), last.code_id
    findings = [Finding("None is about one."), Finding("Much is said.", code_id=named[1], group=named[0])]
    quotes = order_quotes(report.quotes, report, findings)
    assert sorted(map(id, quotes)) == sorted(map(id, report.quotes))
    cells = list(dict.fromkeys((quote_group(quote, report.by), quote.code_id) for quote in quotes))
    assert cells[0] == named
    sizes = {row["group"]: row["passages"] for row in report.prevalence.frame.to_dicts() if row["low"] is not None}
    groups = list(dict.fromkeys(group for group, _ in cells[1:] if group in sizes))
    assert groups == sorted(groups, key=lambda group: -sizes[group])
    assert all(quote.code_id in report.codebook.by_id for quote in quotes[: len(of_codes)])
