"""What to code next: ordered lists of passages, the same after every start, from which each coder takes the unread."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import chain, islice
from threading import Lock

import numpy as np
import polars as pl

from discourse.coding.active import CANDIDATES, spread, spread_over_documents, weigh_uncertainty
from discourse.domain.errors import UsageError
from discourse.domain.guesses import guess
from discourse.domain.ids import passage_id
from discourse.pipeline.keys import embedding_key
from discourse.pipeline.random_sample import from_the_top, in_random_order, of_policies
from discourse.pipeline.workbench.adjudication import find_disagreements
from discourse.pipeline.workbench.draws import Draws
from discourse.pipeline.workbench.judgements import Unit
from discourse.pipeline.workbench.search import find_passages
from discourse.pipeline.workbench.workbench import Workbench

ACTIVE_SIZE = 300
# Over how many passages the machine's agreement is shown, early ones and late ones.
WINDOW = 25
_UNIT = ("document_id", "start", "end")


class QueueKind(StrEnum):
    """Where the passages of a queue come from."""

    AUDIT = "audit"
    RANDOM = "random"
    ACTIVE = "active"
    SEARCH = "search"
    JURISDICTION = "jurisdiction"
    DISAGREEMENTS = "disagreements"


@dataclass(frozen=True, slots=True)
class Queue:
    """A kind with its argument: the words of a search, the name of a jurisdiction."""

    kind: QueueKind
    argument: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.argument}" if self.argument else str(self.kind)

    @property
    def title(self) -> str:
        """What a page calls it."""
        return {
            QueueKind.AUDIT: "Audit",
            QueueKind.RANDOM: "Random sample",
            QueueKind.ACTIVE: "Active learning",
            QueueKind.SEARCH: f"Search: {self.argument}",
            QueueKind.JURISDICTION: self.argument,
            QueueKind.DISAGREEMENTS: "Disagreements",
        }[self.kind]

    @property
    def is_always_blind(self) -> bool:
        """A random sample measures the machine, so that the machine may never sway its coder."""
        return self.kind in (QueueKind.AUDIT, QueueKind.RANDOM)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a coder is in a queue. `early` and `late` say how often the machine agreed, of `window` passages each.

    Where `late` is no longer above `early` and high, more of the same teaches little: a sign to stop. Of a random
    sample `done` counts from the top; `beyond` were met by another way, or lie behind one that was passed over.
    """

    done: int
    total: int
    beyond: int = 0
    early: int | None = None
    late: int | None = None
    window: int = WINDOW


def parse_queue(text: str) -> Queue | None:
    """The queue that `str(queue)` wrote; nothing for an empty text. `UsageError` for what is no queue."""
    if not text:
        return None
    kind, _, argument = text.partition(":")
    if kind not in tuple(QueueKind):
        raise UsageError(f"There is no queue '{kind}'; there are {', '.join(QueueKind)}.")
    return Queue(QueueKind(kind), argument)


class Queues:
    """The queues of a workbench; each is put together when first asked for."""

    def __init__(self, workbench: Workbench) -> None:
        self._workbench = workbench
        self._lock = Lock()
        frames = [frame.id for frame in workbench.codebook.frames]
        self.draws = Draws(workbench.library.ledger_path, workbench.judgements, frames)
        self._cached = lru_cache(maxsize=32)(self._build)

    def units(self, queue: Queue) -> Sequence[Unit]:
        """All passages of a queue in order, the same for every coder."""
        return tuple(self._places(queue))

    def next_unit(self, queue: Queue, coder: str, *, after: Unit | None = None) -> Unit | None:
        """The first passage behind `after` that the coder has not finished with, from the start again at the end."""
        places = self._places(queue)
        read = self._done(queue, coder)
        ahead = islice(places, places.get(after, -1) + 1 if after else 0, None)
        return next((unit for unit in chain(ahead, places) if unit not in read and unit != after), None)

    def progress(self, queue: Queue, coder: str) -> Progress:
        """How far a coder is; of disagreements, how many are settled, whoever did."""
        if queue.kind is QueueKind.DISAGREEMENTS:
            found = find_disagreements(self._workbench.judgements)
            return Progress(sum(item.is_settled for item in found), len(found))
        places = self._places(queue)
        judgements = self._workbench.judgements
        done = [unit for unit in self._done(queue, coder) if unit in places]
        if queue.kind is QueueKind.RANDOM:
            first = len(from_the_top(places, self._done(queue, coder)))
            return Progress(first, len(places), beyond=len(done) - first)
        if queue.kind is not QueueKind.ACTIVE or len(done) < 2 * WINDOW:
            return Progress(len(done), len(places))
        done.sort(key=lambda unit: judgements.of(coder, unit).revision)
        agreed = [self._agrees(coder, unit) for unit in done]
        return Progress(len(done), len(places), early=sum(agreed[:WINDOW]), late=sum(agreed[-WINDOW:]))

    def forget(self) -> None:
        """Put the queues together anew, after a training or a run."""
        self._cached.cache_clear()

    def is_hidden(self, coder: str, unit: Unit, passage_id: str) -> bool:
        """Whether machine and others must stay hidden from a coder: it was drawn for an audit and not answered yet."""
        return self.draws.hold(passage_id) and not self.draws.is_answered(coder, unit, passage_id)

    def _done(self, queue: Queue, coder: str) -> set[Unit]:
        """What the coder need not come to again; what was coded before a draw is no answer to it."""
        if queue.kind is not QueueKind.AUDIT:
            return self._workbench.judgements.read_units(coder)
        return {unit for unit in self._places(queue) if not self.is_hidden(coder, unit, passage_id(*unit))}

    def _places(self, queue: Queue) -> Mapping[Unit, int]:
        """The place of each passage, in order."""
        if queue.kind is QueueKind.DISAGREEMENTS:
            found = find_disagreements(self._workbench.judgements)
            return {item.unit: place for place, item in enumerate(found) if not item.is_settled}
        if queue.kind is QueueKind.AUDIT:
            self.draws.refresh()
            # Another draw makes another queue of the same name.
            queue = Queue(queue.kind, str(len(self.draws.passage_ids)))
        with self._lock:
            return self._cached(queue)

    def _agrees(self, coder: str, unit: Unit) -> bool:
        place = self._workbench.place(*unit)
        frames = {frame.id for frame in self._workbench.codebook.frames}
        machine = {code.code_id for code in place.machine.codes if code.present} if place.machine else set()
        return frames & machine == frames & self._workbench.judgements.of(coder, unit).present.keys()

    def _build(self, queue: Queue) -> dict[Unit, int]:
        make: Mapping[QueueKind, Callable[[Workbench, str], pl.DataFrame]] = {
            QueueKind.AUDIT: lambda bench, _: self.draws.order(bench.library.overview.passages),
            QueueKind.RANDOM: _random,
            QueueKind.ACTIVE: lambda bench, _: _active(bench, self.draws.passage_ids),
            QueueKind.SEARCH: _search,
            QueueKind.JURISDICTION: _jurisdiction,
        }
        frame = make[queue.kind](self._workbench, queue.argument)
        return {(key, start, end): place for place, (key, start, end) in enumerate(frame.select(_UNIT).iter_rows())}


def _random(workbench: Workbench, _: str) -> pl.DataFrame:
    return in_random_order(_of_policies(workbench), seed=workbench.session.settings.tables.seed)


def _active(workbench: Workbench, drawn: Sequence[str]) -> pl.DataFrame:
    # What was drawn for an audit is never learnt from.
    passages = _of_policies(workbench).filter(~pl.col("passage_id").is_in(drawn))
    frames = [frame.id for frame in workbench.codebook.frames]
    codes = workbench.library.overview.codes.filter(
        pl.col("code_id").is_in(frames) & pl.col("passage_id").is_in(passages["passage_id"].implode())
    )
    if codes.is_empty():
        return passages.clear()
    # The same sentence in two places teaches once.
    weighed = weigh_uncertainty(codes).join(passages, on="passage_id")
    best = weighed.sort("weight", "passage_id", descending=[True, False])
    best = best.unique("text", keep="first", maintain_order=True).head(CANDIDATES)
    vectors = _embeddings(workbench, best["document_id"].unique().to_list())
    known = best.join(vectors, on="passage_id", maintain_order="left") if vectors.height else vectors
    if known.height < best.height:
        documents = dict(best.select("passage_id", "document_id").iter_rows())
        ids = spread_over_documents(best["passage_id"].to_list(), documents, limit=ACTIVE_SIZE)
        return pl.DataFrame({"passage_id": ids}).join(best, on="passage_id", maintain_order="left")
    places = spread(known["weight"].to_list(), np.stack(known["embedding"].to_list()), limit=ACTIVE_SIZE)
    return known[places]


def _search(workbench: Workbench, words: str) -> pl.DataFrame:
    """By chance, so that examples come from many documents instead of the first few."""
    found = find_passages(workbench.library.overview.passages, words)
    return in_random_order(found, seed=workbench.session.settings.tables.seed)


def _jurisdiction(workbench: Workbench, name: str) -> pl.DataFrame:
    cards = workbench.library.cards
    order = {key: place for place, (key, card) in enumerate(cards.items()) if card.jurisdiction == name}
    if not order:
        known = guess(name, sorted({card.jurisdiction for card in cards.values()}))
        raise UsageError(f"The project has no jurisdiction '{name}'; {known}")
    places = pl.DataFrame({"document_id": list(order), "place": list(order.values())})
    return workbench.library.overview.passages.join(places, on="document_id").sort("place", "number")


def _of_policies(workbench: Workbench) -> pl.DataFrame:
    kinds = {card.document_id: card.kind for card in workbench.library.cards.values()}
    return of_policies(workbench.library.overview.passages, kinds)


def _embeddings(workbench: Workbench, document_ids: Sequence[str]) -> pl.DataFrame:
    session, library = workbench.session, workbench.library
    there = library.embedding_results
    keys = {card.key: embedding_key(card.key, session.embedder_id) for card in library.cards.values()}
    return library.embeddings(document_ids, {key: name for key, name in keys.items() if name in there})
