"""G16: the same documents give the same tables, whoever reads them and in whatever order they came."""

import random
import time
from pathlib import Path

from projects import Goal, hash_tables, invented_texts, make_project, run_json


def same_tables(folder: Path, *, documents: int = 20) -> Goal:
    """One worker, two workers, the same twice, and the documents in another order."""
    began = time.monotonic()
    texts = invented_texts(documents)
    mixed = random.Random(3).sample(sorted(texts), len(texts))
    hashes = {}
    for name, workers, names in (("one", "1", ()), ("two", "2", ()), ("shuffled", "2", mixed)):
        project = make_project(folder / name, texts, names=names)
        run_json(project, "--workers", workers)
        hashes[name] = hash_tables(project)
    run_json(folder / "one")
    hashes["again"] = hash_tables(folder / "one")
    same = len(set(hashes.values())) == 1
    words = "identical" if same else f"differ: {', '.join(f'{name} {value[:8]}' for name, value in hashes.items())}"
    return Goal("G16 determinism", f"tables of {len(hashes)} runs are {words}", same, time.monotonic() - began)
