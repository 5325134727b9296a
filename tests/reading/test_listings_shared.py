"""Counts over the real listings beside the checkout: what goes in comes out, kept or rejected with a reason."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from discourse.domain.documents import Reading, Status
from discourse.domain.sources import Source
from discourse.reading.listings.structured import read_json_listing
from discourse.reading.listings.tables import read_csv_listing
from discourse.reading.listings.xcri import read_xml_listing

LISTINGS = Path(__file__).parents[2].parent / "shared" / "data" / "listings"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not LISTINGS.is_dir(), reason="the folder ../shared/data/listings is not beside the checkout"),
]


def read(name: str) -> Reading:
    path = LISTINGS / name
    readers: dict[str, Callable[[Source], Reading]] = {".csv": read_csv_listing, ".xml": read_xml_listing}
    return readers.get(path.suffix, read_json_listing)(Source(path, "0" * 64))


def count_rows(name: str) -> int:
    csv.field_size_limit(1 << 24)
    with (LISTINGS / name).open(encoding="utf-8-sig", newline="") as stream:
        return sum(any(cell.strip() for cell in row) for row in list(csv.reader(stream))[1:])


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("csv/edx_courses.csv", 974),
        ("csv/mit_oll_metadata.csv", 64),
        ("csv/coursera_1k.csv", None),
        ("csv/udemy_courses_3k.csv", None),
        ("csv/online_courses_multi.csv", None),
    ],
)
def test_every_row_is_kept_or_rejected_with_its_reason(name: str, kept: int | None) -> None:
    reading = read(name)
    assert reading.status is Status.OK
    assert len(reading.documents) + len(reading.rejected) == count_rows(name)
    assert kept is None or len(reading.documents) == kept
    assert all(": " in reason for reason in reading.rejected)


def test_every_course_of_the_xcri_catalogue_is_kept() -> None:
    root = etree.parse(LISTINGS / "xcri/open_university_xcri12.xml").getroot()
    reading = read("xcri/open_university_xcri12.xml")
    assert len(reading.documents) == sum(1 for _ in root.iter("{*}course")) == 965


@pytest.mark.parametrize(
    ("name", "records"),
    [
        ("ctdl/LearningProgram-1-graph.json", 4),
        ("ctdl/LearningOpportunity_160DrivingAcademy.json", 1),
        ("elm/elm3_loq_sample.xml", 2),
        ("elm/mynextid_edc_microcredential.json", 1),
        ("openbadges/uvh_at_microcredential_full_1.json", 1),
        ("other/poitiers_offerings.json", 98),
        ("json/mit_sloan_runs.json", 137),
        ("json/edx_discovery_course.json", 2),
    ],
)
def test_every_vocabulary_yields_its_records(name: str, records: int) -> None:
    assert len(read(name).documents) == records


def test_objects_in_a_list_are_all_accounted_for() -> None:
    name = "schemaorg/nbis-course-instances.json"
    reading = read(name)
    stated = len(json.loads((LISTINGS / name).read_text(encoding="utf-8")))
    assert (len(reading.documents), len(reading.rejected)) == (29, stated - 29)
