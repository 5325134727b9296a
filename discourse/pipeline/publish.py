"""Tables, workbook and report page written to the outputs folder, and skipped when nothing they show has changed."""

import json
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path

import polars as pl

from discourse.domain.ids import Json, hash_values
from discourse.domain.settings import ListingSettings
from discourse.pipeline.audit import audit_key, read_audit
from discourse.pipeline.keys import FACTS_VERSION, TABLES_VERSION, coding_key
from discourse.pipeline.outputs import gather_tables
from discourse.pipeline.progress import Progress, no_progress
from discourse.pipeline.readings import entry_key
from discourse.pipeline.report_page import PACKAGES, WORKBOOK_FILE, describe, make_report
from discourse.pipeline.session import Session, open_session
from discourse.pipeline.topics_step import current_key
from discourse.report.files import replace_file, write_csv
from discourse.report.page import write_page
from discourse.report.plain_tables import write_plain_tables
from discourse.report.workbook import write_workbook

REPORT_FILE = "report.html"
MANIFEST_FILE = "manifest.json"


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
        tables = gather_tables(session, corpus, path.parent)
        write_page(make_report(session, tables, path.parent), path)
    return path


def publish(session: Session, out: Path, *, progress: Progress = no_progress) -> Published:
    """Write every output to `out`, unless it already holds those of the present state."""
    state = _state(session)
    key = hash_values(state)
    if kept := _kept(out, key):
        return kept
    progress("tables", 0, 1)
    corpus = session.corpus()
    tables = gather_tables(session, corpus, out)
    files = tables.files()
    for table in files:
        write_csv(table, out / f"{table.name}.csv")
    write_workbook(files, out / WORKBOOK_FILE, about=describe(session))
    report = make_report(session, tables, out)
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
        "parser": session.parser.id,
        "actors": session.lexicon.id,
        "topics": current_key(session),
        "audit": audit_key(read_audit(session.project.folder)),
        "settings": asdict(replace(session.settings, listings=plain)),
        "versions": {name: version(name) for name in PACKAGES},
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
