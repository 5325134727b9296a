"""The state of RTF's groups turned into paragraphs, table rows, notes and running lines."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from discourse.reading.rtf.encodings import charset_encoding, decode_bytes, encoding_of, file_encoding
from discourse.reading.rtf.tokens import Token, TokenKind
from discourse.reading.rtf.words import ENDS, SIGNS, SYMBOLS, TARGETS, Target

# Deeper nesting is an attack; a file of a word processor has some twenty levels.
MOST_GROUPS = 5000


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with its style's name in lower case; `outline` is 1 to 9, `depth` that of a list item, else 0."""

    text: str
    style: str = ""
    outline: int = 0
    depth: int = 0
    is_bold: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table."""

    cells: tuple[str, ...]


@dataclass(slots=True)
class Parsed:
    """What an RTF file holds; `open_groups` are those that its end leaves open, `misfits` bytes in no encoding."""

    body: list[Paragraph | Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    feet: list[str] = field(default_factory=list)
    title: str = ""
    open_groups: int = 0
    misfits: int = 0


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds until a group ends."""

    target: Target = Target.BODY
    font: int | None = None
    skipped: int = 1
    is_bold: bool = False
    is_hidden: bool = False
    is_raised: bool = False
    style: int = 0
    outline: int = 0
    depth: int = 0
    in_table: bool = False


_LEADS = re.compile(rb"[\x81-\xfe]$")
_MULTIBYTE = frozenset({"cp932", "cp936", "cp949", "cp950", "johab"})
_NOTE_MARK = re.compile(r"[\[(]?(?:\d{1,3}|[*†‡]{1,3})[\])]?")
_BODY_OUTLINE = 9


def parse_rtf(tokens: Iterable[Token]) -> Parsed:
    """Everything that a reader of the file would read; hidden and deleted text, fields' codes and pictures are not."""
    parser = _Parser()
    for token in tokens:
        if not parser.take(token):
            break
    return parser.finish()


class _Parser:
    """One pass over the tokens: bytes gather until they are a text, texts until they are a paragraph."""

    def __init__(self) -> None:
        self._parsed = Parsed()
        self._group = _Group()
        self._stack: list[_Group] = []
        self._encoding = "cp1252"
        self._fonts: dict[int, str] = {}
        self._styles: dict[int, tuple[str, int]] = {}
        self._bytes = b""
        self._to_skip = 0
        self._starred = False
        self._texts: dict[Target, list[str]] = {target: [] for target in Target}
        self._bold: list[bool] = []
        self._cells: list[str] = []

    def take(self, token: Token) -> bool:
        """Take in one token; False where the file's own group has ended."""
        if token.kind is not TokenKind.BYTE and not (token.kind is TokenKind.TEXT and self._awaits_byte()):
            self._flush()
        if token.kind is TokenKind.OPEN:
            return self._open()
        if token.kind is TokenKind.CLOSE:
            return self._close()
        if token.kind is TokenKind.WORD:
            self._word(token.text, token.number)
        elif token.kind is TokenKind.SYMBOL:
            self._symbol(token.text)
        elif token.kind is TokenKind.BYTE:
            self._byte(token.number or 0)
        else:
            self._plain(token.text)
        return True

    def finish(self) -> Parsed:
        """Close what the file left open."""
        self._flush()
        self._parsed.open_groups = len(self._stack)
        self._end_paragraph()
        self._end_row()
        return self._parsed

    def _open(self) -> bool:
        self._stack.append(self._group)
        self._to_skip = 0
        return len(self._stack) <= MOST_GROUPS

    def _close(self) -> bool:
        if not self._stack:
            return False
        before, self._group = self._group, self._stack.pop()
        self._starred, self._to_skip = False, 0
        if before.target is not self._group.target:
            self._end_target(before)
        elif before.target is Target.STYLES:
            self._end_style(before)
        return bool(self._stack)

    def _end_target(self, group: _Group) -> None:
        """Keep what a footnote, running line or title says."""
        said = "".join(self._texts[group.target]).strip() if group.target is not Target.BODY else ""
        kept = {Target.NOTE: self._parsed.notes, Target.HEAD: self._parsed.heads, Target.FOOT: self._parsed.feet}
        if said and group.target in kept:
            kept[group.target].append(said)
        elif group.target is Target.TITLE:
            self._parsed.title = said
        if group.target is not Target.BODY:
            self._texts[group.target].clear()

    def _end_style(self, group: _Group) -> None:
        name = "".join(self._texts[Target.STYLES]).strip().rstrip(";").strip()
        self._texts[Target.STYLES].clear()
        self._styles[group.style] = (name.casefold(), group.outline)

    def _word(self, word: str, number: int | None) -> None:
        value = 1 if number is None else number
        if word == "u" and number is not None:
            self._say(chr(number % 0x10000))
            self._to_skip = self._group.skipped
            return
        self._to_skip = 0
        if self._starred or word in TARGETS:
            self._redirect(word)
        elif stated := file_encoding(word, number):
            self._encoding = stated
        elif word == "fcharset" and self._group.target is Target.FONTS:
            self._fonts[self._group.font or 0] = charset_encoding(value)
        elif word in SIGNS:
            self._say(SIGNS[word])
        elif word in ENDS:
            self._end_paragraph()
        elif word in ("cell", "row"):
            self._end_cell() if word == "cell" else self._end_row()
        else:
            self._format(word, value)

    def _redirect(self, word: str) -> None:
        """Send a group's text elsewhere; a starred word that is not known means that the group may be passed over."""
        is_starred, self._starred = self._starred, False
        target = TARGETS.get(word, Target.NOWHERE if is_starred else None)
        if target is None or (self._group.target is Target.STYLES and not is_starred):
            return
        # What stands in a part that is not read is not read either, but for text boxes and the document's title.
        if self._group.target is Target.NOWHERE and word not in ("shptxt", "title"):
            return
        self._group = replace(self._group, target=target, is_bold=False, is_hidden=False, is_raised=False)

    def _format(self, word: str, value: int) -> None:
        group = self._group
        changes: dict[str, object] = {
            "uc": {"skipped": max(value, 0)},
            "f": {"font": value},
            "b": {"is_bold": bool(value)},
            "v": {"is_hidden": bool(value)},
            "deleted": {"is_hidden": bool(value)},
            "super": {"is_raised": bool(value)},
            "nosupersub": {"is_raised": False},
            "plain": {"is_bold": False, "is_hidden": False, "is_raised": False, "font": None},
            "pard": {"style": 0, "outline": 0, "depth": 0, "in_table": False},
            "s": {"style": value},
            "outlinelevel": {"outline": value + 1 if value < _BODY_OUTLINE else 0},
            "ls": {"depth": max(group.depth, 1) if value else 0},
            "ilvl": {"depth": value + 1},
            "pnlvlblt": {"depth": max(group.depth, 1)},
            "intbl": {"in_table": True},
        }
        if found := changes.get(word):
            assert isinstance(found, dict)
            self._group = replace(group, **found)

    def _symbol(self, symbol: str) -> None:
        if symbol == "*":
            self._starred = True
        elif symbol in ENDS:
            self._end_paragraph()
        else:
            self._say(SYMBOLS.get(symbol, ""))

    def _byte(self, value: int) -> None:
        if self._to_skip:
            self._to_skip -= 1
        else:
            self._bytes += bytes([value])

    def _plain(self, text: str) -> None:
        if self._awaits_byte():
            self._bytes += text[0].encode("latin-1")
            text = text[1:]
            self._flush()
        kept = text[self._to_skip :]
        self._to_skip = max(self._to_skip - len(text), 0)
        if any(ord(char) > 0x7F for char in kept):
            # Bytes that a careless program wrote as they are.
            self._bytes += kept.encode("latin-1")
            self._flush()
        else:
            self._say(kept)

    def _awaits_byte(self) -> bool:
        """True in the middle of a sign of two bytes, whose second may stand as a plain letter."""
        encoding = encoding_of(self._group.font, self._fonts, self._encoding)
        if encoding not in _MULTIBYTE or not _LEADS.search(self._bytes):
            return False
        try:
            self._bytes.decode(encoding)
        except UnicodeDecodeError:
            return True
        return False

    def _flush(self) -> None:
        if self._bytes:
            data, self._bytes = self._bytes, b""
            text, fits = decode_bytes(data, encoding_of(self._group.font, self._fonts, self._encoding))
            self._parsed.misfits += 0 if fits else len(data)
            self._say(text)

    def _say(self, text: str) -> None:
        group = self._group
        if not text or group.is_hidden or group.target in (Target.NOWHERE, Target.FONTS):
            return
        if group.is_raised and _NOTE_MARK.fullmatch(text.strip()):
            return
        self._texts[group.target].append(text)
        if group.target is Target.BODY and text.strip():
            self._bold.append(group.is_bold)

    def _end_paragraph(self) -> None:
        group = self._group
        if group.target is not Target.BODY:
            self._texts[group.target].append("\n")
            return
        if group.in_table:
            self._texts[Target.BODY].append("\n")
            return
        text = self._taken()
        self._end_table_left_open()
        if text:
            style, outline = self._styles.get(group.style, ("", 0))
            is_bold = bool(self._bold) and all(self._bold)
            self._parsed.body.append(Paragraph(text, style, group.outline or outline, group.depth, is_bold))
        self._bold = []

    def _end_table_left_open(self) -> None:
        if self._cells:
            self._end_row()

    def _end_cell(self) -> None:
        if self._group.target is Target.BODY:
            self._cells.append(self._taken())
            self._bold = []

    def _end_row(self) -> None:
        if self._cells:
            self._parsed.body.append(Row(tuple(self._cells)))
            self._cells = []

    def _taken(self) -> str:
        text = "".join(self._texts[Target.BODY]).strip()
        self._texts[Target.BODY].clear()
        return text
