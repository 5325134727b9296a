"""What is a clause, who stands in it and what is laid on whom, over parses written by hand."""

import pytest
from parse_example import parsed

from discourse.coding.agency.clauses import Clause, Form, Modality
from discourse.coding.agency.find import find_clauses
from discourse.coding.agency.lexicon import load_lexicon

LEXICON = load_lexicon()

EMPLOYERS_MUST_RELEASE = """
Small      JJ  small    2 amod
employers  NNS employer 4 nsubj
must       MD  must     4 aux
release    VB  release  0 root
workers    NNS worker   4 obj
.          .   .        4 punct
"""
COSTS_ARE_MET = """
Costs      NNS cost      4 nsubj:pass
must       MD  must      4 aux
be         VB  be        4 aux:pass
met        VBN meet      0 root
by         IN  by        7 case
the        DT  the       7 det
State      NNP State     4 obl:agent
"""
COSTS_ARE_MET_ENGLISH_WEB = """
Costs      NNS cost      4 nsubjpass
must       MD  must      4 aux
be         VB  be        4 auxpass
met        VBN meet      0 root
by         IN  by        4 agent
the        DT  the       7 det
State      NNP State     5 pobj
"""
PROVIDERS_ARE_REQUIRED = """
Providers  NNS provider  3 nsubj:pass
are        VBP be        3 aux:pass
required   VBN require   0 root
to         TO  to        5 mark
help       VB  help      3 xcomp
migrants   NNS migrant   5 obj
"""
BY_A_DATE = """
Targets    NNS target    3 nsubj:pass
were       VBD be        3 aux:pass
met        VBN meet      0 root
by         IN  by        5 case
2030       CD  2030      3 obl
"""
GRANTS_TO_COLLEGES = """
We         PRP we        2 nsubj
offer      VBP offer     0 root
grants     NNS grant     2 obj
to         IN  to        5 case
colleges   NNS college   3 nmod
and        CC  and       7 cc
unions     NNS union     5 conj
"""
WHO_PAY = """
Firms      NNS firm      5 nsubj
who        WP  who       3 nsubj
train      VBP train     1 acl:relcl
staff      NN  staff     3 obj
gain       VBP gain      0 root
"""
MAJORITY = """
Most       JJS most      2 amod
members    NNS member    5 nsubj
of         IN  of        4 case
unions     NNS union     2 nmod
agree      VBP agree     0 root
"""
RECOGNITION = """
The        DT  the         2 det
recognition NN recognition 5 nsubj
of         IN  of          4 case
skills     NNS skill       2 nmod
takes      VBZ take        0 root
years      NNS year        5 obj
"""


def only(lines: str) -> Clause:
    clauses = find_clauses(parsed(lines), LEXICON)
    assert len(clauses) == 1
    return clauses[0]


def test_subject_of_an_active_verb_is_agent_and_obliged() -> None:
    clause = only(EMPLOYERS_MUST_RELEASE)
    assert (clause.form, clause.modality) == (Form.ACTIVE, Modality.MUST)
    assert [one.actor for one in clause.agents] == ["employer_industry"]
    assert [one.actor for one in clause.acted_on] == ["learner_worker"]


def test_offsets_quote_the_phrase_with_its_modifiers() -> None:
    doc = parsed(EMPLOYERS_MUST_RELEASE)
    (clause,) = find_clauses(doc, LEXICON)
    assert doc.text[clause.start : clause.end] == "release"
    assert [doc.text[one.start : one.end] for one in clause.agents] == ["Small employers"]


@pytest.mark.parametrize("lines", [COSTS_ARE_MET, COSTS_ARE_MET_ENGLISH_WEB], ids=["universal", "en_core_web"])
def test_by_names_the_agent_of_a_passive_in_both_kinds_of_relations(lines: str) -> None:
    clause = only(lines)
    assert (clause.form, clause.modality) == (Form.PASSIVE, Modality.MUST)
    assert [one.actor for one in clause.agents] == ["state"]


def test_by_and_a_date_is_no_agent() -> None:
    clause = only(BY_A_DATE)
    assert clause.form is Form.AGENTLESS_PASSIVE
    assert not clause.agents


def test_required_to_lays_a_must_on_the_verb_that_follows() -> None:
    clause = only(PROVIDERS_ARE_REQUIRED)
    assert (clause.lemma, clause.form, clause.modality) == ("help", Form.ACTIVE, Modality.MUST)
    assert [one.actor for one in clause.agents] == ["provider_platform"]
    assert [one.actor for one in clause.beneficiaries] == ["learner_worker"]
    assert clause.acted_on == ()


def test_what_is_given_to_somebody_benefits_all_who_are_named() -> None:
    clause = only(GRANTS_TO_COLLEGES)
    assert [one.actor for one in clause.beneficiaries] == ["university_college", "union"]
    assert [one.actor for one in clause.agents] == ["issuer"]


def test_who_stands_for_the_noun_before_it() -> None:
    train, gain = find_clauses(parsed(WHO_PAY), LEXICON)
    assert [one.actor for one in train.agents] == ["employer_industry"]
    assert [one.actor for one in train.acted_on] == ["learner_worker"]
    assert gain.agents[0].actor == "employer_industry"


def test_words_of_counting_are_looked_through() -> None:
    assert [one.actor for one in only(MAJORITY).agents] == ["union"]


def test_noun_of_doing_with_of_hides_its_doer() -> None:
    recognition, takes = find_clauses(parsed(RECOGNITION), LEXICON)
    assert recognition.form is Form.NOMINALISATION
    assert not recognition.agents
    assert takes.agents
