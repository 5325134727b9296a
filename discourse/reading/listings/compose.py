"""Courses to documents: the text a coder reads and the facts beside it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import overload

from discourse.domain.documents import BlockKind, Document, Metadata, Reading, Status
from discourse.domain.errors import SourceError
from discourse.domain.ids import record_id
from discourse.domain.sources import Source
from discourse.reading.assemble import PagePieces, Piece, assemble_document
from discourse.reading.listings.countries import country_names
from discourse.reading.listings.languages import language_code
from discourse.reading.listings.quantities import course_to_quantities
from discourse.reading.listings.record import FACT_FIELDS, Course
from discourse.reading.listings.rich_text import cell_to_line, cell_to_pieces

DOC_TYPE = "course listing"
_LABELS = {"assessed": "Assessment", "part_of": "Part of", "has_part": "Consists of"}
_YEAR = re.compile(r"(?<!\d)(19[5-9]\d|20\d\d)(?!\d)")
_ITEM_WORDS = 40
_PROSE_HEADINGS = {"content": "Content", "outcomes": "Learning outcomes"}


@dataclass(frozen=True, slots=True)
class FoundCourse:
    """A course and its place in the source, as `row 12`."""

    place: str
    course: Course


@dataclass(frozen=True, slots=True)
class FoundCourses:
    """What a listing holds: its courses, what was refused (place and reason), and what is doubtful about the whole."""

    records: tuple[FoundCourse, ...]
    rejected: tuple[str, ...] = ()
    note: str = ""


def courses_to_reading(source: Source, found: FoundCourses, *, engine: str, sought: str) -> Reading:
    """A listing's reading: one document for each course that has a title and is not said twice.

    Two records of one title at one address are one course, whatever else they say.

    A `SourceError` says that there was nothing of what was `sought`.
    """
    kept, refused = _sift(found.records)
    rejected = (*found.rejected, *refused)
    if not kept:
        more = f"; {rejected[0]}" if rejected else ""
        raise SourceError(f"'{source.name}' is not a course listing: it holds no {sought}{more}.")
    return Reading(
        source.id,
        Status.OK,
        _CourseDocuments(source.id, kept),
        reason=found.note,
        engine=engine,
        is_listing=True,
        rejected=rejected,
    )


class _CourseDocuments(Sequence[Document]):
    """Courses as documents, composed whenever one is asked for: those of a large listing would not fit in memory."""

    def __init__(self, source_id: str, records: Sequence[FoundCourse]) -> None:
        self._source_id = source_id
        self._records = records

    def __len__(self) -> int:
        return len(self._records)

    @overload
    def __getitem__(self, place: int) -> Document: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Document]: ...
    def __getitem__(self, place: int | slice) -> Document | Sequence[Document]:
        if isinstance(place, slice):
            return _CourseDocuments(self._source_id, self._records[place])
        record = self._records[place]
        return course_to_document(record.course, source_id=self._source_id, place=record.place)


def _sift(records: Iterable[FoundCourse]) -> tuple[list[FoundCourse], list[str]]:
    """The records to keep, and the place and reason of those that have no title or are said before."""
    kept: list[FoundCourse] = []
    rejected: list[str] = []
    first_place: dict[Course, str] = {}
    first_address: dict[tuple[str, str], str] = {}
    for record in records:
        course, address = record.course, (record.course.url, record.course.title.casefold().strip())
        if not course.title.strip():
            rejected.append(f"{record.place}: it has no title")
        elif course in first_place:
            rejected.append(f"{record.place}: the same as {first_place[course]}")
        elif course.url and address in first_address:
            rejected.append(f"{record.place}: the same title and address as {first_address[address]}")
        else:
            first_place[course] = record.place
            first_address.setdefault(address, record.place)
            kept.append(record)
    return kept, rejected


def course_to_document(course: Course, *, source_id: str, place: str) -> Document:
    """One course as a document of one page: title, description, content, outcomes, then facts one to a line."""
    return assemble_document(
        [PagePieces(1, tuple(_pieces(course)))],
        document_id=record_id(source_id, place),
        source_id=source_id,
        metadata=_metadata(course),
        place=place,
    )


def _pieces(course: Course) -> Iterator[Piece]:
    yield Piece(BlockKind.HEADING, cell_to_line(course.title), 1)
    yield from _below_title(cell_to_pieces(course.description))
    for name, heading in _PROSE_HEADINGS.items():
        if pieces := cell_to_pieces(getattr(course, name)):
            yield Piece(BlockKind.HEADING, heading, 2)
            yield from _as_items(pieces) if name == "outcomes" else _below_title(pieces)
    for name in ("provider", "platform", *FACT_FIELDS):
        if value := cell_to_line(getattr(course, name)):
            yield Piece(BlockKind.TABLE_ROW, f"{_LABELS.get(name, name.capitalize())}: {value}")


def _below_title(pieces: Iterable[Piece]) -> Iterator[Piece]:
    for piece in pieces:
        is_heading = piece.kind is BlockKind.HEADING
        yield Piece(piece.kind, piece.text, min(piece.level + 1, 6) if is_heading else piece.level)


def _as_items(pieces: Iterable[Piece]) -> Iterator[Piece]:
    for piece in pieces:
        is_item = piece.kind is BlockKind.PARAGRAPH and len(piece.text.split()) <= _ITEM_WORDS
        yield Piece(BlockKind.LIST_ITEM, piece.text, 1) if is_item else piece


def _metadata(course: Course) -> Metadata:
    kept = {
        name: getattr(course, name)
        for name in ("platform", "identifier", "language", "enrol_by", "published", *FACT_FIELDS)
        if getattr(course, name)
    }
    stated = cell_to_line(course.jurisdiction)
    if (jurisdiction := country_names(stated)) != stated:
        kept["jurisdiction_raw"] = stated
    return Metadata(
        jurisdiction=jurisdiction,
        body=cell_to_line(course.provider),
        title=cell_to_line(course.title),
        year=_year(course.start) or _year(course.published),
        doc_type=DOC_TYPE,
        language=language_code(course.language),
        url=course.url,
        extra=MappingProxyType({**dict(course.extra), **kept, **course_to_quantities(course)}),
    )


def _year(stated: str) -> int | None:
    match = _YEAR.search(stated)
    return int(match.group(1)) if match else None
