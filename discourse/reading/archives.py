"""How large an Office file may be once it is unpacked; nothing is unpacked to find that out."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from discourse.domain.errors import LimitError, SourceError

MOST_BYTES = 200 << 20
MOST_MEMBERS = 10_000
MAXIMUM_RATIO = 200
# A small file may compress very well without harm.
_RATIO_COUNTS_FROM = 20 << 20


# What the standard library raises for damage, at the archive's door or in the midst of a member.
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, UnicodeDecodeError, ValueError)


@contextmanager
def opened_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """An archive; damage that shows while it is read is a `SourceError`."""
    with path.open("rb") as stream:
        try:
            with zipfile.ZipFile(stream) as archive:
                yield archive
        except (*DAMAGE, OSError) as error:
            raise SourceError(
                f"'{path.name}' is a damaged ZIP or Office file ({error}); get it again, or open it in an office "
                "program and save it anew."
            ) from error


def check_size(path: Path, *, most: int = MOST_BYTES) -> None:
    """Refuse an archive that would unpack to more than `most` bytes, or to 200 times its own size and over 20 MiB.

    Members are never read beyond the size that they state, so that the stated ones are enough to go by; that is also
    why members that lie over one another do no harm.
    """
    with opened_archive(path) as archive:
        members = archive.infolist()
    total, packed = sum(member.file_size for member in members), sum(member.compress_size for member in members)
    if len(members) > MOST_MEMBERS:
        raise LimitError(f"'{path.name}' holds {len(members):,} parts, more than a document needs; save it anew.")
    if total > most or total > max(_RATIO_COUNTS_FROM, MAXIMUM_RATIO * packed):
        raise LimitError(
            f"'{path.name}' would unpack to {total / 2**20:.0f} MiB, more than a document needs; save it without its "
            "embedded media."
        )
