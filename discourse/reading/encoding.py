"""Bytes to text by the encoding that they are in, never with a silent loss."""

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

from discourse.domain.errors import SourceError
from discourse.reading.alphabets import fitting_encoding

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What web pages and exports call Latin-1 is Windows-1252 in practice (WHATWG Encoding Standard, section 4.2).
_ALIASES = {"iso8859-1": "cp1252", "latin-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254"}
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
_HEAD_BYTES = 4096
_SAMPLE_BYTES = 1 << 18
_NUL_SHARE = 0.2
_STRAY_SHARE = 0.002
_MULTIBYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")
# Charset detection needs some text to weigh; below this, Windows-1252 is likelier than any rare charset it may name.
_ENOUGH_BYTES = 400


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with the encoding it was in; `note` says what is doubtful about it, empty where nothing is."""

    text: str
    encoding: str
    note: str = ""


def decode_text(data: bytes, *, name: str, declared: str = "") -> Decoded:
    """Decode a file's bytes: by byte order mark, as UTF-8, as declared, else as detected.

    `name` is the file's, for messages. UTF-8 wins over a declaration because other text is almost never valid UTF-8.
    A `SourceError` says that no encoding fits.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decode_marked(data[len(mark) :], encoding, name)
    if wide := _wide_encoding(data):
        return Decoded(_strictly(data, wide, name), wide)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _decode_other(data, name, declared)


def declared_encoding(data: bytes) -> str:
    """The encoding that an HTML or XML head declares, empty where it declares none."""
    match = _DECLARED.search(data[:_HEAD_BYTES])
    return match.group(1).decode("ascii") if match else ""


def _decode_marked(data: bytes, encoding: str, name: str) -> Decoded:
    if encoding != "utf-8":
        return Decoded(_strictly(data, encoding, name), encoding)
    try:
        return Decoded(data.decode("utf-8"), encoding)
    except UnicodeDecodeError:
        return _repair_utf8(data, name)


def _decode_other(data: bytes, name: str, declared: str) -> Decoded:
    if _is_damaged_utf8(data):
        return _repair_utf8(data, name)
    if declared and (encoding := _known(declared)) and encoding != "utf-8":
        try:
            return Decoded(data.decode(encoding), encoding)
        except UnicodeDecodeError:
            pass
    encoding = _detected(data)
    try:
        return Decoded(data.decode(encoding), encoding, f"its encoding was not stated and was taken for {encoding}")
    except (UnicodeDecodeError, LookupError) as error:
        raise SourceError(f"'{name}' is in no encoding that could be recognised; save it as UTF-8.") from error


def _detected(data: bytes) -> str:
    sample = data[:_SAMPLE_BYTES]
    if (fitting := fitting_encoding(sample)) and _decodes(data, fitting):
        return fitting
    if len(sample) >= _ENOUGH_BYTES or not _is_cp1252(sample):
        matches = from_bytes(sample, threshold=0.3)
        best = matches.best()
        if best is not None:
            names = {match.encoding for match in matches if match.chaos <= best.chaos}
            # Several charsets of one alphabet often fit equally; Western Europe's is then by far the likeliest.
            return "cp1252" if names & {"cp1252", "latin_1"} and _is_cp1252(data) else best.encoding
    return "cp1252"


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _is_cp1252(data: bytes) -> bool:
    return not re.search(rb"[\x81\x8d\x8f\x90\x9d]", data)


def _wide_encoding(data: bytes) -> str:
    """UTF-16 without a byte order mark shows in Latin text as a NUL in every second place."""
    head = data[:_HEAD_BYTES]
    half = len(head) // 2
    if half and head[1::2].count(0) > _NUL_SHARE * half and not head[0::2].count(0):
        return "utf-16-le"
    if half and head[0::2].count(0) > _NUL_SHARE * half and not head[1::2].count(0):
        return "utf-16-be"
    return ""


def _is_damaged_utf8(data: bytes) -> bool:
    """True where a few stray bytes stand among more characters that are plainly UTF-8."""
    stray = len(data) - len(data.decode("utf-8", "ignore").encode("utf-8"))
    return 0 < stray <= max(3, _STRAY_SHARE * len(data)) and stray <= len(_MULTIBYTE.findall(data))


def _repair_utf8(data: bytes, name: str) -> Decoded:
    """Decode UTF-8 in which stray bytes are Windows-1252, as where text was pasted from two sources."""
    parts: list[str] = []
    strays = 0
    while data:
        try:
            parts.append(data.decode("utf-8"))
            break
        except UnicodeDecodeError as error:
            parts.append(data[: error.start].decode("utf-8"))
            parts.append(_strictly(data[error.start : error.start + 1], "cp1252", name))
            data = data[error.start + 1 :]
            strays += 1
    return Decoded("".join(parts), "utf-8", f"{strays} bytes are not UTF-8 and were read as Windows-1252")


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise SourceError(
            f"'{name}' breaks its encoding {encoding} at byte {error.start}; save it again as UTF-8."
        ) from error


def _known(encoding: str) -> str:
    try:
        found = codecs.lookup(encoding).name
    except LookupError:
        return ""
    return _ALIASES.get(found, found)
