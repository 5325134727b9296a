"""Which encoding RTF's bytes are in: that of the font in use, else of the file."""

from collections.abc import Mapping

# \\fcharset to code page (RTF 1.9.1, "Font Table"); 2 is for symbols, whose bytes are glyphs and no letters.
SYMBOLS = "symbols"
_CHARSETS = {
    0: "cp1252", 2: SYMBOLS, 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "cp936", 136: "cp950",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251",
    222: "cp874", 238: "cp1250", 255: "cp437",
}  # fmt: skip
_FILE_WORDS = {"ansi": "cp1252", "mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_NAMED = {10000: "mac_roman", 65001: "utf-8"}
_SYMBOL_AREA = 0xF000


def charset_encoding(number: int) -> str:
    """The encoding of `\\fcharset`, empty for the file's own."""
    return _CHARSETS.get(number, "")


def file_encoding(word: str, number: int | None) -> str:
    """The encoding that a control word of the file's head states, empty for other words."""
    if word == "ansicpg" and number:
        return _known(_NAMED.get(number, f"cp{number}"))
    return _FILE_WORDS.get(word, "")


def decode_bytes(data: bytes, encoding: str) -> tuple[str, bool]:
    """Text, and whether every byte fitted; what does not fit is read as Windows-1252, or left as U+FFFD."""
    if encoding == SYMBOLS:
        return "".join(chr(_SYMBOL_AREA + byte) for byte in data), True
    for name in (encoding, "cp1252"):
        try:
            return data.decode(name), name == encoding
        except UnicodeDecodeError:
            continue
    return data.decode(encoding, "replace"), False


def encoding_of(font: int | None, fonts: Mapping[int, str], stated: str) -> str:
    """The encoding of text in a font."""
    return (fonts.get(font, "") if font is not None else "") or stated


def _known(name: str) -> str:
    try:
        "".encode(name)
    except LookupError:
        return ""
    return name
