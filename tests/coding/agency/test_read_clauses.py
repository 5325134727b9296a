"""What is left out of the parse, and where its clauses then lie."""

import pytest

from discourse.coding.agency.clauses import Form
from discourse.coding.agency.lexicon import load_lexicon
from discourse.coding.agency.read import mark_length, read_clauses, whole_sentences
from discourse.coding.parser import load_parser
from discourse.coding.parser_choice import SHIPPED
from discourse.domain.bundled import bundled

LEXICON = load_lexicon()
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def nlp():
    return load_parser(str(bundled(*SHIPPED)))


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("• Employers pay.", "• "),
        ("(b) ensure access", "(b) "),
        ("(iv) – ensure access", "(iv) – "),
        ("7.58 Grants are given.", "7.58 "),
        ("3. Grants are given.", "3. "),
        ("2030 is near.", ""),
        ("A grant is given.", ""),
        ("I. We pay", "I. "),
        ("• ", ""),
        ("", ""),
    ],
)
def test_a_list_mark_is_told_from_the_words(text: str, mark: str) -> None:
    assert text[: mark_length(text)] == mark


def test_offsets_are_those_of_the_text_with_its_mark(nlp) -> None:
    text = "• Employers must release staff."
    ((clause,),) = read_clauses(nlp, [text], LEXICON)
    assert text[clause.start : clause.end] == "release"
    assert [text[one.start : one.end] for one in (*clause.agents, *clause.acted_on)] == ["Employers", "staff"]


def test_a_bullet_is_no_verb(nlp) -> None:
    (clauses,) = read_clauses(nlp, ["● Skills, learning and planning of agreed courses by councils"], LEXICON)
    assert all(clause.form is not Form.IMPERATIVE for clause in clauses)


def test_only_a_closing_sign_ends_a_sentence(nlp) -> None:
    doc = nlp.get_pipe("parser")(
        nlp.get_pipe("tok2vec")(whole_sentences(nlp.make_doc("Firms Pay. They must.) We see")))
    )
    assert {sentence.text for sentence in doc.sents} <= {"Firms Pay.", "They must.)", "We see", "They must.) We see"}


@pytest.mark.parametrize(
    ("text", "word", "agents"),
    [
        ("The council will adopt a plan to train staff.", "train", ["state"]),
        ("We used our budget to hire teachers.", "hire", ["issuer"]),
        ("Employers want the right to choose courses.", "choose", None),
        ("The grant helps employers to release staff.", "release", ["employer_industry"]),
        ("We opened a centre to support migrants.", "support", ["issuer"]),
    ],
)
def test_an_infinitive_is_done_by_whom_its_governor_names(nlp, text: str, word: str, agents: list[str] | None) -> None:
    (clauses,) = read_clauses(nlp, [text], LEXICON)
    found = {text[one.start : one.end]: [agent.actor for agent in one.agents] for one in clauses}
    assert found.get(word) == agents
