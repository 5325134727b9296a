"""JSON as programs write it, without what would cost hours."""

import json
from typing import Any


def text_to_json(text: str) -> Any:
    """Parse JSON that may have line feeds within its texts, and NaN or Infinity, which are no values.

    Of a key that an object gives twice the last counts, as everywhere. Raises `JSONDecodeError`, another `ValueError`
    for a number of thousands of digits, and `RecursionError`.
    """
    return json.loads(text, strict=False, parse_constant=lambda _: None)
