"""HTML elements to pieces: headings, paragraphs, list items, quotations and table rows in document order."""

import re
from collections.abc import Iterator

from lxml import etree, html

from discourse.domain.documents import BlockKind
from discourse.reading.assemble import Piece
from discourse.reading.normalise import normalise_text
from discourse.reading.rows import has_header, rows_to_pieces
from discourse.reading.text.lines import BULLET_ITEM, lines_to_pieces, part_rows


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_UNREAD = _names(
    "head script style noscript template svg math nav button select option input textarea iframe object video audio "
    "canvas map dialog datalist"
)
_UNREAD_ROLES = _names("navigation banner contentinfo search dialog alertdialog menu menubar tablist")
_UNREAD_NAMES = re.compile(
    r"(?<![a-z])(?:cookies?|consent|gdpr|breadcrumbs?|skip-?(?:link|to)|social-?(?:share|links)|share-?(?:bar|buttons)|"
    r"site-?(?:header|footer|nav)|nav-?bar|pagination|pager|"
    r"advert(?:isement|ising)?s?|adsbygoogle|ad-(?:slot|unit|banner|container|wrapper)|google-?ads?|sponsored-content|"
    r"sr-only|visually-?hidden|screen-reader-text)(?![a-z])"
)
_KINDS = {
    **{f"h{depth}": BlockKind.HEADING for depth in range(1, 7)},
    "li": BlockKind.LIST_ITEM,
    "blockquote": BlockKind.QUOTATION,
    "figcaption": BlockKind.CAPTION,
    "caption": BlockKind.CAPTION,
    "dt": BlockKind.PARAGRAPH,
    "dd": BlockKind.PARAGRAPH,
}
_BLOCKS = _names(
    "html body main article section div p pre address details summary fieldset figure center header footer aside form "
    "hgroup ul ol menu dl table thead tbody tfoot tr td th hr legend"
) | frozenset(_KINDS)
_LISTS = frozenset({"ul", "ol", "menu"})
_CELL_CHARS = 600
_BOLD = frozenset({"b", "strong"})
_NOTE_MARK = re.compile(r"[\[(]?(?:\d{1,3}|[*†‡§]{1,3}|[a-z]|[ivx]{1,4})(?:\s?[,–-]\s?\d{1,3})*[\])]?")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SHORT_HEADING_WORDS = 14
_STRONG_LEVEL = 6
_BREAK = "\n"
# Word writes a hollow bullet as the letter o.
_TYPED_BULLET = re.compile(r"o (?=[^\W\d_])")


def parse_html(text: str) -> html.HtmlElement | None:
    """The root of an HTML page or fragment, None where it holds no element."""
    # Without `huge_tree` libxml2 drops what lies under 256 unclosed tags; HTML has no entities to blow up.
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
    # Bytes keep lxml from refusing an XHTML encoding declaration.
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:
        return None


def html_to_pieces(root: html.HtmlElement) -> list[Piece]:
    """Everything of an element that a reader of the page would read, menus and hidden parts left out.

    Numbers that mark a footnote are dropped; other raised digits stay raised (`m²`).
    """
    return _Walk().pieces(root)


class _Walk:
    """One pass over a tree: inline text gathers in a buffer, and a block's edge turns the buffer into a piece."""

    def __init__(self) -> None:
        self._pieces: list[Piece] = []
        self._kinds: list[tuple[etree._Element, BlockKind, int]] = []
        self._buffer: list[str] = []
        self._strong = 0
        self._only_strong = True
        self._depth = 0
        self._as_typed = 0

    def pieces(self, root: html.HtmlElement) -> list[Piece]:
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if not isinstance(element.tag, str):
                if event == "end" and element is not root:
                    self._add(element.tail)
            elif event == "end":
                self._leave(element, is_root=element is root)
            elif not self._enter(element):
                walk.skip_subtree()
        self._flush()
        return self._pieces

    def _enter(self, element: etree._Element) -> bool:
        """Open an element; False where its inside is not to be walked."""
        tag = element.tag
        if _is_unread(element):
            return False
        if tag == "table" and _is_data_table(element):
            self._flush()
            self._pieces += table_to_pieces(element)
            return False
        if tag == "sup":
            self._add(_raised(_text(element), "".join(self._buffer[-3:])))
            return False
        if tag in _BLOCKS:
            self._flush()
            self._open(element, str(tag))
        elif tag == "br":
            self._buffer.append(_BREAK)
        self._strong += tag in _BOLD
        self._as_typed += tag == "pre"
        self._add(element.text)
        return True

    def _open(self, element: etree._Element, tag: str) -> None:
        self._depth += tag in _LISTS
        if kind := _KINDS.get(tag):
            level = int(tag[1]) if kind is BlockKind.HEADING else self._depth if kind is BlockKind.LIST_ITEM else 0
            self._kinds.append((element, kind, level))

    def _leave(self, element: etree._Element, *, is_root: bool) -> None:
        tag = element.tag
        unread = _is_unread(element)
        if tag in _BLOCKS and not unread:
            self._flush()
            self._depth -= tag in _LISTS
            if self._kinds and self._kinds[-1][0] is element:
                self._kinds.pop()
        if not unread:
            self._strong -= tag in _BOLD
            self._as_typed -= tag == "pre"
        if not is_root:
            self._add(element.tail)

    def _add(self, text: str | None) -> None:
        if not text:
            return
        if text.strip():
            self._only_strong = self._only_strong and self._strong > 0
        self._buffer.append(text if self._as_typed else re.sub(r"\s+", " ", text))

    def _flush(self) -> None:
        text = normalise_text(part_rows("".join(self._buffer))).strip()
        only_strong = self._only_strong
        self._buffer, self._only_strong = [], True
        if not text:
            return
        _, kind, level = self._kinds[-1] if self._kinds else (None, BlockKind.PARAGRAPH, 0)
        if kind is not BlockKind.PARAGRAPH:
            self._pieces.append(Piece(kind, " ".join(text.split()), level))
        elif "\n" in text:
            self._pieces += lines_to_pieces(text)
        elif bullet := BULLET_ITEM.match(text) or _TYPED_BULLET.match(text):
            self._pieces.append(Piece(BlockKind.LIST_ITEM, text[bullet.end() :], 1))
        elif only_strong and _looks_like_heading(text):
            self._pieces.append(Piece(BlockKind.HEADING, text, _STRONG_LEVEL))
        else:
            self._pieces.append(Piece(kind, text))


def table_to_pieces(table: etree._Element) -> list[Piece]:
    """The caption and rows of a data table, each row labelled by the table's header."""
    caption = [_clean(element) for element in table.iterfind("caption")]
    rows = [row for row in table.iter("tr") if not _is_unread(row)]
    cells = [[_clean(cell) for cell in _cells(row)] for row in rows]
    header: list[str] = []
    if rows and (_is_head_row(rows[0]) or has_header(cells)):
        header = cells.pop(0)
    pieces = [Piece(BlockKind.CAPTION, text) for text in caption if text]
    return pieces + rows_to_pieces(cells, header=header)


def _is_data_table(table: etree._Element) -> bool:
    """True where a table's cells are short and none holds another table; others only lay out a page."""
    if table.find(".//table") is not None:
        return False
    rows = [list(_cells(row)) for row in table.iter("tr")]
    return max(map(len, rows), default=0) >= 2 and all(len(_text(cell)) <= _CELL_CHARS for row in rows for cell in row)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    return row.iterchildren("td", "th")


def _is_head_row(row: etree._Element) -> bool:
    cells = list(_cells(row))
    parent = row.getparent()
    in_head = parent is not None and parent.tag == "thead"
    return bool(cells) and (in_head or all(cell.tag == "th" for cell in cells))


def _is_unread(element: etree._Element) -> bool:
    if element.tag in _UNREAD or element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    if element.get("role") in _UNREAD_ROLES or "display:none" in (element.get("style") or "").replace(" ", "").lower():
        return True
    if element.tag in ("html", "body", "main", "article"):
        return False
    names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    return bool(names.strip()) and bool(_UNREAD_NAMES.search(names))


def _raised(text: str, before: str) -> str:
    """What a raised text leaves in the line: nothing for a note's mark, raised digits after a number or a unit."""
    mark = text.strip()
    if not before.strip() or not _NOTE_MARK.fullmatch(mark):
        return text
    last = before.split()[-1]
    is_power = mark.isdecimal() and (last[-1].isdecimal() or (last.isalpha() and len(last) <= 2))
    return mark.translate(_SUPERSCRIPTS) if is_power and not before[-1].isspace() else ""


def _looks_like_heading(text: str) -> bool:
    return len(text.split()) <= _SHORT_HEADING_WORDS and text[-1] not in ".,;:!?" and any(map(str.isalpha, text))


def _clean(element: etree._Element) -> str:
    return " ".join(_text(element).split())


def _text(element: etree._Element) -> str:
    """An element's text with a blank where a block or line break inside it stood."""
    parts: list[str] = []
    for event, inner in etree.iterwalk(element, events=("start", "end")):
        if isinstance(inner.tag, str) and (inner.tag in _BLOCKS or inner.tag == "br"):
            parts.append(" ")
        text = inner.text if event == "start" and inner.tag not in _UNREAD else None
        if event == "end" and inner is not element:
            text = inner.tail
        parts.append(text if isinstance(text, str) else "")
    return "".join(parts)
