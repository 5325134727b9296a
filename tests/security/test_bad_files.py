"""What fuzzing found: each file is answered by one sentence that says what to do."""

import sys
from pathlib import Path

import pytest

from discourse.domain.documents import Status
from discourse.domain.errors import UsageError
from discourse.domain.failures import FailureCode
from discourse.domain.ids import hash_file
from discourse.domain.settings import load_settings
from discourse.domain.sources import Source
from discourse.pipeline.extract import extract
from discourse.reading.read import read_source

BAD = Path(__file__).parents[1] / "bad"


@pytest.mark.parametrize("name", ["deflate.odt", "seek.odt", "sheet-header.xlsx"])
def test_a_damaged_document_is_told_by_its_name_with_a_remedy(name: str) -> None:
    path = BAD / name
    reading = read_source(Source(path, hash_file(path)))
    assert reading.status is Status.FAILED
    assert f"'{name}' is a damaged ZIP or Office file" in reading.reason


@pytest.mark.skipif(sys.platform != "linux", reason="the child's limit on memory is Linux's")
def test_an_xls_with_a_cell_in_its_last_corner_costs_its_child_alone() -> None:
    # Its reader asks for a hundred thousand million bytes and ends its process where there are none.
    found = extract(BAD / "far.xls")
    assert found.status is Status.FAILED
    assert found.code in (FailureCode.CRASH, FailureCode.MEMORY)
    assert "'far.xls'" in found.reason


def test_settings_that_nest_without_end_are_refused() -> None:
    with pytest.raises(UsageError, match=r"deep\.toml' cannot be read: .*write it as TOML"):
        load_settings(BAD / "deep.toml")


def test_a_row_of_a_number_that_no_sheet_has_is_refused_before_its_reader_ends_the_process() -> None:
    found = extract(BAD / "row-number.xlsx")
    assert (found.status, found.code) == (Status.FAILED, FailureCode.LIMIT)
    assert "row 799,999,999,999" in found.reason
