"""What a comparison tells beyond shares: words, company, years, each group against the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from discourse.domain.codebook import Codebook
from discourse.domain.results import Table
from discourse.domain.settings import TableSettings
from discourse.pipeline.blocks import Counted
from discourse.pipeline.corpus import Corpus
from discourse.pipeline.tabulate import COLUMNS, CORRECTED_NOTE
from discourse.tables.audit import Audit
from discourse.tables.clusters import draw_documents
from discourse.tables.contrasts import contrasts_with_rest
from discourse.tables.cooccurrence import NEIGHBOURS, company_to_table
from discourse.tables.duplicates import repeated_passages
from discourse.tables.keyness import MIN_RANGE, use_to_keyness
from discourse.tables.over_time import over_time
from discourse.tables.policy_and_listings import policy_and_listings
from discourse.tables.terms import TermUse, count_use, join_uses
from discourse.tables.trends import MIN_SPAN, MIN_YEARS, trends

ALL_TEXT = "all text"
# A group says what words are its own long before all its documents are heard; counts of every word in every document of
# millions of passages would fill memory.
KEYNESS_DOCUMENTS = 300
_INSUFFICIENT = (
    "'insufficient': fewer than {minimum} documents or fewer than three in effect (those of unequal length count as "
    "fewer), so no interval would hold; the note in prevalence says which."
)


@dataclass(frozen=True, slots=True)
class WiderTables:
    """The tables of one comparison beyond its shares, all over the same groups."""

    against_rest: Table
    keyness: Table
    cooccurrence: Table

    def all(self) -> tuple[Table, ...]:
        return (self.against_rest, self.keyness, self.cooccurrence)


def wider_tables(corpus: Corpus, codebook: Codebook, settings: TableSettings, *, by: Sequence[str]) -> WiderTables:
    """Each group against the rest, its words, and what stands beside what."""
    columns, words = [COLUMNS[item] for item in by], " and ".join(by)
    counted = corpus.counted(codebook)
    given = (corpus.documents, counted.passages, counted.codes)
    frames, themes = [code.id for code in codebook.frames], [code.id for code in codebook.themes]
    limits: dict[str, Any] = {"by": columns, "seed": settings.seed, "min_documents": settings.minimum_documents}
    small = _INSUFFICIENT.format(minimum=settings.minimum_documents)
    return WiderTables(
        against_rest=Table(
            "against_rest",
            f"Each group against all others by {words}",
            contrasts_with_rest(*given, code_ids=frames, **limits),
            "As contrasts, but each group against the documents of all other groups together. " + small,
        ),
        keyness=_keyness_table(corpus, counted, frames, limits, words, small),
        cooccurrence=Table(
            "cooccurrence",
            f"What stands beside what by {words}",
            company_to_table(corpus.documents, counted.company, frames=frames, themes=themes, **limits),
            f"Of the passages that carry code, how many carry beside as well (reach passage: the same; nearby: "
            f"that or one of the {NEIGHBOURS} before and after). expected: the share of all passages so near beside; "
            "lift = share / expected, above 1 where the two seek each other's company. 'no other frame': the code "
            f"stands alone. Limits by bootstrap over the documents that carry code. {small}",
        ),
    )


def over_time_table(
    corpus: Corpus, codebook: Codebook, settings: TableSettings, *, audit: Audit | None = None
) -> Table:
    """Frames by year, of all documents and of each jurisdiction."""
    counted = corpus.counted(codebook)
    frame = over_time(
        corpus.documents,
        counted.passages,
        counted.codes,
        corpus.duplicates,
        rows=(counted.wordings, counted.present),
        code_ids=[code.id for code in codebook.frames],
        audit=audit,
        seed=settings.seed,
        min_documents=settings.minimum_documents,
    )
    return Table(
        "over_time",
        "Frames by year, together and by jurisdiction",
        frame,
        "The columns of prevalence. Each year has documents of its own: a rise may be one of documents, not of minds. "
        + _INSUFFICIENT.format(minimum=settings.minimum_documents)
        + (f" {CORRECTED_NOTE}" if audit is not None else ""),
    )


def trends_table(corpus: Corpus, codebook: Codebook, settings: TableSettings) -> Table:
    """How frames rise or fall per decade, in all documents and in each jurisdiction."""
    counted = corpus.counted(codebook)
    frame = trends(
        corpus.documents,
        counted.passages,
        counted.codes,
        code_ids=[code.id for code in codebook.frames],
        seed=settings.seed,
        min_documents=settings.minimum_documents,
    )
    return Table(
        "trends",
        "Frames over the years, together and by jurisdiction",
        frame,
        "per_decade: change of the share in ten years (least squares over passages on the year), 95 % limits by "
        "bootstrap over documents; q = p adjusted over the table. Of documents with a year. 'insufficient': fewer than "
        f"{settings.minimum_documents} documents, fewer than three in effect, fewer than {MIN_YEARS} years, or years "
        f"less than {MIN_SPAN} apart. A trend among documents of changing kinds and places may be one of the "
        "collection, not of minds.",
    )


def policy_and_listings_table(corpus: Corpus, codebook: Codebook, settings: TableSettings) -> Table | None:
    """Frames and themes of policies beside those of listings; nothing where no jurisdiction has both."""
    counted = corpus.counted(codebook)
    frame = policy_and_listings(
        corpus.documents,
        counted.passages,
        counted.codes,
        code_ids=[code.id for code in codebook.codes],
        seed=settings.seed,
        min_documents=settings.minimum_documents,
    )
    if frame.is_empty():
        return None
    return Table(
        "policy_and_listings",
        "Policies beside course listings by jurisdiction",
        frame,
        "share of the passages of policy documents, listing_share of those of course records; difference = share less "
        "listing_share. A listing's passages are short and about one course; most carry no frame in either. "
        + _INSUFFICIENT.format(minimum=settings.minimum_documents),
    )


def _keyness_table(
    corpus: Corpus, counted: Counted, frames: Sequence[str], limits: dict[str, Any], words: str, small: str
) -> Table:
    """Terms over all text, then within each frame, reused wording counted once in each group."""
    parts = []
    drawn = draw_documents(corpus.documents, limits["by"], most=KEYNESS_DOCUMENTS, seed=limits["seed"])
    uses = _count_words(corpus, counted, drawn, frames, limits["by"])
    for name in list(uses):
        found = use_to_keyness(drawn, uses.pop(name), **limits)
        parts.append(found.with_columns(within=pl.lit(name)))
    table = pl.concat(parts)
    return Table(
        "keyness",
        f"Distinctive words and phrases by {words}",
        table.select("group", "within", pl.exclude("group", "within")),
        "Words as they stand and phrases of two, each group against all others: over all text, or within the passages "
        "that carry a frame. log_odds: weighted log-odds with informative Dirichlet prior (Monroe, Colaresi and Quinn "
        "2008); low, high, q by bootstrap over documents, with the false discovery rate within a block of within and "
        f"kind; g2 and log_ratio beside it. Only terms of at least {MIN_RANGE} documents; no names of groups; "
        f"capitalised near 1 marks names. Of a group of more than {KEYNESS_DOCUMENTS} documents so many drawn at "
        f"random. Laws differ from speeches in their words too: compare like with like (--type). {small}",
    )


def _count_words(
    corpus: Corpus, counted: Counted, drawn: pl.DataFrame, frames: Sequence[str], by: Sequence[str]
) -> dict[str, TermUse]:
    """The words of all text of the drawn documents and of their passages with each frame; reused wording once."""
    documents = drawn["document_id"].implode()
    repeated = repeated_passages(corpus.documents, counted.wordings, corpus.duplicates, by=by).implode()
    present = counted.present
    ids = {frame: present.filter(pl.col("code_id") == frame)["passage_id"].unique().implode() for frame in frames}
    uses: dict[str, list[TermUse]] = {name: [] for name in (ALL_TEXT, *frames)}
    for block in corpus.blocks():
        passages = block.passages.filter(pl.col("document_id").is_in(documents) & ~pl.col("passage_id").is_in(repeated))
        uses[ALL_TEXT].append(count_use(passages))
        for frame in frames:
            uses[frame].append(count_use(passages.filter(pl.col("passage_id").is_in(ids[frame]))))
    return {name: join_uses(found) for name, found in uses.items()}
