import json
from pathlib import Path
from typing import Any

import pytest

from discourse.domain.documents import Document, Reading
from discourse.domain.errors import SourceError
from discourse.domain.sources import Source
from discourse.reading.listings.structured import read_json_listing
from discourse.reading.listings.xcri import read_xml_listing


def read(tmp_path: Path, data: object) -> Reading:
    path = tmp_path / "a.json"
    path.write_text(data if isinstance(data, str) else json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return read_json_listing(Source(path, "0" * 64))


def only(reading: Reading) -> Document:
    (document,) = reading.documents
    return document


CTDL_COURSE: dict[str, Any] = {
    "@id": "https://registry.example/knots",
    "@type": "ceterms:Course",
    "ceterms:ctid": "ce-1",
    "ceterms:name ": {"en-US": "Knots", "fi": "Solmut"},
    "ceterms:description": {"en-US": "Tie knots."},
    "ceterms:offeredBy": ["_:b1"],
    "ceterms:inLanguage": ["en"],
    "ceterms:estimatedDuration": [{"ceterms:exactDuration": "P4W"}, {"ceterms:exactDuration": "PT160H"}],
    "ceterms:creditValue": [{"ceterms:value": 3, "ceterms:creditUnitType": {"ceterms:targetNodeName": {"en": "CEUs"}}}],
    "ceterms:estimatedCost": [
        {
            "ceterms:price": 90,
            "ceterms:currency": "US Dollar",
            "ceterms:directCostType": {"ceterms:targetNodeName": {"en": "Tuition"}},
        }
    ],
    "ceterms:deliveryType": [{"ceterms:targetNodeName": {"en": "Online Only"}}],
    "ceterms:subjectWebpage": "https://harbour.example/knots",
}
CTDL_SCHOOL = {
    "@id": "_:b1",
    "@type": "ceterms:CredentialOrganization",
    "ceterms:name": {"en": "Harbour School"},
    "ceterms:address": [{"ceterms:addressCountry": {"en": "Osmara"}}],
}


def ctdl(*nodes: object) -> dict[str, object]:
    return {"@context": "https://credreg.net/ctdl/schema/context/json", "@graph": list(nodes)}


def test_ctdl_resolves_providers_in_its_graph(tmp_path: Path) -> None:
    reading = read(tmp_path, ctdl(CTDL_COURSE, CTDL_SCHOOL))
    document = only(reading)
    assert reading.engine == "ctdl"
    assert (document.metadata.body, document.metadata.jurisdiction) == ("Harbour School", "Osmara")
    extra = document.metadata.extra
    assert (extra["duration_max_days"], extra["effort_max_hours"], extra["kind"]) == ("28", "160", "course")
    assert json.loads(extra["credits_json"])[0]["scheme"] == "CEU"
    assert json.loads(extra["prices_json"])[0]["currency"] == "USD"


def test_ctdl_keeps_the_id_of_a_provider_that_is_elsewhere(tmp_path: Path) -> None:
    course = {**CTDL_COURSE, "ceterms:offeredBy": ["https://registry.example/school"]}
    assert only(read(tmp_path, ctdl(course))).metadata.body == "https://registry.example/school"


def test_ctdl_keeps_the_other_languages_of_a_title(tmp_path: Path) -> None:
    extra = only(read(tmp_path, ctdl(CTDL_COURSE))).metadata.extra
    assert json.loads(extra["name_languages"]) == {"en-US": "Knots", "fi": "Solmut"}


def test_ctdl_envelopes_with_a_byte_order_mark_are_opened(tmp_path: Path) -> None:
    envelope = {"envelope_ctdl_type": "ceterms:Course", "decoded_resource": ctdl(CTDL_COURSE, CTDL_SCHOOL)}
    assert only(read(tmp_path, "\ufeff" + json.dumps(envelope))).metadata.title == "Knots"


def test_ctdl_reads_programmes_and_credentials_and_leaves_what_is_only_mentioned(tmp_path: Path) -> None:
    programme = {
        **CTDL_COURSE,
        "@id": "https://registry.example/p",
        "@type": "ceterms:LearningProgram",
        "ceterms:name": {"en": "Seamanship"},
        "ceterms:isNonCredit": True,
        "ceterms:hasPart": ["https://registry.example/knots"],
    }
    badge = {"@id": "https://registry.example/b", "@type": "ceterms:MicroCredential", "ceterms:name": {"en": "Rigger"}}
    mention = {"@id": "_:b9", "@type": "ceterms:Course", "ceterms:name": {"en": "Elsewhere"}}
    reading = read(tmp_path, ctdl(programme, CTDL_COURSE, badge, mention))
    kinds = {document.metadata.title: document.metadata.extra["kind"] for document in reading.documents}
    assert kinds == {"Seamanship": "programme", "Knots": "course", "Rigger": "micro_credential"}
    first = reading.documents[0].metadata.extra
    assert (first["has_part"], first["credit_bearing"]) == ("Knots", "no")


def concept(label: str) -> dict[str, object]:
    return {"type": "Concept", "prefLabel": {"en": label}}


ELM_SPECIFICATION = {
    "type": "Qualification",
    "title": {"en": "Knots"},
    "creditPoint": {"framework": concept("European Credit Transfer System"), "point": "2"},
    "volumeOfLearning": "PT60H",
    "maximumDuration": "P1M",
    "eqfLevel": concept("Level 5"),
    "nqfLevel": concept("RQF Level 4"),
    "mode": concept("Blended"),
    "learningOutcome": [{"title": {"en": "Tie a knot"}}, {"title": {"en": "Untie it"}}],
}
ELM_CREDENTIAL = {
    "@context": ["http://data.europa.eu/snb/model/context/edc-ap"],
    "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
    "displayParameter": {"image": {"content": "A" * 5000}},
    "credentialSubject": {
        "fullName": {"en": "Ann Example"},
        "hasClaim": {
            "type": "LearningAchievement",
            "title": {"en": "Micro-credential in knots"},
            "specifiedBy": ELM_SPECIFICATION,
            "provenBy": {"type": "LearningAssessment", "title": {"en": "A knot tied"}},
            "awardedBy": {
                "awardingBody": {
                    "legalName": {"en": "Harbour School"},
                    "location": {"address": {"countryCode": concept("Osmara")}},
                }
            },
        },
    },
}


def test_an_elm_credential_is_its_achievement_without_its_holder(tmp_path: Path) -> None:
    document = only(read(tmp_path, ELM_CREDENTIAL))
    extra = document.metadata.extra
    assert (document.metadata.body, document.metadata.jurisdiction) == ("Harbour School", "Osmara")
    assert (extra["kind"], extra["duration_max_days"], extra["effort_max_hours"]) == ("micro_credential", "30.44", "60")
    assert json.loads(extra["credits_json"]) == [{"value_min": "2", "value_max": "2", "scheme": "ECTS"}]
    assert [level["framework"] for level in json.loads(extra["levels_json"])] == ["EQF", "RQF"]
    assert (extra["delivery_modes"], extra["assessed_state"], extra["credit_bearing"]) == ("blended", "yes", "yes")
    assert "Learning outcomes\n\nTie a knot\nUntie it" in document.text
    assert "Ann Example" not in document.text
    assert "AAAA" not in "".join(extra.values())


ELM_XML = """<!-- an export -->
<Courses xmlns="http://data.europa.eu/snb/model/ap/loq-constraints/">
<learningOpportunityReferences><learningOpportunity id="http://LOP-1">
<title language="fi">Solmut</title><title language="en">Knots</title>
<duration>P4W</duration><mode uri="http://data.europa.eu/snb/learning-assessment/920fbb3cbe"/>
<priceDetail><amount><unit uri="http://publications.europa.eu/resource/authority/currency/EUR"/><value>90</value></amount>
</priceDetail><providedBy idref="http://ORG-1"/><learningAchievementSpecification idref="http://Q-1"/>
</learningOpportunity></learningOpportunityReferences>
<learningAchievementSpecificationReferences><qualification id="http://Q-1"><title language="en">Rigger</title>
<volumeOfLearning>PT60H</volumeOfLearning><EQFLevel uri="http://data.europa.eu/snb/eqf/5"/>
<creditPoint><framework uri="http://data.europa.eu/snb/education-credit/6fcec5c5af"/><point>2</point></creditPoint>
</qualification></learningAchievementSpecificationReferences>
<agentReferences><organisation id="http://ORG-1"><legalName language="en">Harbour School</legalName></organisation>
</agentReferences></Courses>"""


def test_elm_in_xml_reads_like_its_json(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text(ELM_XML, encoding="utf-8")
    reading = read_xml_listing(Source(path, "0" * 64))
    document = only(reading)
    extra = document.metadata.extra
    assert (reading.engine, document.metadata.title, document.metadata.body) == ("elm", "Knots", "Harbour School")
    assert (extra["duration_max_days"], extra["effort_max_hours"]) == ("28", "60")
    assert extra["delivery_modes"] == "online"
    assert json.loads(extra["credits_json"])[0]["scheme"] == "ECTS"
    assert json.loads(extra["levels_json"])[0] == {"framework": "EQF", "value": 5, "raw": "EQF Level 5"}
    assert json.loads(extra["prices_json"])[0]["currency"] == "EUR"


ACHIEVEMENT = {
    "type": ["Achievement"],
    "name": "Microcredential Knots",
    "description": "Can tie knots.",
    "criteria": {"narrative": "Ten knots tied."},
    "inLanguage": "en",
    "alignment": [{"targetType": "ext:EQF", "targetName": "EQF level 4", "targetCode": "4"}],
    "participationType": "onsite",
    "assessmentType": "testing",
}


def test_an_open_badge_is_read_without_its_holder(tmp_path: Path) -> None:
    credential = {
        "@context": ["https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"name": "Harbour School", "address": {"addressCountry": "Osmara"}},
        "validFrom": "2024-08-30T00:00:00Z",
        "credentialSubject": {"id": "ann", "achievement": {**ACHIEVEMENT, "ECTS": 3.0}},
    }
    document = only(read(tmp_path, credential))
    extra = document.metadata.extra
    assert (document.metadata.body, document.metadata.jurisdiction) == ("Harbour School", "Osmara")
    assert (extra["kind"], extra["published_date"], extra["assessed_state"]) == (
        "micro_credential",
        "2024-08-30",
        "yes",
    )
    assert json.loads(extra["credits_json"])[0]["scheme"] == "ECTS"
    assert "Ten knots tied." in document.text


def test_credits_of_a_badge_have_no_known_unit(tmp_path: Path) -> None:
    data = {"@context": "https://purl.imsglobal.org/spec/ob/v3p0/context.json", **ACHIEVEMENT, "creditsAvailable": 3.0}
    extra = only(read(tmp_path, data)).metadata.extra
    assert json.loads(extra["credits_json"])[0]["scheme"] == "UNKNOWN"
    assert "credit_unit_unknown" in extra["quality_flags"]


def test_an_assertion_of_open_badges_2_holds_its_class(tmp_path: Path) -> None:
    badge = {
        "type": "BadgeClass",
        "name": "Knots",
        "criteria": {"narrative": "Ten knots."},
        "issuer": {"name": "Harbour"},
    }
    data = {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "badge": badge,
        "recipient": {"x": "ann"},
    }
    document = only(read(tmp_path, data))
    assert (document.metadata.title, document.metadata.body) == ("Knots", "Harbour")


def said(text: str) -> list[dict[str, str]]:
    return [{"language": "nl-NL", "value": f"nl {text}"}, {"language": "en-GB", "value": text}]


CONTACT = {"studyLoadUnit": "contacttime", "value": 28}
OOAPI_COURSE = {
    "courseId": "c1",
    "primaryCode": {"codeType": "identifier", "code": "K1"},
    "name": said("Knots"),
    "description": said("Tie knots."),
    "learningOutcomes": [said("Tie a knot"), said("Untie it")],
    "studyLoad": [{"studyLoadUnit": "ects", "value": 3}, {"studyLoadUnit": "hour", "value": 84}, CONTACT],
    "duration": "P10W",
    "teachingLanguage": "nld",
    "organization": {"organizationId": "o1", "name": said("Harbour School")},
}
OOAPI_OFFERING = {
    "offeringId": "x1",
    "name": said("Knots in spring"),
    "course": "c1",
    "startDate": "2025-02-01",
    "enrollEndDate": "2025-01-15",
    "priceInformation": [{"costType": "total costs", "amount": "340.84", "currency": "EUR"}],
}


def test_ooapi_courses_take_their_offering(tmp_path: Path) -> None:
    reading = read(tmp_path, {"items": [OOAPI_COURSE, OOAPI_OFFERING]})
    document = only(reading)
    extra = document.metadata.extra
    assert (reading.engine, document.metadata.title, document.metadata.body) == ("ooapi", "Knots", "Harbour School")
    assert "Learning outcomes\n\nTie a knot\nUntie it" in document.text
    assert (extra["effort_max_hours"], extra["start_date"], extra["enrol_by_date"]) == (
        "84",
        "2025-02-01",
        "2025-01-15",
    )
    assert extra["contact_hours"] == "28 contact-hours"
    assert json.loads(extra["prices_json"])[0]["kind"] == "total"
    assert json.loads(extra["credits_json"])[0]["scheme"] == "ECTS"


def test_an_ooapi_offering_without_its_course_is_a_stub(tmp_path: Path) -> None:
    document = only(read(tmp_path, {"items": [{**OOAPI_OFFERING, "course": "elsewhere"}]}))
    assert document.metadata.title == "Knots in spring"


def test_moochub_courses_are_read_with_their_numbers(tmp_path: Path) -> None:
    attributes = {
        "name": "Knoten",
        "courseMode": ["online"],
        "inLanguage": ["de"],
        "duration": "P2W",
        "workload": {"timeValue": 6, "timeUnit": "h/week"},
        "numberOfCredits": 2,
        "hasPart": [{"type": "Video", "name": "Lesson 1"}],
        "offer": [
            {"price": 0, "priceCurrency": "EUR", "category": "course", "paymentFrequency": "one-time"},
            {"price": 30, "priceCurrency": "EUR", "category": "certificate", "paymentFrequency": "one-time"},
        ],
        "educationalLevel": [{"name": "x", "educationalFramework": "DigComp", "shortCode": "5"}],
        "creator": [{"name": "Hafenschule", "type": "Organization"}],
    }
    data = {"links": {}, "data": [{"type": "Course", "id": "1", "attributes": attributes}]}
    extra = only(read(tmp_path, data)).metadata.extra
    assert (extra["duration_max_days"], extra["effort_max_hours"], extra["is_free"]) == ("14", "12", "yes")
    assert extra["delivery_modes"] == "online"
    assert (extra["effort_per_week_max"], "Lesson" in extra.get("has_part", "")) == ("6", False)
    assert json.loads(extra["levels_json"])[0]["framework"] == "DigComp"
    assert json.loads(extra["credits_json"])[0]["scheme"] == "ECTS"
    assert [price["kind"] for price in json.loads(extra["prices_json"])] == ["tuition", "certificate"]


def test_edx_seats_are_prices_by_their_kind(tmp_path: Path) -> None:
    seats = [
        {"type": "audit", "price": "0.00", "currency": "USD"},
        {"type": "verified", "price": "150.00", "currency": "USD"},
    ]
    run = {"seats": seats, "weeks_to_complete": 2, "min_effort": 3, "max_effort": 4, "pacing_type": "self_paced"}
    data = {"results": [{"title": "Knots", "level_type": "Introductory", "course_runs": [run, {}]}]}
    extra = only(read(tmp_path, data)).metadata.extra
    prices = json.loads(extra["prices_json"])
    assert [(price["amount_max"], price["kind"]) for price in prices] == [("0", "audit"), ("150", "certificate")]
    assert (extra["effort_min_hours"], extra["effort_max_hours"], extra["offerings"]) == ("6", "8", "2")
    assert (extra["pacing"], extra["difficulty"], extra["is_free"]) == ("self_paced", "introductory", "yes")


def test_objects_of_no_type_beside_courses_are_counted_out(tmp_path: Path) -> None:
    data = [{"@context": "https://schema.org", "@type": "CourseInstance", "name": "Knots"}, {"name": "A talk"}]
    reading = read(tmp_path, data)
    assert [document.metadata.title for document in reading.documents] == ["Knots"]
    assert reading.rejected == ("object 2: it has no @type, so nothing says that it is a course",)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (ctdl(CTDL_SCHOOL), "holds a CTDL record without a course, programme or credential"),
        ({"openapi": "3.0.1", "paths": {}, "example": OOAPI_COURSE}, "holds an OpenAPI description, not courses"),
        (
            {"$schema": "https://json-schema.org/draft/2020-12/schema", "properties": {}},
            "holds a JSON Schema, not courses",
        ),
    ],
)
def test_a_description_of_a_format_is_refused(tmp_path: Path, data: object, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        read(tmp_path, data)


def test_data_that_names_its_own_schema_is_read(tmp_path: Path) -> None:
    data = {"$schema": "https://harbour.example/courses.json", "courses": [{"title": "Knots", "duration": "1 week"}]}
    assert only(read(tmp_path, data)).metadata.title == "Knots"


def test_a_record_speaks_before_its_page_and_its_runs(tmp_path: Path) -> None:
    record = {
        "title": "Knots",
        "time_commitment": "5-7 hrs/wk",
        "min_price": 100,
        "max_price": 300,
        "courses": [62, 74],
        "page": {"effort": "7 hrs/wk", "length": "14 weeks"},
    }
    extra = only(read(tmp_path, {"results": [record]})).metadata.extra
    assert (extra["effort"], extra["effort (further)"], extra["duration"]) == ("5-7 hrs/wk", "7 hrs/wk", "14 weeks")
    assert (extra["price"], extra["courses"], "has_part" in extra) == ("100–300", "62; 74", False)


def test_runs_of_a_course_state_their_facts_together(tmp_path: Path) -> None:
    runs = [
        {"start": "2024-09-01", "end": "2024-10-01", "weeks_to_complete": 4, "price": "90", "currency": "EUR"},
        {"start": "2025-02-01", "end": "2025-04-01", "weeks_to_complete": 8, "price": "80", "currency": "USD"},
    ]
    extra = only(read(tmp_path, [{"title": "Knots", "level": "Beginner", "course_runs": runs}])).metadata.extra
    assert (extra["duration"], extra["price"]) == ("4 weeks; 8 weeks", "90 EUR; 80 USD")
    assert (extra["start_date"], extra["end_date"]) == ("2024-09-01", "2025-04-01")
    assert json.loads(extra["offerings_json"])[1]["end"] == "2025-04-01"


def test_ooapi_prices_come_from_every_offering(tmp_path: Path) -> None:
    course = {"courseId": "c1", "name": [{"language": "en", "value": "Knots"}]}
    offerings = [
        {
            "offeringId": f"x{cost}",
            "course": "c1",
            "name": "Knots",
            "startDate": f"20{cost}-01-01",
            "priceInformation": [{"amount": str(cost), "currency": "EUR", "costType": "total costs"}],
        }
        for cost in (25, 26)
    ]
    extra = only(read(tmp_path, {"items": [course, *offerings]})).metadata.extra
    assert extra["price"] == "25 EUR (total costs); 26 EUR (total costs)"
    assert extra["start"] == "2025-01-01; 2026-01-01"
