"""The whole line over the bundled corpus of invented jurisdictions."""

from pathlib import Path

from discourse.domain.bundled import bundled
from discourse.domain.settings import SETTINGS_FILE
from discourse.pipeline.add import add
from discourse.pipeline.progress import Progress, no_progress
from discourse.pipeline.project import init
from discourse.pipeline.run import RunSummary, run


def demo(out: Path, *, progress: Progress = no_progress) -> RunSummary:
    """Make (or bring up to date) a project in `out` over the sample corpus and run it."""
    if not (out / SETTINGS_FILE).exists():
        init(out)
    sample = bundled("corpus", "sample")
    add([sample], project=out, manifest=sample / "manifest.csv")
    return run(out, progress=progress)
