"""Facts of records, counted by hand, and the step that keeps them: only what is new is searched."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import discourse
from discourse.domain.documents import Metadata
from discourse.domain.facts import Fact, FactKind
from discourse.domain.numerals import Range
from discourse.passages.split import split_passages
from discourse.pipeline import keys
from discourse.pipeline.facts import CollectedFacts
from discourse.pipeline.record_facts import find_record_facts
from discourse.reading.listings.compose import course_to_document
from discourse.reading.listings.record import Course

POLICY = (
    "# What a micro-credential is\n\n"
    "A micro-credential has 5 to 15 credits and is always assessed. "
    "A micro-credential lasts up to six weeks.\n\n"
    "The Board met on 4 March and approved the minutes of its last meeting.\n"
)
LISTING = (
    "title,provider,jurisdiction,description,duration,effort,credits,level,price,delivery,assessed\n"
    "Bookkeeping,Vellin College,Kestria,Ledgers and the trial balance for small firms.,10 weeks,120 hours,12 ECTS,"
    "EQF level 4,EUR 620,online,yes\n"
    "Welding,Tamm College,Kestria,Joints in two positions and how to inspect them.,5 days,,,,,,\n"
)


def facts_of(**cells: Any) -> tuple[Fact, ...]:
    document = course_to_document(Course("Keeping Bees", **cells), source_id="a" * 64, place="row 7")
    return find_record_facts(document, split_passages(document))


def one(kind: FactKind, **cells: Any) -> Fact:
    (fact,) = (fact for fact in facts_of(**cells) if fact.kind is kind)
    return fact


@pytest.mark.parametrize(
    ("kind", "cells", "value", "measure"),
    [
        (FactKind.DURATION, {"duration": "10 weeks"}, Range(70, 70), ("days", "", "")),
        (FactKind.DURATION, {"duration": "up to 2 weeks"}, Range(None, 14), ("days", "", "")),
        (FactKind.EFFORT, {"effort": "PT80H"}, Range(80, 80), ("hours", "", "")),
        (FactKind.EFFORT, {"effort": "3-5 hours per week"}, Range(3, 5), ("hours", "", "week")),
        (FactKind.CREDIT, {"credits": "5 ECTS"}, Range(5, 5), ("credits", "ECTS", "")),
        (FactKind.CREDIT, {"credits": "12 KQL"}, Range(12, 12), ("credits", "KQL", "")),
        (FactKind.CREDIT, {"credits": "8 credit points"}, Range(8, 8), ("credits", "", "")),
        (FactKind.LEVEL, {"level": "EQF level 5"}, Range(5, 5), ("level", "EQF", "")),
        (FactKind.PRICE, {"price": "EUR 620"}, Range(620, 620), ("money", "EUR", "")),
        (FactKind.PRICE, {"price": "EUR 0"}, Range(0, 0), ("money", "", "")),
    ],
)
def test_a_field_becomes_an_amount_with_its_unit_and_words(
    kind: FactKind, cells: dict[str, str], value: Range, measure: tuple[str, str, str]
) -> None:
    fact = one(kind, **cells)
    assert (fact.range, (fact.unit, fact.scheme, fact.per)) == (value, measure)
    assert fact.quotation == next(iter(cells.values()))
    assert fact.text.endswith(f": {fact.quotation}")
    assert fact.passage_id


@pytest.mark.parametrize(
    ("kind", "cells", "category", "words"),
    [
        (FactKind.ASSESSED, {"assessed": "yes"}, "yes", "yes"),
        (FactKind.ASSESSED, {"assessed": "attendance only"}, "no", "attendance only"),
        (FactKind.CREDIT_BEARING, {"credits": "5 ECTS"}, "yes", "5 ECTS"),
        (FactKind.CREDIT_BEARING, {"credits": "not for credit"}, "no", "not for credit"),
        (FactKind.STACKABLE, {"part_of": "Diploma of Farming"}, "yes", "Diploma of Farming"),
        (FactKind.STACKABLE, {"description": "This is a stand-alone course."}, "no", "This is a stand-alone course."),
        (FactKind.DELIVERY, {"delivery": "hybrid"}, "blended", "hybrid"),
    ],
)
def test_a_field_becomes_a_category_with_its_words(
    kind: FactKind, cells: dict[str, str], category: str, words: str
) -> None:
    fact = one(kind, **cells)
    assert (fact.category, fact.quotation) == (category, words)


def test_a_silent_record_has_no_facts() -> None:
    assert facts_of(description="Hives, honey and how not to be stung.") == ()


def test_a_field_that_could_not_be_read_is_silent() -> None:
    assert facts_of(duration="undefined weeks", credits="ask us", price="on application") == ()


def test_an_effort_that_nobody_stated_is_no_fact() -> None:
    found = facts_of(duration="6 weeks", effort="4 hours per week")
    assert {(fact.kind, fact.per) for fact in found} == {(FactKind.DURATION, ""), (FactKind.EFFORT, "week")}


def test_hours_in_the_column_of_the_duration_are_effort_and_quoted_from_there() -> None:
    fact = one(FactKind.EFFORT, duration="40 hours")
    assert (fact.quotation, fact.text) == ("40 hours", "Duration: 40 hours")


def test_no_credit_is_said_once() -> None:
    found = facts_of(credits="0 ECTS")
    assert [(fact.kind, fact.category) for fact in found] == [(FactKind.CREDIT_BEARING, "no")]


def test_what_is_paid_for_other_things_is_no_price() -> None:
    found = facts_of(price="Application fee: EUR 50; Tuition: EUR 300")
    assert [fact.range for fact in found] == [Range(300, 300)]


def test_a_free_course_is_told_by_the_column_that_says_so() -> None:
    fact = one(FactKind.PRICE, extra=(("is_paid", "no"),))
    assert (fact.range, fact.quotation, fact.passage_id) == (Range(0, 0), "is_paid: no", "")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("study")
    discourse.init(folder)
    # No model can be loaded: facts must not ask for one.
    settings = folder / "discourse.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace('"shipped"', '"no-such-model"'), encoding="utf-8")
    (folder / "rules.md").write_text(POLICY, encoding="utf-8")
    (folder / "courses.csv").write_text(LISTING, encoding="utf-8")
    files = [folder / "rules.md", folder / "courses.csv"]
    discourse.add(files, project=folder, metadata=Metadata(jurisdiction="Kestria"))
    return folder


@pytest.fixture(scope="module")
def collected(project: Path) -> CollectedFacts:
    return discourse.collect_facts(project)


def test_policies_and_listings_stand_in_one_table_and_say_which_they_are(
    project: Path, collected: CollectedFacts
) -> None:
    facts = pl.read_csv(project / "outputs" / "facts.csv")
    told = facts.group_by("source_kind").agg(pl.col("kind").unique().sort())
    assert dict(told.iter_rows()) == {
        "policy": ["assessed", "credit", "duration"],
        "listing": ["assessed", "credit", "credit_bearing", "delivery", "duration", "effort", "level", "price"],
    }
    assert set(facts.filter(source_kind="listing")["place"]) == {"row 2", "row 3"}


def test_every_quotation_stands_in_its_text(collected: CollectedFacts) -> None:
    for text, start, end, quotation in collected.facts.frame.select("text", "start", "end", "quotation").iter_rows():
        assert text[start:end] == quotation


def test_definitions_count_who_says_it_and_who_is_silent(project: Path, collected: CollectedFacts) -> None:
    definitions = pl.read_csv(project / "outputs" / "definitions.csv")
    columns = ("minimum", "median", "maximum", "documents", "speaking", "silent")
    told = {(row["source_kind"], row["kind"]): tuple(map(row.get, columns)) for row in definitions.rows(named=True)}
    assert told["policy", "credit"] == (5, 10, 15, 1, 1, 0)
    assert told["policy", "duration"] == (None, 42, 42, 1, 1, 0)
    assert told["listing", "duration"] == (5, 37.5, 70, 2, 2, 0)
    assert told["listing", "price"] == (620, 620, 620, 2, 1, 1)


def test_the_summary_says_it_in_words(collected: CollectedFacts) -> None:
    said = {(row[1], row[2]): row[3:] for row in collected.summary.frame.iter_rows()}
    assert said["policy", "credit"] == ("5–15 credits", "10", "1 of 1")
    assert said["policy", "duration"] == ("up to 42 days", "42", "1 of 1")
    assert said["listing", "level"] == ("level 4 EQF", "4", "1 of 2")
    assert said["listing", "price"] == ("620 EUR", "620", "1 of 2")
    assert said["policy", "assessed"] == ("yes 1", "", "1 of 1")


def test_only_what_is_new_is_searched(
    project: Path, collected: CollectedFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert searched(project) == {}
    (project / "more.md").write_text("A micro-credential takes 20 hours of study.", encoding="utf-8")
    discourse.add([project / "more.md"], project=project)
    assert searched(project) == {"reading": 1, "facts": 1}
    monkeypatch.setattr(keys, "FACTS_VERSION", keys.FACTS_VERSION + 1)
    assert searched(project) == {"facts": 3}


def test_a_file_that_cannot_be_read_is_named(project: Path, collected: CollectedFacts) -> None:
    (project / "blank.txt").touch()
    discourse.add([project / "blank.txt"], project=project)
    assert [item.file for item in discourse.collect_facts(project).failed] == ["blank.txt"]


def test_a_project_without_documents_has_empty_tables(tmp_path: Path) -> None:
    discourse.init(tmp_path)
    found = discourse.collect_facts(tmp_path, out=tmp_path / "elsewhere")
    assert found.facts.frame.is_empty()
    columns = pl.read_csv(tmp_path / "elsewhere" / "definitions.csv").columns
    assert columns[:3] == ["jurisdiction", "source_kind", "kind"]


def test_run_writes_the_same_tables_and_a_second_run_nothing(tmp_path: Path) -> None:
    discourse.init(tmp_path)
    (tmp_path / "rules.md").write_text(POLICY, encoding="utf-8")
    discourse.add([tmp_path / "rules.md"], project=tmp_path)
    assert discourse.run(tmp_path, workers=1).wrote
    outputs = tmp_path / "outputs"
    written = {name: (outputs / name).read_bytes() for name in ("facts.csv", "definitions.csv")}
    assert set(written) <= set(json.loads((outputs / "manifest.json").read_text(encoding="utf-8"))["files"])
    discourse.collect_facts(tmp_path, out=tmp_path / "again")
    assert written == {name: (tmp_path / "again" / name).read_bytes() for name in written}
    again = discourse.run(tmp_path, workers=1)
    assert (again.processed, again.wrote) == (0, False)


def searched(project: Path) -> dict[str, int]:
    """How many units of each step `collect_facts` works on."""
    steps: dict[str, int] = {}
    discourse.collect_facts(project, progress=lambda step, _, total: steps.update({step: total}))
    return steps
