"""A word processor's paragraph by the name of its style; Word, OpenDocument and RTF name them much alike."""

import re

from discourse.domain.documents import BlockKind
from discourse.reading.assemble import Piece

_HEADING = re.compile(r"heading (\d)")
_BOLD_LEVEL = 6
_HEADING_WORDS = 14


def paragraph_to_piece(text: str, style: str, *, list_depth: int = 0, is_bold: bool = False) -> Piece:
    """The piece of a paragraph; `style` in lower case, `list_depth` 0 outside lists, `is_bold` if all of it is.

    A short bold line that ends no sentence is a heading, as where no styles were used.
    """
    line = " ".join(text.split())
    if match := _HEADING.match(style):
        return Piece(BlockKind.HEADING, line, int(match.group(1)))
    if style in ("title", "subtitle"):
        return Piece(BlockKind.HEADING, line, 1 if style == "title" else 2)
    if style.startswith(("toc ", "table of figures", "contents ")):
        return Piece(BlockKind.CONTENTS, line)
    if style.startswith("caption"):
        return Piece(BlockKind.CAPTION, text)
    if "quot" in style or style == "block text":
        return Piece(BlockKind.QUOTATION, text)
    if style.startswith("list") or list_depth:
        return Piece(BlockKind.LIST_ITEM, text, max(list_depth, 1))
    if is_bold and len(line.split()) <= _HEADING_WORDS and line[-1] not in ".,;:!?":
        return Piece(BlockKind.HEADING, line, _BOLD_LEVEL)
    return Piece(BlockKind.PARAGRAPH, text)
