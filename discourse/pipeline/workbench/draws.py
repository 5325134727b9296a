"""The random draws of an audit as they are coded in the page: always blind, in their own order."""

from collections.abc import Iterable
from pathlib import Path
from threading import Lock

import polars as pl

from discourse.domain.codings import ABSTAINED, READ
from discourse.pipeline.audit_in_journal import answered_on_sheets, is_since
from discourse.pipeline.workbench.judgements import Judgements, Unit
from discourse.store.audits import Audits


class Draws:
    """Every draw of a project, also those made while the page is open. Safe for several threads."""

    def __init__(self, path: Path, judgements: Judgements, frames: Iterable[str]) -> None:
        self._path, self._judgements, self._frames = path, judgements, frozenset(frames)
        self._lock = Lock()
        self._count = 0
        self._moments: dict[str, str] = {}
        self._on_sheets: dict[str, frozenset[str]] = {}

    def refresh(self) -> None:
        """Take in the draws made since, and the sheets imported since."""
        with self._lock:
            audits = Audits(self._path)
            try:
                count = audits.count_draws()
                if count != self._count:
                    moments = audits.moments()
                    drawn = audits.drawn().select("passage_id", "draw").iter_rows()
                    self._moments = {passage_id: moments[draw] for passage_id, draw in drawn}
                    self._count = count
                if count:
                    self._on_sheets = answered_on_sheets(audits.answers(), self._frames)
            finally:
                audits.close()

    @property
    def passage_ids(self) -> tuple[str, ...]:
        """The drawn passages, in the order in which they are to be coded."""
        return tuple(self._moments)

    def hold(self, passage_id: str) -> bool:
        """Whether a passage was drawn."""
        return passage_id in self._moments

    def is_answered(self, coder: str, unit: Unit, passage_id: str) -> bool:
        """Whether a coder has finished a drawn passage, or left it open, since it was drawn, here or on a sheet."""
        if passage_id in self._on_sheets.get(coder, ()):
            return True
        judgement = self._judgements.of(coder, unit)
        if not judgement.standing:
            return False
        said = judgement.codings.get(READ if judgement.is_read else ABSTAINED)
        return said is not None and is_since(said.time, self._moments[passage_id])

    def order(self, passages: pl.DataFrame) -> pl.DataFrame:
        """The rows of drawn passages, in the order of the draws; those that still are there."""
        order = pl.DataFrame({"passage_id": self.passage_ids}, schema={"passage_id": pl.String})
        return order.join(passages, on="passage_id", maintain_order="left")
