import polars as pl
import pytest
from small_corpus import Given, SmallCorpus, corpus

from discourse.domain.errors import DiscourseError
from discourse.domain.results import CODES
from discourse.tables.quotes import MAX_WORDS, MIN_WORDS, top_quotes

TOPICS = ("bridges", "harbours", "forests", "schools", "clinics", "markets", "theatres", "railways", "gardens", "mills")


def link(file: str, page: int) -> str:
    return f"{file}#page={page}"


def sentence(number: int) -> str:
    topic, other = TOPICS[number % 10], TOPICS[(number * 3 + 1) % 10]
    return f"Whoever works near {topic} learns how {other} number {number} came about and is kept going."


def with_texts(given: SmallCorpus, texts: dict[str, str], probabilities: dict[str, float] | None = None) -> SmallCorpus:
    text = pl.col("passage_id").replace_strict(texts, default=pl.col("text"))
    chance = pl.col("passage_id").replace_strict(
        probabilities or {}, default=pl.col("probability"), return_dtype=pl.Float32
    )
    return SmallCorpus(
        given.documents, given.passages.with_columns(text=text), given.codes.with_columns(probability=chance)
    )


def readable(*given: Given) -> SmallCorpus:
    """Every passage a sentence of its own, each a little less certain than the one before."""
    plain = corpus(*given)
    ids = plain.passages["passage_id"].to_list()
    texts = {passage_id: sentence(at) for at, passage_id in enumerate(ids)}
    return with_texts(plain, texts, {passage_id: 0.99 - at / 100 for at, passage_id in enumerate(ids)})


def chosen(given: SmallCorpus, **options: object) -> list[str]:
    return [quote.passage_id for quote in top_quotes(*given, code_ids=("equity",), link=link, **options)]  # type: ignore[arg-type]


def test_the_surest_passage_of_each_document_comes_first() -> None:
    given = readable(Given("a", "Kestria", "eee"), Given("b", "Kestria", "ee"), Given("c", "Kestria", "e"))
    assert chosen(given) == ["a:0", "b:0", "c:0"]


def test_documents_are_quoted_again_once_all_were() -> None:
    given = readable(Given("a", "Kestria", "eee"), Given("b", "Kestria", "e"))
    assert chosen(given, per_cell=3) == ["a:0", "b:0", "a:1"]
    assert chosen(given, per_cell=9) == ["a:0", "b:0", "a:1", "a:2"]


def test_what_the_coder_learnt_from_waits_for_want_of_others() -> None:
    given = readable(Given("a", "Kestria", "eee"), Given("b", "Kestria", "e"))
    assert chosen(given, learnt=("a:0", "b:0")) == ["a:1", "a:2"]
    assert chosen(given, learnt=("a:0", "a:1", "a:2", "b:0")) == ["a:0", "b:0", "a:1"]


def test_a_near_duplicate_is_passed_over() -> None:
    given = readable(Given("a", "Kestria", "e"), Given("b", "Kestria", "e"), Given("c", "Kestria", "e"))
    again = sentence(0).replace("Whoever", "Everyone who").upper() + " So it is said."
    assert chosen(with_texts(given, {"b:0": again})) == ["a:0", "c:0"]


def test_too_short_and_too_long_passages_wait_for_want_of_others() -> None:
    short, long = "Equity for all.", "far " * MAX_WORDS + "away"
    given = readable(Given("a", "Kestria", "e"), Given("b", "Kestria", "e"), Given("c", "Kestria", "e"))
    assert chosen(with_texts(given, {"a:0": short, "b:0": long})) == ["c:0"]
    assert chosen(with_texts(given, {"a:0": short, "b:0": long, "c:0": "Fair."})) == ["a:0", "b:0", "c:0"]
    assert len(short.split()) < MIN_WORDS


@pytest.mark.parametrize("tail", ["” Growing advantages come", ") and so on it goes", "… and then the ports"])
def test_what_begins_with_the_end_of_something_waits_for_want_of_others(tail: str) -> None:
    given = readable(Given("a", "Kestria", "e"), Given("b", "Kestria", "e"))
    text = f"{tail} to those who learn at sea and on the shore."
    assert chosen(with_texts(given, {"a:0": text})) == ["b:0"]
    assert "a:0" in chosen(with_texts(given, {"a:0": text, "b:0": "Fair."}))


def test_a_quote_is_the_passage_verbatim_with_its_place() -> None:
    given = readable(Given("a", "Kestria", "." * 10 + "e", 2022, "law"))
    text = "  They said: “fees,\nfares & <books> are waived” for 名前 learners 🎓 everywhere."
    quote = top_quotes(*with_texts(given, {"a:10": text}), code_ids=("equity",), link=link)[0]
    assert quote.text == text
    assert (quote.page, quote.link, quote.file) == (2, "a.pdf#page=2", "a.pdf")
    assert (quote.jurisdiction, quote.title, quote.year, quote.doc_type) == ("Kestria", "Paper a", 2022, "law")
    assert (quote.stance, quote.code_id) == ("asserted", "equity")


def evidence(given: SmallCorpus, *spans: tuple[int, int]) -> SmallCorpus:
    words = [{"start": start, "end": end, "weight": 0.5, "rule": ""} for start, end in spans]
    column = pl.Series("evidence", [words] * given.codes.height, dtype=CODES["evidence"])
    return SmallCorpus(given.documents, given.passages, given.codes.with_columns(column))


def test_evidence_is_in_order_and_joined_where_it_overlaps() -> None:
    given = evidence(readable(Given("a", "Kestria", "e")), (20, 30), (3, 8), (25, 34), (8, 9))
    assert top_quotes(*given, code_ids=("equity",), link=link)[0].spans == ((3, 9), (20, 34))


def test_evidence_outside_its_passage_is_an_error() -> None:
    given = evidence(readable(Given("a", "Kestria", "e")), (3, 4000))
    with pytest.raises(DiscourseError, match="Evidence 3-4000 of code 'equity' lies outside passage a:0"):
        top_quotes(*given, code_ids=("equity",), link=link)


def test_left_out_passages_are_never_quoted() -> None:
    documents, passages, codes = readable(Given("a", "Kestria", "ee"))
    hidden = pl.when(pl.col("passage_id") == "a:0").then(pl.lit("reference")).otherwise("left_out")
    assert chosen(SmallCorpus(documents, passages.with_columns(left_out=hidden), codes)) == ["a:1"]


def test_quotes_come_in_the_order_of_the_tables_whatever_the_rows_order() -> None:
    given = readable(*[Given(f"d{at}", place, "bhe.b") for at, place in enumerate(("Osmara", "Kestria", "", "Osmara"))])
    expected = top_quotes(*given, code_ids=("equity", "human_capital"), link=link)
    assert list(dict.fromkeys(quote.jurisdiction or "unknown" for quote in expected)) == [
        "Kestria",
        "Osmara",
        "unknown",
    ]
    assert top_quotes(*given.shuffled(4), code_ids=("equity", "human_capital"), link=link) == expected


def test_each_stance_that_occurs_is_quoted() -> None:
    given = readable(Given("a", "Kestria", "eee"), Given("b", "Kestria", "eee"))
    stance = pl.when(pl.col("passage_id") == "b:2").then(pl.lit("contested")).otherwise("stance")
    voiced = SmallCorpus(given.documents, given.passages, given.codes.with_columns(stance=stance))
    assert chosen(given, per_cell=2) == ["a:0", "b:0"]
    assert chosen(voiced, per_cell=2) == ["a:0", "b:0", "b:2"]


def test_what_the_coder_is_not_sure_enough_of_is_not_quoted() -> None:
    given = readable(Given("a", "Kestria", "ee"), Given("b", "Kestria", "e"))
    assert chosen(given, least={"equity": 0.985}) == ["a:0"]
    assert chosen(given, least={"human_capital": 1.0}) == ["a:0", "b:0", "a:1"]
