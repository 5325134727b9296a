"""Who is using a project's store: many at once may read and add, one alone may delete.

The kernel keeps the lock and frees it when its process ends, however it ends. Beside it each user leaves a card,
so that one who has to wait can be told for whom.
"""

import json
import os
import socket
import time
from pathlib import Path

from discourse.domain.errors import StoreError
from discourse.domain.files import why_unwritten

try:
    import fcntl
except ImportError:  # Windows: nothing is ever deleted there.
    fcntl = None  # type: ignore[assignment]

LOCK_FILE = "in-use.lock"
_CARDS = "in-use"


class Use:
    """A share in the use of a folder, from its making until `end`; a `StoreError` where it cannot be written."""

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._card = _leave_card(folder / _CARDS)
            self._file = (folder / LOCK_FILE).open("ab")
        except OSError as error:
            why = why_unwritten(error, otherwise="make the folder writable")
            raise StoreError(f"'{folder}' cannot be written {why}.") from error
        self._is_counted = self._lock(alone=False)

    def is_alone(self) -> bool:
        """Take the folder for this user alone, if no other uses it; others then wait until `end`."""
        return self._is_counted and self._lock(alone=True)

    def end(self) -> None:
        self._card.unlink(missing_ok=True)
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


def other_users(folder: Path) -> tuple[str, ...]:
    """The other processes that use a folder now, in words: `process 4711 on desk since 2026-03-01 09:30`."""
    found = []
    for card in sorted((folder / _CARDS).glob("*.json")):
        try:
            user = json.loads(card.read_text(encoding="utf-8"))
            host, process, since = str(user["host"]), int(user["process"]), str(user["since"])
        except (OSError, ValueError, KeyError, TypeError):
            continue
        if host == socket.gethostname() and (process == os.getpid() or not _is_running(process)):
            continue
        found.append(f"process {process} on {host} since {since}")
    return tuple(found)


def _leave_card(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    # One card for each use: a process may use a project twice, in two threads.
    card = folder / f"{socket.gethostname()}-{os.getpid()}-{time.monotonic_ns()}.json"
    since = time.strftime("%Y-%m-%d %H:%M")
    card.write_text(json.dumps({"host": socket.gethostname(), "process": os.getpid(), "since": since}))
    for other in folder.glob(f"{socket.gethostname()}-*.json"):
        number = other.stem.rsplit("-", 2)[-2]
        if number.isdecimal() and not _is_running(int(number)):
            other.unlink(missing_ok=True)
    return card


def _is_running(process: int) -> bool:
    if os.name == "nt":
        # There `os.kill` would end it.
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
