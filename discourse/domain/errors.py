"""The errors a caller may see: one sentence of cause, one of remedy."""


class DiscourseError(Exception):
    """Anything `discourse` refuses or cannot do, told in words a user can act on.

    The text names the file, page, row or key, says what is wrong and what would be right.
    """


class UsageError(DiscourseError):
    """The request itself cannot be met: a wrong option, a missing project, a bad setting."""


class SourceError(DiscourseError):
    """One source could not be read; the rest of a batch is unaffected."""


class CodebookError(DiscourseError):
    """A codebook file breaks a rule; the message names the file and the key."""


class ModelError(DiscourseError):
    """A model folder is missing, incomplete, tampered with or made for another codebook."""


class StoreError(DiscourseError):
    """The project's store cannot be opened, read or written."""
