"""The one way this package puts a file in place."""

import errno
import os
from pathlib import Path

FREE_SPACE = "free space on the disk and try again: what was finished before is kept"
_FULL = (errno.ENOSPC, errno.EDQUOT)


def write_whole(path: Path, data: bytes | memoryview) -> None:
    """Write `data` beside `path`, flush it and rename it into place, so that a reader sees all of it or the old file.

    An `OSError` leaves the old file and nothing else.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
        _flush_names(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def why_unwritten(error: OSError, *, otherwise: str) -> str:
    """What kept a file from being written and what would help: `(Permission denied); choose another place`.

    A full disk is told in the same words of every file; `otherwise` is what helps against all else.
    """
    return f"({error.strerror or error}); {FREE_SPACE if is_full(error) else otherwise}"


def is_full(error: OSError) -> bool:
    """Whether there was no room on the disk, or in what of it a user may have."""
    return error.errno in _FULL


def _flush_names(folder: Path) -> None:
    """Have the folder itself on disk: a renamed file is else gone after a power cut (not on Windows)."""
    if os.name == "nt":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
