"""A project's store: the ledger and the parts, with the order of writing that keeps them true to each other."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from discourse.domain.errors import DiscourseError, StoreError
from discourse.domain.files import why_unwritten
from discourse.domain.results import AGENCY, CODES, FOUND, PASSAGES
from discourse.store.ledger import LEDGER_FILE, PARTS_FOLDER, Ledger
from discourse.store.parts import TEXTS, Buffer
from discourse.store.place import warn_of_place
from discourse.store.shared_parts import open_parts
from discourse.store.use import Use

_LOG = logging.getLogger(__name__)

# The parts that belong to each stage, with their columns; None where another room has them.
STAGES: Mapping[str, Mapping[str, pl.Schema | None]] = {
    "reading": {"documents": TEXTS, "passages": PASSAGES},
    "coding": {"codes": CODES},
    "actors": {"actors": AGENCY},
    "embedding": {"embeddings": None},
    "facts": {"facts": FOUND},
    "topics": {"topics": None, "assignments": None, "directions": None},
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """A part that does not hold what its row promises."""

    stage: str
    key: str
    name: str
    says: str


class Store:
    """Results by stage and key: parts first, then the row that makes them visible.

    `parts` is where the parts are, if not in the project's folder (`open_parts`).
    """

    def __init__(self, folder: Path, parts: str = "") -> None:
        if warning := warn_of_place(folder):
            _LOG.warning(warning)
        self._use = Use(folder / PARTS_FOLDER)
        try:
            self.ledger = Ledger(folder / LEDGER_FILE)
            self._parts = open_parts(folder, parts)
        except DiscourseError:
            self._use.end()
            raise

    def close(self) -> None:
        self.ledger.close()
        self._use.end()

    def commit(
        self, stage: str, key: str, parts: Mapping[str, pl.DataFrame | Buffer], summary: Mapping[str, object]
    ) -> None:
        """Write a result's parts by name, then its row; a crash between the two leaves no result."""
        try:
            for name in STAGES[stage]:
                self._parts.write(name, key, parts[name])
        except OSError as error:
            why = why_unwritten(error, otherwise="make the folder writable and try again: what was finished is kept")
            raise StoreError(f"A part of the {stage} cannot be written {why}.") from error
        self.ledger.put_result(stage, key, summary)

    def read(self, name: str, keys: Iterable[str], *, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """All rows of the parts `name` of these results, in the order of the keys; only some `columns` if named."""
        schema = next(parts[name] for parts in STAGES.values() if name in parts)
        return self._parts.read(name, keys, schema, columns=columns)

    def has_parts(self, stage: str, key: str) -> bool:
        """Whether the parts of a result are all there; they are not read."""
        return all(self._parts.holds(name, key) for name in STAGES[stage])

    def troubles(self) -> Iterator[Trouble]:
        """Every complete result whose parts are gone or damaged; reads all of them."""
        for stage, names in STAGES.items():
            for key in sorted(self.ledger.result_keys(stage)):
                for name in names:
                    if says := self._parts.trouble(name, key):
                        yield Trouble(stage, key, name, says)

    def forget(self, stage: str, key: str) -> None:
        """Take a result for not made, so that the next run makes it again."""
        self.ledger.drop_results(stage, [key])

    def drop_unused(self, used: Mapping[str, Set[str]]) -> int:
        """Delete the results of the stages in `used` that it does not name, and every part without a row.

        Rows go before files. Returns the number of files deleted: none while another process uses the project, which
        may be reading any of them or be about to write the row of a part. This use of the store ends with it.
        """
        if not self._use.is_alone():
            return 0
        dropped = 0
        for stage, parts in STAGES.items():
            rows = self.ledger.result_keys(stage)
            kept = rows & used[stage] if stage in used else rows
            self.ledger.drop_results(stage, rows - kept)
            dropped += sum(self._parts.drop_others(name, kept) for name in parts)
        return dropped
