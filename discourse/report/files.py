"""Tables as CSV and Parquet files, and as hashes."""

import io
from pathlib import Path

import polars as pl

from discourse.domain.errors import DiscourseError
from discourse.domain.files import why_unwritten, write_whole
from discourse.domain.ids import hash_bytes
from discourse.domain.results import Table
from discourse.domain.spreadsheets import FORMULA, disarm

LIST_SEPARATOR = "; "


def write_csv(table: Table, path: Path, *, raw: bool = False) -> None:
    """Write a table as UTF-8 with one header line; lists are joined by `; `, missing values are empty.

    A text that a spreadsheet would run as a formula gets a leading apostrophe; `raw` leaves it as it is, for programs.
    """
    frame = flatten_lists(table.frame)
    if not raw:
        frame = _disarm(frame)
    replace_file(path, frame.write_csv(line_terminator="\n").encode())


def write_parquet(frame: pl.DataFrame, path: Path) -> None:
    """Write a frame for programs: types, lists and texts as they are."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd")
    replace_file(path, buffer.getvalue())


def hash_table(table: Table) -> str:
    """SHA-256 of a table's rows and columns, but for links, which lead from the folder that they are written to."""
    frame = flatten_lists(table.frame).drop("link", strict=False)
    return hash_bytes(frame.write_csv(line_terminator="\n").encode())


def flatten_lists(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with each list of values as one text."""
    lists = [name for name, kind in frame.schema.items() if isinstance(kind, pl.List)]
    return frame.with_columns(pl.col(name).cast(pl.List(pl.String)).list.join(LIST_SEPARATOR) for name in lists)


def replace_file(path: Path, data: bytes) -> None:
    """Put a file of the outputs in place.

    Raises `DiscourseError` where the folder cannot be written or the file is held open by another program.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)
    except OSError as error:
        why = why_unwritten(error, otherwise="close it elsewhere or choose another folder")
        raise DiscourseError(f"'{path}' cannot be written {why}.") from error


def _disarm(frame: pl.DataFrame) -> pl.DataFrame:
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    safe = [
        pl.when(pl.col(name).str.strip_chars_start("'").str.contains(FORMULA))
        .then(pl.concat_str(pl.lit("'"), pl.col(name)))
        .otherwise(pl.col(name))
        .alias(name)
        for name in texts
    ]
    return frame.with_columns(safe).rename(disarm)
