"""Verbs that a parser takes for something else, over parses with its mistakes, written by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from parse_example import parsed

from discourse.coding.agency.changes import Change, with_changes
from discourse.coding.agency.clauses import Form, Modality
from discourse.coding.agency.find import find_clauses
from discourse.coding.agency.lexicon import load_lexicon
from discourse.coding.agency.mend import mend

LEXICON = load_lexicon()

OBJECT_AS_HEAD_OF_THE_CLAUSE = """
Firms      NNS firm   0 root
that       WDT that   4 nsubj
train      NN  train  4 compound
welders    NNS welder 1 acl:relcl
"""
OBJECT_AS_HEAD_AFTER_A_MODAL = """
Councils   NNS council 4 nsubj
should     MD  should  4 aux
widen      JJ  widen   4 amod
access     NN  access  0 root
"""
NOUN_WITH_A_SUBJECT = """
Bakeries   NNS bakery   2 nsubj
struggle   NN  struggle 0 root
this       DT  this     4 det
year       NN  year     2 obl
"""
NOUN_WITH_AN_OBJECT = """
Badges     NNS badge    3 nsubj
can        MD  can      3 aux
lift       VB  lift     0 root
pay        NN  pay      3 obj
and        CC  and      6 cc
increase   NN  increase 4 conj
hours      NNS hour     6 obj
"""
NOUN_AFTER_TO = """
Welders    NNS welder  2 nsubj
need       VBP need    0 root
to         TO  to      4 case
transition NN  transition 2 obl
"""
NOUN_AFTER_A_PRONOUN = """
Skills     NNS skill   4 nsubj
they       PRP they    3 nsubj
possess    NN  possess 4 compound
matter     VBP matter  0 root
"""
PLURAL_BY_FORM = """
The        DT  the     4 det
decree     NN  decree  3 compound
allows     NNS allows  4 compound
colleges   NNS college 0 root
to         TO  to      6 mark
charge     VB  charge  4 acl
"""
VERB_BY_FORM = """
Firms      NNS firm    3 nsubj
must       MD  must    3 aux
find       VB  find    0 root
adults     NNS adult   3 obj
and        CC  and     7 cc
retain     NN  retain  7 compound
staff      NN  staff   4 conj
"""
PASSIVE_AS_ADJECTIVE = """
A          DT  a        2 det
limit      NN  limit    5 nsubj
must       MD  must     5 aux
be         VB  be       5 cop
set        JJ  set      0 root
"""
SUBJECT_AS_PART = """
The        DT  the     3 det
guild      NN  guild   3 compound
wants      VBZ want    0 root
welders    NNS welder  3 obj
"""
INFINITIVE_ON_A_VERB = """
Firms      NNS firm     2 nsubj
struggle   VBP struggle 0 root
to         TO  to       4 mark
hire       VB  hire     2 acl
staff      NN  staff    4 obj
"""
BARE_AFTER_FINITE = """
Guilds     NNS guild    3 nsubj:pass
are        VBP be       3 aux:pass
funded     VBN fund     0 root
and        CC  and      5 cc
represent  VB  represent 3 conj
welders    NNS welder   5 obj
"""
COMMAND = """
Widen      NNP widen   2 compound
access     NN  access  0 root
for        IN  for     4 case
adults     NNS adult   2 nmod
"""
COMMAND_BEFORE_AN_ARTICLE = """
Reverse    NN  reverse 0 root
the        DT  the     3 det
cuts       NNS cut     1 appos
"""


@pytest.mark.parametrize(
    ("lines", "word", "agents"),
    [
        (OBJECT_AS_HEAD_OF_THE_CLAUSE, "train", ["employer_industry"]),
        (OBJECT_AS_HEAD_AFTER_A_MODAL, "widen", ["state"]),
        (NOUN_AFTER_TO, "transition", ["learner_worker"]),
        (NOUN_AFTER_A_PRONOUN, "possess", [""]),
        (PLURAL_BY_FORM, "allows", [""]),
        (PLURAL_BY_FORM, "charge", ["university_college"]),
        (VERB_BY_FORM, "retain", ["employer_industry"]),
        (SUBJECT_AS_PART, "wants", ["employer_industry"]),
        (INFINITIVE_ON_A_VERB, "hire", ["employer_industry"]),
        (BARE_AFTER_FINITE, "represent", ["employer_industry"]),
    ],
)
def test_a_verb_taken_for_something_else_has_its_doer(lines: str, word: str, agents: list[str]) -> None:
    doc = parsed(lines)
    found = {doc.text[one.start : one.end]: [agent.actor for agent in one.agents] for one in find_clauses(doc, LEXICON)}
    assert found.get(word) == agents


def test_a_noun_with_a_subject_that_agrees_is_a_verb() -> None:
    (clause,) = find_clauses(parsed(NOUN_WITH_A_SUBJECT), LEXICON)
    assert clause.lemma == "struggle"


def test_a_noun_with_a_subject_that_does_not_agree_stays_one() -> None:
    assert find_clauses(parsed(NOUN_WITH_A_SUBJECT.replace("NNS bakery", "NN bakery")), LEXICON) == ()


def test_a_verb_joined_to_another_over_its_object_shares_the_modal() -> None:
    lift, increase = find_clauses(parsed(NOUN_WITH_AN_OBJECT), LEXICON)
    assert (lift.modality, increase.modality) == (Modality.CAN, Modality.CAN)


def test_need_lays_a_must_on_an_infinitive_taken_for_a_noun() -> None:
    (clause,) = find_clauses(parsed(NOUN_AFTER_TO), LEXICON)
    assert (clause.lemma, clause.modality) == ("transition", Modality.MUST)


def test_whoever_is_allowed_is_acted_on() -> None:
    allows, _ = find_clauses(parsed(PLURAL_BY_FORM), LEXICON)
    assert (allows.lemma, [one.actor for one in allows.acted_on]) == ("allow", ["university_college"])


def test_a_participle_after_a_modal_and_be_is_a_passive() -> None:
    (clause,) = find_clauses(parsed(PASSIVE_AS_ADJECTIVE), LEXICON)
    assert (clause.form, clause.modality) == (Form.AGENTLESS_PASSIVE, Modality.MUST)


def test_an_adjective_of_degree_is_no_passive() -> None:
    assert (
        find_clauses(
            parsed(
                PASSIVE_AS_ADJECTIVE.replace("be         VB  be       5 cop", "be VB be 6 cop\nvery RB very 6 advmod")
                .replace("5 ", "6 ")
                .replace("set        JJ  set      0", "detailed JJ detailed 0")
            ),
            LEXICON,
        )
        == ()
    )


@pytest.mark.parametrize("lines", [COMMAND, COMMAND_BEFORE_AN_ARTICLE], ids=["by form", "before an article"])
def test_the_verb_of_a_programme_s_item_commands(lines: str) -> None:
    (clause,) = find_clauses(parsed(lines), LEXICON)
    assert clause.form is Form.IMPERATIVE
    assert len(clause.acted_on) == 1


def test_a_noun_that_opens_a_heading_commands_nothing() -> None:
    assert find_clauses(parsed(COMMAND_BEFORE_AN_ARTICLE.replace("the        DT  the", "fee NN fee")), LEXICON) == ()


def test_a_parse_without_mistakes_is_left_as_it_is() -> None:
    doc = parsed("Firms NNS firm 2 nsubj\nhire VBP hire 0 root\nstaff NN staff 2 obj")
    assert mend(doc) is doc


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=6))
def test_changes_never_make_a_word_govern_itself(pairs: list[tuple[int, int]]) -> None:
    doc = parsed(VERB_BY_FORM)
    changed = with_changes(doc, [Change(at, head=head) for at, head in pairs])
    assert all(token not in token.ancestors for token in changed)
    assert changed.text == doc.text
