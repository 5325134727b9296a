"""What fuzzing found: each file is answered by one sentence that says what to do."""

from pathlib import Path

import pytest

from discourse.domain.documents import Status
from discourse.domain.errors import UsageError
from discourse.domain.ids import hash_file
from discourse.domain.settings import load_settings
from discourse.domain.sources import Source
from discourse.reading.read import read_source

BAD = Path(__file__).parents[1] / "bad"


@pytest.mark.parametrize("name", ["deflate.odt", "seek.odt", "sheet-header.xlsx"])
def test_a_damaged_document_is_told_by_its_name_with_a_remedy(name: str) -> None:
    path = BAD / name
    reading = read_source(Source(path, hash_file(path)))
    assert reading.status is Status.FAILED
    assert f"'{name}' is a damaged ZIP or Office file" in reading.reason


def test_settings_that_nest_without_end_are_refused() -> None:
    with pytest.raises(UsageError, match=r"deep\.toml' cannot be read: .*write it as TOML"):
        load_settings(BAD / "deep.toml")
