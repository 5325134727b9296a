"""The kinds of trouble that a source can come to, in words for scripts; a reason in a sentence stands beside each."""

from enum import StrEnum
from pathlib import PurePosixPath


class FailureCode(StrEnum):
    """Why a source gave no text; a code, once given out, keeps its meaning."""

    ACCESS = "E-ACCESS"
    FORMAT = "E-FORMAT"
    PASSWORD = "E-PASSWORD"
    ENCRYPTED = "E-ENCRYPTED"
    DAMAGED = "E-DAMAGED"
    CONTENT = "E-CONTENT"
    LIMIT = "E-LIMIT"
    EMPTY = "E-EMPTY"
    NO_TEXT = "E-NO-TEXT"
    BROKEN_TEXT = "E-BROKEN-TEXT"
    TIME = "E-TIME"
    MEMORY = "E-MEMORY"
    CRASH = "E-CRASH"


def reason_beside(file: str, reason: str) -> str:
    """A reason as it stands beside the file that it is of, whose name it need not say again."""
    subject = f"'{PurePosixPath(file).name}' "
    return f"it {reason.removeprefix(subject)}" if reason.startswith(subject) else reason
