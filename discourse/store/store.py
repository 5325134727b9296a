"""A project's store: the ledger and the parts, with the order of writing that keeps them true to each other."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import polars as pl

from discourse.domain.results import CODES, PASSAGES
from discourse.store.ledger import LEDGER_FILE, Ledger
from discourse.store.parts import TEXTS, Parts

PARTS_FOLDER = "parts"

# The parts that belong to each stage, with their columns; None where another room has them.
STAGES: Mapping[str, Mapping[str, pl.Schema | None]] = {
    "reading": {"documents": TEXTS, "passages": PASSAGES},
    "coding": {"codes": CODES},
    "embedding": {"embeddings": None},
    "facts": {"facts": None},
    "topics": {"topics": None, "assignments": None},
    "report": {},
}


class Store:
    """Results by stage and key: parts first, then the row that makes them visible."""

    def __init__(self, folder: Path) -> None:
        self.ledger = Ledger(folder / LEDGER_FILE)
        self._parts = Parts(folder / PARTS_FOLDER)

    def close(self) -> None:
        self.ledger.close()

    def commit(self, stage: str, key: str, frames: Mapping[str, pl.DataFrame], summary: Mapping[str, object]) -> None:
        """Write a result's parts, then its row; a crash between the two leaves no result."""
        for name in STAGES[stage]:
            self._parts.write(name, key, frames[name])
        self.ledger.put_result(stage, key, summary)

    def read(self, name: str, keys: Iterable[str]) -> pl.DataFrame:
        """All rows of the parts `name` of these results, in the order of the keys."""
        schema = next(parts[name] for parts in STAGES.values() if name in parts)
        return self._parts.read(name, keys, schema)

    def drop_unused(self, used: Mapping[str, set[str]]) -> None:
        """Delete results that nothing refers to any more, rows before files."""
        for stage, keys in used.items():
            unused = self.ledger.results(stage).keys() - keys
            self.ledger.drop_results(stage, unused)
            for name in STAGES[stage]:
                for key in unused:
                    self._parts.path(name, key).unlink(missing_ok=True)
