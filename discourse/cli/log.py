"""The log of a project's batches: one JSON object a line, a few files of bounded size."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from discourse.domain.errors import UsageError
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
        logger.error("stopped", extra={"facts": {"by": type(error).__name__, "reason": str(error)}})
        raise
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
        handler.close()


def _open(path: Path) -> logging.Handler:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=_MAX_BYTES, backupCount=_OLD_FILES, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"The log '{path}' cannot be written: {error.strerror}; name another place with --log."
        ) from error
    handler.setFormatter(_JsonLine())
    return handler


class _JsonLine(logging.Formatter):
    """Time (UTC), level and event, then the event's own facts."""

    def format(self, record: logging.LogRecord) -> str:
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        facts = getattr(record, "facts", {})
        line = {"time": time, "level": record.levelname.lower(), "event": record.getMessage(), **facts}
        return json.dumps(line, default=str)
