"""Reading another program's ZIP without trust: nothing is unpacked to disk, names and sizes are checked first."""

import hashlib
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from discourse.domain.errors import UsageError

MAX_MEMBERS = 10_000
MAX_TOTAL_BYTES = 4 << 30
MAX_TEXT_BYTES = 100 << 20
# Real text packs 3 to 20 times; bombs a thousand times. Small members may be anything.
MAX_RATIO = 200
_SMALL_BYTES = 1 << 20
_READ_BYTES = 1 << 20
_LOCAL_HEADER_BYTES = 30
_AGAIN = "export it again from the tool that made it"


class Archive:
    """The members of a ZIP by name, whatever the case of its letters; `UsageError` for a hostile or broken one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except FileNotFoundError as error:
            raise UsageError(f"There is no file '{path}'; give the path of a .qdpx file.") from error
        except (OSError, zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError) as error:
            raise UsageError(f"'{path}' is not a ZIP that can be read ({error}); export it again.") from error
        try:
            self._members = _check(self._zip.infolist(), path)
        except BaseException:
            self._zip.close()
            raise

    def close(self) -> None:
        self._zip.close()

    @property
    def names(self) -> tuple[str, ...]:
        """The members' names in lower case."""
        return tuple(self._members)

    def read(self, name: str) -> bytes:
        """A member's bytes, at most `MAX_TEXT_BYTES`."""
        data = bytearray()
        for piece in self._pieces(name):
            data += piece
            if len(data) > MAX_TEXT_BYTES:
                raise UsageError(
                    f"'{name}' in '{self._path}' is larger than {MAX_TEXT_BYTES >> 20} MiB; it is refused."
                )
        return bytes(data)

    def hash(self, name: str) -> str:
        """SHA-256 of a member's bytes, however many."""
        digest = hashlib.sha256()
        for piece in self._pieces(name):
            digest.update(piece)
        return digest.hexdigest()

    def _pieces(self, name: str) -> Iterator[bytes]:
        member = self._members[name.lower()]
        left = member.file_size
        try:
            with self._zip.open(member) as stream:
                while piece := stream.read(_READ_BYTES):
                    left -= len(piece)
                    # A member that says it is small and goes on for ever ends here.
                    if left < 0:
                        raise zipfile.BadZipFile("it is longer than it says")
                    yield piece
        except (OSError, zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError) as error:
            raise UsageError(f"'{name}' in '{self._path}' cannot be read ({error}); export it again.") from error


def _check(members: list[zipfile.ZipInfo], path: Path) -> dict[str, zipfile.ZipInfo]:
    """The members by lower-case name; the whole archive is refused for one bad one."""
    if len(members) > MAX_MEMBERS:
        raise UsageError(f"'{path}' has {len(members):,} members, more than {MAX_MEMBERS:,}; it is refused.")
    found: dict[str, zipfile.ZipInfo] = {}
    for member in members:
        if reason := _fault(member):
            raise UsageError(f"'{path}' is refused: its member '{member.filename}' {reason}.")
        if not member.is_dir() and member.filename.lower() in found:
            raise UsageError(f"'{path}' is refused: it has two members '{member.filename}'; {_AGAIN}.")
        if not member.is_dir():
            found[member.filename.lower()] = member
    if sum(member.file_size for member in members) > MAX_TOTAL_BYTES:
        raise UsageError(f"'{path}' would unpack to more than {MAX_TOTAL_BYTES >> 30} GiB; it is refused.")
    _check_overlaps(list(found.values()), path)
    return found


def _fault(member: zipfile.ZipInfo) -> str:
    name = member.orig_filename
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or ".." in parts or ":" in name or "\x00" in name:
        return f"has a name that leads out of the archive; {_AGAIN}"
    if stat.S_ISLNK(member.external_attr >> 16):
        return f"is a symbolic link; {_AGAIN}"
    if member.flag_bits & 0x1:
        return "is encrypted; save the project without a password"
    if member.file_size > _SMALL_BYTES and member.file_size > MAX_RATIO * max(1, member.compress_size):
        return f"would unpack to more than {MAX_RATIO} times its size; {_AGAIN}"
    return ""


def _check_overlaps(members: list[zipfile.ZipInfo], path: Path) -> None:
    # Members that share their bytes multiply a small file into a huge one (CVE-2024-0450).
    end = 0
    for member in sorted(members, key=lambda item: item.header_offset):
        if member.header_offset < end:
            raise UsageError(f"'{path}' is refused: its member '{member.filename}' lies over another one; {_AGAIN}.")
        end = member.header_offset + _LOCAL_HEADER_BYTES + len(member.filename.encode()) + member.compress_size
