"""The finder with the shipped parser against the clauses coded by hand."""

import csv
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discourse.coding.agency.lexicon import load_lexicon
from discourse.coding.agency.read import read_clauses
from discourse.coding.agency.score import GoldClause, read_gold, score_clauses
from discourse.coding.parser import load_parser
from discourse.coding.parser_choice import SHIPPED
from discourse.domain.bundled import bundled

GOLD = Path(__file__).parents[1] / "agency_gold.csv"
FOLDER = bundled(*SHIPPED)
LEXICON = load_lexicon()
SAID = "• (a) 2.1 employers must pay workers who learn , and the State are trained by 2030 to help “ us 𝒳 badges"
WORDS = SAID.split()

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def nlp():
    return load_parser(str(FOLDER))


def gold() -> list[tuple[str, list[GoldClause]]]:
    with GOLD.open(encoding="utf-8", newline="") as stream:
        texts = [list(rows) for _, rows in groupby(csv.DictReader(stream), key=lambda row: row["text_id"])]
    return [(rows[0]["text"], [read_gold(row, "start") for row in rows if row["form"]]) for rows in texts]


def test_gold_holds_three_hundred_clauses_that_lie_in_their_texts() -> None:
    with GOLD.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["form"]]
    assert len(rows) >= 300
    assert all(row["text"][int(row["start"]) :].startswith(row["predicate"]) for row in rows)


@pytest.mark.parametrize("part", ["agent class", "agentless_passive"])
def test_agents_and_agentless_passives_are_found(nlp, part: str) -> None:
    coded = gold()
    found = list(read_clauses(nlp, [text for text, _ in coded], LEXICON))
    scores = score_clauses(zip((clauses for _, clauses in coded), found, strict=True))
    assert scores[part].f1 >= 0.80


@given(st.lists(st.sampled_from(WORDS), max_size=15))
@settings(max_examples=40, deadline=None)
def test_every_span_lies_in_the_text(nlp, words: list[str]) -> None:
    text = " ".join(words)
    (clauses,) = read_clauses(nlp, [text], LEXICON)
    for clause in clauses:
        spans = [clause, *clause.agents, *clause.acted_on, *clause.beneficiaries]
        assert all(0 <= span.start < span.end <= len(text) for span in spans)
        assert all(text[span.start : span.end].strip() == text[span.start : span.end] for span in spans)
