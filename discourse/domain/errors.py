"""The errors a caller may see: one sentence of cause, one of remedy, and a code that scripts can rely on."""

from typing import ClassVar

from discourse.domain.failures import FailureCode


class DiscourseError(Exception):
    """Anything `discourse` refuses or cannot do, told in words a user can act on.

    The text names the file, page, row or key, says what is wrong and what would be right. `code` keeps its meaning once
    given out; a terminal shows it behind the text.
    """

    code: ClassVar[str] = "E-REFUSED"


class UsageError(DiscourseError):
    """The request itself cannot be met: a wrong option, a missing project, a bad setting."""

    code = "E-USAGE"


class SourceError(DiscourseError):
    """One source could not be read; the rest of a batch is unaffected."""

    code = FailureCode.CONTENT


class LimitError(SourceError):
    """A source asks for more than any honest one needs; nothing of it was unpacked."""

    code = FailureCode.LIMIT


class CodebookError(DiscourseError):
    """A codebook file breaks a rule; the message names the file and the key."""

    code = "E-CODEBOOK"


class ModelError(DiscourseError):
    """A model folder is missing, incomplete, tampered with or made for another codebook."""

    code = "E-MODEL"


class StoreError(DiscourseError):
    """The project's store cannot be opened, read or written."""

    code = "E-STORE"


def said_with_code(reason: str, code: str) -> str:
    """A reason with the code that it has, if it has one: `... fetch it again. [E-DAMAGED]`."""
    return f"{reason} [{code}]" if code else reason
