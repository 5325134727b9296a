"""What coders have said so far, kept in step with the journal; undo and redo follow from the events alone."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock

from discourse.domain.codings import ABSTAINED, READ, Coding, CodingEvent, codings_in_force
from discourse.domain.errors import UsageError
from discourse.store.journal import Journal

Unit = tuple[str, int, int]


class ConflictError(UsageError):
    """Somebody with the same name changed the passage since it was last looked at."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one coder says of one range; `revision` is the number of the last event on it, 0 where there is none."""

    coder: str
    unit: Unit
    codings: Mapping[str, Coding]
    revision: int = 0
    standing: str = ""

    @property
    def is_read(self) -> bool:
        """Whether the coder has finished with it, here or, where a coding of it was imported, elsewhere."""
        return self.standing == "read"

    @property
    def is_open(self) -> bool:
        """Whether the coder left it open on purpose; with a memo alone it is not finished yet."""
        return self.standing == "open"

    @property
    def present(self) -> Mapping[str, Coding]:
        """The codes that it carries for this coder, by id."""
        return {code_id: coding for code_id, coding in self.codings.items() if coding.present}

    @property
    def memo(self) -> str:
        """The memo on the range as a whole: that of the later of having read it and having left it open."""
        said = self.codings.get(READ if self.is_read else ABSTAINED)
        return said.memo if said else ""

    @property
    def memos(self) -> tuple[str, ...]:
        """That memo, then those on single codes, as an imported coding has them; each once."""
        every = (self.memo, *(said.memo for key, said in self.codings.items() if key not in (READ, ABSTAINED)))
        return tuple(dict.fromkeys(filter(None, every)))


@dataclass(frozen=True, slots=True)
class Action:
    """The events of one keystroke: all of them are undone together."""

    numbers: tuple[int, ...]
    targets: tuple[int, ...]
    unit: Unit
    passage_id: str


class Judgements:
    """Everybody's judgements. Safe for several threads, and for other processes that write to the same journal."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = RLock()
        self._last = 0
        self._events: dict[tuple[str, Unit], list[CodingEvent]] = defaultdict(list)
        self._by_coder: dict[str, list[CodingEvent]] = defaultdict(list)
        self._units: dict[Unit, dict[str, None]] = defaultdict(dict)
        self._coded: dict[str, dict[Unit, None]] = defaultdict(dict)
        self._judged: dict[tuple[str, Unit], Judgement] = {}
        self.refresh()

    def refresh(self) -> None:
        """Take in what was recorded since, also by other processes."""
        with self._journal():
            pass

    def judge(self, codings: Sequence[Coding], *, revision: int | None = None) -> Judgement:
        """Record codings of one coder on one range, all or none, and return what holds then.

        Raises `ConflictError` where `revision` is given and is not the last.
        """
        with self._journal() as journal:
            coder, unit = codings[0].coder, codings[0].unit
            if revision is not None and self.of(coder, unit).revision != revision:
                raise ConflictError("This passage was changed in another window; look at it again, nothing was saved.")
            now = self._now()
            journal.record([replace(coding, time=now) for coding in codings], now=now)
            self._absorb(journal.events(after=self._last))
            return self.of(coder, unit)

    def undo(self, coder: str) -> Action | None:
        """Take back the coder's last action that still holds; nothing where there is none."""
        return self._take_back(coder, redo=False)

    def redo(self, coder: str) -> Action | None:
        """Do again what the coder last took back, if nothing was coded since."""
        return self._take_back(coder, redo=True)

    def of(self, coder: str, unit: Unit) -> Judgement:
        """What a coder says of a range."""
        with self._lock:
            if (coder, unit) not in self._judged:
                self._judged[coder, unit] = _judgement(coder, unit, self._events.get((coder, unit), []))
            return self._judged[coder, unit]

    def on(self, unit: Unit) -> tuple[Judgement, ...]:
        """What everybody says of a range, in the order in which they came to it."""
        with self._lock:
            return tuple(self.of(coder, unit) for coder in self._units.get(unit, ()))

    def units(self, *, coder: str = "", document_id: str = "") -> list[Unit]:
        """Every range that was judged, by a coder and in a document if named."""
        with self._lock:
            units = self._units if not coder else self._coded.get(coder, {})
            return [unit for unit in units if not document_id or unit[0] == document_id]

    def read_units(self, coder: str) -> set[Unit]:
        """The ranges that a coder has finished with or left open."""
        return {unit for unit in self.units(coder=coder) if self.of(coder, unit).standing}

    def coders(self) -> tuple[str, ...]:
        """Everybody who ever coded here, in the order of their coming."""
        with self._lock:
            return tuple(self._by_coder)

    def _take_back(self, coder: str, *, redo: bool) -> Action | None:
        with self._journal() as journal:
            done, undone = _stacks(self._by_coder.get(coder, []))
            chosen = undone if redo else done
            if not chosen:
                return None
            journal.undo_all(chosen[-1].numbers, coder=coder, now=self._now())
            self._absorb(journal.events(after=self._last))
            return chosen[-1]

    @contextmanager
    def _journal(self) -> Iterator[Journal]:
        """The journal, for one thread at a time, with everything in it taken in."""
        with self._lock:
            journal = Journal(self._path)
            try:
                self._absorb(journal.events(after=self._last))
                yield journal
            finally:
                journal.close()

    def _absorb(self, events: Iterable[CodingEvent]) -> None:
        for event in events:
            key = (event.coding.coder, event.coding.unit)
            self._events[key].append(event)
            self._by_coder[event.coding.coder].append(event)
            self._units[event.coding.unit][event.coding.coder] = None
            self._coded[event.coding.coder][event.coding.unit] = None
            self._judged.pop(key, None)
            self._last = max(self._last, event.number)

    def _now(self) -> str:
        # An action is known by its moment, so that no two may share one; the lock keeps them apart in time.
        return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _judgement(coder: str, unit: Unit, events: Sequence[CodingEvent]) -> Judgement:
    held = codings_in_force(tuple(events))
    last = events[-1].number if events else 0
    return Judgement(coder, unit, {coding.code_id: coding for coding in held}, last, _standing(_not_undone(events)))


def _standing(said: Iterable[CodingEvent]) -> str:
    """Whether the coder has finished ("read") or left it open ("open"), of all that he said of a range, in order."""
    standing = memo = ""
    for event in said:
        coding = event.coding
        if coding.code_id == READ:
            standing = "read"
        elif coding.code_id == ABSTAINED:
            # A memo written before the passage is finished is kept under the same code; abstaining leaves it as it was.
            standing = "open" if event.is_imported or coding.memo == memo else standing
        elif event.is_imported and coding.passage_id:
            standing = standing or "read"
        memo = coding.memo if coding.code_id in (READ, ABSTAINED) else memo
    return standing


def _not_undone(events: Sequence[CodingEvent]) -> list[CodingEvent]:
    """Every coding that was not taken back, also where a later one replaced it, in order."""
    undone: set[int] = set()
    kept: list[CodingEvent] = []
    for event in reversed(events):
        if event.number in undone:
            continue
        if event.undoes is not None:
            undone.add(event.undoes)
        else:
            kept.append(event)
    return kept[::-1]


def _stacks(events: Sequence[CodingEvent]) -> tuple[list[Action], list[Action]]:
    """A coder's actions that can be undone, and the undoings that can be undone: the last of each comes next."""
    done: list[Action] = []
    undone: list[Action] = []
    for action in _actions(events):
        if not action.targets:
            done.append(action)
            undone.clear()
            continue
        if _drop(done, action.targets):
            undone.append(action)
        elif _drop(undone, action.targets):
            done.append(action)
    return done, undone


def _actions(events: Sequence[CodingEvent]) -> Iterable[Action]:
    group: list[CodingEvent] = []
    for event in [*events, None]:
        if group and (event is None or _moment(event) != _moment(group[0])):
            first = group[0].coding
            targets = tuple(one.undoes for one in group if one.undoes is not None)
            yield Action(tuple(one.number for one in group), targets, first.unit, first.passage_id)
            group = []
        if event is not None:
            group.append(event)


def _moment(event: CodingEvent) -> tuple[str, bool, Unit]:
    return (event.coding.time, event.undoes is None, event.coding.unit)


def _drop(actions: list[Action], targets: Sequence[int]) -> bool:
    wanted = set(targets)
    for place in range(len(actions) - 1, -1, -1):
        if wanted & set(actions[place].numbers):
            del actions[place]
            return True
    return False
