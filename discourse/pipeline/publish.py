"""Tables, workbook and report page written to the outputs folder, and skipped when nothing they show has changed."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from discourse.domain.bundled import bundled
from discourse.domain.documents import UNKNOWN, Status
from discourse.domain.ids import Json, hash_values
from discourse.domain.results import Quote, Table
from discourse.domain.settings import ListingSettings
from discourse.pipeline.audit import audit_caveats, audit_key, read_audit
from discourse.pipeline.corpus import Corpus
from discourse.pipeline.facts_step import fact_tables
from discourse.pipeline.keys import FACTS_VERSION, TABLES_VERSION, coding_key
from discourse.pipeline.progress import Progress, no_progress
from discourse.pipeline.readings import entry_key
from discourse.pipeline.session import Session, open_session
from discourse.pipeline.status import file_statuses
from discourse.pipeline.tabulate import (
    ComparisonTables,
    audit_table,
    comparison_tables,
    quotes_table,
    reuse_tables,
    share_table,
)
from discourse.pipeline.topics_step import current_key, main_corpus, topic_tables
from discourse.pipeline.wider_tables import (
    WiderTables,
    over_time_table,
    policy_and_listings_table,
    wider_tables,
)
from discourse.report.files import replace_file, write_csv
from discourse.report.links import source_link
from discourse.report.page import write_page
from discourse.report.plain_tables import write_plain_tables
from discourse.report.report import Method, Report, Score, SourceLine
from discourse.report.workbook import write_workbook
from discourse.tables.counts import corpus_counts
from discourse.tables.quotes import top_quotes

REPORT_FILE = "report.html"
WORKBOOK_FILE = "discourse.xlsx"
MANIFEST_FILE = "manifest.json"
SAMPLE_NOTE = "invented: the bundled sample is about jurisdictions that do not exist"
_PACKAGES = ("discourse", "torch", "sentence-transformers", "scikit-learn", "spacy", "bertopic", "pypdfium2", "polars")


@dataclass(frozen=True, slots=True)
class Published:
    """What the outputs hold: passages that can be coded, those with a frame, and whether anything was written."""

    passages: int
    coded: int
    wrote: bool


def write_report(project: Path = Path(), *, out: Path | None = None) -> Path:
    """Write the report page from what has been read and coded; returns its path."""
    with open_session(project) as session:
        path = out or session.project.outputs / REPORT_FILE
        corpus = session.corpus()
        tables = _tables(session, corpus, path.parent)
        write_page(_report(session, tables, path.parent), path)
    return path


def publish(session: Session, out: Path, *, progress: Progress = no_progress) -> Published:
    """Write every output to `out`, unless it already holds those of the present state."""
    state = _state(session)
    key = hash_values(state)
    if kept := _kept(out, key):
        return kept
    progress("tables", 0, 1)
    corpus = session.corpus()
    tables = _tables(session, corpus, out)
    files = tables.files()
    for table in files:
        write_csv(table, out / f"{table.name}.csv")
    write_workbook(files, out / WORKBOOK_FILE, about=_about(session))
    report = _report(session, tables, out)
    write_page(report, out / REPORT_FILE)
    plain = write_plain_tables(report, out)
    published = Published(
        passages=corpus.passages.filter(pl.col("left_out") == "").height,
        coded=corpus.codes.filter(pl.col("present") & (pl.col("kind") == "frame"))["passage_id"].n_unique(),
        wrote=True,
    )
    names = sorted([f"{table.name}.csv" for table in files] + [WORKBOOK_FILE, REPORT_FILE, *plain])
    # Written last: outputs without their manifest are made again.
    manifest = {"key": key, "files": names, "passages": published.passages, "coded": published.coded, **state}
    replace_file(out / MANIFEST_FILE, json.dumps(manifest, indent=1, ensure_ascii=False).encode())
    progress("tables", 1, 1)
    return published


@dataclass(frozen=True, slots=True)
class _Tables:
    """Everything that is written about a corpus; the comparison is of its policy documents where it has any."""

    main: Corpus
    comparison: ComparisonTables
    counts: Table
    wider: WiderTables
    by_year: Table
    over_time: Table
    by_type: Table
    policy_and_listings: Table | None
    listings: Table | None
    definitions: Table
    facts: Table
    audit: Table | None
    reuse: tuple[Table, ...]
    topics: tuple[Table, ...]
    quotes: tuple[Quote, ...]

    def files(self) -> tuple[Table, ...]:
        """The tables in the order of the workbook."""
        listings = tuple(table for table in (self.listings, self.policy_and_listings) if table)
        audit = (self.audit,) if self.audit else ()
        return (
            *self.comparison.all(),
            *self.wider.all(),
            self.over_time,
            self.by_type,
            *listings,
            self.definitions,
            self.counts,
            *audit,
            *self.reuse,
            *self.topics,
            quotes_table(self.quotes),
            self.facts,
        )


def _tables(session: Session, corpus: Corpus, out: Path) -> _Tables:
    main, settings, codebook = main_corpus(corpus), session.settings.tables, session.codebook
    listings = corpus.of_kind("listing")
    audit = read_audit(session.project.folder)
    readings = [entry_key(entry, session.settings) for entry in session.entries]
    facts, definitions = fact_tables(session.store, list(dict.fromkeys(readings)), corpus.documents)
    both = bool(listings.documents.height) and main.documents.height < corpus.documents.height
    return _Tables(
        main=main,
        comparison=comparison_tables(main, codebook, settings, by=("jurisdiction",), audit=audit),
        counts=Table(
            "corpus",
            "What the numbers stand on",
            corpus_counts(main.documents, main.passages, by=("jurisdiction",)),
            "passages are those that can be coded; left_out are headings, contents, references and other languages.",
        ),
        wider=wider_tables(main, codebook, settings, by=("jurisdiction",)),
        over_time=over_time_table(main, codebook, settings),
        policy_and_listings=policy_and_listings_table(corpus, codebook, settings) if both else None,
        by_year=share_table(main, codebook, settings, by=("year",), name="by_year", audit=audit),
        by_type=share_table(main, codebook, settings, by=("type",), name="by_type", audit=audit),
        listings=share_table(listings, codebook, settings, by=("jurisdiction",), name="listings") if both else None,
        definitions=definitions,
        facts=facts,
        audit=audit_table(main, codebook, settings, by=("jurisdiction",), audit=audit) if audit else None,
        reuse=reuse_tables(main),
        topics=topic_tables(session, corpus),
        quotes=top_quotes(
            main.documents,
            main.passages,
            main.codes,
            code_ids=[code.id for code in codebook.codes],
            link=lambda file, page: source_link(session.project.folder / file, page, folder=out),
            per_cell=settings.quotes_per_cell,
        ),
    )


def _report(session: Session, tables: _Tables, out: Path) -> Report:
    documents = tables.main.documents
    years = documents["year"].drop_nulls()
    topics = {table.name: table for table in tables.topics}
    sources = _source_lines(session, out)
    return Report(
        title=_title(session),
        codebook=session.codebook,
        method=_method(session),
        documents=documents.height,
        passages=tables.main.passages.filter(pl.col("left_out") == "").height,
        jurisdictions=documents["jurisdiction"].filter(documents["jurisdiction"] != UNKNOWN).n_unique(),
        prevalence=tables.comparison.prevalence,
        years=(int(years.min()), int(years.max())) if years.len() else None,  # type: ignore[arg-type]
        contrasts=tables.comparison.contrasts,
        by_year=tables.by_year,
        by_type=tables.by_type,
        stance=tables.comparison.stance,
        themes=tables.comparison.themes,
        against_rest=tables.wider.against_rest,
        keyness=tables.wider.keyness,
        cooccurrence=tables.wider.cooccurrence,
        silences=tables.wider.silences,
        policy_and_listings=tables.policy_and_listings,
        topics=topics.get("topics"),
        topics_by_group=topics.get("topics_by_group"),
        quotes=tables.quotes,
        sources=sources,
        caveats=(
            *_caveats(tables, sources),
            *audit_caveats(read_audit(session.project.folder), session.codebook),
        ),
        downloads=(WORKBOOK_FILE, *(f"{table.name}.csv" for table in tables.files())),
        invented=_is_sample(session),
    )


def _source_lines(session: Session, out: Path) -> tuple[SourceLine, ...]:
    known = {entry.file: entry.metadata for entry in session.entries}
    return tuple(
        SourceLine(
            file=item.file,
            status=item.status,
            reason=item.reason,
            jurisdiction=known[item.file].jurisdiction or UNKNOWN,
            title=known[item.file].title,
            year=known[item.file].year,
            pages=item.pages,
            passages=item.passages,
            link=source_link(session.project.folder / item.file, 1, folder=out),
        )
        for item in file_statuses(session.entries, session.rows(), session.settings)
    )


def _method(session: Session) -> Method:
    kept_apart = _kept_apart_scores(session.model.card)
    passages = int(kept_apart.get("passages", 0))
    return Method(
        coder="the discourse framing model",
        coder_id=session.model.id[:12],
        seed=session.settings.tables.seed,
        minimum_documents=session.settings.tables.minimum_documents,
        scores=tuple(
            Score(frame.id, score["precision"], score["recall"], score["f1"], passages)
            for frame in session.codebook.frames
            if (score := kept_apart.get("frames", {}).get(frame.id))
        ),
        scored_on=f"{passages:,} hand-coded sentences of real policy documents that it was not trained on",
        versions={name: version(name) for name in _PACKAGES},
    )


def _kept_apart_scores(card: Mapping[str, Any]) -> Mapping[str, Any]:
    """The card's scores on documents kept from training: those also kept from choosing, where there are any."""
    scores = card["scores"]
    found: Mapping[str, Any] = scores.get("test") or scores.get("dev") or {}
    return found


def _caveats(tables: _Tables, sources: tuple[SourceLine, ...]) -> tuple[str, ...]:
    lost = sum(line.status in (Status.FAILED, Status.EMPTY) for line in sources)
    other = tables.main.passages.filter(pl.col("left_out") == "language").height
    found = []
    if lost:
        found.append(f"{lost} of {len(sources)} files gave no text; they are listed with their reasons at the end.")
    if other:
        found.append(f"{other:,} passages in other languages were kept but not coded.")
    return tuple(found)


def _title(session: Session) -> str:
    return session.settings.title or "How governments frame micro-credentials"


def _about(session: Session) -> dict[str, str]:
    return {
        "title": _title(session),
        "Corpus": SAMPLE_NOTE if _is_sample(session) else "the project's own documents",
        "Codebook": f"{session.codebook.name} ({session.codebook.id[:12]})",
        "Model": session.model.coder,
        "Seed": str(session.settings.tables.seed),
        "Documents needed for an interval": str(session.settings.tables.minimum_documents),
        **{name: version(name) for name in _PACKAGES},
    }


def _is_sample(session: Session) -> bool:
    sample = bundled("corpus", "sample").resolve()
    return bool(session.entries) and all(
        (session.project.folder / entry.file).resolve().is_relative_to(sample) for entry in session.entries
    )


def _state(session: Session) -> dict[str, Json]:
    """Everything that the outputs depend on; no clock, so that the same state gives the same bytes."""
    codings = session.store.ledger.results("coding")
    codebook, model = session.codebook.id, session.model.id
    # `asdict` copies a dict, not the read-only view of one.
    plain = ListingSettings(dict(session.settings.listings.columns))
    sources: list[Json] = []
    for entry in session.entries:
        key = entry_key(entry, session.settings)
        is_coded = coding_key(key, codebook, model) in codings
        metadata = {name: getattr(entry.metadata, name) for name in entry.metadata.__slots__ if name != "extra"}
        sources.append({"file": entry.file, "sha256": entry.source_id, "coded": is_coded, **metadata})
    return {
        "tables_version": TABLES_VERSION,
        "facts_version": FACTS_VERSION,
        "codebook": codebook,
        "model": model,
        "topics": current_key(session),
        "audit": audit_key(read_audit(session.project.folder)),
        "settings": asdict(replace(session.settings, listings=plain)),
        "versions": {name: version(name) for name in _PACKAGES},
        "sources": sources,
    }


def _kept(out: Path, key: str) -> Published | None:
    try:
        manifest = json.loads((out / MANIFEST_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if manifest.get("key") != key or not all((out / name).is_file() for name in manifest["files"]):
        return None
    return Published(manifest["passages"], manifest["coded"], wrote=False)
