"""The log of a project's batches: one JSON object a line, a few files of bounded size."""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from discourse.cli.text import printable_line
from discourse.domain.errors import DiscourseError, UsageError
from discourse.domain.files import why_unwritten
from discourse.domain.settings import SETTINGS_FILE

LOG_FILE = Path("logs", "discourse.jsonl")
_MAX_BYTES = 5 << 20
_OLD_FILES = 3


@contextmanager
def logged(project: Path, log: Path | None) -> Iterator[None]:
    """Keep what the library tells, from here on, in `log` or in the project's own log."""
    if log is None and not (project / SETTINGS_FILE).is_file():
        # The command is about to say that there is no project; a log must not make half of one.
        yield
        return
    handler = _open(log or project / LOG_FILE)
    logger = logging.getLogger("discourse")
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    except BaseException as error:
        logger.error("stopped", extra={"facts": _why_stopped(error)})
        raise
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
        with suppress(OSError):
            # What the log could not take was told.
            handler.close()


def _why_stopped(error: BaseException) -> dict[str, str]:
    by = type(error).__name__
    if isinstance(error, KeyboardInterrupt):
        return {"by": by, "reason": "interrupted by Ctrl+C or SIGTERM; what was finished is kept"}
    if isinstance(error, DiscourseError):
        return {"by": by, "reason": str(error), "code": error.code}
    return {"by": by, "reason": str(error)}


def _open(path: Path) -> logging.Handler:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = _Log(path, maxBytes=_MAX_BYTES, backupCount=_OLD_FILES, encoding="utf-8")
    except OSError as error:
        why = why_unwritten(error, otherwise="name another place with --log")
        raise UsageError(f"The log '{path}' cannot be written {why}.") from error
    handler.setFormatter(_JsonLine())
    return handler


class _Log(RotatingFileHandler):
    """A log that cannot be written any more, on a full disk, says so once and lets the run go on."""

    is_told = False

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802, ARG002
        error = sys.exc_info()[1]
        if self.is_told or not isinstance(error, OSError):
            return
        self.is_told = True
        why = why_unwritten(error, otherwise="name another place with --log")
        sys.stderr.write(printable_line(f"discourse: the log '{self.baseFilename}' cannot be written {why}.") + "\n")


class _JsonLine(logging.Formatter):
    """Time (UTC), level and event, then the event's own facts."""

    def format(self, record: logging.LogRecord) -> str:
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        facts = getattr(record, "facts", {})
        line = {"time": time, "level": record.levelname.lower(), "event": record.getMessage(), **facts}
        return json.dumps(line, default=str)
