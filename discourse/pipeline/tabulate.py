"""Codes → the tables of a comparison, each with its title and the words that must travel with its numbers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from discourse.domain.codebook import Codebook
from discourse.domain.results import Quote, Table
from discourse.domain.settings import TableSettings
from discourse.domain.sources import has_pages
from discourse.passages.document_duplicates import find_document_duplicates
from discourse.pipeline.corpus import Corpus
from discourse.tables.audit import MIN_AUDITED, Audit, append_corrected_differences, append_corrections, corrections
from discourse.tables.audit_answers import list_answers
from discourse.tables.contrasts import contrasts
from discourse.tables.counts import stance_prevalence, stance_table, theme_table
from discourse.tables.duplicates import append_unique_shares, document_duplicates_table, duplicates_table
from discourse.tables.prevalence import prevalence

# `--by type` is told to people; the column is the manifest's.
COLUMNS = {"jurisdiction": "jurisdiction", "body": "body", "year": "year", "type": "doc_type"}
ALL_DOCUMENTS = "all documents"
_SHARE_NOTE = (
    "share = coded / passages that can be coded, counted raw; low and high are 95 % limits by bootstrap over "
    "documents; 'insufficient': why no interval would hold, fewer than {minimum} documents or fewer than three in "
    "effect (those of unequal length count as fewer). The shares are a model's: see its card for how often it is wrong."
)
CORRECTED_NOTE = (
    "corrected: the share that people would code, estimated from all that the model coded and the audited passages "
    "(prediction-powered inference, by documents), with 95 % limits that hold its errors as well; 'insufficient': "
    f"what is lacking; as for an interval, and {MIN_AUDITED} audited passages in the group are needed."
)


@dataclass(frozen=True, slots=True)
class ComparisonTables:
    """The tables of one comparison, all over the same groups."""

    prevalence: Table
    contrasts: Table
    stance: Table
    themes: Table

    def all(self) -> tuple[Table, ...]:
        return (self.prevalence, self.contrasts, self.stance, self.themes)


def share_table(
    corpus: Corpus,
    codebook: Codebook,
    settings: TableSettings,
    *,
    by: Sequence[str],
    name: str = "prevalence",
    audit: Audit | None = None,
) -> Table:
    """Prevalence of the frames by the columns that `by` names, raw and with reused passages counted once.

    With an `audit` also corrected by it.
    """
    columns = [COLUMNS[item] for item in by]
    counted = corpus.counted(codebook)
    raw = prevalence(
        corpus.documents,
        counted.passages,
        counted.codes,
        code_ids=[code.id for code in codebook.frames],
        by=columns,
        seed=settings.seed,
        min_documents=settings.minimum_documents,
    )
    frame = append_unique_shares(
        raw, corpus.documents, counted.wordings, counted.present, corpus.duplicates, by=columns
    )
    note = f"{_note(settings)} passages_unique, coded_unique, share_unique: reused wording counted once in each group."
    if audit is not None:
        frame = append_corrections(frame, _corrections(corpus.documents, corpus, codebook, settings, audit, by))
        note = f"{note} {CORRECTED_NOTE}"
    return Table(name, f"Frames by {' and '.join(by)}", tidy(frame, by), note)


def audit_table(
    corpus: Corpus, codebook: Codebook, settings: TableSettings, *, by: Sequence[str], audit: Audit
) -> Table:
    """What the audit found in each group: answers, agreement with the model, the plain and the tuned corrections.

    Last, of several groups, a row for `ALL_DOCUMENTS` together, which may be enough where no group is.
    """
    frame = _corrections(corpus.documents, corpus, codebook, settings, audit, by)
    if frame["group"].n_unique() > 1:
        together = corpus.documents.with_columns(pl.lit(ALL_DOCUMENTS).alias(COLUMNS[item]) for item in by)
        frame = frame.vstack(_corrections(together, corpus, codebook, settings, audit, by))
    note = (
        "Of the audited passages (drawn at random, answered by people), how many people and model code. "
        "horvitz_thompson: the weighted share by people alone; difference: the model's share plus its weighted mean "
        "error; power: the weight from 0 to 1 of the model's codes in corrected. " + CORRECTED_NOTE
    )
    return Table("audit", f"What the audit found by {' and '.join(by)}", tidy(frame, by), note)


def audit_answers_table(corpus: Corpus, audit: Audit) -> Table:
    """Every answer of the audit with its passage and what the model says of it."""
    asked = pl.col("passage_id").is_in(audit.answers["passage_id"].unique().implode())
    passages, codes = zip(
        *((block.passages.filter(asked), block.codes.filter(asked)) for block in corpus.blocks()), strict=True
    )
    note = "people: 1 where the coder gave the passage the code; model: the same of the model in use."
    found = list_answers(audit, corpus.documents, pl.concat(passages), pl.concat(codes))
    return Table("audit_answers", "The answers of the audit", found, note)


def corrected_together(table: Table) -> dict[str, tuple[float, ...]]:
    """By frame, the corrected share of all documents together and its limits, where the table of an audit has one."""
    rows = table.frame.filter(pl.col("group") == ALL_DOCUMENTS).drop_nulls("corrected")
    limits = rows.select("corrected", "corrected_low", "corrected_high").rows()
    return dict(zip(rows["frame"], limits, strict=True))


def reuse_tables(corpus: Corpus) -> tuple[Table, Table]:
    """The passages that are reused, and the documents that share many."""
    copies, sizes = corpus.weigh_copies()
    pairs = find_document_duplicates(copies, corpus.duplicates, sizes=sizes)
    return (
        Table(
            "reused_passages",
            "Passages that are reused",
            duplicates_table(corpus.documents, copies, corpus.duplicates),
            "The same or nearly the same wording (Jaccard of words at least 0.5) in several places; the most reused.",
        ),
        Table(
            "similar_documents",
            "Documents that share their wording",
            document_duplicates_table(corpus.documents, pairs),
            "Pairs of documents of which at least half of one's words stand in passages that both have.",
        ),
    )


def comparison_tables(
    corpus: Corpus,
    codebook: Codebook,
    settings: TableSettings,
    *,
    by: Sequence[str],
    voiced: Collection[str],
    audit: Audit | None = None,
    pairs: Sequence[tuple[str, str]] | None = None,
) -> ComparisonTables:
    """Prevalence, contrasts, stance and themes by the columns that `by` names.

    Without `pairs` every two groups are contrasted. `voiced` are the frames whose stance the coder has learnt; of the
    others no stance is told.
    """
    frames = [code.id for code in codebook.frames]
    counted = corpus.counted(codebook)
    frames_by = (corpus.documents, counted.passages, counted.codes)
    columns = [COLUMNS[item] for item in by]
    limits: dict[str, Any] = {"seed": settings.seed, "min_documents": settings.minimum_documents}
    words = " and ".join(by)
    note = _note(settings)
    apart = contrasts(*frames_by, code_ids=frames, by=columns, pairs=pairs, **limits)
    if audit is not None:
        apart = append_corrected_differences(
            apart, _corrections(corpus.documents, corpus, codebook, settings, audit, by)
        )
    return ComparisonTables(
        prevalence=share_table(corpus, codebook, settings, by=by, audit=audit),
        contrasts=Table(
            "contrasts",
            f"Differences between groups by {words}",
            apart,
            "difference = share of group less share of other; 95 % interval by bootstrap and p by permutation over "
            "documents; q = p adjusted over the whole table (Benjamini and Hochberg 1995)."
            + ("" if audit is None else " corrected_difference: of the corrected shares, with 95 % limits."),
        ),
        stance=Table(
            "stance",
            f"Stance of frames by {words}",
            tidy(_stances(frames_by, [frame for frame in frames if frame in voiced], columns, limits), by),
            "Of the passages that carry a frame, how many assert, report or contest it; all_passages, share_of_all, "
            "low_of_all and high_of_all: of all passages. " + note,
        ),
        themes=Table(
            "themes",
            f"Themes by {words}",
            tidy(theme_table(*frames_by, code_ids=[code.id for code in codebook.themes], by=columns, **limits), by),
            note,
        ),
    )


def prevalence_by_table(
    corpus: Corpus, codebook: Codebook, settings: TableSettings, *, voiced: Collection[str]
) -> Table:
    """Frames, the `voiced` of them by stance, and themes by jurisdiction, body, year and type, in one tidy table."""
    counted = corpus.counted(codebook)
    given = (corpus.documents, counted.passages, counted.codes)
    limits: dict[str, Any] = {"seed": settings.seed, "min_documents": settings.minimum_documents}
    frames = [code.id for code in codebook.frames if code.id in voiced]
    codes = [code.id for code in codebook.codes]
    parts = []
    for name, column in COLUMNS.items():
        shares = prevalence(*given, code_ids=codes, by=[column], **limits).with_columns(stance=pl.lit(""))
        by_stance = stance_prevalence(*given, code_ids=frames, by=[column], **limits)
        parts += [
            table.with_columns(by=pl.lit(name)).drop(column).rename({"frame": "code"}) for table in (shares, by_stance)
        ]
    first = ["by", "group", "code", "stance"]
    return Table(
        "prevalence_by",
        "Frames, their stances and themes by jurisdiction, body, year and type",
        pl.concat([part.select(*first, pl.exclude(first)) for part in parts]),
        "stance empty: however voiced; else the share of all passages that carry the frame so voiced. A cross of two: "
        f"discourse compare --by A --by B. {_note(settings)}",
    )


def quotes_table(quotes: Sequence[Quote]) -> Table:
    """The quotations as rows."""
    rows = [
        {
            "jurisdiction": quote.jurisdiction,
            "code": quote.code_id,
            "quote": quote.text,
            "stance": quote.stance,
            "probability": quote.probability,
            "evidence": "; ".join(quote.text[start:end] for start, end in quote.spans),
            "body": quote.body,
            "title": quote.title,
            "year": quote.year,
            "doc_type": quote.doc_type,
            "file": quote.file,
            "page": quote.page if has_pages(quote.file) else None,
            "page_label": quote.page_label,
            "heading": quote.heading,
            "link": quote.link,
            "passage_id": quote.passage_id,
        }
        for quote in quotes
    ]
    schema = {"year": pl.Int32, "page": pl.Int32, "probability": pl.Float64}
    return Table("quotes", "Quotations", pl.DataFrame(rows, schema_overrides=schema, infer_schema_length=None))


def _corrections(
    documents: pl.DataFrame,
    corpus: Corpus,
    codebook: Codebook,
    settings: TableSettings,
    audit: Audit,
    by: Sequence[str],
) -> pl.DataFrame:
    return corrections(
        documents,
        corpus.counted(codebook).wordings,
        corpus.counted(codebook).present,
        audit,
        code_ids=[code.id for code in codebook.frames],
        by=[COLUMNS[item] for item in by],
        min_documents=settings.minimum_documents,
    )


def _stances(
    given: tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame],
    frames: Sequence[str],
    columns: Sequence[str],
    limits: Mapping[str, Any],
) -> pl.DataFrame:
    """The stances of a frame within it, and beside them of all passages."""
    within = stance_table(*given, code_ids=frames, by=columns, **limits)
    names = {"passages": "all_passages", **{name: f"{name}_of_all" for name in ("share", "low", "high")}}
    of_all = stance_prevalence(*given, code_ids=frames, by=columns, **limits).rename(names)
    key = ["group", "frame", "stance"]
    return within.join(of_all.select(*key, *names.values()), on=key, how="left", maintain_order="left")


def tidy(frame: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Without the column that `group` repeats; a cross keeps its two."""
    return frame.drop(COLUMNS[by[0]]) if len(by) == 1 else frame


def _note(settings: TableSettings) -> str:
    return _SHARE_NOTE.format(minimum=settings.minimum_documents)
