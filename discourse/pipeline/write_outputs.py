"""Every file of the outputs: tables, workbook, figures, passages and codes, report page, and the manifest of it all."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from discourse.domain.ids import Json, hash_file, hash_values
from discourse.domain.results import Table
from discourse.pipeline.corpus import Corpus
from discourse.pipeline.outputs import gather_tables
from discourse.pipeline.progress import Progress, no_progress
from discourse.pipeline.quoted import check_quotes
from discourse.pipeline.record import MANIFEST_FILE
from discourse.pipeline.report_page import WORKBOOK_FILE, describe, make_report
from discourse.pipeline.session import Session
from discourse.report.figures import write_figures
from discourse.report.files import hash_table, replace_file, write_csv, write_parquet
from discourse.report.page import write_page
from discourse.report.plain_tables import write_plain_tables
from discourse.report.workbook import write_workbook

REPORT_FILE = "report.html"
CODEBOOK_FILE = "codebook.yaml"
_ABOUT_PASSAGES = ("document_id", "kind", "jurisdiction", "body", "title", "year", "doc_type", "file")


def write_outputs(
    session: Session, state: Mapping[str, Json], out: Path, *, progress: Progress = no_progress
) -> dict[str, Any]:
    """Write all to `out` and return the manifest, which is written last: outputs without one are made again."""
    progress("tables", 0, 1)
    corpus = session.corpus()
    tables = gather_tables(session, corpus, out)
    files = tables.files()
    check_quotes(session, corpus, files)
    names = [*_write_tables(files, out), *_write_corpus(session, corpus, out)]
    write_workbook(files, out / WORKBOOK_FILE, about=describe(session))
    report = make_report(session, tables, out)
    names += [*write_figures(report, out), *write_plain_tables(report, out), WORKBOOK_FILE, REPORT_FILE]
    write_page(report, out / REPORT_FILE)
    counted = corpus.counted(session.codebook)
    manifest = {
        "key": hash_values(state),
        "project": _way_back(session, out),
        "passages": counted.wordings.height,
        "coded": counted.present.filter(pl.col("kind") == "frame")["passage_id"].n_unique(),
        **state,
        "tables": {table.name: hash_table(table) for table in files},
        "files": {name: hash_file(out / name) for name in sorted(names)},
    }
    replace_file(out / MANIFEST_FILE, json.dumps(manifest, indent=1, ensure_ascii=False).encode())
    progress("tables", 1, 1)
    return manifest


def write_report_page(session: Session, out: Path | None) -> Path:
    """Write the report alone, by default to the project's outputs."""
    path = out or session.project.outputs / REPORT_FILE
    corpus = session.corpus()
    tables = gather_tables(session, corpus, path.parent)
    check_quotes(session, corpus, tables.files())
    write_page(make_report(session, tables, path.parent), path)
    return path


def _write_tables(tables: tuple[Table, ...], out: Path) -> list[str]:
    for table in tables:
        write_csv(table, out / f"{table.name}.csv")
    return [f"{table.name}.csv" for table in tables]


def _write_corpus(session: Session, corpus: Corpus, out: Path) -> list[str]:
    """The codebook as it was, and what the tables count: passages with what is known of their documents, and codes."""
    codebook = session.project.folder / session.settings.coding.codebook
    replace_file(out / CODEBOOK_FILE, codebook.read_bytes())
    if not corpus.is_whole:
        # What is too large for memory is too large to be written twice: the parts hold it.
        return [CODEBOOK_FILE]
    about = corpus.documents.select(_ABOUT_PASSAGES).rename({"kind": "source_kind"})
    passages = corpus.passages.join(about, on="document_id", how="left", maintain_order="left")
    write_parquet(passages, out / "passages.parquet")
    write_parquet(corpus.codes, out / "codes.parquet")
    return [CODEBOOK_FILE, "passages.parquet", "codes.parquet"]


def _way_back(session: Session, out: Path) -> str:
    """From the outputs to the project, so that a folder that holds both may be moved; absolute across drives."""
    folder = session.project.folder.resolve()
    try:
        return Path(os.path.relpath(folder, out.resolve())).as_posix()
    except ValueError:
        return folder.as_posix()
