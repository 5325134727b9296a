"""JSON of other tools, which may hold anything anywhere: a value of another kind than it should be counts as empty."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from discourse.domain.errors import UsageError
from discourse.exchange.tabular import read_text


def read_json(path: Path) -> Any:
    """What a JSON file holds; `UsageError` where it is none."""
    try:
        return json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        raise UsageError(f"'{path}' is not JSON ({error}); export it again.") from error


def read_records(path: Path) -> list[Any]:
    """The members of a JSON file's list; `UsageError` where it holds none."""
    data = read_json(path)
    if not isinstance(data, list):
        raise UsageError(f"'{path}' holds no list of records; export it again as JSON.")
    return data


def mapping(value: Any) -> Mapping[str, Any]:
    """The object, or an empty one."""
    return value if isinstance(value, Mapping) else {}


def listing(value: Any) -> list[Any]:
    """The list, or an empty one."""
    return value if isinstance(value, list) else []


def whole(value: Any) -> int:
    """The whole number, or -1, which is no offset."""
    return value if isinstance(value, int) and not isinstance(value, bool) else -1
