"""A table of a project's last run, as a frame."""

from collections.abc import Callable
from pathlib import Path

import polars as pl

from discourse.domain.errors import UsageError
from discourse.domain.guesses import guess
from discourse.domain.spreadsheets import arm
from discourse.pipeline.project import open_project


def _read_csv(path: Path) -> pl.DataFrame:
    # Texts come back as they were before the file was made safe for spreadsheets.
    frame = pl.read_csv(path, infer_schema_length=None).rename(arm)
    # A column without any value is of no type, not of texts.
    empty = [column.name for column in frame if column.null_count() == len(column)]
    return frame.with_columns(pl.col(empty).cast(pl.Null)).with_columns(
        pl.col(pl.String).map_elements(arm, return_dtype=pl.String)
    )


_READERS: dict[str, Callable[[Path], pl.DataFrame]] = {".parquet": pl.read_parquet, ".csv": _read_csv}


def read_table(name: str, *, project: Path = Path()) -> pl.DataFrame:
    """The table `name` of the last run, such as `prevalence`, `quotes` or `passages`; docs/outputs.md explains columns.

    Raises `UsageError` for a name that no table has, with a guess, and where nothing was run yet.

    >>> frame = discourse.read_table("prevalence", project=Path("my-study"))
    >>> sorted(frame["group"].unique())
    ['Kestria', 'Nordhavel']
    >>> import pandas
    >>> pandas.DataFrame(frame.to_dicts()).shape == frame.shape
    True
    """
    folder = open_project(project).outputs
    files = {path.stem: path for suffix in reversed(_READERS) for path in folder.glob(f"*{suffix}")}
    if not files:
        raise UsageError(f"There are no tables in '{folder}' yet; run 'discourse run' first.")
    if name not in files:
        raise UsageError(f"The last run wrote no table '{name}'; {guess(name, sorted(files))}")
    return _READERS[files[name].suffix](files[name])
