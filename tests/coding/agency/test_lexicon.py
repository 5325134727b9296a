"""What a lexicon of actors may hold."""

from pathlib import Path

import pytest
import yaml

from discourse.coding.agency.lexicon import SHIPPED, load_lexicon
from discourse.domain.errors import CodebookError


def changed(tmp_path: Path, **values: object) -> Path:
    data = yaml.safe_load(SHIPPED.read_text(encoding="utf-8")) | values
    path = tmp_path / "actors.yaml"
    path.write_text(yaml.safe_dump({key: value for key, value in data.items() if value is not None}), encoding="utf-8")
    return path


def test_shipped_lexicon_has_the_codebook_s_eight_classes_and_two_voices() -> None:
    assert [one.id for one in load_lexicon().classes] == [
        *("learner_worker", "employer_industry", "state", "university_college", "provider_platform"),
        *("international_body", "union", "community", "issuer", "addressed"),
    ]


def test_no_term_stands_in_two_classes() -> None:
    terms = [term for one in load_lexicon().classes for term in set(one.terms)]
    assert sorted(term for term in terms if terms.count(term) > 1) == []


def test_a_changed_word_changes_the_id(tmp_path: Path) -> None:
    assert load_lexicon(changed(tmp_path, states=["based"])).id != load_lexicon().id


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"states": None}, "'states' is unknown or missing"),
        ({"colour": ["red"]}, "'colour' is unknown or missing"),
        ({"states": "based"}, "'states' must be a list of words"),
        ({"classes": [{"id": "a b", "name": "A", "terms": ["x"]}]}, "class id 'a b' must be one word"),
        ({"classes": [{"id": "a", "terms": ["x"]}]}, "'id', 'name' and 'terms'"),
    ],
)
def test_a_wrong_lexicon_is_refused_by_key(tmp_path: Path, values: dict[str, object], said: str) -> None:
    with pytest.raises(CodebookError, match=said):
        load_lexicon(changed(tmp_path, **values))
