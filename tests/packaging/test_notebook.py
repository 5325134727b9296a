"""The notebook runs from its first cell to its last."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "scholar.ipynb"


@pytest.mark.walk
@pytest.mark.filterwarnings("default")  # The kernel's machinery warns of its own future.
def test_the_notebook_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    # Training takes minutes; tests/pipeline/test_train_on_codings.py has it on a small corpus.
    notebook.cells = [cell for cell in notebook.cells if "slow" not in cell.metadata.get("tags", [])]
    NotebookClient(
        notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    said = "".join(output.get("text", "") for cell in notebook.cells for output in cell.get("outputs", []))
    assert "6 added, 0 failed" in said
    assert "6 documents" in said
    assert "person:Mina" in said


def test_the_notebook_is_kept_without_results() -> None:
    cells = nbformat.read(NOTEBOOK, as_version=4).cells
    assert not [cell for cell in cells if cell.get("outputs") or cell.get("execution_count")]
