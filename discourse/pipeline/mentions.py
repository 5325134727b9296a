"""Who is named and who is not: groups of people by group of documents, and what is never mentioned."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from discourse.coding.agency.lexicon import ActorClass, ActorLexicon
from discourse.coding.learners import MENTIONS, LearnerLexicon, find_learners
from discourse.domain.codebook import Codebook, CodeDefinition
from discourse.domain.reliability import CodeReliability
from discourse.domain.results import Table
from discourse.domain.settings import TableSettings
from discourse.pipeline.actors_step import found_actors
from discourse.pipeline.corpus import Corpus
from discourse.pipeline.project import LEARNERS_FILE, LEXICON_FILE
from discourse.pipeline.session import Session
from discourse.pipeline.tabulate import COLUMNS, tidy
from discourse.tables.learners import learners_table, mentions_to_sums
from discourse.tables.silences import silences

# Voices, not actors: a text without 'you' is silent about nobody.
_VOICES = ("issuer", "addressed")
SOUGHT_BY = {"frame": "model", "theme": "model", "actor": LEXICON_FILE, "learners": LEARNERS_FILE}
ACTOR_WORDS = pl.Schema({"document_id": pl.String, "code_id": pl.String, "stance": pl.String, "coded": pl.Int64})


@dataclass(frozen=True, slots=True)
class Mentions:
    """What a corpus names, and the lists by which it was found: clauses (`AGENCY`) and learners (`MENTIONS`).

    `actor_words` counts by document the passages, with a frame or none, that have a word for an actor in any role.
    """

    actors: pl.DataFrame
    actor_words: pl.DataFrame
    actor_lexicon: ActorLexicon
    learners: pl.DataFrame
    learner_lexicon: LearnerLexicon


def find_mentions(session: Session, corpus: Corpus) -> Mentions:
    """The clauses that were found when the corpus was coded, and the learners that its passages name now."""
    learners, words = [pl.DataFrame(schema=MENTIONS)], [pl.DataFrame(schema=ACTOR_WORDS)]
    for block in corpus.blocks():
        learners.append(find_learners(block.passages, session.learners))
        words.append(count_actor_words(block.passages, session.lexicon))
    return Mentions(found_actors(session), pl.concat(words), session.lexicon, pl.concat(learners), session.learners)


def count_actor_words(passages: pl.DataFrame, lexicon: ActorLexicon) -> pl.DataFrame:
    """Columns `ACTOR_WORDS`, as `sum_codes` has codes, of the passages that can be coded."""
    searched = passages.filter(pl.col("left_out") == "").select("document_id", "text")
    parts = [
        searched.filter(pl.col("text").str.contains(one.pattern))
        .group_by("document_id")
        .agg(code_id=pl.lit(one.id), stance=pl.lit(None, pl.String), coded=pl.len().cast(pl.Int64))
        for one in _actors(lexicon)
    ]
    return pl.concat([pl.DataFrame(schema=ACTOR_WORDS), *parts])


def learner_table(
    mentions: Mentions, corpus: Corpus, codebook: Codebook, settings: TableSettings, *, by: Sequence[str]
) -> Table:
    """Which groups of people are named anywhere in the text, by what `by` names (jurisdiction, body, year, type)."""
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
        f"Groups of people named by {' and '.join(by)}",
        tidy(frame, by),
        "share = passages that name the group / passages that can be coded, by whole words of a list (learners.yaml);"
        " 95 % limits by bootstrap over documents. A word is found anywhere, not its meaning: 'blind' may be a test "
        "and 'women' no learners. Other words for the same people are missed.",
    )


def silence_table(
    mentions: Mentions, corpus: Corpus, codebook: Codebook, *, by: Sequence[str], reliability: CodeReliability
) -> Table:
    """Frames, themes, actors and groups of people that a group of documents never mentions.

    Of a code that the coder practically does not find nothing is said.
    """
    counted = corpus.counted(codebook)
    actors, learners = _actors(mentions.actor_lexicon), mentions.learner_lexicon.groups

    def names_of(codes: Sequence[CodeDefinition]) -> dict[str, str]:
        return {code.id: code.name for code in codes if reliability.finds(code.id)}

    parts = (
        ("frame", counted.codes, names_of(codebook.frames)),
        ("theme", counted.codes, names_of(codebook.themes)),
        ("actor", mentions.actor_words, {one.id: one.name for one in actors}),
        ("learners", mentions_to_sums(mentions.learners), {one.id: one.name for one in learners}),
    )
    columns = [COLUMNS[item] for item in by]
    tables = [
        silences(corpus.documents, counted.passages, codes, code_ids=list(names), by=columns).with_columns(
            kind=pl.lit(kind),
            name=pl.col("code").replace_strict(names, return_dtype=pl.String),
            sought_by=pl.lit(SOUGHT_BY[kind]),
        )
        for kind, codes, names in parts
    ]
    first = ["group", "kind", "code", "name", "sought_by"]
    return Table(
        "silences",
        f"What is not mentioned by {' and '.join(by)}",
        pl.concat(tables).select(*first, pl.exclude(first)).sort("chance", *first, maintain_order=True),
        "Frames, themes, actors and groups of people found in none of the passages of a group that can be coded, "
        "though in another's: by the model, or, for actors and people, by no word of the list that sought_by names, "
        "whatever role or meaning it has there; people spoken of in other words are missed. high: the 95 % upper "
        "limit of the share of its documents that mention it, by the rule of three over effective documents (few "
        "where one holds most passages). expected: passages there would be at the others' rate. needed: documents of "
        "such a size that would have to be silent for the absence to mean something. chance: of finding none of what "
        "was sought (no word of the list) were its documents like theirs; q adjusts it for all groups and codes of a "
        "kind. No code that the model does not find (F1 below 0.1 in its card). Only an empty note makes it unlikely "
        "that chance left it out; model and word lists miss passages.",
    )


def _actors(lexicon: ActorLexicon) -> list[ActorClass]:
    return [one for one in lexicon.classes if one.id not in _VOICES]
