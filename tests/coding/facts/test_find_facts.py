"""What `find_facts` takes for a definitional fact, and what it must leave alone."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.coding.facts.find import find_facts
from discourse.domain.documents import BlockKind
from discourse.domain.facts import Fact
from discourse.domain.passages import Passage

GOLD = Path(__file__).parents[1] / "facts_gold.csv"
MIN_PRECISION, MIN_RECALL = 0.95, 0.9
SAID = """a micro-credential badges short course of takes is not may assessed credits ECTS EQF level 5 40 hours weeks
six (six) – to between up and or fee € 90 million online issued by universities , . : degree stackable £1,250.00 ½"""
WORDS = st.sampled_from(SAID.split())


def passage(text: str, *, number: int = 0, document: str = "d", **fields: object) -> Passage:
    start = number * 1000
    values: dict[str, object] = {
        "kind": BlockKind.PARAGRAPH,
        "language": "en",
        "page_first": 1,
        "page_last": 1,
    } | fields
    return Passage(document_id=document, number=number, start=start, end=start + len(text), text=text, **values)  # type: ignore[arg-type]


def written(fact: Fact) -> str:
    """A fact in the notation of the gold set: `credit=5..40:ECTS`, `effort=5..5/week`, `assessed=no`."""
    if fact.range is None:
        return f"{fact.kind}={fact.category}"
    low, high = ("" if end is None else f"{end:g}" for end in (fact.range.minimum, fact.range.maximum))
    scheme, per = (f":{fact.scheme}" if fact.scheme else ""), (f"/{fact.per}" if fact.per else "")
    return f"{fact.kind}={low}..{high}{scheme}{per}"


def found(text: str, **fields: object) -> list[str]:
    return [written(fact) for fact in find_facts([passage(text, **fields)])]


def test_gold_sentences_are_coded_as_by_hand() -> None:
    right = wrong = missed = 0
    with GOLD.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            wanted = Counter(item for item in row["facts"].split("; ") if item)
            got = Counter(found(row["sentence"], heading=row["heading"], previous=row["previous"]))
            right += (wanted & got).total()
            wrong += (got - wanted).total()
            missed += (wanted - got).total()
    assert right / (right + wrong) >= MIN_PRECISION
    assert right / (right + missed) >= MIN_RECALL


@given(st.lists(WORDS, max_size=25))
def test_every_quotation_stands_at_its_offsets(words: list[str]) -> None:
    text = " ".join(words) or "x"
    for fact in find_facts([passage(text)]):
        assert text[fact.start : fact.end] == fact.quotation
        assert fact.quotation == fact.quotation.rstrip()


def test_a_fact_keeps_its_passage_document_and_page() -> None:
    one = passage("A micro-credential carries 5 ECTS.", number=3, document="doc", page_first=7, page_last=8)
    (fact,) = find_facts([one])
    assert (fact.passage_id, fact.document_id, fact.page, fact.text) == (one.id, "doc", 7, one.text)


def test_a_list_item_takes_its_subject_from_the_lead_in() -> None:
    item = {"kind": BlockKind.LIST_ITEM, "previous": "A micro-credential must:"}
    assert found("be at a level not lower than level 3 and not higher than level 6", **item) == ["level=3..6"]
    assert found("be at level 3", kind=BlockKind.LIST_ITEM, previous="A degree must:") == []


def test_the_subject_carries_over_a_chain_of_short_statements() -> None:
    box = [
        passage("Micro-credential at a glance.", number=0),
        passage("Volume: 5 to 30 credit points.", number=1, previous="Micro-credential at a glance."),
        passage("Level: 3 to 8.", number=2, previous="Volume: 5 to 30 credit points."),
    ]
    assert [written(fact) for fact in find_facts(box)] == ["credit=5..30", "level=3..8"]
    assert find_facts([box[0], box[2]]) == ()


def test_a_plain_module_counts_only_in_a_document_about_micro_credentials() -> None:
    module = "A module carries 4 credits."
    assert found(module) == []
    about = [passage("Micro-credentials are new.", number=number) for number in range(2)]
    assert [written(fact) for fact in find_facts([*about, passage(module, number=5)])] == ["credit=4..4"]


@pytest.mark.parametrize("reason", ["heading", "contents", "reference", "language"])
def test_what_is_not_read_as_text_gives_no_fact(reason: str) -> None:
    assert found("A micro-credential carries 5 ECTS.", left_out=reason) == []


def test_another_language_gives_no_fact() -> None:
    assert found("A micro-credential carries 5 ECTS.", language="hu") == []


def test_a_question_gives_no_fact() -> None:
    assert found("Should a micro-credential be stackable?") == []


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("A badge is not assessed.", ["assessed=no"]),
        ("A badge may be assessed.", ["assessed=may"]),
        ("Some badges are assessed.", ["assessed=may"]),
        ("The register states whether a badge carries credit.", ["credit_bearing=may"]),
        ("Badges come with or without credit.", ["credit_bearing=may"]),
        ("A badge is not only assessed but stackable.", ["assessed=yes", "stackable=yes"]),
    ],
)
def test_negation_and_modality_give_the_tri_state(text: str, facts: list[str]) -> None:
    assert sorted(found(text)) == facts
