"""What people code in a project: recorded as events, taken back by events, read as what holds now."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from discourse.domain.codebook import Codebook
from discourse.domain.codebook_changes import Carried, carry_over, codes_open_to
from discourse.domain.codings import ABSTAINED, PERSON, READ, Coding, CodingEvent, codings_in_force
from discourse.domain.errors import UsageError
from discourse.pipeline.project import Project, open_project
from discourse.store.journal import Journal
from discourse.store.ledger import LEDGER_FILE


class Desk:
    """A project's journal of codings, opened for work. One desk to a thread; many desks may be open at once."""

    def __init__(self, project: Project, journal: Journal) -> None:
        self.project = project
        self.journal = journal
        self.codebook: Codebook = project.codebook()
        self._is_kept = False

    def record(self, codings: Iterable[Coding]) -> tuple[int, ...]:
        """Record codings that persons made elsewhere, all or none, with the project's codebook if they name none.

        Returns the events' numbers, which `undo` takes. Raises `UsageError` for a model's coding or an unknown code.
        """
        stamped = [replace(item, codebook_id=item.codebook_id or self.codebook.id) for item in codings]
        for coding in stamped:
            if not coding.coder.startswith(PERSON):
                raise UsageError(f"'{coding.coder}' is no person; only people's codings are recorded in the journal.")
            if coding.code_id not in (READ, ABSTAINED, *self.codebook.by_id) and coding.codebook_id == self.codebook.id:
                raise UsageError(f"The codebook has no code '{coding.code_id}'; add it to codebook.yaml first.")
        if stamped and not self._is_kept:
            self.journal.keep_codebook(self.codebook, now=utc_now())
            self._is_kept = True
        return self.journal.record(stamped, now=utc_now(), is_imported=True) if stamped else ()

    def undo(self, number: int, *, coder: str) -> int:
        """Take an event back, a coding or an undoing; returns the number of the undoing."""
        return self.journal.undo(number, coder=coder, now=utc_now())

    def events(self, *, coder: str | None = None) -> tuple[CodingEvent, ...]:
        """Everything that happened, of one document or coder if named."""
        return self.journal.events(coder=coder)

    def codings(self, *, coder: str | None = None) -> tuple[Coding, ...]:
        """What holds now, in the codes of the version that each was made with."""
        return codings_in_force(self.events(coder=coder))

    def carried(self, *, coder: str | None = None) -> Carried:
        """What holds now in the codes of the project's present codebook, and what a person must settle for that."""
        versions = tuple(self.journal.codebooks())
        return carry_over(self.codings(coder=coder), self.journal.migrations(), self.codebook, versions=versions)

    def open_codes(self) -> dict[str, frozenset[str]]:
        """By version of the codebook, the present codes that could be given with it."""
        books, migrations = self.journal.codebooks(), self.journal.migrations()
        return {
            key: codes_open_to(book, migrations, self.codebook, versions=tuple(books)) for key, book in books.items()
        }


@contextmanager
def open_desk(folder: Path) -> Iterator[Desk]:
    """Open a project's journal; it is closed afterwards."""
    project = open_project(folder)
    journal = Journal(project.folder / LEDGER_FILE)
    try:
        yield Desk(project, journal)
    finally:
        journal.close()


def record_codings(codings: Iterable[Coding], *, project: Path = Path()) -> tuple[int, ...]:
    """Record people's codings; see `Desk.record`."""
    with open_desk(project) as desk:
        return desk.record(codings)


def undo_coding(number: int, *, coder: str, project: Path = Path()) -> int:
    """Take back one of a coder's events; see `Desk.undo`."""
    with open_desk(project) as desk:
        return desk.undo(number, coder=coder)


def read_codings(project: Path = Path(), *, coder: str | None = None) -> tuple[Coding, ...]:
    """The codings that hold now, each in the codes of the codebook that it was made with."""
    with open_desk(project) as desk:
        return desk.codings(coder=coder)


def utc_now() -> str:
    """This moment as `Coding.time` has it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
