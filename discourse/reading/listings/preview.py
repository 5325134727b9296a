"""What the columns of a table would fill, told before it is read."""

from discourse.domain.errors import SourceError
from discourse.domain.sources import Source
from discourse.reading.encoding import decode_text
from discourse.reading.listings.columns import names_courses, take_columns
from discourse.reading.listings.mapping import ColumnsTaken, settings_to_map
from discourse.reading.listings.tables import read_header

# A header stands at the top: more of a large table need not be looked at.
_HEAD_BYTES = 1 << 16
_SUFFIXES = (".csv", ".tsv")


def preview_columns(source: Source) -> ColumnsTaken | None:
    """The field that each column of a CSV fills, None where the file is no CSV of courses."""
    if source.path.suffix.lower() not in _SUFFIXES:
        return None
    with source.path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    try:
        names = read_header(decode_text(head, name=source.name).text)
        columns = settings_to_map(dict(source.columns))
    except SourceError:
        # A head cut within a character or a quoted cell; the run itself reads the whole and says what is wrong.
        return None
    return take_columns(names, columns) if names_courses(names, columns) else None
