"""What a source becomes once read: a document of pages, blocks and asides over one text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from types import MappingProxyType

from discourse.domain.failures import FailureCode

UNKNOWN = "unknown"


class Status(StrEnum):
    """How reading a source ended. `EMPTY` and `FAILED` always carry a reason."""

    OK = "ok"
    EMPTY = "empty"
    FAILED = "failed"
    WAITING = "waiting"


class BlockKind(StrEnum):
    """What a run of body text is on its page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"
    QUOTATION = "quotation"
    CAPTION = "caption"
    CONTENTS = "contents"
    REFERENCE = "reference"


class AsideKind(StrEnum):
    """Text on a page that is not body text; it is kept beside the body, never in it.

    `UNREADABLE` is a text layer that does not say what the page shows.
    """

    RUNNING_HEAD = "running_head"
    RUNNING_FOOT = "running_foot"
    PAGE_NUMBER = "page_number"
    FOOTNOTE = "footnote"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Page:
    """A page's half-open range of code points in its document's text.

    `number` counts from 1 in the file's own order (what `file#page=N` opens), whatever is printed on the page. `label`
    is what a PDF calls the page where that is not its number, mostly the number printed on it.
    """

    number: int
    start: int
    end: int
    engine: str = ""
    note: str = ""
    label: str = ""

    def __post_init__(self) -> None:
        _check_range(self.start, self.end, f"page {self.number}")


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item or table row: a half-open range of the document's text.

    `level` is a heading's or list item's depth from 1, 0 where it has none. A block may run over a page's end.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0

    def __post_init__(self) -> None:
        _check_range(self.start, self.end, f"{self.kind} block")


@dataclass(frozen=True, slots=True)
class Aside:
    """A running head or foot, page number, footnote or unreadable text, with the page it stands on."""

    kind: AsideKind
    page: int
    text: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about a document from outside its text; an unknown field is empty, never guessed."""

    jurisdiction: str = ""
    body: str = ""
    title: str = ""
    year: int | None = None
    doc_type: str = ""
    language: str = ""
    url: str = ""
    extra: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def over(self, fallback: "Metadata") -> "Metadata":
        """This metadata with its empty fields filled from `fallback`."""
        filled = {name: getattr(self, name) or getattr(fallback, name) for name in STATED}
        return replace(self, **filled, extra=MappingProxyType({**fallback.extra, **self.extra}))


# What is stated of a document in a column of its own.
STATED = tuple(item.name for item in fields(Metadata) if item.name != "extra")


@dataclass(frozen=True, slots=True)
class Document:
    """A policy document, or one course of a listing.

    `text` is body text only and equals its pages' texts joined by a line feed. Every offset in the
    package counts code points of this string, which never changes once stored. `place` says where
    in its source a record stands (`row 12`), empty for a whole file.
    """

    id: str
    source_id: str
    text: str
    pages: tuple[Page, ...]
    blocks: tuple[Block, ...]
    asides: tuple[Aside, ...] = ()
    metadata: Metadata = Metadata()
    place: str = ""

    def __post_init__(self) -> None:
        joined = "\n".join(self.page_text(page) for page in self.pages)
        if joined != self.text:
            raise ValueError("Pages of a document must join to its text with one line feed between them.")
        end = 0
        for block in self.blocks:
            if block.start < end or block.end > len(self.text):
                raise ValueError(f"Block {block} overlaps the one before or leaves the text.")
            end = block.end

    def page_text(self, page: Page) -> str:
        return self.text[page.start : page.end]

    def page_at(self, offset: int) -> int:
        """The number of the page on which the code point at `offset` stands."""
        for page in reversed(self.pages):
            if offset >= page.start:
                return page.number
        return self.pages[0].number if self.pages else 1


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading one source: its documents, or the reason there are none.

    `rejected` names the records of a listing that were refused, each with its place and reason. `needs_password` is
    true where nothing was read for want of the right password. `code` is for scripts, where there is no text.
    """

    source_id: str
    status: Status
    documents: Sequence[Document] = ()
    reason: str = ""
    engine: str = ""
    is_listing: bool = False
    rejected: tuple[str, ...] = ()
    needs_password: bool = False
    code: FailureCode | None = None

    def __post_init__(self) -> None:
        if self.status is not Status.OK and not self.reason:
            raise ValueError(f"A reading that ended '{self.status}' must carry its reason.")
        if self.status is Status.OK and not self.documents:
            raise ValueError("A reading without a document is empty or failed, never ok.")


def _check_range(start: int, end: int, what: str) -> None:
    if not 0 <= start <= end:
        raise ValueError(f"The range {start}-{end} of {what} is not half-open and ascending.")
