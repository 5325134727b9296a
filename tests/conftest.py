"""No test, and no process that a test starts, speaks to any machine but this one."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

_GUARD = Path(__file__).parent / "no_network"
_HOLDER, _CALLS = tempfile.TemporaryDirectory(prefix="calls-"), "DISCOURSE_TEST_CALLS"
# Before anything is collected, so that what is imported is under the guard too.
os.environ[_CALLS] = str(Path(_HOLDER.name, "calls.txt"))
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(_GUARD), os.environ.get("PYTHONPATH"))))
sys.path.insert(0, str(_GUARD))
sys.modules.pop("sitecustomize", None)
import sitecustomize  # noqa: E402, F401
from playwright.sync_api import Browser, sync_playwright  # noqa: E402

from discourse.cli import main as command_line  # noqa: E402

_CHROMIUM = "/usr/bin/chromium"


@pytest.fixture(scope="session", autouse=True)
def _nobody_is_called() -> Iterator[None]:
    """Libraries swallow a refused connection; the list of them does not forget it."""
    yield
    calls = Path(os.environ[_CALLS])
    assert not calls.exists(), f"Connections were tried: {calls.read_text(encoding='utf-8')}"
    _HOLDER.cleanup()


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """The command line with these words: its exit code, what it prints and what it complains of."""

    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["discourse", *map(str, words)])
        with pytest.raises(SystemExit) as ending:
            command_line.main()
        shown = capsys.readouterr()
        return int(ending.value.code or 0), shown.out, shown.err

    return call


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real browser; tests that ask for it are skipped where there is none."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
