from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from report_example import example_quote, example_quotes

from discourse.report.quotations import group_quotes, limit_quotes, mark_evidence, quote_group

SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12)).map(lambda pair: (pair[0], pair[0] + pair[1])))


@given(st.text(max_size=40), SPANS)
def test_pieces_join_to_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    assert "".join(piece for piece, _ in mark_evidence(text, spans)) == text


@given(st.text(min_size=1, max_size=40), SPANS)
def test_exactly_the_evidence_is_marked(text: str, spans: list[tuple[int, int]]) -> None:
    marked = [is_evidence for piece, is_evidence in mark_evidence(text, spans) for _ in piece]
    assert marked == [any(start <= at < end for start, end in spans) for at in range(len(text))]


def test_a_quote_is_in_the_group_that_the_tables_name() -> None:
    quote = replace(example_quotes()[0], year=None)
    assert quote_group(quote, ("jurisdiction",)) == "Kestria"
    assert quote_group(quote, ("jurisdiction", "year")) == "Kestria · unknown"


def test_quotes_are_kept_in_order_within_their_cells() -> None:
    cells = group_quotes(example_quotes(), ("jurisdiction",))
    assert list(cells) == ["Kestria", "Lindavar", "Nordhavel", "Osmara", "Port Maren"]
    assert [len(cells["Kestria"][code]) for code in ("human_capital", "sbtc", "equity")] == [3, 2, 2]


def test_cells_are_cut_alike_to_fit_the_budget_and_keep_at_least_one() -> None:
    quotes = [example_quote(0, group, "word " * 100, "sbtc", "word", "") for group in "AB" for _ in range(10)]
    assert len(limit_quotes(quotes, ("jurisdiction",))) == 10
    assert len(limit_quotes(quotes, ("jurisdiction",), budget=6_000)) == 4
    assert len(limit_quotes(quotes, ("jurisdiction",), budget=1)) == 2


def test_a_stance_keeps_its_quotes_beside_many_of_another() -> None:
    quotes = [example_quote(0, "A", "word here", "sbtc", "word", "asserted") for _ in range(9)]
    quotes.append(example_quote(0, "A", "no word", "sbtc", "word", "contested"))
    assert [quote.stance for quote in limit_quotes(quotes, ("jurisdiction",))] == ["asserted"] * 5 + ["contested"]
