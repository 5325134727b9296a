"""Every Python process that finds this on its path can speak to this machine alone; what it tried else is written down.

Not a part of the package: the tests put it on the path of every process that they start.
"""

import ipaddress
import os
import socket
import sys
from pathlib import Path
from typing import Any

LIST = "DISCOURSE_TEST_CALLS"
_CONNECTING = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_ASKING = frozenset({"socket.getaddrinfo", "socket.gethostbyname"})


def is_here(host: object) -> bool:
    """Whether a host is this machine; an empty one is where a server listens."""
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if name in (None, "", "localhost", socket.gethostname()):
        return True
    try:
        address = ipaddress.ip_address(str(name).partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def refuse_others(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook (PEP 578), which nothing in the process can take away again."""
    if event == "socket.connect" and arguments[0].type == socket.SOCK_DGRAM:
        # Sends nothing: Dask asks in this way for this machine's own address.
        return
    if event in _CONNECTING:
        # Pipes of this machine have a path for an address.
        host = arguments[1][0] if isinstance(arguments[1], tuple) else None
    elif event in _ASKING:
        host = arguments[0]
    else:
        return
    if not is_here(host):
        if place := os.environ.get(LIST):
            with Path(place).open("a", encoding="utf-8") as calls:
                calls.write(f"{event} {host!r} by {' '.join(sys.argv[:2])}\n")
        raise ConnectionRefusedError(f"The tests speak to this machine alone, not to {host!r}.")


sys.addaudithook(refuse_others)
