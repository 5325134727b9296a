"""What of a file was read and not coded, in words."""

from discourse.domain.documents import Status
from discourse.passages.language_names import language_name
from discourse.pipeline.readings import ReadingRow

# Fewer are names, mottoes and what looks like another language by chance.
_PART_TO_TELL = 0.1
_LANGUAGES_NAMED = 2


def foreign_languages(row: ReadingRow) -> str:
    """The languages of the file that are not coded, those of most passages first: `Hungarian`."""
    return " and ".join(dict.fromkeys(map(language_name, list(row.foreign)[:_LANGUAGES_NAMED])))


def say_uncoded(row: ReadingRow) -> str:
    """`not coded: Hungarian`, or how many passages are coded of how many; empty where there is nothing to tell."""
    foreign = sum(row.foreign.values())
    languages = foreign_languages(row)
    if row.status is not Status.OK:
        return ""
    if not row.codable:
        return f"not coded: {languages or 'no sentence that can be coded'}"
    if foreign < _PART_TO_TELL * (row.codable + foreign):
        return ""
    main = language_name(next(iter(row.foreign)))
    return f"{row.codable:,} of {row.codable + foreign:,} passages coded, the others are in {main}"
