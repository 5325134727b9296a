"""Who acts and who is left out, counted by group and frame."""

import polars as pl
import pytest
from small_corpus import FRAMES, Given, corpus

from discourse.domain.results import AGENCY
from discourse.tables.actors import actors_table

ACTORS = ("state", "employer_industry")


def clauses(*rows: tuple[str, int, str, str, str, str]) -> pl.DataFrame:
    """Rows of passage id, start of the clause, form, modality, role, actor."""
    named = [
        {
            "passage_id": passage,
            "document_id": passage.partition(":")[0],
            "clause": clause,
            "clause_end": clause + 4,
            "lemma": "fund",
            "form": form,
            "modality": modality,
            "role": role,
            "actor": actor,
            "start": clause,
            "end": clause + 2,
        }
        for passage, clause, form, modality, role, actor in rows
    ]
    return pl.DataFrame(named, schema=AGENCY)


def table_of(found: pl.DataFrame) -> pl.DataFrame:
    given = corpus(Given("one", "Kestria", "hb."), Given("two", "Kestria", "h"), Given("three", "Norvik", "e"))
    return actors_table(found, given.documents, given.passages, given.codes, frames=FRAMES, actors=ACTORS)


def found() -> pl.DataFrame:
    return clauses(
        ("one:0", 0, "active", "must", "agent", "employer_industry"),
        ("one:0", 0, "active", "must", "agent", "state"),
        ("one:0", 8, "agentless_passive", "", "acted_on", ""),
        ("two:0", 0, "active", "", "agent", "employer_industry"),
        ("three:0", 0, "nominalisation", "", "", ""),
        ("one:2", 0, "active", "", "agent", "state"),
    )


def cell(table: pl.DataFrame, group: str, frame: str, role: str, actor: str, modality: str = "") -> dict[str, object]:
    keys = {"group": group, "frame": frame, "role": role, "actor": actor, "modality": modality}
    rows = table.filter(pl.all_horizontal(pl.col(name) == value for name, value in keys.items()))
    assert rows.height == 1
    return rows.row(0, named=True)


def test_share_is_over_the_clauses_of_passages_with_the_frame() -> None:
    row = cell(table_of(found()), "Kestria", "human_capital", "agent", "employer_industry")
    assert (row["clauses"], row["count"], row["documents"]) == (3, 2, 2)
    assert row["share"] == pytest.approx(2 / 3)


def test_obliged_are_counted_together_and_by_modality_where_one_occurs() -> None:
    table = table_of(found())
    assert cell(table, "Kestria", "human_capital", "obliged", "state")["count"] == 1
    assert cell(table, "Kestria", "human_capital", "obliged", "state", "must")["count"] == 1
    assert table.filter((pl.col("role") == "obliged") & (pl.col("modality") == "should")).height == 0


def test_clauses_without_a_doer_are_counted_by_form() -> None:
    table = table_of(found())
    assert cell(table, "Kestria", "any", "left_out", "agentless_passive")["count"] == 1
    assert cell(table, "Norvik", "equity", "left_out", "nominalisation")["share"] == 1


def test_classes_that_do_not_occur_are_shown_with_zero() -> None:
    row = cell(table_of(found()), "Norvik", "equity", "agent", "state")
    assert (row["count"], row["quote_1"]) == (0, None)
    assert row["note"].startswith("insufficient: 1 document, ")


def test_quotations_are_the_passage_with_the_words_of_the_participant() -> None:
    row = cell(table_of(found()), "Kestria", "human_capital", "agent", "employer_industry")
    assert str(row["words_1"]) in str(row["quote_1"])
    assert row["file_1"] != row["file_2"]


def test_passages_without_a_frame_take_no_part() -> None:
    assert cell(table_of(found()), "Kestria", "any", "agent", "state")["count"] == 1
