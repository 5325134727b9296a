"""What passes between the parent and a reading child.

Bytes and not objects cross the pipe, so that a child taken over by a hostile file can hand back data only.
"""

import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import polars as pl

from discourse.domain.attempt import FIRST_ATTEMPT, Attempt, Step
from discourse.domain.documents import Document, Reading, Status
from discourse.domain.failures import FailureCode
from discourse.domain.passages import Passage
from discourse.domain.results import PASSAGES
from discourse.domain.sources import Source, SourceKind
from discourse.passages.roles import LANGUAGE
from discourse.pipeline.child import CRASHED, OUT_OF_MEMORY, OUT_OF_TIME, Watch
from discourse.pipeline.workers import Death, Outcome
from discourse.store.parts import TEXTS, Buffer, documents_to_frame, frame_to_part, join_parts, passages_to_frame

# The task that `task_to_bytes` makes the bytes of.
READING = "discourse.pipeline.read_task:read_task"

# What a task makes of a document.
Split = Callable[[Document], Iterable[Passage]]

_PARTS = {"documents": TEXTS, "passages": PASSAGES}
_COUNTS = ("pages", "records", "passages", "codable")
_NONSENSE = "the reading process gave an answer that is none"
_AT_ONCE = 5_000
# After so many deaths only the pages before the last one are read.
_PATIENCE = 4
_CAUSES = {OUT_OF_TIME: FailureCode.TIME, OUT_OF_MEMORY: FailureCode.MEMORY, CRASHED: FailureCode.CRASH}
_REMEDIES = {
    OUT_OF_TIME: "if it is a large and good file, raise cpu_seconds in discourse.toml and run with --retry-failed",
    OUT_OF_MEMORY: "if it is a large and good file, raise memory_mb in discourse.toml and run with --retry-failed",
    CRASHED: "open it, save it again and add that",
}


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """A reading, and what the catalogue counts of it.

    `parts` are files of the store as `frame_to_part` makes them, columns `TEXTS` and `PASSAGES`. `records` are the
    courses of a listing; `codable` those of the `passages` that are not left out, `foreign` those that are for their
    language, the commonest first.
    """

    source_id: str
    status: Status
    reason: str
    engine: str
    pages: int
    is_listing: bool
    rejected: tuple[str, ...]
    needs_password: bool
    code: str
    records: int
    passages: int
    codable: int
    foreign: Mapping[str, int]
    parts: Mapping[str, Buffer]

    def frame(self, name: str) -> pl.DataFrame:
        """One of the parts, read."""
        return pl.read_parquet(io.BytesIO(self.parts[name]))

    @classmethod
    def failed(cls, source_id: str, reason: str, code: str = FailureCode.CRASH) -> "ReadAnswer":
        """The answer for a source whose reader did not live to give one."""
        nothing = Reading(source_id, Status.FAILED, reason=reason, code=FailureCode(code))
        return bytes_to_answer(answer_to_bytes(nothing))


def task_to_bytes(source: Source, languages: Sequence[str], *, died: Mapping[Step, str] = FIRST_ATTEMPT.died) -> bytes:
    """A task for `discourse.pipeline.read_task`; the only place where a password leaves this process."""
    values = {
        "path": str(source.path),
        "id": source.id,
        "kind": source.kind,
        "columns": source.columns,
        "ocr": source.ocr,
        "password": source.password,
        "languages": list(languages),
        "died": [[page, name, how] for (page, name), how in died.items()],
        "stop": 0,
    }
    return json.dumps(values).encode()


def bytes_to_task(task: bytes) -> tuple[Source, tuple[str, ...]]:
    """The source to read, and the languages that can be coded."""
    values = json.loads(task)
    columns = tuple((name, field) for name, field in values["columns"])
    kind, path = SourceKind(values["kind"]), Path(values["path"])
    source = Source(path, values["id"], kind, columns, ocr=values["ocr"], password=values["password"])
    return source, tuple(values["languages"])


def bytes_to_attempt(task: bytes, watch: Watch) -> Attempt:
    """How the source is to be read: what earlier tries died of, and whom to tell of each step."""
    values = json.loads(task)
    died = {(page, name): how for page, name, how in values["died"]}
    return Attempt(died, values["stop"], watch.begin, watch.is_late)


def task_after(task: bytes, deaths: Sequence[Death]) -> bytes | None:
    """The task to try next: without the steps that earlier tries died in; none where that would be the same again.

    A death outside any step, which chance or another file's leavings may have caused, is worth one more try.
    """
    last = deaths[-1]
    if not last.name:
        return task if len(deaths) == 1 and last.cause != OUT_OF_TIME else None
    values = json.loads(task)
    values["died"].append([last.page, last.name, last.cause])
    if len(deaths) == _PATIENCE:
        values["stop"] = last.page
    return json.dumps(values).encode()


def outcome_to_answer(outcome: Outcome, source: Source) -> ReadAnswer:
    """What came of reading a source, also where the process did not live to tell or told nonsense."""
    if not outcome.failure:
        try:
            return bytes_to_answer(outcome.answer)
        except (ValueError, KeyError, TypeError, AttributeError, pl.exceptions.PolarsError):
            return ReadAnswer.failed(source.id, f"'{source.name}': {_NONSENSE}; {_REMEDIES[CRASHED]}.")
    remedy = _REMEDIES[outcome.cause]
    return ReadAnswer.failed(source.id, f"'{source.name}': {outcome.failure}; {remedy}.", _CAUSES[outcome.cause])


def bytes_to_answer(data: bytes) -> ReadAnswer:
    """Unpack what the child returned; parts are views of `data`. A `ValueError` or the like where that is no answer."""
    view = memoryview(data)
    size = int.from_bytes(view[:8], "big")
    head = json.loads(data[8 : 8 + size])
    texts_end = 8 + size + int(head.pop("texts_size"))
    parts = {"documents": view[8 + size : texts_end], "passages": view[texts_end:]}
    for name, schema in _PARTS.items():
        if pl.read_parquet_schema(io.BytesIO(parts[name])) != schema:
            raise ValueError(f"The part '{name}' has other columns.")
    return ReadAnswer(
        **{
            **head,
            **{name: int(head[name]) for name in _COUNTS},
            "status": Status(head["status"]),
            "rejected": tuple(map(str, head["rejected"])),
            "foreign": {str(name): int(count) for name, count in head["foreign"].items()},
        },
        parts=parts,
    )


def no_passages(_document: Document) -> tuple[Passage, ...]:
    """What becomes of a document that is read for its text alone."""
    return ()


def answer_to_bytes(reading: Reading, split: Split = no_passages) -> bytes:
    """Pack what the child found, the passages being what `split` makes of each document.

    Of a large listing only some documents are held at once, beside the packed parts of those before.
    """
    texts, passages = list[bytes](), list[bytes]()
    counts, foreign = Counter[str](), Counter[str]()
    for some in _batches(reading.documents):
        found = passages_to_frame(passage for document in some for passage in split(document))
        texts.append(frame_to_part(documents_to_frame(some)))
        passages.append(frame_to_part(found))
        counts["pages"] += sum(len(document.pages) for document in some)
        counts["passages"] += found.height
        counts["codable"] += found.filter(pl.col("left_out") == "").height
        foreign.update(found.filter(pl.col("left_out") == LANGUAGE)["language"].to_list())
    documents = join_parts(texts)
    head = {
        "source_id": reading.source_id,
        "status": reading.status,
        "reason": reading.reason,
        "engine": reading.engine,
        "is_listing": reading.is_listing,
        "rejected": list(reading.rejected),
        "needs_password": reading.needs_password,
        "code": reading.code or "",
        "records": len(reading.documents) if reading.is_listing else 0,
        **counts,
        "foreign": dict(sorted(foreign.items(), key=lambda item: (-item[1], item[0]))),
        "texts_size": len(documents),
    }
    text = json.dumps(head).encode()
    return len(text).to_bytes(8, "big") + text + documents + join_parts(passages)


def _batches(documents: Sequence[Document]) -> Iterator[Sequence[Document]]:
    """One batch at least, so that there are parts of no document too."""
    # Iterated, not sliced: a document of a listing is composed whenever it is asked for.
    rest = iter(documents)
    yield list(islice(rest, _AT_ONCE))
    while some := list(islice(rest, _AT_ONCE)):
        yield some
