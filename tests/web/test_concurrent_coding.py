"""Two coders code over real HTTP while a batch works on the same project: nothing is lost, nobody is locked out.

The full measure, with a whole run and 500 edits each, is `benchmarks/concurrent_coding.py`, whose parts these are.
"""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from discourse.store.ledger import LEDGER_FILE, Ledger

EDITS = 60
DOCUMENTS = 40
BATCH = f"""
import sys
from pathlib import Path
import discourse
folder = Path(sys.argv[1])
for number in range({DOCUMENTS}):
    path = folder / f"batch-{{number}}.md"
    path.write_text(f"Pier {{number}} is closed for repairs until the spring tides are over.", encoding="utf-8")
    discourse.add([path], project=folder)
discourse.collect_facts(folder)
"""


@pytest.fixture
def benchmark() -> ModuleType:
    path = Path(__file__).parents[2] / "benchmarks" / "concurrent_coding.py"
    spec = importlib.util.spec_from_file_location("concurrent_coding", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_no_edit_is_lost_while_a_batch_writes_to_the_same_file(benchmark: ModuleType, project: Path) -> None:
    ledger = Ledger(project / LEDGER_FILE)
    document_id = next(entry.source_id for entry in ledger.sources() if entry.file.endswith("harbour.md"))
    ledger.close()
    with (
        benchmark.serving(project) as launch,
        subprocess.Popen([sys.executable, "-c", BATCH, str(project)], stderr=subprocess.PIPE, text=True) as batch,
    ):
        benchmark.code_together(launch, document_id, EDITS)
        _, trouble = batch.communicate(timeout=120)
    assert (batch.returncode, trouble) == (0, "")
    assert benchmark.count_events(project) == {"person:Mina": EDITS, "person:Ravi": EDITS}
    ledger = Ledger(project / LEDGER_FILE)
    assert len(ledger.sources()) == 3 + DOCUMENTS
    ledger.close()
