"""A file to be read, before anything is known of its contents."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class SourceKind(StrEnum):
    """What the user says a file is; `AUTO` leaves it to the file's own columns and markup."""

    AUTO = "auto"
    POLICY = "policy"
    LISTING = "listing"


@dataclass(frozen=True, slots=True)
class Source:
    """A regular file and the SHA-256 of its bytes.

    `columns` are the user's own names of a listing's columns: pairs of a column and what it fills
    (`discourse.reading.listings.mapping`). `ocr` asks that pages without usable text be read from their picture.
    `password` opens an encrypted file; it takes no part in comparisons and is never shown.
    """

    path: Path
    id: str
    kind: SourceKind = SourceKind.AUTO
    columns: tuple[tuple[str, str], ...] = ()
    ocr: bool = False
    password: str = field(default="", repr=False, compare=False)

    @property
    def name(self) -> str:
        return self.path.name


def has_pages(file: str) -> bool:
    """Whether a file has pages that a link can open and a reader cite: of all that is read a PDF alone."""
    return file.lower().endswith(".pdf")
