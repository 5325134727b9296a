"""A silence is told only of what the coder can find."""

import polars as pl
from small_corpus import Given, corpus

from discourse.coding.agency.lexicon import load_lexicon
from discourse.coding.learners import find_learners, load_learners
from discourse.domain.bundled import CODEBOOK
from discourse.domain.codebook import load_codebook
from discourse.domain.reliability import LEAST_F1, CodeReliability
from discourse.domain.results import AGENCY
from discourse.pipeline.corpus import Corpus
from discourse.pipeline.mentions import Mentions, count_actor_words, silence_table


def named(_: pl.DataFrame, passages: pl.DataFrame, __: pl.DataFrame) -> Mentions:
    """What the texts of a small corpus name; they have no clauses."""
    actors, learners = load_lexicon(), load_learners()
    words, people = count_actor_words(passages, actors), find_learners(passages, learners)
    return Mentions(pl.DataFrame(schema=AGENCY), words, actors, people, learners)


def silent(reliability: CodeReliability) -> set[str]:
    given = corpus(Given("a", "Kestria", "bbb"), Given("b", "Osmara", "..."))
    mentions = named(*given)
    codebook = load_codebook(CODEBOOK)
    table = silence_table(mentions, Corpus(*given), codebook, by=("jurisdiction",), reliability=reliability)
    return set(table.frame["code"])


def test_a_code_that_the_coder_does_not_find_is_no_silence() -> None:
    assert silent(CodeReliability()) == {"human_capital", "equity"}
    assert silent(CodeReliability(f1={"equity": LEAST_F1 / 2})) == {"human_capital"}
    assert silent(CodeReliability(unlearnt=frozenset({"equity"}))) == {"human_capital"}


def test_an_actor_named_in_a_passage_without_a_frame_is_no_silence() -> None:
    documents, passages, codes = corpus(Given("a", "Kestria", "h..."), Given("b", "Osmara", "h..."))
    texts = {"a": "EMPLOYERS pay.", "b": "Chambers of commerce ask."}
    spoken = pl.col("document_id").replace_strict(texts)
    given = (
        documents,
        passages.with_columns(text=pl.when(pl.col("number") == 3).then(spoken).otherwise("text")),
        codes,
    )

    def silences_of(*tables: pl.DataFrame) -> list[tuple[str, str, str]]:
        found = silence_table(
            named(*tables),
            Corpus(*tables),
            load_codebook(CODEBOOK),
            by=("jurisdiction",),
            reliability=CodeReliability(),
        )
        return found.frame.filter(kind="actor").select("group", "code", "sought_by").rows()

    assert silences_of(*given) == []
    assert silences_of(documents, given[1].filter(~pl.col("text").str.contains("Chambers")), codes) == [
        ("Osmara", "employer_industry", "actors.yaml")
    ]


def test_a_word_for_an_actor_is_found_in_the_plural_and_capitals_only_where_they_are_meant() -> None:
    states = {"The U.S. and us.": True, "The US pays.": True, "Ask us.": False, "Ministries pay.": True}
    texts = [*states, "Women\u2019s groups and employers\u2019 organisations.", "A kinsman."]
    passages = pl.DataFrame({"document_id": [str(at) for at in range(len(texts))], "left_out": "", "text": texts})
    found = count_actor_words(passages, load_lexicon()).group_by("code_id").agg(pl.col("document_id").sort())
    by_class = dict(found.iter_rows())
    assert by_class["state"] == [str(at) for at, is_there in enumerate(states.values()) if is_there]
    assert by_class["employer_industry"] == by_class["learner_worker"] == ["4"]
