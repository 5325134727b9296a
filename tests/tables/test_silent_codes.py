"""A silence is told only of what the coder can find."""

import polars as pl
from small_corpus import Given, corpus

from discourse.coding.agency.lexicon import load_lexicon
from discourse.coding.learners import MENTIONS, load_learners
from discourse.domain.bundled import CODEBOOK
from discourse.domain.codebook import load_codebook
from discourse.domain.reliability import LEAST_F1, CodeReliability
from discourse.domain.results import AGENCY
from discourse.pipeline.corpus import Corpus
from discourse.pipeline.mentions import Mentions, silence_table


def silent(reliability: CodeReliability) -> set[str]:
    given = corpus(Given("a", "Kestria", "bbb"), Given("b", "Osmara", "..."))
    mentions = Mentions(pl.DataFrame(schema=AGENCY), load_lexicon(), pl.DataFrame(schema=MENTIONS), load_learners())
    codebook = load_codebook(CODEBOOK)
    table = silence_table(mentions, Corpus(*given), codebook, by=("jurisdiction",), reliability=reliability)
    return set(table.frame["code"])


def test_a_code_that_the_coder_does_not_find_is_no_silence() -> None:
    assert silent(CodeReliability()) == {"human_capital", "equity"}
    assert silent(CodeReliability(f1={"equity": LEAST_F1 / 2})) == {"human_capital"}
    assert silent(CodeReliability(unlearnt=frozenset({"equity"}))) == {"human_capital"}
