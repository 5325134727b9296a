"""Course listings in JSON: the standards' vocabularies, and plain lists of objects such as MOOChub's or edX's."""

import json
import re
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from discourse.domain.documents import Reading
from discourse.domain.errors import LimitError, SourceError
from discourse.domain.sources import Source, SourceKind
from discourse.reading.encoding import decode_text
from discourse.reading.listings import badges, ctdl, elm, ooapi
from discourse.reading.listings.columns import cells_to_course, has_title, names_courses
from discourse.reading.listings.compose import FoundCourse, FoundCourses, courses_to_reading
from discourse.reading.listings.flatten import record_to_cells
from discourse.reading.listings.json_text import text_to_json
from discourse.reading.listings.jsonld import jsonld_courses
from discourse.reading.listings.mapping import NO_MAP, ColumnMap
from discourse.reading.listings.tables import check_columns

ENGINE = "json"
_TOO_DEEP = "nests its JSON too deeply to be a course listing; give the list of its courses alone."
_HEAD_CHARS = 20_000
_Read = Callable[[object], FoundCourses]
# A vocabulary's mark in the text, its engine and its reader; the first whose mark is there and that finds courses.
_VOCABULARIES: tuple[tuple[re.Pattern[str], str, _Read], ...] = (
    (re.compile(r"credreg\.net/ctdl|\"ceterms:"), ctdl.ENGINE, ctdl.ctdl_courses),
    (re.compile(r"data\.europa\.eu/snb"), elm.ENGINE, elm.elm_courses),
    (
        re.compile(r"imsglobal\.org/spec/ob|w3id\.org/openbadges|OpenBadgeCredential|\"BadgeClass\""),
        badges.ENGINE,
        badges.badge_courses,
    ),
    (re.compile(r"\"(?:courseId|programId|offeringId)\""), ooapi.ENGINE, ooapi.ooapi_courses),
    (re.compile(r"\"@type\""), "json-ld", jsonld_courses),
)
# A description of a format holds examples, not courses.
_SPECIFICATION = re.compile(r'^\s*\{[^{}\[\]]*"(?:(openapi|swagger)"|\$schema"\s*:\s*"[^"]*json-schema\.org)')
_NO_COURSES = {
    ctdl.ENGINE: "a CTDL record without a course, programme or credential",
    elm.ENGINE: "European Learning Model data without a learning opportunity, qualification or achievement",
    badges.ENGINE: "an Open Badges credential without an achievement",
}


def read_json_listing(source: Source, *, columns: ColumnMap = NO_MAP) -> Reading:
    """Read a JSON file of courses, or JSON Lines with a course on each line.

    `columns` maps keys of plain objects. A `SourceError` refuses a file that is not JSON, that describes a format
    instead of courses, or whose keys are not those of courses.
    """
    decoded = decode_text(source.path.read_bytes(), name=source.name)
    data = parse_json(decoded.text, name=source.name)
    if match := _SPECIFICATION.match(decoded.text[:_HEAD_CHARS]):
        what = "an OpenAPI description" if match.group(1) else "a JSON Schema"
        raise SourceError(f"'{source.name}' holds {what}, not courses; give an export of the courses themselves.")
    try:
        found, engine = _vocabulary_courses(source, data, decoded.text)
        if not found.records:
            found, engine = _plain_courses(source, data, columns), ENGINE
    except RecursionError as error:
        raise LimitError(f"'{source.name}' {_TOO_DEEP}") from error
    noted = FoundCourses(found.records, found.rejected, decoded.note)
    return courses_to_reading(source, noted, engine=engine, sought="course object with a title")


def _vocabulary_courses(source: Source, data: object, text: str) -> tuple[FoundCourses, str]:
    for mark, engine, read in _VOCABULARIES:
        if mark.search(text):
            found = read(data)
            if found.records:
                return found, engine
            if engine in _NO_COURSES:
                raise SourceError(f"'{source.name}' holds {_NO_COURSES[engine]}; give the courses themselves.")
    return FoundCourses(()), ""


def parse_json(text: str, *, name: str) -> Any:
    """Parse JSON or JSON Lines; a `SourceError` names the line that is neither."""
    try:
        return text_to_json(text)
    except RecursionError as error:
        raise LimitError(f"'{name}' {_TOO_DEEP}") from error
    except json.JSONDecodeError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) > 1 and lines[0].rstrip().endswith("}") and error.msg == "Extra data":
            return [_parse_line(line, number, name) for number, line in enumerate(lines, start=1)]
        raise SourceError(
            f"'{name}' is not valid JSON: {error.msg} in line {error.lineno}, column {error.colno}; export it again."
        ) from error
    except ValueError as error:
        raise LimitError(f"'{name}' holds a number of more digits than any number needs; export it again.") from error


def _parse_line(line: str, number: int, name: str) -> Any:
    try:
        return text_to_json(line)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"'{name}' is not valid JSON Lines: line {number} is not JSON; export it again.") from error


def _plain_courses(source: Source, data: object, columns: ColumnMap) -> FoundCourses:
    def are_courses(items: Sequence[object]) -> bool:
        objects = [item for item in items[:20] if isinstance(item, Mapping)]
        keys = {name for item in objects for name, _ in record_to_cells(item)} | {
            key for item in objects for key in item
        }
        is_named = has_title if source.kind is SourceKind.LISTING else names_courses
        return bool(objects) and is_named(sorted(keys), columns)

    records = _records(data, are_courses)
    if not records:
        check_columns(source, _top_keys(data), columns)
    found: list[FoundCourse] = []
    rejected: list[str] = []
    for number, record in enumerate(records, start=1):
        if isinstance(record, Mapping):
            found.append(FoundCourse(f"item {number}", cells_to_course(record_to_cells(record), columns=columns)))
        else:
            rejected.append(f"item {number}: it is not an object but {json.dumps(record)[:40]}")
    return FoundCourses(tuple(found), tuple(rejected))


def _records(data: object, are_courses: Callable[[Sequence[object]], bool]) -> Sequence[object]:
    """The list of course objects nearest to the top: a list, an object keyed by code, or one course alone."""
    queue = deque([data])
    while queue:
        item = queue.popleft()
        if isinstance(item, list):
            if are_courses(item):
                return item
            queue += item[:1]
        elif isinstance(item, Mapping):
            if are_courses([item]):
                return [item]
            values = list(item.values())
            if len(values) > 1 and _are_all_objects(values) and are_courses(values):
                return values
            queue += values
    return ()


def _are_all_objects(values: Sequence[object]) -> bool:
    return all(isinstance(value, Mapping) for value in values)


def _top_keys(data: object) -> list[str]:
    item = data[0] if isinstance(data, list) and data else data
    return [str(key) for key in item] if isinstance(item, Mapping) else []
