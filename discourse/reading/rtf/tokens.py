"""RTF as a stream of tokens: groups, control words, encoded bytes, text (Rich Text Format 1.9.1, Microsoft 2008)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

_TOKEN = re.compile(
    r"\\(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})?[ ]?|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<symbol>[^A-Za-z'])"
    r"|(?P<brace>[{}])|[\r\n\0]+|(?P<text>[^\\{}\r\n\0]+)",
    re.DOTALL,
)


class TokenKind(Enum):
    """What a token is; a `SYMBOL` is a control word of one sign, `BYTE` one byte in the font's encoding."""

    OPEN = "{"
    CLOSE = "}"
    WORD = "word"
    SYMBOL = "symbol"
    BYTE = "byte"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Token:
    """A token; `number` is a control word's parameter, or a byte's value, None where there is none."""

    kind: TokenKind
    text: str = ""
    number: int | None = None


def read_tokens(data: bytes) -> Iterator[Token]:
    """The tokens of an RTF file; binary data (`\\bin`) are passed over."""
    text = data.decode("latin-1")
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            place += 1
            continue
        place = match.end()
        if match["brace"]:
            yield Token(TokenKind.OPEN if match["brace"] == "{" else TokenKind.CLOSE)
        elif match["word"]:
            number = int(match["number"]) if match["number"] else None
            if match["word"] == "bin":
                place += max(number or 0, 0)
            yield Token(TokenKind.WORD, match["word"], number)
        elif match["hex"]:
            yield Token(TokenKind.BYTE, number=int(match["hex"], 16))
        elif match["symbol"]:
            yield Token(TokenKind.SYMBOL, match["symbol"])
        elif match["text"]:
            yield Token(TokenKind.TEXT, match["text"])
