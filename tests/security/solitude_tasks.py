"""What a taken-over reader might try, told to the parent as the error that it met."""

import json
import os
import socket
from contextlib import ExitStack
from pathlib import Path

from discourse.pipeline.child import Watch

_BLOCK = b"x" * (1 << 20)


def misbehave(task: bytes, watch: Watch, /) -> bytes:
    """Do one thing that no reader should."""
    ((deed, value),) = json.loads(task).items()
    return json.dumps(_DEEDS[deed](value)).encode()


def _connect(port: int) -> dict[str, object]:
    with socket.socket() as line:
        return {"network": str(Path("/proc/self/ns/net").readlink()), "error": line.connect_ex(("127.0.0.1", port))}


def _write(path: str) -> dict[str, object]:
    try:
        with Path(path).open("wb") as stream:
            while True:
                stream.write(_BLOCK)
    except OSError as error:
        return {"error": error.errno}


def _open(_: int) -> dict[str, object]:
    with ExitStack() as stack:
        for count in range(5000):
            try:
                stack.enter_context(Path(os.devnull).open("rb"))
            except OSError as error:
                return {"error": error.errno, "opened": count}
    return {"error": 0}


def _swell(_: int) -> dict[str, object]:
    held = []
    while True:
        held.append(bytearray(64 << 20))


_DEEDS = {"connect": _connect, "write": _write, "open": _open, "swell": _swell}
