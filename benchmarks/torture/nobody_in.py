"""G10: hostile archives, XML, JSON and pages, each at the door that it would come in by."""

import hashlib
import json
import os
import resource
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from projects import Goal
from strangers import SECRET, hostile_inputs

from discourse.domain.codebook import read_codebook
from discourse.domain.errors import DiscourseError
from discourse.domain.ids import hash_file
from discourse.domain.registry import load
from discourse.domain.sources import Source
from discourse.exchange.material import Material
from discourse.exchange.refi_read import read_qdpx
from discourse.reading.read import read_source

MOST_SECONDS, MOST_MIB = 2.0, 300
_READERS = ("pdf", "html", "docx", "odt", "rtf", "text", "json", "xml", "workbook")
_BOOK = "name: n\ncodes: [{id: a, name: A, kind: frame, definition: d}]"


@dataclass(frozen=True)
class Visit:
    """What became of one file: the words of a refusal or the text read, with processor seconds and MiB of memory."""

    name: str
    is_refused: bool
    said: str
    seconds: float
    mebibytes: int

    @property
    def is_cheap(self) -> bool:
        return self.seconds < MOST_SECONDS and self.mebibytes < MOST_MIB


def visit_all(folder: Path, visit: Callable[[Path], Visit]) -> tuple[list[Visit], list[str]]:
    """What became of every hostile file, and what went wrong around them: files elsewhere, calls, the secret told."""
    for name in _READERS:
        load("readers", name)
    target = folder / "inside"
    target.mkdir(parents=True)
    secret = folder / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        for name, data in hostile_inputs(secret=str(secret), port=listener.getsockname()[1]):
            (target / name).write_bytes(data)
        before = _tree(folder)
        visits = [visit(path) for path in sorted(target.iterdir())]
        troubles = ["a file was written or changed"] if _tree(folder) != before else []
        troubles += [f"{one.name} told the secret" for one in visits if SECRET in one.said]
        troubles += [f"{one.name}: {one.said}" for one in visits if one.is_refused and not _is_sentence(one.said)]
        troubles += [f"{one.name}: {one.seconds:.1f} s, {one.mebibytes} MiB" for one in visits if not one.is_cheap]
        try:
            listener.accept()[0].close()
            troubles.append("a call was made")
        except BlockingIOError:
            pass
    return visits, troubles


def nobody_in(folder: Path) -> Goal:
    """G10: 60 and more files, none of which costs much, gets anything or reaches anyone."""
    began = time.monotonic()
    visits, troubles = visit_all(folder, in_child)
    refused = sum(one.is_refused for one in visits)
    measured = (
        f"{refused} of {len(visits)} refused, {len(visits) - refused} read as text; at most "
        f"{max(one.seconds for one in visits):.1f} s and {max(one.mebibytes for one in visits)} MiB; "
        f"{len(troubles)} troubles {'; '.join(troubles)[:300]}"
    )
    return Goal("G10 strangers' files", measured.strip(), not troubles and len(visits) >= 60, time.monotonic() - began)


def in_child(path: Path) -> Visit:
    """One file at its door in a process of its own, whose memory and time are its own too."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        with os.fdopen(writer, "w", encoding="utf-8", errors="replace") as stream:
            json.dump(_measured(path), stream)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as stream:
        told = stream.read()
    _, status = os.waitpid(child, 0)
    if not told:
        return Visit(path.name, False, f"the process ended with {status}", 99.0, 0)
    refused, said, seconds, mebibytes = json.loads(told)
    return Visit(path.name, refused, said, seconds, mebibytes)


def in_process(path: Path) -> Visit:
    """One file at its door, its memory not measured."""
    began = time.process_time()
    refused, said = at_the_door(path)
    return Visit(path.name, refused, said, time.process_time() - began, 0)


def at_the_door(path: Path) -> tuple[bool, str]:
    """Whether a file is refused, and what is said or read."""
    if path.suffix == ".qdpx":
        try:
            found = read_qdpx(path, Material("S", read_codebook(_BOOK, where="b"), (), (), {}), coder="x")
        except DiscourseError as error:
            return True, str(error)
        return False, str(found)
    reading = read_source(Source(path, hash_file(path)))
    return not reading.documents, reading.reason + "".join(document.text for document in reading.documents)


def _measured(path: Path) -> tuple[bool, str, float, int]:
    resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # The highest mark of memory starts anew, at what the parent has loaded.
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    held = _status("VmRSS")
    here = in_process(path)
    return here.is_refused, here.said[:5000], here.seconds, _status("VmHWM") - held


def _status(name: str) -> int:
    rows = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(row.split()[1]) for row in rows if row.startswith(f"{name}:")) >> 10


def _tree(folder: Path) -> str:
    """One hash over all names and bytes below a folder."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        digest.update(str(path).encode() + (path.read_bytes() if path.is_file() else b""))
    return digest.hexdigest()


def _is_sentence(said: str) -> bool:
    return (
        bool(said.strip())
        and said.rstrip().endswith(".")
        and "Traceback" not in said
        and "could not be read (" not in said
    )
