import json
from pathlib import Path

import pytest

from discourse.domain.documents import Reading
from discourse.domain.errors import SourceError
from discourse.domain.sources import Source, SourceKind
from discourse.reading.listings.structured import read_json_listing


def read(tmp_path: Path, data: object, kind: SourceKind = SourceKind.AUTO) -> Reading:
    path = tmp_path / "a.json"
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return read_json_listing(Source(path, "0" * 64, kind))


def titles(reading: Reading) -> list[str]:
    return [document.metadata.title for document in reading.documents]


def test_a_plain_list_of_courses_is_read(tmp_path: Path) -> None:
    reading = read(
        tmp_path, [{"title": "Knots", "duration": "1 week", "skills": ["Rope", {"name": "Wire"}]}, {"duration": 2}, 7]
    )
    assert titles(reading) == ["Knots"]
    assert reading.documents[0].text == "Knots\n\nDuration: 1 week\nSkills: Rope; Wire"
    assert sorted(reading.rejected) == ["item 2: it has no title", "item 3: it is not an object but 7"]


@pytest.mark.parametrize(
    "data",
    [
        {"count": 1, "results": [{"title": "Knots", "duration": "1 week"}]},
        {"data": {"search": {"documents": [{"title": "Knots", "duration": "1 week"}]}}},
        {"K1": {"name": "Knots", "credits": 3}, "K2": {"name": "Rope", "credits": 2}},
        {"title": "Knots", "duration": "1 week"},
        '{"title": "Knots", "duration": "1 week"}\n{"title": "Rope", "duration": "2 weeks"}\n',
    ],
)
def test_courses_are_found_wherever_an_export_puts_them(tmp_path: Path, data: object) -> None:
    assert titles(read(tmp_path, data))[0] == "Knots"


def test_the_edx_catalogue_takes_facts_from_the_first_run(tmp_path: Path) -> None:
    run = {"title": "run", "weeks_to_complete": 6, "min_effort": 2, "max_effort": 4, "start": "2021-02-01"}
    record = {
        "title": "Knots",
        "full_description": "<p>Tie knots.</p>",
        "owners": [{"name": "Harbour School"}],
        "course_runs": [run],
    }
    (document,) = read(tmp_path, {"results": [record]}).documents
    assert "Duration: 6 weeks\nEffort: 2–4 hours per week" in document.text
    assert (document.metadata.body, document.metadata.year) == ("Harbour School", 2021)


def test_moochub_attributes_are_read(tmp_path: Path) -> None:
    attributes = {
        "name": "Knoten",
        "courseMode": ["online"],
        "inLanguage": ["de"],
        "workload": {"timeValue": 6, "timeUnit": "hours"},
        "moocProvider": {"name": "openPort"},
    }
    data = {"links": {}, "data": [{"type": "Course", "id": "1", "attributes": attributes}]}
    (document,) = read(tmp_path, data).documents
    assert document.metadata.language == "de"
    assert "Effort: 6 hours" in document.text
    assert "Platform: openPort" in document.text


def test_jsonld_keeps_lists_prices_and_languages(tmp_path: Path) -> None:
    data = {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": ["Course", "LearningResource"],
                "name": {"fi": "Solmut", "en": "Knots"},
                "teaches": ["Tie a knot", "Untie it"],
                "offers": [{"price": 0, "priceCurrency": "EUR"}, {"price": 49, "priceCurrency": "EUR"}],
            },
            {
                "@type": "schema:EducationalOccupationalProgram",
                "name": "Seamanship",
                "hasCourse": [{"@type": "Course"}],
            },
        ],
    }
    reading = read(tmp_path, data)
    assert titles(reading) == ["Knots", "Seamanship"]
    text = reading.documents[0].text
    assert "Learning outcomes\n\nTie a knot\nUntie it" in text
    assert "Price: 0 EUR; 49 EUR" in text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            '{"@context": "https://credreg.net/ctdl/schema/context/json", "@type": "ceterms:Course"}',
            "holds a CTDL record",
        ),
        ('{"@context": "https://purl.imsglobal.org/spec/ob/v3p0/context.json"}', "holds an Open Badges credential"),
        ('{"openapi": "3.0.1"}', "holds an OpenAPI description, not courses"),
        ('{"people": [{"name": "Ann"}]}', "is not a course listing: its columns are 'people'"),
        ("[1, 2]", "is not a course listing: its columns are none"),
        ('[{"title": "Knots", ]', "is not valid JSON: "),
        ('{"a": 1}\n{"b": \n', "is not valid JSON Lines: line 2 is not JSON"),
        ("[" * 100_000 + "]" * 100_000, "nests its JSON too deeply"),
    ],
)
def test_what_is_no_course_listing_is_refused_with_its_reason(tmp_path: Path, data: str, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        read(tmp_path, data)


def test_records_without_course_keys_are_taken_when_the_user_says_so(tmp_path: Path) -> None:
    assert titles(read(tmp_path, [{"name": "Knots"}], SourceKind.LISTING)) == ["Knots"]
