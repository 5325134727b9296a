"""Damage done to bytes at random: changed, cut, doubled and moved."""

import copy
import json
import random
from collections.abc import Mapping
from typing import Any

from hostile import zipped


def mutate(data: bytes, chance: random.Random) -> bytes:
    """A damaged copy."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        at = chance.randrange(len(changed) or 1)
        match chance.randrange(6):
            case 0:
                changed[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del changed[at : at + chance.choice((1, 8, 200))]
            case 2:
                piece = changed[at : at + chance.choice((4, 40, 400))]
                changed[at:at] = piece * chance.choice((1, 3, 50))
            case 3:
                changed[at:at] = chance.choice(
                    (b"\0", b"\xff\xfe", b"-1", b"99999999999", b"<", b'"', b"{", b"[" * 500)
                )
            case 4:
                other = chance.randrange(len(changed) or 1)
                changed[at : at + 20] = changed[other : other + 20]
            case _:
                del changed[at + chance.randrange(1, 2000) :]
    return bytes(changed)


def damage(data: bytes | Mapping[str, bytes], chance: random.Random) -> bytes:
    """A damaged copy of a file, or of an archive given as its members."""
    if isinstance(data, bytes):
        return mutate(data, chance)
    if chance.random() < 0.25:
        return mutate(zipped(dict(data)), chance)
    # A damaged archive is mostly refused at its door: what is in it is damaged instead.
    member = chance.choice(sorted(data))
    return zipped({**data, member: mutate(data[member], chance)})


_STRANGE = (None, 0, -1, 1.5, 10**30, True, "", "x", "\ud800", [], {}, [[]], [None], {"": None})


def mutate_json(data: bytes, chance: random.Random) -> bytes:
    """JSON, or lines of it, in which some values are of another kind, gone, or doubled."""
    is_lines = data.strip().startswith(b"{") and data.count(b"\n{") > 0
    values = [json.loads(line) for line in data.splitlines() if line] if is_lines else json.loads(data)
    for _ in range(chance.choice((1, 1, 2, 4))):
        values = _replaced(copy.deepcopy(values), chance)
    if is_lines and isinstance(values, list):
        return b"\n".join(json.dumps(value).encode() for value in values)
    return json.dumps(values).encode()


def _replaced(value: Any, chance: random.Random) -> Any:
    if not isinstance(value, dict | list) or not value or chance.random() < 0.1:
        return chance.choice(_STRANGE)
    keys = list(value) if isinstance(value, dict) else range(len(value))
    key = chance.choice(list(keys))
    if chance.random() < 0.1:
        del value[key]
    else:
        value[key] = _replaced(value[key], chance)
    return value
