"""Addresses of sources: relative paths or `file:` URIs, percent-encoded, and nothing else; and places in words."""

import os
import re
from collections.abc import Iterable
from pathlib import Path
from textwrap import shorten
from urllib.parse import quote, unquote

from discourse.domain.sources import has_pages

_PAGE = re.compile(r"page=[1-9][0-9]{0,6}")
_SAFE = "/-._~!$&'()*+,;=@"


# A longer heading is cut.
_HEADING_LETTERS = 80


def source_link(path: Path, page: int, *, folder: Path) -> str:
    """The address that opens `path` from a report in `folder`, at `page` if it has pages.

    Relative where both share a drive.
    """
    tail = f"#page={page}" if has_pages(path.name) else ""
    try:
        place = Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
    except ValueError:
        return f"{path.resolve().as_uri()}{tail}"
    return f"{_encode_relative(place)}{tail}"


def show_files(files: Iterable[str]) -> dict[str, str]:
    """Each file as a page names it: one outside the project, which is known by its whole path, from the folder that all
    such have in common.
    """
    listed = list(files)
    outside = {file for file in listed if Path(file).is_absolute()}
    try:
        common = os.path.commonpath([Path(file).parent for file in outside])
    except ValueError:
        # None lies outside, or they lie on several drives.
        return {file: file for file in listed}
    return {file: Path(os.path.relpath(file, common)).as_posix() if file in outside else file for file in listed}


def say_place(file: str, page: int, *, label: str = "", heading: str = "") -> str:
    """Where in its file a passage stands: the PDF's page, with the file's own name for it, or the heading above.

    Empty where a file has no pages and no heading is known.
    """
    if has_pages(file):
        return f"PDF page {page}" + (f", labelled {label}" if label else "")
    return f"under “{shorten(heading, _HEADING_LETTERS, placeholder=' …')}”" if heading else ""


def safe_link(link: str) -> str:
    """The link if it is a relative path or a `file:///` URI, encoded again; otherwise nothing.

    Refused are other schemes (`javascript:`), other hosts (`//host`, `file://host`, `\\\\host`) and control characters.
    """
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in link):
        return ""
    address, _, fragment = link.strip().partition("#")
    tail = f"#{fragment}" if _PAGE.fullmatch(fragment) else ""
    place = unquote(address)
    if place.lower().startswith("file:///"):
        return f"file:///{quote(place[8:], safe=_SAFE + ':')}{tail}"
    if not place or place.startswith(("/", "\\")) or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", address):
        return ""
    return f"{_encode_relative(place)}{tail}"


def _encode_relative(place: str) -> str:
    # A colon in the first part would be read as a scheme; encoded it cannot be.
    return quote(place, safe=_SAFE, errors="surrogateescape")
