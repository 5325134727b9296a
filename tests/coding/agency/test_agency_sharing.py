"""Whose doing a clause is where its doer stands elsewhere in the sentence, over parses written by hand."""

import pytest
from parse_example import parsed

from discourse.coding.agency.clauses import Form, Modality
from discourse.coding.agency.find import find_clauses
from discourse.coding.agency.lexicon import load_lexicon

LEXICON = load_lexicon()

PER_CENT = """
40         CD  40      2 nummod
%          NN  %       5 nsubj
of         IN  of      4 case
firms      NNS firm    2 nmod
train      VBP train   0 root
"""
MILLIONS = """
About      RB  about   3 advmod
9          CD  9       3 compound
million    CD  million 4 nummod
welders    NNS welder  5 nsubj
train      VBP train   0 root
"""
HALF_AS_ROOT = """
Half       NN  half    0 root
of         IN  of      3 case
firms      NNS firm    1 nmod
trained    VBD train   3 acl
nobody     NN  nobody  4 obj
"""
ACRONYM = """
The        DT  the     4 det
National   NNP national 4 compound
Badge      NNP badge   4 compound
Agency     NNP agency  8 nsubj
(          -LRB- (     6 punct
NBA        NNP nba     4 appos
)          -RRB- )     6 punct
opened     VBD open    0 root
and        CC  and     12 cc
the        DT  the     11 det
NBA        NNP nba     12 nsubj
grew       VBD grow    8 conj
"""
HAS_GOT_TO = """
Colleges   NNS college 3 nsubj
have       VBP have    3 aux
got        VBN get     0 root
to         TO  to      5 mark
open       VB  open    3 xcomp
"""
HAVE_TO_BE_MADE = """
Plans      NNS plan    2 nsubj
had        VBD have    0 root
to         TO  to      5 mark
be         VB  be      5 aux:pass
made       VBN make    2 xcomp
"""
BESIDE_A_PARTICIPLE = """
Colleges   NNS college 2 nsubj
travel     VBP travel  0 root
,          ,   ,       4 punct
visiting   VBG visit   2 parataxis
towns      NNS town    4 obj
to         TO  to      7 mark
find       VB  find    4 advcl
adults     NNS adult   7 obj
"""
GIVEN_TIME = """
Grants     NNS grant   2 nsubj
give       VBP give    0 root
firms      NNS firm    4 compound
time       NN  time    2 obj
to         TO  to      6 mark
train      VB  train   2 advcl
staff      NN  staff   6 obj
"""
PREVENTED = """
Rules      NNS rule    2 nsubj
prevent    VBP prevent 0 root
students   NNS student 2 obj
from       IN  from    5 mark
enrolling  VBG enrol   2 advcl
"""
LIKELY = """
Welders    NNS welder  3 nsubj
are        VBP be      3 cop
likely     JJ  likely  0 root
to         TO  to      5 mark
enrol      VB  enrol   3 xcomp
"""
MADE_EASY = """
Grants     NNS grant   2 nsubj
made       VBD make    0 root
it         PRP it      2 obj
easy       JJ  easy    2 xcomp
to         TO  to      6 mark
enrol      VB  enrol   2 advcl
"""
ABOUT = """
It         PRP it      4 nsubj
is         VBZ be      4 aux
about      IN  about   4 mark
learning   VBG learn   0 root
"""
PROVIDED_THAT = """
Welders    NNS welder  2 nsubj
enrol      VBP enrol   0 root
provided   VBD provide 2 advcl
that       IN  that    6 mark
they       PRP they    6 nsubj
pay        VBP pay     3 ccomp
"""
CARRIED_OUT = """
Audits     NNS audit   3 nsubj:pass
were       VBD be      3 aux:pass
ordered    VBN order   0 root
and        CC  and     5 cc
carried    VBD carry   3 conj
out        RP  out     5 compound:prt
by         IN  by      8 case
colleges   NNS college 5 obl:agent
"""
SOUGHT = """
Firms      NNS firm    3 nsubj
are        VBP be      3 aux
crying     VBG cry     0 root
out        RP  out     3 compound:prt
for        IN  for     6 case
welders    NNS welder  3 obl
"""
LED_BY_TO = """
Fees       NNS fee     2 nsubj
apply      VBP apply   0 root
to         IN  to      4 case
welders    NNS welder  2 obj
"""
WHICH_UNSEEN = """
Colleges   NNS college 6 nsubj
,          ,   ,       4 punct
which      WDT which   4 nsubj
hire       VBP hire    1 parataxis
tutors     NNS tutor   4 obj
grew       VBD grow    0 root
"""


def actors(lines: str) -> dict[str, list[str]]:
    return {one.lemma: [agent.actor for agent in one.agents] for one in find_clauses(parsed(lines), LEXICON)}


@pytest.mark.parametrize(
    ("lines", "lemma", "agents"),
    [
        (PER_CENT, "train", ["employer_industry"]),
        (MILLIONS, "train", ["learner_worker"]),
        (HALF_AS_ROOT, "train", ["employer_industry"]),
        (ACRONYM, "grow", ["state"]),
        (HAS_GOT_TO, "open", ["university_college"]),
        (BESIDE_A_PARTICIPLE, "find", ["university_college"]),
        (GIVEN_TIME, "train", ["employer_industry"]),
        (CARRIED_OUT, "carry", ["university_college"]),
        (WHICH_UNSEEN, "hire", ["university_college"]),
    ],
)
def test_the_doer_is_found_where_it_stands(lines: str, lemma: str, agents: list[str]) -> None:
    assert actors(lines)[lemma] == agents


@pytest.mark.parametrize(
    ("lines", "lemma"), [(LIKELY, "enrol"), (MADE_EASY, "enrol"), (ABOUT, "learn"), (PROVIDED_THAT, "provide")]
)
def test_what_nobody_is_said_to_do_is_no_clause(lines: str, lemma: str) -> None:
    assert lemma not in actors(lines)


@pytest.mark.parametrize(
    ("lines", "form"), [(HAS_GOT_TO, Form.ACTIVE), (HAVE_TO_BE_MADE, Form.AGENTLESS_PASSIVE)], ids=["got", "had"]
)
def test_an_obligation_lies_on_the_infinitive(lines: str, form: Form) -> None:
    (clause,) = find_clauses(parsed(lines), LEXICON)
    assert (clause.form, clause.modality) == (form, Modality.MUST)


def test_whoever_is_given_time_benefits_though_taken_for_a_part_of_it() -> None:
    give, _ = find_clauses(parsed(GIVEN_TIME), LEXICON)
    assert [one.actor for one in give.beneficiaries] == ["employer_industry"]


@pytest.mark.parametrize("lines", [PREVENTED, SOUGHT], ids=["prevented", "sought"])
def test_whoever_is_prevented_or_sought_is_acted_on(lines: str) -> None:
    (clause,) = find_clauses(parsed(lines), LEXICON)
    assert [one.actor for one in clause.acted_on] == ["learner_worker"]
    assert clause.beneficiaries == ()


def test_a_noun_led_by_to_is_no_object() -> None:
    (clause,) = find_clauses(parsed(LED_BY_TO), LEXICON)
    assert clause.acted_on == ()


def test_an_acronym_that_the_text_does_not_spell_out_has_no_class() -> None:
    lines = ACRONYM.replace("(          -LRB- (     6 punct", ",          ,   ,       6 punct")
    assert actors(lines)["grow"] == [""]


def test_a_rule_named_after_a_body_is_no_body() -> None:
    lines = "Council NNP council 2 compound\n{} NNP x 3 nsubj\nbinds VBZ bind 0 root\nfirms NNS firm 3 obj"
    assert actors(lines.format("Recommendation"))["bind"] == [""]
    assert actors(lines.format("Helmond"))["bind"] == ["state"]
