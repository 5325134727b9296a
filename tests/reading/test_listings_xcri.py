import contextlib
import json
from pathlib import Path

import pytest

from discourse.domain.documents import Reading
from discourse.domain.errors import SourceError
from discourse.domain.sources import Source
from discourse.reading.listings.xcri import read_xml_listing

CATALOG = """<?xml version="1.0" encoding="UTF-8"?>{doctype}
<!-- an export -->
<catalog xmlns="http://xcri.org/profiles/1.2/catalog" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:mlo="http://purl.org/net/mlo" xmlns:credit="http://purl.org/net/cm" xmlns:xhtml="http://www.w3.org/1999/xhtml">
<provider><dc:title>Harbour School</dc:title>{courses}</provider></catalog>"""
COURSE = """<course>
<dc:title>Crane Signals</dc:title>
<dc:description><xhtml:div><xhtml:p>Learn to signal.</xhtml:p>
<xhtml:p>Bring boots.</xhtml:p></xhtml:div></dc:description>
<mlo:url>https://harbour.example/crane</mlo:url>
<mlo:objective>Know the signals</mlo:objective>
<mlo:credit><credit:scheme>CATS</credit:scheme><credit:level>4</credit:level><credit:value>10</credit:value></mlo:credit>
<mlo:credit><credit:scheme>SCQF</credit:scheme><credit:value>0</credit:value></mlo:credit>
<presentation><mlo:start dtf="2013-05-04">4 May 2013</mlo:start><mlo:duration>6 weeks</mlo:duration>
<studyMode>Part time</studyMode><mlo:languageOfInstruction>EN</mlo:languageOfInstruction></presentation>
<presentation><mlo:start>1 May 2014</mlo:start></presentation>
</course>"""


def read(tmp_path: Path, text: str) -> Reading:
    path = tmp_path / "a.xml"
    path.write_text(text, encoding="utf-8")
    return read_xml_listing(Source(path, "0" * 64))


def test_a_course_is_read_with_its_provider_and_presentations(tmp_path: Path) -> None:
    (document,) = read(tmp_path, CATALOG.format(doctype="", courses=COURSE)).documents
    assert document.place == "xcri course 1"
    assert document.text == (
        "Crane Signals\n\nLearn to signal.\n\nBring boots.\n\nLearning outcomes\n\nKnow the signals\n\n"
        "Provider: Harbour School\nDuration: 6 weeks\nCredits: 10 CATS, level 4; 0 SCQF\nDelivery: Part time\n"
        "Start: 4 May 2013; 1 May 2014"
    )
    assert (document.metadata.year, document.metadata.language) == (2013, "en")


def test_a_catalogue_in_a_soap_answer_is_read(tmp_path: Path) -> None:
    catalog = CATALOG.format(doctype="", courses=COURSE).partition("?>")[2]
    answer = '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><answer>{}</answer></s:Body></s:Envelope>'
    assert len(read(tmp_path, answer.format(catalog)).documents) == 1


def test_courses_without_title_and_repeats_are_rejected(tmp_path: Path) -> None:
    reading = read(tmp_path, CATALOG.format(doctype="", courses=COURSE + "<course/>" + COURSE))
    assert len(reading.documents) == 1
    assert set(reading.rejected) == {"xcri course 2: it has no title", "xcri course 3: the same as xcri course 1"}


def test_entities_stay_unresolved_and_files_unread(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    doctype = f'<!DOCTYPE catalog [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    courses = "<course><dc:title>A &x; course</dc:title></course>"
    reading = read(tmp_path, CATALOG.format(doctype=doctype, courses=courses))
    assert "secret" not in reading.documents[0].text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<catalog><provider></catalog>", "is not well-formed XML"),
        ("<Courses xmlns='urn:other'/>", "is XML with the root 'Courses', not XCRI-CAP"),
        (CATALOG.format(doctype="", courses=""), "it holds no XCRI course"),
        ("", "is not well-formed XML"),
    ],
)
def test_other_xml_is_refused_with_its_reason(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        read(tmp_path, text)


def test_an_entity_bomb_does_not_expand(tmp_path: Path) -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    doctype = f'<!DOCTYPE catalog [<!ENTITY e0 "ha">{levels}]>'
    text = CATALOG.format(doctype=doctype, courses="<course><dc:title>T &e8;</dc:title></course>")
    with contextlib.suppress(SourceError):
        assert len(read(tmp_path, text).documents[0].text) < 1000


def test_facts_come_from_every_presentation_and_stay_together_in_a_list(tmp_path: Path) -> None:
    runs = "".join(
        f"<presentation><mlo:start>{day}</mlo:start><mlo:duration>{weeks} weeks</mlo:duration>"
        f"<mlo:cost>GBP{cost}</mlo:cost></presentation>"
        for day, weeks, cost in (("2014-05-01", 6, 90), ("2013-05-01", 8, 90), ("2015-05-01", 6, 120))
    )
    course = f"<course><dc:title>Knots</dc:title>{runs}</course>"
    (document,) = read(tmp_path, CATALOG.format(doctype="", courses=course)).documents
    extra = document.metadata.extra
    assert (extra["duration_min_days"], extra["duration_max_days"], extra["start_date"]) == ("42", "56", "2013-05-01")
    assert [item["amount_max"] for item in json.loads(extra["prices_json"])] == ["90", "120"]
    assert extra["offerings"] == "3"
    assert json.loads(extra["offerings_json"])[2] == {"start": "2015-05-01", "duration": "6 weeks", "price": "GBP120"}
