"""The sheet of an audit: drawn passages with room for answers, and the answers read back."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from discourse.coding.csv_tables import CsvTable
from discourse.domain.codebook import Codebook
from discourse.domain.errors import UsageError
from discourse.pipeline.corpus import Corpus
from discourse.pipeline.session import Session
from discourse.report.links import source_link
from discourse.store.audits import Answer

PASSAGE = "passage_id"
_YES = frozenset({"1", "yes", "y", "true", "x"})
_NO = frozenset({"0", "no", "n", "false"})
_FAULTS_TOLD = 5


def make_sheet(
    session: Session, corpus: Corpus, drawn: pl.DataFrame, folder: Path, *, show_model: bool
) -> pl.DataFrame:
    """The drawn passages with an empty column for each frame; links lead from `folder`."""
    files = dict(corpus.documents.select("document_id", "file").iter_rows())
    about = corpus.passages.select("passage_id", "text", "previous", "page_first").unique("passage_id", keep="first")
    rows = drawn.join(about, on="passage_id", how="left", maintain_order="left")
    links = [
        source_link(session.project.folder / files[document], page, folder=folder)
        for document, page in rows.select("document_id", "page_first").iter_rows()
    ]
    frames = [frame.id for frame in session.codebook.frames]
    sheet = rows.select(
        "passage_id", pl.col("previous").alias("before"), "text", pl.col("page_first").alias("page"),
        pl.Series("link", links, dtype=pl.String), *(pl.lit("").alias(frame) for frame in frames),
    ).with_row_index("number", offset=1)  # fmt: skip
    return _with_model(sheet, corpus.codes, frames) if show_model else sheet


def _with_model(sheet: pl.DataFrame, codes: pl.DataFrame, frames: Sequence[str]) -> pl.DataFrame:
    for frame in frames:
        said = (
            codes.filter(pl.col("code_id") == frame)
            .unique("passage_id", keep="first")
            .select("passage_id", pl.col("present").cast(pl.Int8).alias(f"{frame}_model"))
        )
        sheet = sheet.join(said, on="passage_id", how="left", maintain_order="left")
    return sheet


def code_columns(table: CsvTable, codebook: Codebook) -> Mapping[str, int]:
    """The places of the columns of answers, by code; a `UsageError` where there is none."""
    found = {code.id: table.column(code.id) for code in codebook.codes if code.id in table.header}
    if not found:
        frames = ", ".join(frame.id for frame in codebook.frames)
        raise UsageError(f"'{table.name}' has no column of answers; those of this codebook are {frames}.")
    return found


def read_answers(table: CsvTable, coder: str, codebook: Codebook, drawn: frozenset[str]) -> list[Answer]:
    """The answered cells; a `UsageError` tells of all cells that are at fault, the first ones by row."""
    columns, place = code_columns(table, codebook), table.column(PASSAGE)
    found: list[Answer] = []
    faults: list[str] = []
    rows_of: dict[str, int] = {}
    for number, row in enumerate(table.rows, start=2):
        passage_id = row[place].strip()
        first = rows_of.setdefault(passage_id, number)
        if passage_id not in drawn:
            faults.append(f"row {number}, cell '{PASSAGE}': '{passage_id}' was not drawn in any audit of this project")
            continue
        if first != number:
            faults.append(f"row {number}, cell '{PASSAGE}': the passage stands in row {first} already")
            continue
        for code_id, column in columns.items():
            cell = row[column].strip().casefold()
            if cell in _YES | _NO:
                found.append(Answer(passage_id, code_id, coder, cell in _YES, codebook.id))
            elif cell:
                faults.append(f"row {number}, cell '{code_id}': '{row[column].strip()}' is neither 1, 0 nor empty")
    if faults:
        more = f"; and {len(faults) - _FAULTS_TOLD} more" if len(faults) > _FAULTS_TOLD else ""
        told = "; ".join(faults[:_FAULTS_TOLD])
        raise UsageError(f"'{table.name}' was not imported: {told}{more}.")
    return found
