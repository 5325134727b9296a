"""T1: what a child that reads strangers' files can still do."""

import errno
import json
import socket
import sys
from pathlib import Path

import pytest

from discourse.domain.settings import ReadingSettings
from discourse.pipeline.solitude import MOST_OPEN_FILES
from discourse.pipeline.workers import Outcome, run_tasks

sys.path.insert(0, str(Path(__file__).parent))
LIMITS = ReadingSettings(cpu_seconds=5, memory_mb=400)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")


def child(task: object) -> Outcome:
    (outcome,) = run_tasks("solitude_tasks:misbehave", [json.dumps(task).encode()], workers=1, limits=LIMITS)
    return outcome


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
def test_a_child_reaches_nobody_not_even_on_this_machine() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        answer = json.loads(child({"connect": server.getsockname()[1]}).answer)
        if answer["network"] == str(Path("/proc/self/ns/net").readlink()):
            pytest.skip("this system does not let a process leave the network")
        assert answer["error"] == errno.ENETUNREACH
        with pytest.raises(TimeoutError):
            server.accept()


def test_a_child_fills_no_disk(tmp_path: Path) -> None:
    answer = json.loads(child({"write": str(tmp_path / "big")}).answer)
    assert answer["error"] == errno.EFBIG
    assert (tmp_path / "big").stat().st_size <= 64 << 20


def test_a_child_keeps_few_files_open() -> None:
    answer = json.loads(child({"open": 0}).answer)
    assert answer["error"] == errno.EMFILE
    assert answer["opened"] <= MOST_OPEN_FILES


def test_a_child_that_asks_for_all_memory_ends_alone() -> None:
    outcome = child({"swell": 0})
    assert not outcome.answer
    assert "memory" in outcome.failure
