"""What a child that reads strangers' files is left without: the network, large files, many open files."""

import contextlib
import ctypes
import os

try:
    import resource
except ImportError:  # Windows has no such limits.
    resource = None  # type: ignore[assignment]

MOST_FILE_BYTES = 64 << 20
MOST_OPEN_FILES = 256
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000


def leave_network() -> bool:
    """Move this process into a network of its own with nothing in it; false where the system does not let it (Linux).

    Must come before the process has a second thread. Pipes to the parent stay.
    """
    try:
        unshare = ctypes.CDLL(None, use_errno=True).unshare
    except (AttributeError, OSError, TypeError):  # macOS and Windows know no such call.
        return False
    # An ordinary user may do it within a user namespace; root would lose its rights to others' files there.
    return bool(unshare(_NEW_NETWORK if os.geteuid() == 0 else _NEW_USER | _NEW_NETWORK) == 0)


def bound_files() -> None:
    """Let this process and its children write no large file, open few, and leave no memory dump."""
    if not resource:
        return
    for kind, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, MOST_FILE_BYTES),
        (resource.RLIMIT_NOFILE, MOST_OPEN_FILES),
    ):
        bound = resource.getrlimit(kind)[1]
        allowed = most if bound == resource.RLIM_INFINITY else min(most, bound)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (allowed, allowed))
