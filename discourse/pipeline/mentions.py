"""Who is named and who is not: groups of learners by group of documents, and what is never mentioned."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from discourse.coding.agency.lexicon import ActorLexicon
from discourse.coding.learners import MENTIONS, LearnerLexicon, find_learners
from discourse.domain.codebook import Codebook, CodeDefinition
from discourse.domain.reliability import CodeReliability
from discourse.domain.results import Table
from discourse.domain.settings import TableSettings
from discourse.pipeline.actors_step import found_actors
from discourse.pipeline.corpus import Corpus
from discourse.pipeline.session import Session
from discourse.pipeline.tabulate import COLUMNS, tidy
from discourse.tables.clusters import sum_passages
from discourse.tables.learners import learners_table, mentions_to_sums
from discourse.tables.silences import silences

# Voices, not actors: a text without 'you' is silent about nobody.
_VOICES = ("issuer", "addressed")


@dataclass(frozen=True, slots=True)
class Mentions:
    """What a corpus names, and the lists by which it was found: clauses (`AGENCY`) and learners (`MENTIONS`)."""

    actors: pl.DataFrame
    actor_lexicon: ActorLexicon
    learners: pl.DataFrame
    learner_lexicon: LearnerLexicon


def find_mentions(session: Session, corpus: Corpus) -> Mentions:
    """The clauses that were found when the corpus was coded, and the learners that its passages name now."""
    learners = pl.concat(
        [pl.DataFrame(schema=MENTIONS), *(find_learners(block.passages, session.learners) for block in corpus.blocks())]
    )
    return Mentions(found_actors(session), session.lexicon, learners, session.learners)


def learner_table(
    mentions: Mentions, corpus: Corpus, codebook: Codebook, settings: TableSettings, *, by: Sequence[str]
) -> Table:
    """Which groups of learners are named, by what `by` names (jurisdiction, body, year, type)."""
    columns = [COLUMNS[item] for item in by]
    frame = learners_table(
        mentions.learners,
        corpus.documents,
        corpus.counted(codebook).passages,
        learners=[group.id for group in mentions.learner_lexicon.groups],
        by=columns,
        seed=settings.seed,
        min_documents=settings.minimum_documents,
    )
    return Table(
        "learners",
        f"Groups of learners named by {' and '.join(by)}",
        tidy(frame, by),
        "share = passages that name the group / passages that can be coded, by whole words of a list (learners.yaml); "
        "95 % limits by bootstrap over documents. A word is found, not its meaning: 'blind' may be a test. Other words "
        "for the same people are missed.",
    )


def silence_table(
    mentions: Mentions, corpus: Corpus, codebook: Codebook, *, by: Sequence[str], reliability: CodeReliability
) -> Table:
    """Frames, themes, actors and groups of learners that a group of documents never mentions.

    Of a code that the coder practically does not find nothing is said.
    """
    counted = corpus.counted(codebook)
    # Clauses are sought only in passages that carry a frame.
    framed = counted.present.filter(pl.col("kind") == "frame")["passage_id"].unique().implode()
    in_frames = sum_passages(counted.marked.filter(pl.col("passage_id").is_in(framed)))
    named = mentions.actors.filter(pl.col("actor") != "").rename({"actor": "code_id"})
    actors, learners = mentions.actor_lexicon.classes, mentions.learner_lexicon.groups

    def names_of(codes: Sequence[CodeDefinition]) -> dict[str, str]:
        return {code.id: code.name for code in codes if reliability.finds(code.id)}

    parts = (
        (
            "frame",
            counted.passages,
            counted.codes,
            names_of(codebook.frames),
        ),
        (
            "theme",
            counted.passages,
            counted.codes,
            names_of(codebook.themes),
        ),
        ("actor", in_frames, mentions_to_sums(named), {one.id: one.name for one in actors if one.id not in _VOICES}),
        ("learners", counted.passages, mentions_to_sums(mentions.learners), {one.id: one.name for one in learners}),
    )
    columns = [COLUMNS[item] for item in by]
    tables = [
        silences(corpus.documents, passages, codes, code_ids=list(names), by=columns).with_columns(
            kind=pl.lit(kind), name=pl.col("code").replace_strict(names, return_dtype=pl.String)
        )
        for kind, passages, codes, names in parts
    ]
    first = ["group", "kind", "code", "name"]
    return Table(
        "silences",
        f"What is not mentioned by {' and '.join(by)}",
        pl.concat(tables).select(*first, pl.exclude(first)).sort("chance", *first, maintain_order=True),
        "Frames, themes, actors and groups of learners found in no passage of a group though in another's (actors: of "
        "the passages that carry a frame). high: the 95 % upper limit of the share of its documents that mention it, "
        "by the rule of three over effective documents (few where one holds most passages). expected: passages there "
        "would be at the others' rate. needed: documents of such a size that would have to be silent for the absence "
        "to mean something. chance: of finding none were its documents like theirs; q adjusts it for all groups and "
        "codes of a kind. No code that the model does not find (F1 below 0.1 in its card). Only an empty note makes it "
        "unlikely that chance left it out; model, parser and word list miss passages.",
    )
