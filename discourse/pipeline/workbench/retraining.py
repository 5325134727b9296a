"""A model trained anew on what people coded, in a process of its own; it codes nothing before it is adopted."""

import csv
import io
import multiprocessing
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Lock

from discourse.domain.bundled import CODEBOOK, bundled
from discourse.domain.codebook import load_codebook
from discourse.domain.codes import Stance
from discourse.domain.codings import CONSENSUS
from discourse.domain.errors import DiscourseError, UsageError
from discourse.domain.files import write_whole
from discourse.domain.settings import SETTINGS_FILE, settings_with_model
from discourse.pipeline.train import CodeScore, train
from discourse.pipeline.workbench.judgements import Judgement, Unit
from discourse.pipeline.workbench.workbench import Workbench

MODELS_FOLDER = "models"
MIN_PASSAGES = 20
_LETTERS = {Stance.ASSERTED: "A", Stance.REPORTED: "R", Stance.CONTESTED: "C"}


class Stage(StrEnum):
    """How far a training is."""

    NONE = "none"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    ADOPTED = "adopted"


@dataclass(frozen=True, slots=True)
class Trained:
    """What came of a training: its folder in the project, the people's passages in it, its scores; or the trouble."""

    stage: Stage
    folder: str = ""
    passages: int = 0
    scores: tuple[CodeScore, ...] = ()
    trouble: str = ""


class Retraining:
    """One training at a time, in the background."""

    def __init__(self, workbench: Workbench) -> None:
        self._workbench = workbench
        self._lock = Lock()
        self._state = Trained(Stage.NONE)
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None

    def count_passages(self) -> int:
        """How many passages people have finished coding."""
        return len(self._settled())

    def start(self) -> Trained:
        """Begin a training on the shipped passages and all that people finished; `UsageError` where they are few."""
        with self._lock:
            if self._now().stage is Stage.RUNNING:
                raise UsageError("A training is running; wait for its end.")
            settled = self._settled()
            if len(settled) < MIN_PASSAGES:
                raise UsageError(
                    f"People have coded {len(settled)} passages; {MIN_PASSAGES} are the least to train on."
                )
            folder = self._workbench.library.folder / MODELS_FOLDER
            folder.mkdir(exist_ok=True)
            name = datetime.now(UTC).strftime("coded-%Y%m%d-%H%M%S")
            data = folder / f"{name}.csv"
            write_whole(data, self._to_csv(settled).encode())
            self._launch([*self._shipped(), data], folder / name)
            self._state = Trained(Stage.RUNNING, f"{MODELS_FOLDER}/{name}", len(settled))
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
            path = self._workbench.library.folder / SETTINGS_FILE
            text = path.read_text(encoding="utf-8-sig")
            write_whole(path, settings_with_model(text, self._state.folder).encode())
            self._state = Trained(Stage.ADOPTED, self._state.folder, self._state.passages, self._state.scores)
            return self._state

    def stop(self) -> None:
        """End a training that is running; nothing of it is kept."""
        if self._process is not None and self._process.is_alive():
            self._process.kill()
            self._process.join()

    def _launch(self, data: Sequence[Path], out: Path) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe(duplex=False)
        codebook = self._workbench.session.project.folder / self._workbench.session.settings.coding.codebook
        languages = self._workbench.session.settings.coding.languages
        self._process = context.Process(target=_train, args=(theirs, list(data), out, codebook, languages), daemon=True)
        self._process.start()
        theirs.close()

    def _now(self) -> Trained:
        if self._state.stage is not Stage.RUNNING or self._process is None or self._pipe is None:
            return self._state
        folder, passages = self._state.folder, self._state.passages
        if self._pipe.poll():
            try:
                scores, trouble = self._pipe.recv()
            except EOFError:
                scores, trouble = (), "the training ended by itself, most likely for want of memory"
            self._state = Trained(Stage.FAILED if trouble else Stage.DONE, folder, passages, scores, trouble)
        return self._state

    def _settled(self) -> dict[Unit, tuple[Judgement, ...]]:
        """The passages that somebody finished, with the decision where there is one, else with all that was said."""
        judgements = self._workbench.judgements
        found: dict[Unit, tuple[Judgement, ...]] = {}
        for unit in judgements.units():
            everybody = [one for one in judgements.on(unit) if one.is_read]
            decided = [one for one in everybody if one.coder == CONSENSUS]
            if everybody and unit[0] in self._workbench.library.cards:
                found[unit] = tuple(decided or everybody)
        return found

    def _to_csv(self, settled: Mapping[Unit, Sequence[Judgement]]) -> str:
        frames = [frame.id for frame in self._workbench.codebook.frames]
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(["passage", "previous", "file", *frames, "themes"])
        for unit, said in settled.items():
            place = self._workbench.place(*unit)
            passage = place.opened.by_range.get((place.start, place.end))
            if passage is None:
                continue
            letters = [_letter(frame, said) for frame in frames]
            themes = [theme.id for theme in self._workbench.codebook.themes if _share(theme.id, said) > 0.5]
            writer.writerow([passage.text, passage.previous, place.opened.card.file, *letters, ";".join(themes)])
        return out.getvalue()

    def _shipped(self) -> list[Path]:
        """The passages that ship, where the project codes with the frames and themes that they were coded with."""
        path = bundled("corpus", "training", "passages.csv")
        ours = {code.id for code in load_codebook(CODEBOOK).codes}
        return [path] if path.is_file() and ours == set(self._workbench.codebook.by_id) else []


def _share(code_id: str, said: Sequence[Judgement]) -> float:
    return sum(code_id in one.present for one in said) / len(said)


def _letter(frame: str, said: Sequence[Judgement]) -> str:
    """What a training file has for a frame: 0, a stance, S where people differ on it, ? where they are of two minds."""
    share = _share(frame, said)
    if share == 0.5:
        return "?"
    if share < 0.5:
        return "0"
    stances = Counter(one.present[frame].stance for one in said if frame in one.present)
    stance, votes = stances.most_common(1)[0]
    return _LETTERS[stance] if stance and votes * 2 > stances.total() else "S"


def _train(pipe: Connection, data: list[Path], out: Path, codebook: Path, languages: Sequence[str]) -> None:
    """The child's life: train, answer with scores or with what went wrong."""
    try:
        trained = train(data, out=out, codebook=codebook, languages=languages)
        pipe.send((trained.scores, ""))
    except DiscourseError as error:
        pipe.send(((), str(error)))
    except Exception as error:
        pipe.send(((), f"a bug of ours ({type(error).__name__}: {error})"))
