"""A project's store: the ledger and the parts, with the order of writing that keeps them true to each other."""

from collections.abc import Iterable, Mapping, Sequence, Set
from pathlib import Path

import polars as pl

from discourse.domain.results import AGENCY, CODES, FOUND, PASSAGES
from discourse.store.ledger import LEDGER_FILE, Ledger
from discourse.store.parts import TEXTS, Parts
from discourse.store.use import Use

PARTS_FOLDER = "parts"

# The parts that belong to each stage, with their columns; None where another room has them.
STAGES: Mapping[str, Mapping[str, pl.Schema | None]] = {
    "reading": {"documents": TEXTS, "passages": PASSAGES},
    "coding": {"codes": CODES},
    "actors": {"actors": AGENCY},
    "embedding": {"embeddings": None},
    "facts": {"facts": FOUND},
    "topics": {"topics": None, "assignments": None},
    "report": {},
}


class Store:
    """Results by stage and key: parts first, then the row that makes them visible."""

    def __init__(self, folder: Path) -> None:
        self._use = Use(folder / PARTS_FOLDER)
        self.ledger = Ledger(folder / LEDGER_FILE)
        self._parts = Parts(folder / PARTS_FOLDER)

    def close(self) -> None:
        self.ledger.close()
        self._use.end()

    def commit(self, stage: str, key: str, frames: Mapping[str, pl.DataFrame], summary: Mapping[str, object]) -> None:
        """Write a result's parts, then its row; a crash between the two leaves no result."""
        for name in STAGES[stage]:
            self._parts.write(name, key, frames[name])
        self.ledger.put_result(stage, key, summary)

    def read(self, name: str, keys: Iterable[str], *, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """All rows of the parts `name` of these results, in the order of the keys; only some `columns` if named."""
        schema = next(parts[name] for parts in STAGES.values() if name in parts)
        return self._parts.read(name, keys, schema, columns=columns)

    def drop_unused(self, used: Mapping[str, Set[str]]) -> int:
        """Delete the results of the stages in `used` that it does not name, and every part without a row.

        Rows go before files. Returns the number of files deleted: none while another process uses the project, which
        may be reading any of them or be about to write the row of a part. This use of the store ends with it.
        """
        if not self._use.is_alone():
            return 0
        dropped = 0
        for stage, parts in STAGES.items():
            rows = self.ledger.results(stage).keys()
            kept = rows & used[stage] if stage in used else rows
            self.ledger.drop_results(stage, rows - kept)
            dropped += sum(self._parts.drop_others(name, kept) for name in parts)
        return dropped
