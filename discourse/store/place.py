"""Whether a folder lies where a database can be kept."""

import re
from pathlib import Path

# SQLite's locks and flushes are not to be trusted there (https://www.sqlite.org/useovernet.html).
_NETWORK = re.compile(
    r"^(?:nfs\d?|cifs|smb\w*|afs|9p|ncpfs|ceph|lustre|gpfs|beegfs|glusterfs|davfs|fuse\.(?!ext|ntfs|zfs).*)$"
)
_MOUNTS = Path("/proc/self/mountinfo")


def warn_of_place(folder: Path) -> str:
    """What is to be feared of the file system that a project lies on; empty where nothing is."""
    kind = network_file_system(folder)
    if not kind:
        return ""
    return (
        f"'{folder}' lies on a network file system ({kind}), where SQLite cannot promise that nothing is lost; keep "
        "the project on a disk of this machine and its backups there."
    )


def network_file_system(folder: Path, *, mounts: Path = _MOUNTS) -> str:
    """The kind of network file system that a folder lies on, `nfs4`; empty where none can be told."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    full = folder.resolve()
    best = ("", "")
    for line in lines:
        head, _, tail = line.partition(" - ")
        point = head.split()[4].replace("\\040", " ")
        if full.is_relative_to(point) and len(point) >= len(best[0]):
            best = (point, tail.split()[0])
    return best[1] if _NETWORK.match(best[1]) else ""
