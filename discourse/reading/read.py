"""The door of the room: any file in, its documents or the reason there are none out."""

import logging
import re
import stat
import zipfile
from dataclasses import replace
from pathlib import Path

from discourse.domain import registry
from discourse.domain.attempt import FIRST_ATTEMPT, Attempt
from discourse.domain.documents import Reading, Status
from discourse.domain.errors import DiscourseError, LimitError, SourceError
from discourse.domain.failures import FailureCode
from discourse.domain.sources import Source, SourceKind
from discourse.reading.archives import opened_archive
from discourse.reading.listings.mapping import settings_to_map

_LOG = logging.getLogger(__name__)
_HEAD_BYTES = 1 << 16
_PDF_HEAD_BYTES = 1024
_SUFFIXES = {
    ".pdf": "pdf",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".docx": "docx",
    ".odt": "odt",
    ".ott": "odt",
    ".rtf": "rtf",
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".csv": "csv",
    ".tsv": "csv",
    ".json": "json",
    ".jsonld": "json",
    ".jsonl": "json",
    ".xml": "xml",
    ".xlsx": "workbook",
    ".xlsm": "workbook",
    ".xlsb": "workbook",
    ".xls": "workbook",
    ".ods": "workbook",
}
_OPENDOCUMENT_TEXT = b"application/vnd.oasis.opendocument.text"
_LISTING_READERS = frozenset({"csv", "json", "workbook", "xml", "html"})
# These have columns, which the user may name.
_TABLE_READERS = frozenset({"csv", "json", "workbook"})
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_BINARY = (
    (_OLD_OFFICE, "an old or password-protected Office file; save it as DOCX without a password"),
    (b"\x1f\x8b", "a gzip archive; unpack it and add what is in it"),
    (b"7z\xbc\xaf", "a 7z archive; unpack it and add what is in it"),
    (b"Rar!", "a RAR archive; unpack it and add what is in it"),
    (b"BZh", "a bzip2 archive; unpack it and add what is in it"),
    (b"\xfd7zXZ", "an xz archive; unpack it and add what is in it"),
    (b"\x89PNG", "an image; OCR of images is not read yet, give a PDF"),
    (b"\xff\xd8\xff", "an image; OCR of images is not read yet, give a PDF"),
    (b"GIF8", "an image; OCR of images is not read yet, give a PDF"),
    (b"II*\x00", "an image; OCR of images is not read yet, give a PDF"),
    (b"MM\x00*", "an image; OCR of images is not read yet, give a PDF"),
    (b"SQLite format 3", "a SQLite database; export the table as CSV"),
    (b"PAR1", "a Parquet file; export it as CSV"),
    (b"%!PS", "a PostScript file; convert it to PDF"),
)
_ZIPPED = (
    ("ppt/presentation", "a PowerPoint file; save it as PDF"),
    ("META-INF/container.xml", "an EPUB book; convert it to HTML or PDF"),
    ("content.xml", "an OpenDocument file; save it as ODT, DOCX or PDF"),
)
# Atomic, so that many comments before something else do not cost exponential time.
_HTML_START = re.compile(
    rb"(?>(?:<\?xml[^>]*>|(?><!--.*?-->)|\s)*)<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_XML_START = re.compile(rb"(?:<\?xml\b|<!--.*?-->\s*<\w|<(?:\w+:)?(?:catalog|courses?)\b)", re.IGNORECASE | re.DOTALL)
_JSON_START = re.compile(rb"""(?:\{\s*(?:"|\})|\[\s*(?:[\[{"]|\]))""")
# For readers that do not say it themselves.
_CODES = {Status.EMPTY: FailureCode.EMPTY, Status.FAILED: FailureCode.CONTENT}
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def readable_suffixes() -> frozenset[str]:
    """The file name endings that `read_source` knows, in lower case with their dot."""
    return frozenset(_SUFFIXES)


def read_source(source: Source, *, attempt: Attempt = FIRST_ATTEMPT) -> Reading:
    """Read one file by what it holds, its name's ending only where that leaves a choice.

    Nothing but a lack of memory or an interruption is raised: whatever goes wrong is a reading that failed, with one
    sentence of reason.
    """
    try:
        reading = _read(source, attempt)
        return reading if reading.status is Status.OK or reading.code else replace(reading, code=_CODES[reading.status])
    except MemoryError:
        raise
    except DiscourseError as error:
        code = FailureCode.LIMIT if isinstance(error, LimitError) else FailureCode.CONTENT
        return Reading(source.id, Status.FAILED, reason=str(error), code=code)
    except Exception as error:
        _LOG.exception("Reading '%s' failed", source.path)
        return Reading(source.id, Status.FAILED, reason=_unexpected(source, error), code=FailureCode.DAMAGED)


def choose_reader(path: Path) -> str:
    """The registry's name of the reader for a regular file; a `SourceError` says why there is none."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    suffix = path.suffix.lower()
    if b"%PDF-" in head[:_PDF_HEAD_BYTES]:
        return "pdf"
    if head.lstrip().startswith(b"{\\rtf"):
        return "rtf"
    if suffix == ".xls" and head.startswith(_OLD_OFFICE):
        return "workbook"
    for start, what in _BINARY:
        if head.startswith(start):
            raise SourceError(f"'{path.name}' is {what}.")
    if head.startswith(b"PK"):
        return _choose_zipped(path)
    if reader := _choose_markup(head, suffix):
        return reader
    if suffix in (".pdf", ".docx", ".odt", ".ott", ".rtf"):
        return _refuse_misnamed(path, suffix)
    if _is_binary(head):
        known = ", ".join(sorted(readable_suffixes()))
        raise SourceError(f"'{path.name}' is a binary file of an unknown format; readable are {known}.")
    if suffix and suffix not in _SUFFIXES:
        raise SourceError(
            f"'{path.name}' is text of an unknown kind '{suffix}'; rename it to '.txt' or '.md' if it is prose."
        )
    return _SUFFIXES.get(suffix, "text")


def _read(source: Source, attempt: Attempt) -> Reading:
    try:
        status = source.path.stat()
    except OSError as error:
        reason = f"'{source.name}' cannot be opened ({error.strerror}); check its path and permissions."
        return Reading(source.id, Status.FAILED, reason=reason, code=FailureCode.ACCESS)
    if not stat.S_ISREG(status.st_mode):
        reason = f"'{source.name}' is {_what(status.st_mode)}; give a regular file."
        return Reading(source.id, Status.FAILED, reason=reason, code=FailureCode.ACCESS)
    if status.st_size == 0:
        return Reading(source.id, Status.EMPTY, reason=f"'{source.name}' is empty (0 bytes); get the file again.")
    try:
        name = choose_reader(source.path)
    except SourceError as error:
        return Reading(source.id, Status.FAILED, reason=str(error), code=FailureCode.FORMAT)
    if source.kind is SourceKind.LISTING and name not in _LISTING_READERS:
        raise SourceError(
            f"'{source.name}' is not a course listing; listings are read from tables, JSON, XML and HTML."
        )
    options: dict[str, object] = {}
    if name in _TABLE_READERS:
        options["columns"] = settings_to_map(dict(source.columns))
    if name == "pdf":
        options["attempt"] = attempt
    reading: Reading = registry.load("readers", name)(source, **options)
    expected = _SUFFIXES.get(source.path.suffix.lower(), name)
    if reading.status is Status.OK and name != expected:
        said = f"'{source.name}' is named as {expected} but holds {name}"
        return replace(reading, reason="; ".join(part for part in (said, reading.reason) if part))
    return reading


def _choose_zipped(path: Path) -> str:
    with opened_archive(path) as archive:
        names = archive.namelist()
        kind = _mimetype(archive) if "mimetype" in names else b""
    if any(name.startswith("word/document") for name in names):
        return "docx"
    if kind.startswith(_OPENDOCUMENT_TEXT) or (not kind and path.suffix.lower() in (".odt", ".ott")):
        return "odt"
    if any(name.startswith("xl/workbook") for name in names) or path.suffix.lower() == ".ods":
        return "workbook"
    for start, what in _ZIPPED:
        if any(name.startswith(start) for name in names):
            raise SourceError(f"'{path.name}' is {what}.")
    raise SourceError(f"'{path.name}' is a ZIP archive; unpack it and add what is in it.")


def _mimetype(archive: zipfile.ZipFile) -> bytes:
    """The first words of a member that may be of any length."""
    with archive.open("mimetype") as stream:
        return stream.read(len(_OPENDOCUMENT_TEXT))


def _choose_markup(head: bytes, suffix: str) -> str:
    """The reader that a text's first characters ask for, empty where they leave it open."""
    text = _narrow(head).lstrip()
    if _HTML_START.match(text):
        return "html"
    if _SUFFIXES.get(suffix) in ("markdown", "csv", "html"):
        return ""
    if _XML_START.match(text):
        return "xml"
    if suffix not in (".txt", ".text") and _JSON_START.match(text):
        return "json"
    return ""


def _narrow(head: bytes) -> bytes:
    """The head without byte order mark and without the NULs of UTF-16, enough to see markup in it."""
    if head.startswith(_UTF16) or 0 in head[:4]:
        return head.removeprefix(_UTF16[0]).removeprefix(_UTF16[1]).replace(b"\0", b"")
    return head.removeprefix(b"\xef\xbb\xbf")


def _refuse_misnamed(path: Path, suffix: str) -> str:
    if suffix == ".pdf":
        # Damaged PDF files may lack their first line; the PDF reader knows best what is left of them.
        return "pdf"
    what = {".docx": "Word", ".rtf": "RTF"}.get(suffix, "OpenDocument")
    raise SourceError(f"'{path.name}' is named '{suffix}' but is no {what} file; open it in Word and save it as DOCX.")


def _is_binary(head: bytes) -> bool:
    if head.startswith(_UTF16):
        return False
    nuls = head.count(0)
    # UTF-16 without a mark has its NULs all on even or all on odd places.
    if nuls and nuls not in (head[0::2].count(0), head[1::2].count(0)):
        return True
    controls = sum(head.count(code) for code in (*range(1, 8), *range(14, 27), *range(28, 32)))
    return controls > max(2, 0.02 * len(head)) or nuls == len(head)


def _what(mode: int) -> str:
    kinds = ((stat.S_ISDIR, "a folder"), (stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"))
    return next((what for test, what in kinds if test(mode)), "a device")


def _unexpected(source: Source, error: Exception) -> str:
    said = " ".join(str(error).split())
    detail = f"{type(error).__name__}: {said[:200]}" if said else type(error).__name__
    if isinstance(error, RecursionError):
        detail = "it is nested too deeply"
    return f"'{source.name}' could not be read ({detail.rstrip('.')}); it may be damaged, open it and save it again."
