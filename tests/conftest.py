"""No test, and no process that a test starts, speaks to any machine but this one."""

import os
import sys
import tempfile
from collections.abc import Iterator
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


@pytest.fixture(scope="session", autouse=True)
def _nobody_is_called() -> Iterator[None]:
    """Libraries swallow a refused connection; the list of them does not forget it."""
    yield
    calls = Path(os.environ[_CALLS])
    assert not calls.exists(), f"Connections were tried: {calls.read_text(encoding='utf-8')}"
    _HOLDER.cleanup()
