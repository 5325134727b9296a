"""Who is using a project's store: many at once may read and add, one alone may delete.

The kernel keeps the lock and frees it when its process ends, however it ends.
"""

from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: nothing is ever deleted there.
    fcntl = None  # type: ignore[assignment]

LOCK_FILE = "in-use.lock"


class Use:
    """A share in the use of a folder, from its making until `end`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = (folder / LOCK_FILE).open("ab")
        self._is_counted = self._lock(alone=False)

    def is_alone(self) -> bool:
        """Take the folder for this user alone, if no other uses it; others then wait until `end`."""
        return self._is_counted and self._lock(alone=True)

    def end(self) -> None:
        self._file.close()

    def _lock(self, *, alone: bool) -> bool:
        if fcntl is None:
            return False
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB if alone else fcntl.LOCK_SH)
        except OSError:
            # Another user, or a file system without locks; a failed change may have lost the share.
            self._is_counted = False
            return False
        return True
