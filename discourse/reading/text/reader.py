"""Plain text and Markdown."""

import re
from collections.abc import Mapping
from types import MappingProxyType

import yaml
from markdown_it import MarkdownIt

from discourse.domain.documents import BlockKind, Metadata, Reading, Status
from discourse.domain.sources import Source
from discourse.reading.assemble import PagePieces, Piece, assemble_document, mark_references
from discourse.reading.encoding import decode_text
from discourse.reading.html.blocks import html_to_pieces, parse_html
from discourse.reading.normalise import normalise_text
from discourse.reading.text.leftovers import join_cut_paragraphs, mark_titles, part_leftovers
from discourse.reading.text.lines import lines_to_pieces, part_rows
from discourse.reading.text.marks import part_marks
from discourse.reading.text.signs import mend_signs

TEXT_ENGINE = "plain"
MARKDOWN_ENGINE = "markdown-it"
_FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\n(.{0,65536}?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)(?:-\d\d-\d\d)?\b")
_YEAR_KEYS = ("year", "date", "publication_date", "published")
_URL_KEYS = ("url", "source_url", "source-url", "source")
_FOOTNOTE_MARK = re.compile(r"\[\^[^\]\s]{1,20}\](?!:)")


def read_plain(source: Source) -> Reading:
    """Read a text file as one page; hard-wrapped lines become paragraphs."""
    decoded = decode_text(source.path.read_bytes(), name=source.name)
    text, metadata = split_front_matter(decoded.text)
    mended, mend = mend_signs(text)
    pieces = lines_to_pieces(normalise_text(part_rows(mended)))
    note = "; ".join(said for said in (decoded.note, mend) if said)
    return _reading(source, pieces, metadata, TEXT_ENGINE, note)


def read_markdown(source: Source) -> Reading:
    """Read a Markdown file, with the HTML that may stand in it, as one page."""
    decoded = decode_text(source.path.read_bytes(), name=source.name)
    text, metadata = split_front_matter(decoded.text)
    pieces = markdown_to_pieces(text)
    if not metadata.title:
        first = next((piece.text for piece in pieces if piece.kind is BlockKind.HEADING and piece.level == 1), "")
        metadata = Metadata(title=first).over(metadata)
    return _reading(source, pieces, metadata, MARKDOWN_ENGINE, decoded.note)


def markdown_to_pieces(text: str) -> list[Piece]:
    """The pieces of a Markdown text (CommonMark with tables), marks of footnotes left out.

    A converter's emphasis and links that stick to the words around them are set apart.
    """
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 200}).enable("table")
    page = parser.render(part_marks(_FOOTNOTE_MARK.sub("", text)))
    root = parse_html(f"<body>{page}</body>")
    return html_to_pieces(root) if root is not None else []


def split_front_matter(text: str) -> tuple[str, Metadata]:
    """A text without its YAML head, and what that head states; one that is not YAML stays text."""
    plain = text.replace("\r\n", "\n")
    match = _FRONT_MATTER.match(plain)
    if match is None:
        return text, Metadata()
    try:
        values = yaml.safe_load(match.group(1))
    except (yaml.YAMLError, ValueError, RecursionError):
        return text, Metadata()
    return (plain[match.end() :], _metadata(values)) if isinstance(values, Mapping) else (text, Metadata())


def _metadata(values: Mapping[object, object]) -> Metadata:
    stated = {
        str(key): " ".join(str(value).split())
        for key, value in values.items()
        if value is not None and not isinstance(value, (Mapping, list))
    }
    years = (_YEAR.search(stated.get(key, "")) for key in _YEAR_KEYS)
    year = next((int(match.group(1)) for match in years if match), None)
    url = next((stated[key] for key in _URL_KEYS if stated.get(key, "").startswith("http")), "")
    extra = {key: value for key, value in stated.items() if value and key not in ("title", "year", "date")}
    return Metadata(title=normalise_text(stated.get("title", "")), year=year, url=url, extra=MappingProxyType(extra))


def _reading(source: Source, pieces: list[Piece], metadata: Metadata, engine: str, note: str) -> Reading:
    kept, asides = part_leftovers(pieces)
    page = PagePieces(1, tuple(mark_references(mark_titles(join_cut_paragraphs(kept)))), engine)
    document = assemble_document([page], document_id=source.id, source_id=source.id, metadata=metadata, asides=asides)
    if not document.text:
        return Reading(source.id, Status.EMPTY, reason=f"'{source.name}' holds no text.", engine=engine)
    return Reading(source.id, Status.OK, (document,), reason=note, engine=engine)
