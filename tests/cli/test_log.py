"""The log of batches: a JSON object a line, bounded."""

import json
import logging
from pathlib import Path

import pytest

from discourse.cli import log
from discourse.cli.log import LOG_FILE, logged
from discourse.domain.errors import UsageError
from discourse.pipeline.events import Stages, tell


def test_events_are_lines_of_json_with_time_and_facts(tmp_path: Path) -> None:
    file = tmp_path / "own.jsonl"
    with logged(tmp_path, file):
        tell("read", file="a\n\x1b[31m.pdf", pages=3)
        with Stages()("coding"):
            pass
        logging.getLogger("discourse.reading").warning("page 4 is damaged")
    read, stage, warning = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    assert read | {"time": ""} == {"time": "", "level": "info", "event": "read", "file": "a\n\x1b[31m.pdf", "pages": 3}
    assert read["time"].endswith("+00:00")
    assert (stage["event"], stage["stage"]) == ("stage", "coding")
    assert (warning["level"], warning["event"]) == ("warning", "page 4 is damaged")
    tell("read", file="later.pdf")
    assert "later.pdf" not in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("error", "facts"),
    [
        (KeyboardInterrupt(), {"reason": "interrupted by Ctrl+C or SIGTERM; what was finished is kept"}),
        (UsageError("No such thing."), {"reason": "No such thing.", "code": "E-USAGE"}),
        (ZeroDivisionError("by zero"), {"reason": "by zero"}),
    ],
)
def test_what_stops_a_run_is_logged_in_words_and_goes_on(
    tmp_path: Path, error: BaseException, facts: dict[str, str]
) -> None:
    file = tmp_path / "own.jsonl"
    with pytest.raises(type(error)), logged(tmp_path, file):
        raise error
    line = json.loads(file.read_text(encoding="utf-8"))
    head = {"level": "error", "event": "stopped", "by": type(error).__name__}
    assert line == {"time": line["time"], **head, **facts}


def test_the_log_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "_MAX_BYTES", 2_000)
    with logged(tmp_path, tmp_path / "own.jsonl"):
        for number in range(300):
            tell("read", file=f"{number}.pdf")
    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == ["own.jsonl", "own.jsonl.1", "own.jsonl.2", "own.jsonl.3"]
    assert sum(file.stat().st_size for file in files) <= 8_000
    assert "299.pdf" in files[0].read_text(encoding="utf-8")


def test_a_folder_that_is_no_project_is_left_alone(tmp_path: Path) -> None:
    with logged(tmp_path, None):
        tell("read", file="a.pdf")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "discourse.toml").touch()
    with logged(tmp_path, None):
        tell("read", file="a.pdf")
    assert (tmp_path / LOG_FILE).is_file()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_log_that_finds_no_room_says_so_once_and_lets_the_run_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with logged(tmp_path, Path("/dev/full")):
        tell("read", file="a.pdf")
        tell("read", file="b.pdf")
    said = "discourse: the log '/dev/full' cannot be written (No space left on device); free space on the disk and"
    assert capsys.readouterr().err == f"{said} try again: what was finished before is kept.\n"


def test_a_log_that_cannot_be_written_is_a_wrong_option(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(UsageError, match=r"cannot be written \(.*\); name another place with --log"),
        logged(tmp_path, tmp_path / "file" / "log.jsonl"),
    ):
        pass
