"""A model trained anew on what people coded, in a process of its own; it codes nothing before it is adopted."""

import multiprocessing
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Lock

from discourse.coding.heads import MINIMUM_POSITIVES
from discourse.domain.errors import DiscourseError, UsageError
from discourse.domain.files import write_whole
from discourse.domain.settings import SETTINGS_FILE
from discourse.domain.settings_text import settings_with_model
from discourse.pipeline.audit import read_audit
from discourse.pipeline.peoples_passages import count_examples
from discourse.pipeline.report_method import read_scores
from discourse.pipeline.train_on_codings import CodingsTraining, check_enough, shipped_passages, train_on_codings
from discourse.pipeline.workbench.workbench import Workbench
from discourse.report.report import Score
from discourse.tables.audit_scores import ModelScore, score_codes

MODELS_FOLDER = "models"


class Stage(StrEnum):
    """How far a training is."""

    NONE = "none"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    ADOPTED = "adopted"


@dataclass(frozen=True, slots=True)
class Trained:
    """What came of a training: its folder in the project and what it found; or the trouble."""

    stage: Stage
    folder: str = ""
    found: CodingsTraining | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Examples:
    """How many passages carry a code: of those that people judged, and of those that ship."""

    code_id: str
    people: int
    shipped: int


class Retraining:
    """One training at a time, in the background; a frame needs `needed` examples."""

    needed = MINIMUM_POSITIVES

    def __init__(self, workbench: Workbench) -> None:
        self._session, self._library = workbench.session, workbench.library
        self._folder = workbench.library.folder
        self._codebook = workbench.codebook
        self._lock = Lock()
        self._state = Trained(Stage.NONE)
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None

    def count(self) -> tuple[int, tuple[Examples, ...]]:
        """The passages of people that a training would learn from, and the examples that it would have of each code."""
        passages, people = count_examples(self._folder, self._library.overview.passages)
        found = (Examples(code.id, people[code.id], self._shipped[code.id]) for code in self._codebook.codes)
        return passages, tuple(found)

    def scores_in_use(self) -> tuple[tuple[Score, ...], str]:
        """How well the model in use finds the codes, as its card says, and on what; nothing where it cannot be used."""
        return ((), "") if self._library.model_trouble else read_scores(self._session)

    def audited_scores(self) -> tuple[ModelScore, ...]:
        """How well the model in use finds the frames by the answers of an audit; nothing before any answer or code."""
        audit, seen = read_audit(self._folder), self._library.overview
        if audit is None or seen.codes.is_empty():
            return ()
        scores = score_codes(audit, seen.passages, seen.codes, [frame.id for frame in self._codebook.frames])
        return tuple(score for score in scores if score.f1 is not None)

    def start(self) -> Trained:
        """Begin a training as `train_on_codings` does it; `UsageError` while one is running or passages are few."""
        with self._lock:
            if self._now().stage is Stage.RUNNING:
                raise UsageError("A training is running; wait for its end.")
            check_enough(self.count()[0])
            name = datetime.now(UTC).strftime("coded-%Y%m%d-%H%M%S")
            self._launch(self._folder / MODELS_FOLDER / name)
            self._state = Trained(Stage.RUNNING, f"{MODELS_FOLDER}/{name}")
            return self._state

    def state(self) -> Trained:
        """How the training stands."""
        with self._lock:
            return self._now()

    def adopt(self) -> Trained:
        """Write the trained model into the project's settings: the next run codes with it. Old codes stay."""
        with self._lock:
            if self._now().stage is not Stage.DONE:
                raise UsageError("There is no trained model to adopt; train one first.")
            path = self._folder / SETTINGS_FILE
            text = path.read_text(encoding="utf-8-sig")
            write_whole(path, settings_with_model(text, self._state.folder).encode())
            self._state = replace(self._state, stage=Stage.ADOPTED)
            return self._state

    def stop(self) -> None:
        """End a training that is running; nothing of it is kept."""
        if self._process is not None and self._process.is_alive():
            self._process.kill()
            self._process.join()

    @cached_property
    def _shipped(self) -> Counter[str]:
        return Counter(key for one in shipped_passages(self._codebook) for key in one.frames | one.themes)

    def _launch(self, out: Path) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe(duplex=False)
        self._process = context.Process(target=_train, args=(theirs, self._folder, out), daemon=True)
        self._process.start()
        theirs.close()

    def _now(self) -> Trained:
        if self._state.stage is not Stage.RUNNING or self._pipe is None:
            return self._state
        if self._pipe.poll():
            try:
                found, trouble = self._pipe.recv()
            except EOFError:
                found, trouble = None, "the training ended by itself, most likely for want of memory"
            stage = Stage.FAILED if trouble else Stage.DONE
            self._state = replace(self._state, stage=stage, found=found, trouble=trouble)
        return self._state


def _train(pipe: Connection, project: Path, out: Path) -> None:
    """The child's life: train, answer with what was found or with what went wrong."""
    try:
        pipe.send((train_on_codings(project, out=out), ""))
    except DiscourseError as error:
        pipe.send((None, str(error)))
    except Exception as error:
        pipe.send((None, f"a bug of ours ({type(error).__name__}: {error})"))
