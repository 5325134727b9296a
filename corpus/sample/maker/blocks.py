"""The body of a text as a list of blocks, and its marked-up lines as runs.

Only the constructs named in the corpus README are understood; a line is a paragraph.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style, or (`note` set) the mark of a footnote."""

    text: str
    bold: bool = False
    italic: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """Level 1 is the title of the document."""

    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of the file."""

    text: str


@dataclass(frozen=True, slots=True)
class ListItem:
    """`number` is as written in the text; None for a bullet."""

    text: str
    number: int | None


@dataclass(frozen=True, slots=True)
class List:
    """Items of one kind with no blank line between them."""

    items: tuple[ListItem, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Every row has as many cells as the header."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A block quotation; a box in the layouts that have boxes."""

    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A line of the contents; `page` is the writer's guess."""

    title: str
    page: str


@dataclass(frozen=True, slots=True)
class Contents:
    """The list under a heading "Contents"."""

    title: str
    entries: tuple[ContentsEntry, ...]


@dataclass(frozen=True, slots=True)
class References:
    """The list under a heading "References"."""

    title: str
    items: tuple[str, ...]


Block = Heading | Paragraph | List | Table | Quote | Contents | References

_NOTE = re.compile(r"\[\^([\w-]+)\]:\s*(.*)")
_KINDS = (
    ("heading", re.compile(r"(#{1,4})\s+(.*)")),
    ("item", re.compile(r"-\s+(.*)")),
    ("number", re.compile(r"(\d+)\.\s+(.*)")),
    ("table", re.compile(r"\|(.*)\|\s*$")),
    ("quote", re.compile(r">\s?(.*)")),
)
_TABLE_RULE = re.compile(r"\|?[\s:|-]+\|?\s*$")
_CONTENTS_ENTRY = re.compile(r"(.*?)\s*\.{3,}\s*(\S+)$")
_RUN = re.compile(r"\[\^([\w-]+)\]|\*\*(.+?)\*\*|\*(.+?)\*")
_BOX_LABEL = re.compile(r"^Box:\s*")


def split_notes(body: str) -> tuple[str, dict[str, str]]:
    """The body without its footnote lines, and the footnotes by label."""
    kept, notes = [], {}
    for line in body.splitlines():
        match = _NOTE.match(line)
        if match:
            notes[match[1]] = match[2]
        else:
            kept.append(line)
    return "\n".join(kept), notes


def parse_blocks(body: str) -> list[Block]:
    """Blocks of a body that `split_notes` has stripped of its footnotes."""
    return list(_join_titled_lists(_group_lines(body)))


def parse_runs(text: str) -> Iterator[Run]:
    """Runs of bold, italic and plain text and of footnote marks, in order."""
    end = 0
    for match in _RUN.finditer(text):
        if match.start() > end:
            yield Run(text[end : match.start()])
        note, bold, italic = match.groups()
        yield Run(bold or italic or "", bold=bool(bold), italic=bool(italic), note=note)
        end = match.end()
    if end < len(text):
        yield Run(text[end:])


def plain_text(text: str) -> str:
    """The text without its marks."""
    return "".join(run.text for run in parse_runs(text))


def _kind_of(line: str) -> str:
    return next((kind for kind, pattern in _KINDS if pattern.match(line)), "paragraph")


def _group_lines(body: str) -> Iterator[Block]:
    for kind, lines in groupby(body.splitlines(), lambda line: _kind_of(line) if line else ""):
        if kind:
            yield from _BUILDERS[kind](list(lines))


def _join_titled_lists(blocks: Iterator[Block]) -> Iterator[Block]:
    """Replace a "Contents" or "References" heading and the list after it by one block."""
    pending: Heading | None = None
    for block in blocks:
        if pending and isinstance(block, List):
            yield _titled_list(pending.text, block)
            pending = None
            continue
        if pending:
            yield pending
        is_title = isinstance(block, Heading) and block.text in ("Contents", "References")
        pending = block if is_title else None
        if not is_title:
            yield block
    if pending:
        yield pending


def _titled_list(title: str, block: List) -> Contents | References:
    if title == "References":
        return References(title, tuple(item.text for item in block.items))
    return Contents(title, tuple(_contents_entry(item) for item in block.items))


def _contents_entry(item: ListItem) -> ContentsEntry:
    match = _CONTENTS_ENTRY.match(item.text)
    title, page = (match[1], match[2]) if match else (item.text, "")
    return ContentsEntry(title if item.number is None else f"{item.number}. {title}", page)


def _headings(lines: list[str]) -> Iterator[Block]:
    for line in lines:
        marks, _, text = line.partition(" ")
        yield Heading(text.strip(), len(marks))


def _paragraphs(lines: list[str]) -> Iterator[Block]:
    yield from (Paragraph(line.strip()) for line in lines)


def _bullets(lines: list[str]) -> Iterator[Block]:
    yield List(tuple(ListItem(line[1:].strip(), None) for line in lines))


def _numbers(lines: list[str]) -> Iterator[Block]:
    parts = [line.split(".", 1) for line in lines]
    yield List(tuple(ListItem(text.strip(), int(number)) for number, text in parts))


def _table(lines: list[str]) -> Iterator[Block]:
    header, *rows = [_cells(line) for line in lines if not _TABLE_RULE.match(line)]
    yield Table(header, tuple(rows))


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip().strip("|").split("|"))


def _quote(lines: list[str]) -> Iterator[Block]:
    texts = [_BOX_LABEL.sub("", line.lstrip("> ").strip()) for line in lines]
    yield Quote(tuple(text for text in texts if text))


_BUILDERS = {
    "heading": _headings,
    "paragraph": _paragraphs,
    "item": _bullets,
    "number": _numbers,
    "table": _table,
    "quote": _quote,
}
