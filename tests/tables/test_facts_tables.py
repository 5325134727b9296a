"""Facts side by side, counted by hand on a corpus of four documents."""

import polars as pl
import pytest

from discourse.domain.facts import Fact, FactKind
from discourse.domain.numerals import Range
from discourse.tables.facts import FACTS, definitions_table, facts_table, facts_to_frame, summarise_definitions


def credit(document: str, low: float | None, high: float | None, *, start: int = 0, scheme: str = "") -> Fact:
    text = f"Between {low} and {high} credits make one micro-credential in the rules of {document}."
    return Fact(
        f"{document}:{start}-9",
        document,
        FactKind.CREDIT,
        0,
        7,
        "Between",
        text,
        4,
        Range(low, high),
        "credits",
        scheme,
    )


def assessed(document: str, category: str) -> Fact:
    text = f"A badge of {document} is {category}."
    return Fact(f"{document}:90-99", document, FactKind.ASSESSED, 0, 7, "A badge", text, 2, category=category)


@pytest.fixture
def documents() -> pl.DataFrame:
    names = ["a", "b", "c", "z"]
    blank = {name: [""] * 4 for name in ("body", "doc_type", "place")}
    files = {"file": ["a.pdf", "b.md", "c.pdf", "z.pdf"]}
    places = {"jurisdiction": ["Velmark", "Velmark", "Velmark", "Brindle"], "source_kind": ["policy"] * 4}
    rows = {
        "document_id": names,
        **places,
        "title": [f"Rules {name}" for name in names],
        "year": [2020] * 4,
        **files,
        **blank,
    }
    return pl.DataFrame(rows, schema_overrides={"year": pl.Int32})


SAID = [
    credit("a", 5, 15),
    credit("a", 5, 15, start=1),
    credit("a", 20, 20, start=2),
    credit("b", None, 40),
    credit("b", 1, 5, scheme="ECTS", start=3),
    assessed("a", "yes"),
    assessed("b", "yes"),
    assessed("b", "may"),
    assessed("z", "no"),
]


def placed(facts: list[Fact], documents: pl.DataFrame) -> pl.DataFrame:
    return facts_table(facts_to_frame(facts), documents)


def cell(table: pl.DataFrame, group: str, kind: str, scheme: str = "") -> dict[str, object]:
    return table.row(
        by_predicate=(pl.col("group") == group) & (pl.col("kind") == kind) & (pl.col("scheme") == scheme), named=True
    )


def test_facts_table_has_one_row_a_fact_with_its_place(documents: pl.DataFrame) -> None:
    table = placed(SAID, documents)
    assert table.schema == FACTS
    assert table.height == len(SAID)
    first = table.row(0, named=True)
    assert (first["jurisdiction"], first["page"], first["value_min"], first["unit"]) == ("Velmark", 4, 5.0, "credits")
    assert first["text"][first["start"] : first["end"]] == first["quotation"]


def test_no_facts_make_an_empty_table_of_the_same_columns(documents: pl.DataFrame) -> None:
    table = placed([], documents)
    assert table.schema == FACTS
    assert definitions_table(table, documents).is_empty()


def test_a_range_and_its_median_are_over_distinct_values(documents: pl.DataFrame) -> None:
    row = cell(definitions_table(placed(SAID, documents), documents), "Velmark", "credit")
    # Middles: a says 10 (twice, heard once) and 20, b says 40 as an upper end.
    assert (row["facts"], row["minimum"], row["median"], row["maximum"]) == (4, 5.0, 20.0, 40.0)


def test_silence_is_counted_per_kind_and_schemes_stay_apart(documents: pl.DataFrame) -> None:
    table = definitions_table(placed(SAID, documents), documents)
    row, ects = cell(table, "Velmark", "credit"), cell(table, "Velmark", "credit", "ECTS")
    assert (row["documents"], row["speaking"], row["silent"]) == (3, 2, 1)
    assert (ects["speaking"], ects["silent"], ects["maximum"]) == (1, 1, 5.0)


def test_an_end_that_nobody_states_is_null(documents: pl.DataFrame) -> None:
    row = cell(definitions_table(placed([credit("b", None, 40)], documents), documents), "Velmark", "credit")
    assert (row["minimum"], row["maximum"]) == (None, 40.0)


def test_categories_are_counted_by_document(documents: pl.DataFrame) -> None:
    table = definitions_table(placed(SAID, documents), documents)
    assert cell(table, "Velmark", "assessed")["categories"] == "yes 2, may 1"
    assert cell(table, "Brindle", "assessed")["categories"] == "no 1"


def test_quotes_come_from_different_documents_first_with_the_page_where_there_are_pages(
    documents: pl.DataFrame,
) -> None:
    row = cell(definitions_table(placed(SAID, documents), documents), "Velmark", "credit")
    assert {str(row[name]).partition("”")[2] for name in ("quote_1", "quote_2")} == {" (Rules a, p. 4)", " (Rules b)"}


def test_groups_may_be_any_column(documents: pl.DataFrame) -> None:
    table = definitions_table(placed(SAID, documents), documents, by=("year",))
    assert table["group"].unique().to_list() == ["2020"]


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        (credit("a", 5, 15, scheme="ECTS"), "5–15 credits ECTS"),
        (credit("a", None, 40), "up to 40 credits"),
        (credit("a", 2.5, None), "from 2.5 credits"),
        (credit("a", 8, 8), "8 credits"),
        (assessed("a", "may"), "may 1"),
    ],
)
def test_a_summary_says_a_range_as_a_text_would(documents: pl.DataFrame, fact: Fact, words: str) -> None:
    (row,) = summarise_definitions(definitions_table(placed([fact], documents), documents)).iter_rows(named=True)
    assert (row["jurisdiction"], row["says"], row["documents"]) == ("Velmark", words, "1 of 3")


def test_a_record_is_quoted_with_its_place(documents: pl.DataFrame) -> None:
    listed = documents.with_columns(place=pl.lit("row 12"))
    row = cell(definitions_table(placed([credit("b", 1, 5)], listed), listed), "Velmark", "credit")
    assert str(row["quote_1"]).endswith("(Rules b, row 12)")
