"""A file is put in place whole, and what prevents it is told in one way."""

import errno
import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import polars as pl
import pytest

from discourse.coding.csv_tables import CsvTable, write_table
from discourse.domain.errors import DiscourseError, StoreError
from discourse.domain.files import FREE_SPACE, why_unwritten
from discourse.domain.results import CODES
from discourse.report.files import replace_file
from discourse.store.store import Store


def write_part(folder: Path) -> None:
    with closing(Store(folder)) as store:
        store.commit("coding", "k" * 64, {"codes": pl.DataFrame(schema=CODES)}, {})


@pytest.mark.parametrize(
    "write",
    [
        lambda folder: replace_file(folder / "a.csv", b"a"),
        lambda folder: write_table(CsvTable("a.csv", ("a",), ()), folder / "a.csv"),
        write_part,
    ],
)
def test_a_full_disk_is_told_in_the_same_words_by_every_writer(
    write: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiscourseError) as caught:
        write(tmp_path)
    assert f"cannot be written (No space left on device); {FREE_SPACE}." in str(caught.value)


def test_a_project_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "study").touch()
    with pytest.raises(StoreError, match=r"parts' cannot be written \(Not a directory\); make the folder writable"):
        Store(tmp_path / "study")


def test_other_trouble_has_its_own_remedy() -> None:
    denied = PermissionError(errno.EACCES, "Permission denied")
    assert why_unwritten(denied, otherwise="choose another place") == "(Permission denied); choose another place"
