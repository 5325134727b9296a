"""What passes between the parent and a reading child.

Bytes and not objects cross the pipe, so that a child taken over by a hostile file can hand back data only.
"""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from discourse.domain.attempt import FIRST_ATTEMPT, Attempt, Step
from discourse.domain.documents import Reading, Status
from discourse.domain.failures import FailureCode
from discourse.domain.passages import Passage
from discourse.domain.sources import Source, SourceKind
from discourse.pipeline.child import CRASHED, OUT_OF_MEMORY, OUT_OF_TIME, Watch
from discourse.pipeline.workers import Death, Outcome
from discourse.store.parts import documents_to_frame, passages_to_frame

# The task that `task_to_bytes` makes the bytes of.
READING = "discourse.pipeline.read_task:read_task"

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
    """A reading and the frames that were made of it, columns `TEXTS` and `PASSAGES`."""

    source_id: str
    status: Status
    reason: str
    engine: str
    pages: int
    is_listing: bool
    rejected: tuple[str, ...]
    needs_password: bool
    code: str
    documents: pl.DataFrame
    passages: pl.DataFrame

    @classmethod
    def failed(cls, source_id: str, reason: str, code: str = FailureCode.CRASH) -> "ReadAnswer":
        """The answer for a source whose reader did not live to give one."""
        nothing = {"documents": documents_to_frame(()), "passages": passages_to_frame(())}
        return cls(source_id, Status.FAILED, reason, "", 0, False, (), False, code, **nothing)


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
    """What came of reading a source, also where the process did not live to tell."""
    if not outcome.failure:
        return bytes_to_answer(outcome.answer)
    remedy = _REMEDIES[outcome.cause]
    return ReadAnswer.failed(source.id, f"'{source.name}': {outcome.failure}; {remedy}.", _CAUSES[outcome.cause])


def bytes_to_answer(data: bytes) -> ReadAnswer:
    """Unpack what the child returned."""
    size = int.from_bytes(data[:8], "big")
    head = json.loads(data[8 : 8 + size])
    texts_size = head.pop("texts_size")
    texts = data[8 + size : 8 + size + texts_size]
    return ReadAnswer(
        **{**head, "status": Status(head["status"]), "rejected": tuple(head["rejected"])},
        documents=pl.read_ipc(io.BytesIO(texts)),
        passages=pl.read_ipc(io.BytesIO(data[8 + size + texts_size :])),
    )


def answer_to_bytes(reading: Reading, passages: list[Passage]) -> bytes:
    """Pack what the child found."""
    texts = _frame_to_bytes(documents_to_frame(reading.documents))
    head = {
        "source_id": reading.source_id,
        "status": reading.status,
        "reason": reading.reason,
        "engine": reading.engine,
        "pages": sum(len(document.pages) for document in reading.documents),
        "is_listing": reading.is_listing,
        "rejected": list(reading.rejected),
        "needs_password": reading.needs_password,
        "code": reading.code or "",
        "texts_size": len(texts),
    }
    text = json.dumps(head).encode()
    return len(text).to_bytes(8, "big") + text + texts + _frame_to_bytes(passages_to_frame(passages))


def _frame_to_bytes(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_ipc(buffer)
    return buffer.getvalue()
