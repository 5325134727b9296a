"""A project opened for coding by several people: every keystroke is an event in the journal at once."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from discourse.domain.codebook import CodeKind
from discourse.domain.codes import PassageCoding, Stance
from discourse.domain.codings import ABSTAINED, PERSON, READ, Coding
from discourse.domain.errors import UsageError
from discourse.domain.passages import Passage
from discourse.pipeline.codings import utc_now
from discourse.pipeline.session import Session, open_session
from discourse.pipeline.workbench.freshness import Freshness
from discourse.pipeline.workbench.judgements import Judgement, Judgements
from discourse.pipeline.workbench.library import Library, OpenedDocument
from discourse.store.journal import Journal

MAX_MEMO = 10_000
MAX_SPAN = 20_000
MAX_NAME = 60


@dataclass(frozen=True)
class Place:
    """A range of a document that is being coded: a passage, or a free span of its text."""

    opened: OpenedDocument
    start: int
    end: int

    @property
    def unit(self) -> tuple[str, int, int]:
        return (self.opened.card.document_id, self.start, self.end)

    @property
    def quote(self) -> str:
        return self.opened.document.text[self.start : self.end]

    @property
    def passage(self) -> Passage | None:
        """The passage that it is, nothing for a free span."""
        return self.opened.by_range.get((self.start, self.end))

    @property
    def passage_id(self) -> str:
        return self.passage.id if self.passage else ""

    @property
    def previous(self) -> str:
        """The passage before it, which a coder reads with it; empty for a free span."""
        return self.passage.previous if self.passage else ""

    @property
    def machine(self) -> PassageCoding | None:
        return self.opened.machine.get(self.passage_id)


class Workbench:
    """What the page may do with a project's codings; every method may be called from any thread."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.library = Library(session)
        self.codebook = session.codebook
        self.judgements = Judgements(self.library.ledger_path)
        self.freshness = Freshness(session)
        journal = Journal(self.library.ledger_path)
        try:
            journal.keep_codebook(self.codebook, now=utc_now())
        finally:
            journal.close()

    def place(self, document_id: str, start: int, end: int) -> Place:
        """A range to code; a `UsageError` where there is no such document or no such range in it."""
        opened = self.library.open(document_id)
        if opened is None:
            raise UsageError(f"The project has no document '{document_id[:16]}'; add it and run first.")
        if not 0 <= start < end <= len(opened.document.text) or end - start > MAX_SPAN:
            raise UsageError(f"{start}-{end} is no range of up to {MAX_SPAN:,} characters of '{opened.card.title}'.")
        return Place(opened, start, end)

    def set_code(
        self,
        coder: str,
        place: Place,
        code_id: str,
        *,
        present: bool,
        stance: Stance | None = None,
        revision: int | None = None,
    ) -> Judgement:
        """Say that a range carries a code or does not; a frame that is present is asserted unless said otherwise."""
        if code_id not in self.codebook.by_id:
            raise UsageError(f"The codebook has no code '{code_id}'; add it to codebook.yaml first.")
        is_frame = self.codebook.by_id[code_id].kind is CodeKind.FRAME
        said = (stance or Stance.ASSERTED) if present and is_frame else None
        before = self.judgements.of(coder, place.unit).codings.get(code_id)
        memo = before.memo if before else ""
        return self._record([self._coding(coder, place, code_id, present=present, stance=said, memo=memo)], revision)

    def finish(self, coder: str, place: Place, *, revision: int | None = None) -> Judgement:
        """Say that a range was read: what it carries is what was coded, and nothing else."""
        memo = self.judgements.of(coder, place.unit).memo
        return self._record([self._coding(coder, place, READ, memo=memo)], revision)

    def leave_open(self, coder: str, place: Place, *, revision: int | None = None) -> Judgement:
        """Say that a range was looked at and that its coding is left open."""
        memo = self.judgements.of(coder, place.unit).memo
        return self._record([self._coding(coder, place, ABSTAINED, memo=memo)], revision)

    def write_memo(self, coder: str, place: Place, memo: str, *, revision: int | None = None) -> Judgement:
        """Put a memo on a range as a whole; it neither finishes the range nor leaves it open."""
        if len(memo) > MAX_MEMO:
            raise UsageError(f"The memo has {len(memo):,} characters; the most is {MAX_MEMO:,}.")
        mine, text = self.judgements.of(coder, place.unit), _clean(memo)
        if text == mine.memo:
            return mine
        standing = READ if mine.is_read else ABSTAINED
        return self._record([self._coding(coder, place, standing, memo=text)], revision)

    def accept_machine(self, coder: str, place: Place, *, revision: int | None = None) -> Judgement:
        """Code a passage as the machine did, nothing else, and mark it as read."""
        machine = _need_machine(place)
        mine = self.judgements.of(coder, place.unit)
        told = {code.code_id: code for code in machine.codes if code.present}
        taken = [self._coding(coder, place, key, present=True, stance=code.stance) for key, code in told.items()]
        dropped = [self._coding(coder, place, key) for key in mine.present if key not in told]
        return self._record([*taken, *dropped, self._coding(coder, place, READ, memo=mine.memo)], revision)

    def reject_machine(self, coder: str, place: Place, *, revision: int | None = None) -> Judgement:
        """Say of each code that the machine saw in a passage that it is not there, and mark it as read."""
        machine = _need_machine(place)
        mine = self.judgements.of(coder, place.unit)
        dropped = [self._coding(coder, place, code.code_id) for code in machine.codes if code.present]
        return self._record([*dropped, self._coding(coder, place, READ, memo=mine.memo)], revision)

    def settle(self, place: Place, codings: Sequence[Coding], *, by: str, settled_by: str) -> Judgement:
        """Record the decision of an adjudicator, `by` whose name it stands, with the codes that were chosen."""
        before = self.judgements.of(by, place.unit)
        chosen = {coding.code_id: coding for coding in codings if coding.present}
        kept = [
            self._coding(by, place, key, present=True, stance=coding.stance)
            for key, coding in chosen.items()
            if key in self.codebook.by_id
        ]
        dropped = [self._coding(by, place, key) for key in before.present if key not in chosen]
        memo = f"Settled by {settled_by.removeprefix(PERSON)}."
        return self._record([*kept, *dropped, self._coding(by, place, READ, memo=memo)], None)

    def _record(self, codings: Iterable[Coding], revision: int | None) -> Judgement:
        return self.judgements.judge(list(codings), revision=revision)

    def _coding(
        self,
        coder: str,
        place: Place,
        code_id: str,
        *,
        present: bool = False,
        stance: Stance | None = None,
        memo: str = "",
    ) -> Coding:
        return Coding(
            coder=coder,
            document_id=place.unit[0],
            start=place.start,
            end=place.end,
            quote=place.quote,
            code_id=code_id,
            present=present,
            stance=stance,
            memo=memo,
            codebook_id=self.codebook.id,
            passage_id=place.passage_id,
        )


@contextmanager
def open_workbench(folder: Path) -> Iterator[Workbench]:
    """Open a project for coding; what was coded is on disk before each answer, so that closing it loses nothing."""
    with open_session(folder) as session:
        yield Workbench(session)


def name_coder(name: str) -> str:
    """The coder that a person's name stands for; a `UsageError` for what is no name."""
    plain = " ".join(name.split())
    if not plain or len(plain) > MAX_NAME or not plain.isprintable():
        raise UsageError(f"'{name[:MAX_NAME]!a}' is no name; give up to {MAX_NAME} letters.")
    if plain.casefold() in ("consensus",) or plain.startswith(("person:", "model:")):
        raise UsageError(f"The name '{plain}' stands for something else; take another.")
    return PERSON + plain


def _need_machine(place: Place) -> PassageCoding:
    if place.machine is None:
        raise UsageError("The machine has not coded this passage; code it yourself.")
    return place.machine


def _clean(memo: str) -> str:
    """A memo without what no file format carries."""
    lines = memo.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in lines if letter in "\n\t" or letter.isprintable() or ord(letter) > 0x9F).strip()
