"""A run's documents on a Dask cluster: batches out, rows in; a worker that dies costs a retry, a deadly file itself."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from distributed import Client, Future, as_completed
from distributed.comm.core import CommClosedError

from discourse.domain.documents import Status
from discourse.domain.errors import DiscourseError, UsageError
from discourse.pipeline.answers import ReadAnswer
from discourse.pipeline.cluster_batch import Batch, batch_to_bytes, bytes_to_rows
from discourse.pipeline.cluster_task import work_on_batch
from discourse.pipeline.corpus import first_entries
from discourse.pipeline.keys import coding_key, embedding_key, facts_key
from discourse.pipeline.progress import Progress
from discourse.pipeline.reading_step import summarise
from discourse.pipeline.readings import entry_key
from discourse.pipeline.session import Session
from discourse.store.ledger import SourceEntry

# Enough that loading and sorting by length pay, few enough that a lost worker loses little.
BATCH_DOCUMENTS = 16
# Batches that wait at the scheduler for each thread: none is idle, and a million documents are not sent at once.
_AHEAD = 4
_LEAST_AHEAD = 32
_PATIENCE_SECONDS = 30

_STAGES = ("reading", "facts", "coding", "actors", "embedding")

Entries = tuple[SourceEntry, ...]


def work_on_cluster(
    session: Session,
    entries: Sequence[SourceEntry],
    address: str,
    *,
    progress: Progress,
    work: Callable[[bytes], bytes] = work_on_batch,
) -> set[str]:
    """Have the workers at `address` do what is stale; returns the files concerned.

    This process alone writes the catalogue, as batches return.

    A batch that fails is halved until the document is found that kills its worker or cannot be worked on; that one is
    tried once more with nothing beside it and then recorded as failed, with the reason. Raises `UsageError` where no
    cluster answers, and any `DiscourseError` of a worker.
    """
    stale = _stale(session, entries)
    if stale:
        with _connect(address) as client:
            _Spreading(session, client, work, progress, len(stale)).work_through(stale)
    return {entry.file for entry in stale.values()}


class _Spreading:
    """Batches on their way: those that wait, those at the cluster, and the documents under suspicion."""

    def __init__(
        self,
        session: Session,
        client: Client,
        work: Callable[[bytes], bytes],
        progress: Progress,
        documents: int,
    ) -> None:
        self._session = session
        self._client = client
        self._work_on = work
        self._progress = progress
        self._documents = documents
        self._done = 0
        self._suspects: list[SourceEntry] = []

    def work_through(self, stale: Mapping[str, SourceEntry]) -> None:
        todo = list(stale.values())
        self._work(deque(tuple(todo[at : at + BATCH_DOCUMENTS]) for at in range(0, len(todo), BATCH_DOCUMENTS)))
        for entry in self._suspects:
            # Alone: a document that was only beside a deadly one is cleared.
            future = self._submit((entry,))
            error = future.exception()
            if isinstance(error, DiscourseError):
                raise error
            self._fail(entry, error) if error else self._commit(future, (entry,))

    def _work(self, waiting: deque[Entries]) -> None:
        ahead = max(_LEAST_AHEAD, _AHEAD * sum(self._client.nthreads().values()))
        out: dict[Future[bytes], Entries] = {}
        finished = as_completed()
        while waiting or out:
            while waiting and len(out) < ahead:
                entries = waiting.popleft()
                future = self._submit(entries)
                out[future] = entries
                finished.add(future)
            future = next(finished)
            waiting.extendleft(self._settle(future, out.pop(future)))

    def _settle(self, future: Future[bytes], entries: Entries) -> list[Entries]:
        """Record what came back; returns the halves of a batch that failed."""
        error = future.exception()
        if error is None:
            self._commit(future, entries)
        elif isinstance(error, DiscourseError):
            raise error
        elif len(entries) > 1:
            middle = len(entries) // 2
            return [entries[:middle], entries[middle:]]
        else:
            self._suspects.extend(entries)
        return []

    def _submit(self, entries: Entries) -> Future[bytes]:
        session = self._session
        batch = Batch(
            session.project.folder.resolve(), session.codebook.id, session.model_id, entries, _known(session, entries)
        )
        return self._client.submit(self._work_on, batch_to_bytes(batch), pure=False)

    def _commit(self, future: Future[bytes], entries: Entries) -> None:
        self._session.store.ledger.put_results(bytes_to_rows(future.result()))
        self._advance(len(entries))

    def _fail(self, entry: SourceEntry, error: BaseException) -> None:
        name = entry.file.rsplit("/", 1)[-1]
        reason = f"'{name}': it ended or failed every worker that took it, alone at the last ({_words(error)})."
        answer = ReadAnswer.failed(entry.source_id, reason)
        self._session.store.commit("reading", entry_key(entry, self._session.settings), answer.parts, summarise(answer))
        self._advance(1)

    def _advance(self, documents: int) -> None:
        self._done += documents
        self._progress("documents on the cluster", self._done, self._documents)


def _keys(session: Session, entry: SourceEntry) -> dict[str, str]:
    """The key of each stage's result for a source."""
    reading = entry_key(entry, session.settings)
    return {
        "reading": reading,
        "facts": facts_key(reading),
        "coding": coding_key(reading, session.codebook.id, session.model_id),
        "actors": session.actors_key(reading),
        "embedding": embedding_key(reading, session.embedder_id),
    }


def _stale(session: Session, entries: Sequence[SourceEntry]) -> dict[str, SourceEntry]:
    """By reading key, the sources that lack a result."""
    firsts = first_entries(entries, session.settings)
    rows = session.rows()
    there = {stage: session.store.ledger.result_keys(stage) for stage in _STAGES}
    stale = {}
    for reading, entry in firsts.items():
        row = rows.get(reading)
        keys = _keys(session, entry)
        if row is None or (row.status is Status.OK and any(keys[stage] not in there[stage] for stage in _STAGES)):
            stale[reading] = entry
    return stale


def _known(session: Session, entries: Entries) -> dict[str, dict[str, Mapping[str, object]]]:
    """What the catalogue has of these sources."""
    wanted: dict[str, list[str]] = {stage: [] for stage in _STAGES}
    for entry in entries:
        for stage, key in _keys(session, entry).items():
            wanted[stage].append(key)
    return {stage: session.store.ledger.results_of(stage, keys) for stage, keys in wanted.items()}


@contextmanager
def _connect(address: str) -> Iterator[Client]:
    try:
        client = Client(address, timeout=_PATIENCE_SECONDS)
    except (OSError, ValueError, TimeoutError, CommClosedError) as error:
        raise UsageError(
            f"No Dask scheduler answers at '{address}' ({_words(error)}); start one with 'dask scheduler' and name its "
            "address, such as tcp://node7:8786."
        ) from error
    try:
        yield client
    finally:
        client.close()


def _words(error: BaseException) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())}"
