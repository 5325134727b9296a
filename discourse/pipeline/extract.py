"""Reading one file outside any project."""

from dataclasses import dataclass, replace
from pathlib import Path

from discourse.domain.documents import Status
from discourse.domain.errors import UsageError, said_with_code
from discourse.domain.ids import hash_file
from discourse.domain.settings import Ocr, ReadingSettings
from discourse.domain.sources import Source, SourceKind
from discourse.pipeline.answers import ReadAnswer, outcome_to_answer, task_after, task_to_bytes
from discourse.pipeline.passwords import AskPassword, read_passwords
from discourse.pipeline.workers import run_tasks
from discourse.store.parts import frame_to_documents

_WORK = "discourse.pipeline.extract_task:extract_task"


@dataclass(frozen=True, slots=True)
class ExtractedPage:
    """A page's body text; a listing has one page a course."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Extract:
    """What `discourse extract --format json` prints."""

    document_id: str
    file: str
    status: Status
    reason: str
    engine: str
    pages: tuple[ExtractedPage, ...]
    code: str = ""


def extract(
    file: Path,
    *,
    kind: SourceKind = SourceKind.AUTO,
    ocr: Ocr | bool = Ocr.OFF,
    password_file: Path | None = None,
    ask_password: AskPassword | None = None,
) -> Extract:
    """Read a file as `run` would, in a process of its own, and return its pages.

    `ocr` reads pages without usable text from their picture. `ask_password` is called with the file's name when it is
    encrypted and `password_file` has no password for it. Raises `UsageError` when there is no such file; a file that
    cannot be read comes back with its reason.

    >>> discourse.extract(Path("reports/access.md")).pages[0].text.splitlines()[0]
    'A fair start'
    """
    if not file.is_file():
        raise UsageError(f"There is no file '{file}'; check the path.")
    password = read_passwords(password_file).of(file.resolve().as_posix())
    source = Source(file, hash_file(file), kind, ocr=Ocr.of(ocr) is Ocr.AUTO, password=password)
    answer = _read(source)
    if answer.needs_password and ask_password and not password and (given := ask_password(file.name)):
        answer = _read(replace(source, password=given))
    return Extract(
        source.id,
        file.name,
        answer.status,
        said_with_code(answer.reason, answer.code),
        answer.engine,
        _pages(answer),
        answer.code,
    )


def _read(source: Source) -> ReadAnswer:
    (outcome,) = run_tasks(_WORK, [task_to_bytes(source, ())], workers=1, limits=ReadingSettings(), again=task_after)
    return outcome_to_answer(outcome, source)


def _pages(answer: ReadAnswer) -> tuple[ExtractedPage, ...]:
    documents = frame_to_documents(answer.frame("documents"))
    if answer.is_listing:
        return tuple(ExtractedPage(number, document.text) for number, document in enumerate(documents, start=1))
    return tuple(ExtractedPage(page.number, item.page_text(page)) for item in documents for page in item.pages)
