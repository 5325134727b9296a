import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from discourse.domain.errors import UsageError
from discourse.pipeline.selection import Selection, parse_since
from discourse.store.ledger import SourceEntry

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
FILES = ("reports/a.pdf", "reports/2024/b.pdf", "courses.csv")


def entries() -> list[SourceEntry]:
    return [SourceEntry(file, "0" * 64, 1, 1) for file in FILES]


@pytest.mark.parametrize(
    ("patterns", "chosen"),
    [
        ((), set(FILES)),
        (("*.csv",), {"courses.csv"}),
        (("b.pdf",), {"reports/2024/b.pdf"}),
        (("reports/*",), {"reports/a.pdf", "reports/2024/b.pdf"}),
        (("*.csv", "a.*"), {"courses.csv", "reports/a.pdf"}),
    ],
)
def test_a_pattern_matches_a_whole_name_or_its_last_part(
    patterns: tuple[str, ...], chosen: set[str], tmp_path: Path
) -> None:
    assert Selection(only=patterns).choose(entries(), tmp_path) == chosen


def test_a_pattern_that_no_file_matches_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"No file of the project matches '\*\.docx'"):
        Selection(only=("*.pdf", "*.docx")).choose(entries(), tmp_path)


def test_since_asks_when_a_file_came_to_be_here_too(tmp_path: Path) -> None:
    (tmp_path / "courses.csv").touch()
    os.utime(tmp_path / "courses.csv", (0, 0))  # As a copy that keeps the old time.
    moment = datetime.now(UTC) - timedelta(hours=1)
    assert Selection(since=moment).choose(entries(), tmp_path) == {"courses.csv"}
    assert Selection(since=moment + timedelta(hours=2)).choose(entries(), tmp_path) == set()


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("90m", NOW - timedelta(minutes=90)),
        ("36h", NOW - timedelta(hours=36)),
        ("7d", NOW - timedelta(days=7)),
        ("2 w", NOW - timedelta(days=14)),
        ("2026-11-01", datetime(2026, 11, 1, tzinfo=UTC)),
        ("2026-11-01T02:30", datetime(2026, 11, 1, 2, 30, tzinfo=UTC)),
    ],
)
def test_a_moment_is_a_date_or_so_long_ago(text: str, moment: datetime) -> None:
    assert parse_since(text, now=NOW) == moment


def test_what_is_no_moment_is_told() -> None:
    with pytest.raises(UsageError, match="'yesterday' is no moment; write 2026-11-01"):
        parse_since("yesterday", now=NOW)
