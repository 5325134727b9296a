"""A store without a catalogue: what a worker far away writes, with the rows that its coordinator is to record."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from discourse.store.ledger import Ledger, SourceEntry
from discourse.store.shared_parts import open_parts
from discourse.store.store import Store

# Summaries of results by stage and key.
Rows = Mapping[str, Mapping[str, Mapping[str, object]]]


class RowsInMemory(Ledger):
    """The ledger's results as far as a worker was told of them, and those that it added (`fresh`)."""

    def __init__(self, known: Rows) -> None:
        self._rows: dict[str, dict[str, Mapping[str, object]]] = defaultdict(dict)
        for stage, rows in known.items():
            self._rows[stage].update(rows)
        self.fresh: list[tuple[str, str, Mapping[str, object]]] = []

    def close(self) -> None:
        """Nothing is open."""

    def sources(self) -> tuple[SourceEntry, ...]:
        """None: sources are told of with each batch."""
        return ()

    def put_sources(self, entries: Iterable[SourceEntry]) -> None:
        raise NotImplementedError("The coordinator alone knows the sources.")

    def results(self, stage: str) -> dict[str, Mapping[str, object]]:
        return dict(self._rows[stage])

    def result_keys(self, stage: str) -> frozenset[str]:
        return frozenset(self._rows[stage])

    def put_result(self, stage: str, key: str, summary: Mapping[str, object]) -> None:
        self._rows[stage][key] = summary
        self.fresh.append((stage, key, summary))

    def drop_results(self, stage: str, keys: Iterable[str]) -> None:
        raise NotImplementedError("The coordinator alone forgets results.")


class DetachedStore(Store):
    """Parts in shared storage, rows in memory. It holds no lock: the coordinator holds one for all its workers."""

    def __init__(self, folder: Path, parts: str) -> None:
        self._parts = open_parts(folder, parts)
        self.begin({})

    def begin(self, known: Rows) -> None:
        """Forget all rows but these, before a batch."""
        self.rows = RowsInMemory(known)
        self.ledger = self.rows

    def close(self) -> None:
        """Nothing is open."""

    def drop_unused(self, used: Mapping[str, object]) -> int:  # noqa: ARG002
        """Delete nothing: what is unused here another worker may need."""
        return 0
