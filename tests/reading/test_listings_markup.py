import json

import pytest

from discourse.reading.html.blocks import parse_html
from discourse.reading.listings.compose import FoundCourses
from discourse.reading.listings.jsonld import page_courses
from discourse.reading.listings.markup import microdata_items, rdfa_items
from discourse.reading.listings.record import Course, Kind


def found(body: str) -> FoundCourses:
    root = parse_html(f"<html><body>{body}</body></html>")
    assert root is not None
    return page_courses(root)


def only(body: str) -> Course:
    (record,) = found(body).records
    return record.course


MICRODATA = """<div itemscope itemtype="https://schema.org/Course" itemref="more">
<h1 itemprop="name">Knots</h1><div itemprop="description"><p>Tie knots.</p><p>Bring rope.</p></div>
<a itemprop="url" href="https://harbour.example/knots">More</a>
<div itemprop="provider" itemscope itemtype="https://schema.org/Organization">
<b itemprop="name">Harbour School</b></div>
<div itemprop="offers" itemscope itemtype="https://schema.org/Offer">
<meta itemprop="priceCurrency" content="EUR"><span itemprop="price">49</span></div>
</div><p id="more"><time itemprop="timeRequired" datetime="PT20H">20 hours</time></p>"""


def test_microdata_is_read_with_its_nested_items() -> None:
    course = only(MICRODATA)
    assert (course.title, course.provider, course.price, course.kind) == (
        "Knots",
        "Harbour School",
        "49 EUR",
        Kind.COURSE,
    )
    assert (course.url, course.duration) == ("https://harbour.example/knots", "PT20H")
    assert "<p>Tie knots.</p>" in course.description


RDFA = """<main vocab="https://schema.org/" typeof="Course"><h1 property="name">Knots</h1>
<div rel="hasCourseInstance" typeof="CourseInstance"><meta property="courseMode" content="online">
<meta property="courseMode" content="distance"><span property="startDate" content="2024-02-15">15 February</span>
<div property="offers" typeof="Offer"><meta property="priceCurrency" content="GBP">£<b property="price">395</b></div>
</div>
<p property="provider" typeof="Organization"><span property="name">Harbour School</span></p></main>"""


def test_rdfa_is_read_with_its_nested_items() -> None:
    course = only(RDFA)
    assert (course.title, course.provider, course.price) == ("Knots", "Harbour School", "395 GBP")
    assert (course.delivery, course.start) == ("online; distance", "2024-02-15")


def test_rdfa_with_prefixes_is_read() -> None:
    body = '<div typeof="schema:Course"><span property="schema:name">Knots</span></div>'
    assert only(body).title == "Knots"


def test_other_vocabularies_are_left_alone() -> None:
    root = parse_html(
        '<html><body itemscope itemtype="https://other.example/Course"><b itemprop="name">K</b></body></html>'
    )
    assert root is not None
    assert microdata_items(root) == []
    assert rdfa_items(root) == []


def test_json_ld_goes_before_markup() -> None:
    script = f'<script type="application/ld+json">{json.dumps({"@type": "Course", "name": "Splices"})}</script>'
    assert only(script + MICRODATA).title == "Splices"


def event(name: str, kind: str = "Event") -> str:
    return f'<div itemscope itemtype="https://schema.org/{kind}"><b itemprop="name">{name}</b></div>'


def test_an_event_that_calls_itself_a_course_is_one() -> None:
    course = only(event("Knots: a workshop"))
    assert (course.title, course.kind) == ("Knots: a workshop", Kind.EVENT)
    assert only(event("Knots", "EducationEvent")).kind is Kind.EVENT


def test_other_events_are_refused_beside_courses_and_alone_leave_the_page_a_page() -> None:
    both = found(event("Knots: a workshop") + event("Open day"))
    assert len(both.records) == 1
    assert both.rejected == ("item 2: the event 'Open day' does not call itself a course",)
    assert found(event("Open day")) == FoundCourses(())


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("EducationalOccupationalProgram", Kind.PROGRAMME),
        ("schema:EducationalOccupationalCredential", Kind.CREDENTIAL),
        ("https://schema.org/CourseInstance", Kind.COURSE),
    ],
)
def test_programmes_credentials_and_lone_instances_are_records(kind: str, expected: Kind) -> None:
    script = json.dumps({"@type": kind, "name": "Knots", "numberOfCredits": {"value": 5, "unitText": "ECTS"}})
    course = only(f'<script type="application/ld+json">{script}</script>')
    assert (course.kind, course.credits) == (expected, "5 ECTS")


def test_a_page_is_no_part_of_a_programme_for_standing_on_a_web_site() -> None:
    node = {"@type": "Course", "name": "Knots", "isPartOf": {"@type": "WebSite", "name": "Harbour"}}
    script = json.dumps(node)
    assert only(f'<script type="application/ld+json">{script}</script>').part_of == ""
    script = json.dumps({**node, "isPartOf": {"@type": "EducationalOccupationalProgram", "name": "Seamanship"}})
    assert only(f'<script type="application/ld+json">{script}</script>').part_of == "Seamanship"


def test_the_only_course_of_a_page_is_described_by_the_page_where_its_markup_is_silent() -> None:
    paragraphs = "".join(
        f"<p>Rope number {number} is tied, coiled and hung on the wall of the shed.</p>" for number in range(9)
    )
    body = f"<main><h1>Knots: a workshop</h1>{paragraphs}</main>"
    course = only(event("Knots: a workshop") + body)
    assert "Rope number 4 is tied, coiled and hung on the wall of the shed." in course.description
    assert (
        "Rope"
        not in found(event("Knots: a workshop") + event("Splices: a course") + body).records[0].course.description
    )


def resource(**stated: object) -> str:
    node = {"@context": "https://schema.org", "@type": "LearningResource", "name": "Knots", **stated}
    return f'<script type="application/ld+json">{json.dumps(node)}</script><p>Tie knots.</p>'


@pytest.mark.parametrize(
    ("stated", "kind"),
    [
        ({"learningResourceType": "hands-on tutorial", "timeRequired": "PT2H"}, Kind.MODULE),
        ({"learningResourceType": "Course"}, Kind.COURSE),
        ({"description": "A lesson for deck hands"}, Kind.UNKNOWN),
    ],
)
def test_a_learning_resource_that_teaches_is_a_record(stated: dict[str, object], kind: Kind) -> None:
    assert only(resource(**stated)).kind is kind


def test_a_learning_resource_that_only_informs_is_no_record() -> None:
    assert not found(resource(description="The strategy of the harbour board")).records


def test_a_learning_resource_beside_a_course_is_refused_with_its_reason() -> None:
    course = '<script type="application/ld+json">{"@type": "Course", "name": "Sails"}</script>'
    reading = found(course + resource(timeRequired="PT2H"))
    assert [record.course.title for record in reading.records] == ["Sails"]
    assert reading.rejected == ("item 2: the learning resource 'Knots' stands beside courses",)
