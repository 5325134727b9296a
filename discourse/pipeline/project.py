"""A project folder: its settings, codebook and store."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path

from discourse.coding.agency.lexicon import SHIPPED as SHIPPED_LEXICON
from discourse.coding.agency.lexicon import ActorLexicon, load_lexicon
from discourse.coding.learners import SHIPPED as SHIPPED_LEARNERS
from discourse.coding.learners import LearnerLexicon, load_learners
from discourse.domain.bundled import CODEBOOK, bundled
from discourse.domain.codebook import Codebook, load_codebook
from discourse.domain.errors import UsageError
from discourse.domain.files import why_unwritten, write_whole
from discourse.domain.settings import (
    SETTINGS_FILE,
    SHIPPED,
    Ocr,
    Scope,
    Settings,
    TopicChoice,
    load_settings,
)
from discourse.domain.settings_text import (
    DEFAULT_SETTINGS,
    settings_with_ocr,
    settings_with_scope,
    settings_with_topics,
)
from discourse.store.ledger import LEDGER_FILE, Ledger

OUTPUTS_FOLDER = "outputs"
LOGS_FOLDER = "logs"
LEXICON_FILE = "actors.yaml"
LEARNERS_FILE = "learners.yaml"
_CODEBOOK_FILE = "codebook.yaml"


@dataclass(frozen=True, slots=True)
class Project:
    """An opened project folder."""

    folder: Path
    settings: Settings

    @property
    def outputs(self) -> Path:
        return self.folder / OUTPUTS_FOLDER

    @property
    def model_folder(self) -> Path:
        name = self.settings.coding.model
        return bundled("models", "framing") if name == SHIPPED else self.folder / name

    @property
    def codebook_file(self) -> Path:
        return self.folder / self.settings.coding.codebook

    def codebook(self) -> Codebook:
        """The project's own codebook."""
        return load_codebook(self.codebook_file)

    def lexicon(self) -> ActorLexicon:
        """The project's own `actors.yaml`, or the shipped one."""
        own = self.folder / LEXICON_FILE
        return load_lexicon(own if own.is_file() else SHIPPED_LEXICON)

    def learners(self) -> LearnerLexicon:
        """The project's own `learners.yaml`, or the shipped one."""
        own = self.folder / LEARNERS_FILE
        return load_learners(own if own.is_file() else SHIPPED_LEARNERS)

    @contextmanager
    def ledger(self) -> Iterator[Ledger]:
        """The ledger, closed afterwards."""
        ledger = Ledger(self.folder / LEDGER_FILE)
        try:
            yield ledger
        finally:
            ledger.close()


def init(folder: Path, *, codebook: Path | None = None) -> Path:
    """Make a project folder with settings to edit and a codebook, the shipped one unless another is given.

    Raises `UsageError` when the folder already holds a project, `CodebookError` when the codebook breaks a rule.

    >>> discourse.init(Path("another-study")).name
    'another-study'
    """
    if (folder / SETTINGS_FILE).exists():
        raise UsageError(f"'{folder}' already is a discourse project; choose another folder or add documents to it.")
    chosen = codebook or CODEBOOK
    load_codebook(chosen)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(chosen, folder / _CODEBOOK_FILE)
        Ledger(folder / LEDGER_FILE).close()
        # Written last: a folder is a project once its settings are there.
        (folder / SETTINGS_FILE).write_text(DEFAULT_SETTINGS, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"The project '{folder}' cannot be made: {error.strerror}; choose a writable place."
        ) from error
    return folder


def keep_ocr(folder: Path, ocr: Ocr) -> None:
    """Write the choice of OCR into a project's settings; every other line stays as it is."""
    if open_project(folder).settings.reading.ocr is not ocr:
        _keep(folder, lambda text: settings_with_ocr(text, ocr))
        if open_project(folder).settings.reading.ocr is not ocr:
            raise _not_kept(folder, "ocr", ocr)


def keep_scope(folder: Path, scope: Scope) -> None:
    """Write which passages the tables are made of into a project's settings; every other line stays as it is."""
    if open_project(folder).settings.tables.scope is not scope:
        _keep(folder, lambda text: settings_with_scope(text, scope))
        if open_project(folder).settings.tables.scope is not scope:
            raise _not_kept(folder, "scope", scope)


def keep_topics(folder: Path, choice: TopicChoice) -> None:
    """Write what was chosen of topics into a project's settings; every other line stays as it is."""
    chosen = {item.name: value for item in fields(choice) if (value := getattr(choice, item.name)) is not None}
    if replace(kept := open_project(folder).settings.topics, **chosen) != kept:
        _keep(folder, lambda text: settings_with_topics(text, choice))


def open_project(folder: Path) -> Project:
    """Open a project folder, or say how to make one."""
    if not (folder / SETTINGS_FILE).is_file():
        raise UsageError(
            f"There is no discourse project in '{folder}' (no {SETTINGS_FILE}); make one with 'discourse init DIR' "
            "or name one with --project."
        )
    return Project(folder, load_settings(folder / SETTINGS_FILE))


def _keep(folder: Path, change: Callable[[str], str]) -> None:
    path = folder / SETTINGS_FILE
    try:
        write_whole(path, change(path.read_text(encoding="utf-8-sig")).encode())
    except OSError as error:
        why = why_unwritten(error, otherwise="make it writable")
        raise UsageError(f"Settings file '{path}' cannot be written {why}.") from error


def _not_kept(folder: Path, key: str, value: str) -> UsageError:
    place = f"'{folder / SETTINGS_FILE}' has '{key}' in a place that is not found"
    return UsageError(f'Settings file {place}; write {key} = "{value}" there.')
