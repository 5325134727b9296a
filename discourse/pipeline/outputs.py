"""Every table of a run, gathered from what has been read, coded and found."""

from dataclasses import dataclass
from pathlib import Path

from discourse.coding.cards import frames_with_stance
from discourse.domain.results import Quote, Table
from discourse.domain.settings import Scope
from discourse.pipeline.actors_step import actor_table
from discourse.pipeline.audit import read_audit
from discourse.pipeline.corpus import Corpus
from discourse.pipeline.facts_step import fact_tables
from discourse.pipeline.mentions import find_mentions, learner_table, silence_table
from discourse.pipeline.quotes import coded_quotes
from discourse.pipeline.readings import entry_key
from discourse.pipeline.scope import scope_table, within
from discourse.pipeline.session import Session
from discourse.pipeline.tabulate import (
    ComparisonTables,
    audit_answers_table,
    audit_table,
    comparison_tables,
    prevalence_by_table,
    quotes_table,
    reuse_tables,
    share_table,
)
from discourse.pipeline.topic_tables import topic_quotes, topic_tables
from discourse.pipeline.topics_step import main_corpus
from discourse.pipeline.wider_tables import (
    WiderTables,
    over_time_table,
    policy_and_listings_table,
    trends_table,
    wider_tables,
)
from discourse.tables.audit import Audit
from discourse.tables.counts import corpus_counts


@dataclass(frozen=True, slots=True)
class OutputTables:
    """Everything that is written about a corpus; the comparison is of its policy documents where it has any.

    `main` is what is compared. `topics`, `facts`, `definitions` and `scope` are of all passages whatever the scope.
    """

    main: Corpus
    comparison: ComparisonTables
    counts: Table
    wider: WiderTables
    actors: Table
    learners: Table
    silences: Table
    by_all: Table
    scope: Table
    by_year: Table
    over_time: Table
    trends: Table
    by_type: Table
    policy_and_listings: Table | None
    listings: Table | None
    definitions: Table
    facts: Table
    audit: Table | None
    audit_answers: Table | None
    reuse: tuple[Table, ...]
    topics: tuple[Table, ...]
    quotes: tuple[Quote, ...]

    def files(self) -> tuple[Table, ...]:
        """The tables in the order of the workbook."""
        listings = tuple(table for table in (self.listings, self.policy_and_listings) if table)
        audit = tuple(table for table in (self.audit, self.audit_answers) if table)
        return (
            *self.comparison.all(),
            *self.wider.all(),
            self.actors,
            self.learners,
            self.silences,
            self.over_time,
            self.trends,
            self.by_type,
            self.by_all,
            *listings,
            self.definitions,
            self.counts,
            self.scope,
            *audit,
            *self.reuse,
            *self.topics,
            quotes_table(self.quotes),
            self.facts,
        )


def gather_tables(session: Session, corpus: Corpus, out: Path) -> OutputTables:
    """Compute every table, of the passages that the settings' scope names; links in quotes lead from `out`."""
    settings, codebook = session.settings.tables, session.codebook
    seen = within(corpus, settings.scope)
    main, listings = main_corpus(seen), seen.of_kind("listing")
    audit, mentions = usable_audit(session), find_mentions(session, main)
    voiced = frames_with_stance(session.card)
    readings = [entry_key(entry, session.settings) for entry in session.entries]
    facts, definitions = fact_tables(session.store, list(dict.fromkeys(readings)), corpus.documents)
    of_topics = topic_quotes(session, corpus, out)
    both = bool(listings.documents.height) and main.documents.height < seen.documents.height
    return OutputTables(
        main=main,
        comparison=comparison_tables(main, codebook, settings, by=("jurisdiction",), voiced=voiced, audit=audit),
        counts=Table(
            "corpus",
            "What the numbers stand on",
            corpus_counts(main.documents, main.counted(codebook).passages, by=("jurisdiction",)),
            "passages are those that can be coded; left_out are headings, contents, references and other languages.",
        ),
        wider=wider_tables(main, codebook, settings, by=("jurisdiction",)),
        actors=actor_table(mentions.actors, main, codebook, session.lexicon, settings, by=("jurisdiction",)),
        learners=learner_table(mentions, main, codebook, settings, by=("jurisdiction",)),
        silences=silence_table(mentions, main, codebook, by=("jurisdiction",), reliability=session.reliability),
        by_all=prevalence_by_table(main, codebook, settings, voiced=voiced),
        scope=scope_table(corpus),
        over_time=over_time_table(main, codebook, settings, audit=audit),
        trends=trends_table(main, codebook, settings),
        policy_and_listings=policy_and_listings_table(seen, codebook, settings) if both else None,
        by_year=share_table(main, codebook, settings, by=("year",), name="by_year", audit=audit),
        by_type=share_table(main, codebook, settings, by=("type",), name="by_type", audit=audit),
        listings=share_table(listings, codebook, settings, by=("jurisdiction",), name="listings") if both else None,
        definitions=definitions,
        facts=facts,
        audit=audit_table(main, codebook, settings, by=("jurisdiction",), audit=audit) if audit else None,
        audit_answers=audit_answers_table(main, audit) if audit else None,
        reuse=reuse_tables(main),
        topics=topic_tables(session, corpus, of_topics),
        quotes=coded_quotes(session, main, by=("jurisdiction",), folder=out) + of_topics,
    )


def usable_audit(session: Session) -> Audit | None:
    """The project's audit; none within a scope, for it was drawn from whole documents."""
    return read_audit(session.project.folder) if session.settings.tables.scope is Scope.ALL else None
