"""Whom a passage names, by the words of the lexicon."""

from pathlib import Path

import polars as pl
import pytest
import yaml

from discourse.coding.learners import SHIPPED, find_learners, load_learners
from discourse.domain.errors import CodebookError

LEXICON = load_learners()


def named(text: str) -> dict[str, str]:
    return dict(find_learners(passage(text), LEXICON).select("code_id", "words").rows())


def passage(text: str, left_out: str = "") -> pl.DataFrame:
    row = {"passage_id": "p", "document_id": "d", "left_out": left_out, "text": text, "page_first": 1}
    return pl.DataFrame([row], schema_overrides={"page_first": pl.Int32})


@pytest.mark.parametrize(
    ("text", "group", "words"),
    [
        ("Fees are waived for low-income learners.", "low_income", "low-income"),
        ("Grants for Low\nIncome households.", "low_income", "Low\nIncome"),
        ("Awards for women and men.", "women", "women"),
        ("An ethnic minority; ethnic minorities.", "ethnic_minorities", "ethnic minority"),
        ("Ethnic minorities gain.", "ethnic_minorities", "Ethnic minorities"),
        ("Māori students study.", "indigenous", "Māori"),
        ("Older workers retrain.", "older_people", "Older workers"),
        ("The jobseekers' allowance.", "unemployed", "jobseekers"),
        ("Carers, too, may enrol.", "carers", "Carers"),
    ],
)
def test_a_group_is_found_by_whole_words(text: str, group: str, words: str) -> None:
    assert named(text)[group] == words


@pytest.mark.parametrize(
    "text", ["Careers advice.", "The cowomanry.", "Apparently so.", "Youthful designs.", "A farm."]
)
def test_a_term_inside_another_word_is_not_found(text: str) -> None:
    assert named(text) == {}


def test_what_cannot_be_coded_is_not_searched() -> None:
    assert find_learners(passage("Women", left_out="heading"), LEXICON).is_empty()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"groups": "women"}, "a list 'groups'"),
        ({"groups": [{"id": "a b", "name": "A", "terms": ["x"]}]}, "the id 'a b' must be one word"),
        ({"groups": [{"id": "a", "name": "A", "terms": []}]}, "'terms' of 'a' must be a list of words"),
        ({"groups": [{"id": "a", "name": "A"}]}, "'id', 'name' and 'terms'"),
        ({"groups": [{"id": "a", "name": "A", "terms": ["x"]}] * 2}, "'a' stands twice"),
    ],
)
def test_a_wrong_lexicon_is_refused(tmp_path: Path, change: dict[str, object], said: str) -> None:
    path = tmp_path / "learners.yaml"
    path.write_text(yaml.safe_dump(yaml.safe_load(SHIPPED.read_text(encoding="utf-8")) | change), encoding="utf-8")
    with pytest.raises(CodebookError, match=said):
        load_learners(path)
