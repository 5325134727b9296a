"""What the report page and the workbook say beside the tables: sources, counts, caveats."""

from collections.abc import Collection
from functools import cache
from importlib.metadata import version
from pathlib import Path

import polars as pl

from discourse.coding.cards import frames_with_stance
from discourse.domain.bundled import CODEBOOK
from discourse.domain.codebook import load_codebook
from discourse.domain.codes import CodingStatus
from discourse.domain.documents import UNKNOWN, Status
from discourse.domain.results import Table
from discourse.domain.settings import Scope
from discourse.domain.sources import has_pages
from discourse.pipeline.audit import audit_caveats
from discourse.pipeline.corpus import Corpus
from discourse.pipeline.outputs import OutputTables, usable_audit
from discourse.pipeline.readings import entry_key
from discourse.pipeline.report_method import PACKAGES, report_method
from discourse.pipeline.session import Session
from discourse.pipeline.status import file_statuses
from discourse.pipeline.uncoded import foreign_languages
from discourse.report.links import source_link
from discourse.report.report import InScope, Report, SourceLine
from discourse.tables.clusters import group_documents

WORKBOOK_FILE = "discourse.xlsx"
SAMPLE_NOTE = "invented: the bundled sample is about jurisdictions that do not exist"


def make_report(session: Session, tables: OutputTables, out: Path) -> Report:
    """Fill the page to be written in `out` with the tables, their sources, method and caveats."""
    documents = tables.main.documents
    years = documents["year"].drop_nulls()
    topics = {table.name: table for table in tables.topics}
    sources = source_lines(session, out)
    # A document in a language that the coder does not know was read, but is in no share.
    frames = tables.main.counted(session.codebook).present.filter(pl.col("kind") == "frame")
    shares = tables.comparison.prevalence.frame
    coded = documents.join(tables.scope.frame.filter(pl.col("passages") > 0), on="document_id", how="semi")
    return Report(
        title=_title(session),
        codebook=session.codebook,
        method=report_method(session, tables),
        documents=coded.height,
        passages=int(tables.main.counted(session.codebook).passages["passages"].sum()),
        jurisdictions=coded["jurisdiction"].filter(coded["jurisdiction"] != UNKNOWN).n_unique(),
        prevalence=tables.comparison.prevalence,
        years=(int(years.min()), int(years.max())) if years.len() else None,  # type: ignore[arg-type]
        contrasts=tables.comparison.contrasts,
        by_year=tables.by_year,
        trends=tables.trends,
        by_type=tables.by_type,
        stance=tables.comparison.stance,
        without_stance=_frames_without_stance(session),
        themes=tables.comparison.themes,
        against_rest=tables.wider.against_rest,
        keyness=tables.wider.keyness,
        cooccurrence=tables.wider.cooccurrence,
        silences=tables.silences,
        actors=tables.actors,
        learners=tables.learners,
        actor_names={one.id: one.name for one in session.lexicon.classes},
        learner_names={group.id: group.name for group in session.learners.groups},
        word_lists={one.name: one.terms for one in session.lexicon.classes}
        | {group.name: group.terms for group in session.learners.groups},
        policy_and_listings=tables.policy_and_listings,
        topics=topics.get("topics"),
        topics_by_group=topics.get("topics_by_group"),
        topics_frames=topics.get("topics_frames"),
        quotes=tables.quotes,
        sources=sources,
        caveats=(
            *_caveats(session, tables, sources),
            *audit_caveats(usable_audit(session), session.codebook),
        ),
        downloads=(WORKBOOK_FILE, *(f"{table.name}.csv" for table in tables.files())),
        in_scope=count_in_scope(tables.scope, coded)
        if is_shipped(session) and session.settings.tables.scope is Scope.ALL
        else None,
        types=count_types(coded),
        reliability=session.reliability,
        frames_found=frames.height,
        frames_doubted=frames.filter(pl.col("status") == CodingStatus.ABSTAINED).height,
        left_out=count_left_out(tables.main, shares.filter(pl.col("passages") == 0)["group"].unique().to_list()),
        invented=session.is_sample,
    )


def count_in_scope(scope: Table, documents: pl.DataFrame) -> InScope:
    """Of these documents: the table of scope has every listed course too."""
    rows = scope.frame.join(documents, on="document_id", how="semi")
    return InScope(
        passages=int(rows["passages"].sum()),
        passages_within=int(rows["in_scope"].sum()),
        documents=rows.height,
        documents_within=int(rows["speaks"].sum()),
    )


def count_types(documents: pl.DataFrame, column: str = "jurisdiction") -> dict[str, dict[str, int]]:
    """The documents of each group of a column by their type; what has none is left out."""
    found: dict[str, dict[str, int]] = {}
    groups = group_documents(documents, [column]).select("document_id", "group")
    types = documents.filter(pl.col("doc_type") != "").select("document_id", "doc_type")
    rows = types.join(groups, on="document_id", maintain_order="left")
    for group, kind, count in rows.group_by("group", "doc_type", maintain_order=True).len().iter_rows():
        found.setdefault(group, {})[kind] = count
    return found


def source_lines(session: Session, out: Path) -> tuple[SourceLine, ...]:
    """Every file of the project, linked to from `out`."""
    known = {entry.file: entry.metadata for entry in session.entries}
    rows = session.rows()
    keys = {entry.file: entry_key(entry, session.settings) for entry in session.entries}
    return tuple(
        SourceLine(
            file=item.file,
            status=item.status,
            reason=item.plain_reason,
            jurisdiction=known[item.file].jurisdiction or UNKNOWN,
            title=known[item.file].title,
            year=known[item.file].year,
            pages=item.pages if has_pages(item.file) else 0,
            passages=item.passages,
            link=source_link(session.project.folder / item.file, 1, folder=out),
            is_coded=not item.is_uncoded,
            language=foreign_languages(rows[keys[item.file]]) if item.is_uncoded else "",
        )
        for item in file_statuses(session.entries, rows, session.settings)
    )


def _frames_without_stance(session: Session) -> tuple[str, ...]:
    learnt = frames_with_stance(session.card)
    return tuple(frame.id for frame in session.codebook.frames if frame.id not in learnt)


def count_left_out(corpus: Corpus, groups: Collection[str], column: str = "jurisdiction") -> dict[str, dict[str, int]]:
    """Why passages of these groups of a column were not coded, and how many."""
    known = group_documents(corpus.documents, [column]).select("document_id", "group")
    about = known.filter(pl.col("group").is_in(list(groups)))
    parts = [
        block.passages.select("document_id", "left_out").join(about, on="document_id") for block in corpus.blocks()
    ]
    counts = pl.concat(parts).group_by("group", "left_out").len().sort("group", "left_out")
    found: dict[str, dict[str, int]] = {group: {} for group in groups}
    for group, reason, count in counts.iter_rows():
        found[group][reason] = count
    return found


def _caveats(session: Session, tables: OutputTables, sources: tuple[SourceLine, ...]) -> tuple[str, ...]:
    lost = sum(line.status in (Status.FAILED, Status.EMPTY) for line in sources)
    other = sum(block.passages.filter(pl.col("left_out") == "language").height for block in tables.main.blocks())
    found = []
    if session.settings.tables.scope is Scope.MICROCREDENTIAL:
        found.append(_scope_caveat(tables))
    if lost:
        found.append(f"{lost} of {len(sources)} files gave no text; they are listed with their reasons at the end.")
    if other:
        found.append(f"{other:,} passages in other languages were kept but not coded.")
    return tuple(found)


def _scope_caveat(tables: OutputTables) -> str:
    speaking = int(tables.scope.frame["speaks"].sum())
    return (
        "Only passages that speak of micro-credentials or other alternative credentials are counted: "
        f"{speaking:,} of {tables.scope.frame.height:,} documents and listed courses have one. Topics and definitions "
        "are of all passages."
    )


def _title(session: Session) -> str:
    """The title of the settings, or the codebook's name where it is not the one that ships.

    Of documents that may speak of anything, of which few passages may be in scope, none says micro-credentials.
    """
    if session.settings.title or not is_shipped(session):
        return session.settings.title or session.codebook.name
    if session.is_sample or session.settings.tables.scope is Scope.MICROCREDENTIAL:
        return "How governments frame micro-credentials"
    return "How these documents frame learning and credentials"


def is_shipped(session: Session) -> bool:
    """Whether codes are those of the codebook that ships, or of one made from it under its name."""
    return session.codebook.name == _shipped_name()


@cache
def _shipped_name() -> str:
    return load_codebook(CODEBOOK).name


def describe(session: Session) -> dict[str, str]:
    """What the workbook says of itself on its first sheet."""
    return {
        "title": _title(session),
        "Corpus": SAMPLE_NOTE if session.is_sample else "the project's own documents",
        "Codebook": f"{session.codebook.name} ({session.codebook.id[:12]})",
        "Model": session.coder,
        "Seed": str(session.settings.tables.seed),
        "Documents needed for an interval": str(session.settings.tables.minimum_documents),
        **{name: version(name) for name in PACKAGES},
    }
