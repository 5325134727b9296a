"""Which of our texts a source of a REFI-QDA project is, and where its selections stand in it."""

from dataclasses import dataclass

from lxml import etree

from discourse.domain.errors import UsageError
from discourse.domain.ids import hash_bytes
from discourse.exchange.anchor import NotFoundError, find_quote
from discourse.exchange.archive import Archive
from discourse.exchange.guids import plain_guid
from discourse.exchange.material import Material, Range, SourceText, find_text
from discourse.exchange.positions import Positions, Selection, portable_text, read_positions
from discourse.exchange.refi_codebook import ORIGIN
from discourse.exchange.refi_write import text_guids
from discourse.exchange.xml import child_text, children

_INTERNAL = "internal://"
_BOMS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True, slots=True)
class Placed:
    """Our text, and the selections' ranges in it; nothing for one that was refused, with its reason in `refused`."""

    text: SourceText
    ranges: tuple[Range | None, ...]
    refused: tuple[str, ...]
    note: str = ""


def place_selections(
    source: etree._Element,
    inner: etree._Element,
    selections: list[etree._Element],
    archive: Archive,
    material: Material,
    by_text: dict[str, list[SourceText]],
) -> Placed:
    """Match a source with one of our texts and find its selections there.

    `inner` is the element with the plain text: the source itself, or a PDF's Representation. Raises `UsageError` when
    the plain text is missing or is none of ours.
    """
    raw = plain_text(inner, archive)
    text = _our_text(source, inner, by_text.get(_words_id(raw), []), archive, material)
    given = [_selection(element) for element in selections]
    ours = portable_text(text.text)
    is_ours = raw == ours and source.getroottree().getroot().get("origin") == ORIGIN
    found = read_positions(raw, [item for item in given if item is not None], is_ours=is_ours)
    same = found.text == ours or found.text.rstrip() == ours.rstrip()
    places = iter(found.ranges)
    ranges: list[Range | None] = []
    reasons: list[str] = []
    moved = 0
    for element, item in zip(selections, given, strict=True):
        place = next(places) if item is not None else "its positions are no whole numbers"
        if not isinstance(place, str) and not same:
            place = _again(found.text[slice(*place)], ours)
            moved += not isinstance(place, str)
        if isinstance(place, str):
            reasons.append(f"selection {_called(element)}: {place}")
        ranges.append(None if isinstance(place, str) else place)
    return Placed(text, tuple(ranges), _shortened(reasons), _note(found, moved))


def texts_by_words(material: Material) -> dict[str, list[SourceText]]:
    """Our texts by what they say, line endings and space at the end apart."""
    found: dict[str, list[SourceText]] = {}
    for text in material.texts:
        found.setdefault(_words_id(portable_text(text.text)), []).append(text)
    return found


def _words_id(text: str) -> str:
    return hash_bytes(text.replace("\r\n", "\n").rstrip().encode("utf-8", "replace"))


def plain_text(inner: etree._Element, archive: Archive) -> str:
    """The text of a source or note, in which positions count. Only what lies in the archive itself is ever opened."""
    path = inner.get("plainTextPath", "")
    if not path:
        if not children(inner, "PlainTextContent"):
            raise UsageError("it has no plain text; export it again with its texts.")
        return child_text(inner, "PlainTextContent")
    if not path.lower().startswith(_INTERNAL):
        raise UsageError(f"its text '{path}' lies outside the file; export the project with its sources inside.")
    name = f"sources/{path[len(_INTERNAL) :]}".lower()
    if name not in archive.names:
        raise UsageError(f"its text '{path}' is missing; export it again with its sources.")
    data = archive.read(name)
    try:
        return data.decode(_BOMS.get(data[:2], "utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UsageError(f"its text '{path}' is not UTF-8 ({error.reason}).") from error


def _our_text(
    source: etree._Element, inner: etree._Element, same: list[SourceText], archive: Archive, material: Material
) -> SourceText:
    """Ours by text first, then by the PDF's bytes, by GUID, and by name: what is nearest to content counts most."""
    given = {plain_guid(source.get("guid", "")), plain_guid(inner.get("guid", ""))}
    by_guid = [text for text in material.texts if given & set(text_guids(text))]
    if same:
        return next((text for text in by_guid if text in same), same[0])
    if (path := source.get("path", "").lower()).startswith(_INTERNAL) and path.endswith(".pdf"):
        name = f"sources/{path[len(_INTERNAL) :]}"
        digest = archive.hash(name) if name in archive.names else ""
        if digest in material.by_id:
            return material.by_id[digest]
    if by_guid:
        return by_guid[0]
    named = find_text(material.texts, file=source.get("name", "")) if source.get("name") else ()
    if len(named) == 1:
        return named[0]
    raise UsageError("it is none of the documents of this project; add it, run, and import again.")


def _selection(element: etree._Element) -> Selection | None:
    try:
        start, end = int(element.get("startPosition", "")), int(element.get("endPosition", ""))
    except ValueError:
        return None
    return Selection(start, end, element.get("name", ""))


def _again(words: str, ours: str) -> Range | str:
    """The place of words in our text, where the tool's text differs from it."""
    try:
        return find_quote(ours, words)
    except NotFoundError as error:
        return f"the tool's text differs from ours, where the selection {error}"


def _called(element: etree._Element) -> str:
    name = " ".join(element.get("name", "").split())
    place = f"{element.get('startPosition')}-{element.get('endPosition')}"
    return f"{place} '{name[:60]}{'…' if len(name) > 60 else ''}'" if name else place


def _shortened(reasons: list[str]) -> tuple[str, ...]:
    """All reasons, those that are the same for every selection once."""
    common = {reason.partition("': ")[2] or reason.partition(": ")[2] for reason in reasons}
    if len(reasons) > 1 and len(common) == 1:
        return (f"{len(reasons)} selections: {common.pop()}",)
    return tuple(reasons)


def _note(found: Positions, moved: int) -> str:
    parts = []
    if found.reading != "a line ending counts one":
        parts.append(f"positions read so that {found.reading} ({found.matched} of {found.checked} quotations fit)")
    if found.ranges and not found.checked:
        parts.append("no selection carries its words, so that its place could not be checked")
    if moved:
        parts.append(f"{moved} selections found again by their words, since the tool's text differs from ours")
    return "; ".join(parts)
