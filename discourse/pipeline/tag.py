"""Coding the texts of any table, outside any project."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from discourse.coding.csv_tables import CsvTable, read_table, write_table
from discourse.coding.model import FramingModel
from discourse.coding.tagging import tag_table
from discourse.domain.bundled import bundled
from discourse.domain.codebook import load_codebook
from discourse.domain.registry import load
from discourse.passages.language import detect_document_language, detect_passage_language
from discourse.pipeline.progress import Progress, no_progress


@dataclass(frozen=True, slots=True)
class TagSummary:
    """Rows of the table, rows by status, and rows that carry each frame."""

    rows: int
    statuses: Mapping[str, int]
    frames: Mapping[str, int]


def tag(
    table: Path,
    *,
    text_column: str,
    out: Path,
    context_column: str = "",
    model: Path | None = None,
    codebook: Path | None = None,
    progress: Progress = no_progress,
) -> TagSummary:
    """Write `table` to `out` with a coding of each row's text added; nothing else about it changes.

    `context_column` holds the text that stands before each. Raises `UsageError` for a missing file or column,
    `ModelError` for a model that is unfit or lacks a frame of `codebook`.

    >>> discourse.tag(Path("sentences.csv"), text_column="sentence", out=Path("coded.csv")).rows
    2
    """
    folder = model or bundled("models", "framing")
    texts = read_table(table, column=text_column)
    chosen: FramingModel = load("classifiers", "framing")(folder)
    if codebook:
        chosen = chosen.for_codebook(load_codebook(codebook))
    column = texts.column(text_column)
    common = detect_document_language([row[column] for row in texts.rows])
    tagged = tag_table(
        texts,
        text_column=text_column,
        context_column=context_column or None,
        model=chosen,
        encoder=load("encoders", "of a model")(chosen, folder),
        detect=lambda text: detect_passage_language(text, document_language=common),
        tell=partial(progress, "coding"),
    )
    write_table(tagged, out)
    return _summary(tagged, chosen)


def _summary(table: CsvTable, model: FramingModel) -> TagSummary:
    # The added columns are the last of their names; an input column of the same name was renamed.
    status = table.column("status")
    frames = {frame: table.column(frame) for frame in model.frames}
    return TagSummary(
        rows=len(table.rows),
        statuses=dict(Counter(row[status] for row in table.rows).most_common()),
        frames={frame: sum(row[place] == "1" for row in table.rows) for frame, place in frames.items()},
    )
