"""Which of a project's files one run looks at; the others stay as they are."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from pathlib import Path

from discourse.domain.errors import UsageError
from discourse.store.ledger import SourceEntry

_AGO = re.compile(r"(\d+)\s*([mhdw])")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


@dataclass(frozen=True, slots=True)
class Selection:
    """Files that match one of the patterns in `only` and have come or changed `since` a moment; without either all.

    A pattern is a shell's (`reports/*.pdf`), matched with the name that `discourse status` shows or its last part.
    """

    only: tuple[str, ...] = ()
    since: datetime | None = None

    def choose(self, entries: Sequence[SourceEntry], root: Path) -> frozenset[str]:
        """The names of the chosen files; raises `UsageError` for a pattern that no file matches."""
        names = [entry.file for entry in entries]
        for pattern in self.only:
            if names and not any(_matches(name, [pattern]) for name in names):
                raise UsageError(f"No file of the project matches '{pattern}'; 'discourse status --json' names all.")
        matching = [name for name in names if not self.only or _matches(name, self.only)]
        return frozenset(name for name in matching if self.since is None or _came_since(root / name, self.since))


EVERYTHING = Selection()


def parse_since(text: str, *, now: datetime) -> datetime:
    """`2026-11-01` or `2026-11-01T02:00`, else `90m`, `36h`, `7d` or `2w` before `now`, which has a zone."""
    if ago := _AGO.fullmatch(text.strip()):
        return now - int(ago[1]) * _UNITS[ago[2]]
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise UsageError(f"'{text}' is no moment; write 2026-11-01, 2026-11-01T02:00, 90m, 36h, 7d or 2w.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo)


def _matches(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(name, pattern) or fnmatchcase(Path(name).name, pattern) for pattern in patterns)


def _came_since(path: Path, moment: datetime) -> bool:
    try:
        status = path.stat()
    except OSError:
        return False
    # A copy can keep the old file's time of change; when it came to be here is in the other.
    return max(status.st_mtime, status.st_ctime) >= moment.timestamp()
