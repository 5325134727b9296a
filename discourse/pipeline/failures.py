"""The files that gave no text, as commands tell them."""

from collections.abc import Iterable
from dataclasses import dataclass

from discourse.domain.documents import Status
from discourse.pipeline.status import FileStatus


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that gave no text: `code` says how, in a word for scripts, `reason` in a sentence with a remedy."""

    file: str
    code: str
    reason: str


def failures(statuses: Iterable[FileStatus]) -> tuple[Failure, ...]:
    """The files among them that gave no text."""
    bad = (Status.EMPTY, Status.FAILED)
    return tuple(
        Failure(item.file, item.code or str(item.status), item.reason) for item in statuses if item.status in bad
    )
