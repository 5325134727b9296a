"""Course listings in JSON: schema.org JSON-LD, MOOChub, the edX catalogue, and plain lists of course objects."""

import json
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any

from discourse.domain.documents import Reading
from discourse.domain.errors import SourceError
from discourse.domain.sources import Source, SourceKind
from discourse.reading.encoding import decode_text
from discourse.reading.listings.columns import cells_to_course, has_title, names_courses
from discourse.reading.listings.compose import FoundCourse, FoundCourses, courses_to_reading
from discourse.reading.listings.flatten import record_to_cells
from discourse.reading.listings.jsonld import jsonld_courses
from discourse.reading.listings.tables import check_columns

ENGINE = "json"
_HEAD_CHARS = 20_000
# What these hold is not read yet; the first word found names the format.
_OTHER_FORMATS = (
    ("credreg.net/ctdl", "a CTDL record"),
    ("envelope_ctdl_type", "a CTDL registry envelope"),
    ("data.europa.eu/snb", "a credential of the European Learning Model"),
    ("imsglobal.org/spec/ob", "an Open Badges credential"),
    ('"openapi"', "an OpenAPI description"),
    ('"$schema"', "a JSON Schema"),
)


def read_json_listing(source: Source) -> Reading:
    """Read a JSON file of courses, or JSON Lines with a course on each line.

    A `SourceError` refuses a file that is not JSON, that is another format's, or whose keys are not those of courses.
    """
    decoded = decode_text(source.path.read_bytes(), name=source.name)
    data = parse_json(decoded.text, name=source.name)
    found = jsonld_courses(data) if '"@type"' in decoded.text else FoundCourses(())
    if not found.records:
        _refuse_other_format(source, decoded.text)
        found = _plain_courses(source, data)
    noted = FoundCourses(found.records, found.rejected, decoded.note)
    return courses_to_reading(source, noted, engine=ENGINE, sought="course object with a title")


def parse_json(text: str, *, name: str) -> Any:
    """Parse JSON or JSON Lines; a `SourceError` names the line that is neither."""
    try:
        return json.loads(text, strict=False)
    except RecursionError as error:
        raise SourceError(f"'{name}' nests its JSON too deeply to be a course listing.") from error
    except json.JSONDecodeError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) > 1 and lines[0].rstrip().endswith("}") and error.msg == "Extra data":
            return [_parse_line(line, number, name) for number, line in enumerate(lines, start=1)]
        raise SourceError(
            f"'{name}' is not valid JSON: {error.msg} in line {error.lineno}, column {error.colno}; export it again."
        ) from error


def _parse_line(line: str, number: int, name: str) -> Any:
    try:
        return json.loads(line, strict=False)
    except (json.JSONDecodeError, RecursionError) as error:
        raise SourceError(f"'{name}' is not valid JSON Lines: line {number} is not JSON; export it again.") from error


def _refuse_other_format(source: Source, text: str) -> None:
    head = text[:_HEAD_CHARS]
    for mark, what in _OTHER_FORMATS:
        if mark in head:
            raise SourceError(
                f"'{source.name}' holds {what}, which is not read yet; give the courses as CSV or schema.org JSON-LD."
            )


def _plain_courses(source: Source, data: object) -> FoundCourses:
    records = _records(data, must_name_courses=source.kind is not SourceKind.LISTING)
    if not records:
        check_columns(source, _top_keys(data))
    found: list[FoundCourse] = []
    rejected: list[str] = []
    for number, record in enumerate(records, start=1):
        if isinstance(record, Mapping):
            found.append(FoundCourse(f"item {number}", cells_to_course(record_to_cells(record))))
        else:
            rejected.append(f"item {number}: it is not an object but {json.dumps(record)[:40]}")
    return FoundCourses(tuple(found), tuple(rejected))


def _records(data: object, *, must_name_courses: bool) -> Sequence[object]:
    """The list of course objects nearest to the top: a list, an object keyed by code, or one course alone."""
    queue = deque([data])
    while queue:
        item = queue.popleft()
        if isinstance(item, list):
            if _are_courses(item, must_name_courses):
                return item
            queue += item[:1]
        elif isinstance(item, Mapping):
            if _are_courses([item], must_name_courses):
                return [item]
            values = list(item.values())
            if len(values) > 1 and _are_all_objects(values) and _are_courses(values, must_name_courses):
                return values
            queue += values
    return ()


def _are_courses(items: Sequence[object], must_name_courses: bool) -> bool:
    objects = [item for item in items[:20] if isinstance(item, Mapping)]
    keys = {name for item in objects for name, _ in record_to_cells(item)} | {key for item in objects for key in item}
    return bool(objects) and (names_courses(keys) if must_name_courses else has_title(keys))


def _are_all_objects(values: Sequence[object]) -> bool:
    return all(isinstance(value, Mapping) for value in values)


def _top_keys(data: object) -> list[str]:
    item = data[0] if isinstance(data, list) and data else data
    return [str(key) for key in item] if isinstance(item, Mapping) else []
