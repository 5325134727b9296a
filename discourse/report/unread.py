"""What of the corpus is in no number: files that were not read, and those in languages that the coder does not know."""

from collections.abc import Mapping, Sequence

from discourse.domain.documents import UNKNOWN, Status
from discourse.domain.written import count, join, plural, said
from discourse.report.report import Report, SourceLine
from discourse.report.wording import enumerate_names, with_article


def used_files(report: Report) -> int:
    """How many of the files were read and have something that can be coded."""
    return sum(_is_used(line) for line in report.sources)


def unread_places(report: Report) -> dict[str, str]:
    """The places of which a file is in a language that the coder does not know and none can be coded: what it is."""
    silent = _silent(report.sources)
    return {
        place: join(", ", dict.fromkeys(line.language for line in lines if line.language))
        for place, lines in silent.items()
        if any(line.language for line in lines)
    }


def tell_unread(report: Report) -> list[str]:
    """Which files are in no number, by place, and of which places nothing is."""
    lost = [line for line in report.sources if line.status in (Status.FAILED, Status.EMPTY)]
    foreign = [line for line in report.sources if line.status == Status.OK and line.language]
    if not lost and not foreign:
        return []
    told = []
    if foreign:
        is_one = len(foreign) == 1
        told.append(
            said(
                "{} of {} {} read and not coded, as the coder does not know the language: {}.",
                count(len(foreign)), plural(len(report.sources), "file"), "was" if is_one else "were",
                enumerate_names(_by_place(foreign)),
            )
        )  # fmt: skip
    if lost:
        of = "" if foreign else said(" of {}", count(len(report.sources)))
        files = said("{}{}", plural(len(lost), "file"), of)
        told.append(said("{} could not be read: {}.", files, enumerate_names(_by_place(lost))))
    if silent := [with_article(place) for place in _silent(report.sources) if place != UNKNOWN]:
        sentence = "Nothing of {} is in any number: that says nothing of what was written there."
        told.append(said(sentence, enumerate_names(silent)))
    return [join(" ", told)]


def _is_used(line: SourceLine) -> bool:
    return line.status == Status.OK and line.is_coded


def _silent(lines: Sequence[SourceLine]) -> Mapping[str, list[SourceLine]]:
    """The files of each place of which none is in a number."""
    places: dict[str, list[SourceLine]] = {}
    for line in lines:
        places.setdefault(line.jurisdiction or UNKNOWN, []).append(line)
    return {place: found for place, found in sorted(places.items()) if not any(map(_is_used, found))}


def _by_place(lines: Sequence[SourceLine]) -> list[str]:
    """`2 of Sri Lanka (Sinhala)`."""
    places: dict[str, list[SourceLine]] = {}
    for line in lines:
        places.setdefault(line.jurisdiction or UNKNOWN, []).append(line)
    told: list[str] = []
    for place, found in sorted(places.items()):
        languages = join(", ", dict.fromkeys(line.language for line in found if line.language))
        name = "an unknown place" if place == UNKNOWN else with_article(place)
        told.append(said("{} of {}{}", count(len(found)), name, said(" ({})", languages) if languages else ""))
    return told
