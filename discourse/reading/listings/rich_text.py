"""Cells that hold HTML, Markdown or plain text to pieces, sentences that lost their blank set apart again."""

import ast
import html
import re
from dataclasses import replace
from functools import lru_cache

from discourse.reading.assemble import Piece
from discourse.reading.html.blocks import html_to_pieces, parse_html
from discourse.reading.normalise import normalise_text
from discourse.reading.text.lines import lines_to_pieces
from discourse.reading.text.reader import markdown_to_pieces

_TAG = re.compile(
    r"</?(?:p|br|div|ul|ol|li|strong|b|em|i|a|span|h[1-6]|table|tr|td|img|u|section|blockquote)\b[^<>]*>", re.IGNORECASE
)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,6}|#x[0-9a-fA-F]{2,6});")
_MARKDOWN = re.compile(r"^#{1,6} \S|\*\*\S[^*\n]*\*\*|\]\(https?://", re.MULTILINE)
# A word of its own must follow: "platform.The" is parted, not "Node.js", "e.g.", "Ph.D." or "2.0".
_GLUED = re.compile(
    r"(?<=[a-zà-ÿ)\]”’\"%][.!?])(?=[¿¡“\"]?(?:[A-ZÀ-ÖØ-Þ][a-zà-ÿ’'][\w’'-]*|[AI])(?:[\s,:;.?!—]|$))"
    r"|(?<=[a-z]{3}[:;])(?=[A-Z][a-z]+ )"
)
_UNESCAPES = 2
_LITERAL = re.compile(r"[\[{]\s*(['\"]).*\1\s*[\]}]", re.DOTALL)
_LITERAL_CHARS = 50_000


def cell_to_pieces(text: str) -> list[Piece]:
    """The pieces of one cell of a listing."""
    items = listed(unescape(text))
    plain = items[0] if len(items) == 1 else "\n".join(f"• {item}" for item in items)
    if _TAG.search(plain):
        root = parse_html(plain)
        pieces = html_to_pieces(root) if root is not None else []
    elif _MARKDOWN.search(plain):
        pieces = markdown_to_pieces(plain)
    else:
        pieces = lines_to_pieces(normalise_text(plain))
    return [replace(piece, text=part_glued(piece.text)) for piece in pieces]


# Durations, prices and providers come again in many courses, and most fields of a course are empty.
@lru_cache(maxsize=4096)
def cell_to_line(text: str) -> str:
    """One cell of a listing as a single line without markup."""
    plain = "; ".join(listed(unescape(text)))
    if _TAG.search(plain):
        plain = " ".join(piece.text for piece in cell_to_pieces(plain))
    return part_glued(" ".join(normalise_text(plain).split()))


def listed(text: str) -> list[str]:
    """The items of a cell that holds a list as Python or PostgreSQL writes it, else the cell's text alone."""
    if len(text) > _LITERAL_CHARS or not _LITERAL.fullmatch(text.strip()):
        return [text]
    try:
        items = ast.literal_eval(f"[{text.strip()[1:-1]}]")
    except (ValueError, SyntaxError, RecursionError):
        return [text]
    return [str(item).strip() for item in items] if all(isinstance(item, str) for item in items) else [text]


def part_glued(text: str) -> str:
    """Set a blank where a sentence begins right after the end of another, as tag removal leaves it."""
    return _GLUED.sub(" ", text)


def unescape(text: str) -> str:
    """Entities as characters; twice at most, for exports that have escaped what was escaped."""
    for _ in range(_UNESCAPES):
        if not _ENTITY.search(text):
            break
        text = html.unescape(text)
    return text
