"""G14: the guard under which all tests run, also in the processes that they start."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from sitecustomize import LIST, is_here

TRY = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)"


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The list of what was tried, for a test that tries on purpose."""
    monkeypatch.setenv(LIST, str(tmp_path / "calls.txt"))
    return tmp_path / "calls.txt"


@pytest.mark.parametrize("host", ["192.0.2.1", "example.org", "::ffff:192.0.2.1", b"example.org", "10.0.0.1"])
def test_no_other_machine_can_be_asked(host: str, calls: Path) -> None:
    with pytest.raises(ConnectionRefusedError, match="this machine alone"):
        socket.create_connection((host, 80), timeout=1)
    assert "by" in calls.read_text(encoding="utf-8")


def test_nor_by_a_process_that_a_test_starts(calls: Path) -> None:
    done = subprocess.run([sys.executable, "-c", TRY], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "this machine alone" in done.stderr
    assert "192.0.2.1" in calls.read_text(encoding="utf-8")


def test_this_machine_can(calls: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=1).close()
    assert not calls.exists()
    assert all(map(is_here, ("127.0.0.1", "::1", "localhost", "", None)))
    assert str(Path(__file__).parents[1] / "no_network") in os.environ["PYTHONPATH"]
