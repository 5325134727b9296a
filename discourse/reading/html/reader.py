"""Web pages: a course page with schema.org markup is a listing, any other page is a document of its main text."""

from lxml.html import HtmlElement

from discourse.domain.documents import BlockKind, Metadata, Reading, Status
from discourse.domain.sources import Source, SourceKind
from discourse.reading.assemble import PagePieces, Piece, assemble_document, mark_references
from discourse.reading.encoding import declared_encoding, decode_text
from discourse.reading.html.blocks import html_to_pieces, parse_html
from discourse.reading.html.main_text import find_main_text
from discourse.reading.listings.compose import courses_to_reading
from discourse.reading.listings.jsonld import page_courses
from discourse.reading.normalise import normalise_text
from discourse.reading.text.leftovers import join_cut_paragraphs, part_leftovers

ENGINE = "trafilatura"
LISTING_ENGINE = "json-ld"


def read_html(source: Source) -> Reading:
    """Read a saved web page.

    A page is a listing where its JSON-LD describes a course, unless the source was added as policy; a page added as a
    listing without one fails.
    """
    decoded = decode_text(data := source.path.read_bytes(), name=source.name, declared=declared_encoding(data))
    root = parse_html(decoded.text)
    if root is None:
        return Reading(source.id, Status.EMPTY, reason=f"'{source.name}' holds no HTML element.", engine=ENGINE)
    if source.kind is not SourceKind.POLICY:
        found = page_courses(root)
        if found.records or source.kind is SourceKind.LISTING:
            return courses_to_reading(source, found, engine=LISTING_ENGINE, sought="schema.org Course in JSON-LD")
    return _read_page(source, decoded.text, root, decoded.note)


def _read_page(source: Source, text: str, root: HtmlElement, note: str) -> Reading:
    pieces = html_to_pieces(root)
    main, asides = part_leftovers(find_main_text(text, pieces))
    if not main:
        reason = f"'{source.name}' shows no text without its scripts; save the page from a browser as complete HTML."
        return Reading(source.id, Status.EMPTY, reason=reason, engine=ENGINE)
    document = assemble_document(
        [PagePieces(1, tuple(mark_references(join_cut_paragraphs(main))), ENGINE)],
        document_id=source.id,
        source_id=source.id,
        metadata=Metadata(title=_title(root, pieces)),
        asides=asides,
    )
    return Reading(source.id, Status.OK, (document,), reason=note, engine=ENGINE)


def _title(root: HtmlElement, pieces: list[Piece]) -> str:
    """The page's only main heading where its title repeats it, else the title given to other sites, else the title.

    A `<title>` often adds the name of the site.
    """
    stated = _clean(root.findtext(".//title") or "")
    heads = [piece.text for piece in pieces if piece.kind is BlockKind.HEADING and piece.level == 1]
    if len(heads) == 1 and (not stated or _clean(heads[0]).casefold() in stated.casefold()):
        return _clean(heads[0])
    shared = root.xpath("string(//meta[@property='og:title']/@content)")
    return _clean(shared) or stated or next(iter(heads), "")


def _clean(text: str) -> str:
    return " ".join(normalise_text(text).split())
