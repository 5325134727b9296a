import json
from pathlib import Path

import pytest

from discourse.domain.documents import Document, Reading, Status
from discourse.domain.errors import SourceError
from discourse.domain.sources import Source, SourceKind
from discourse.reading.assemble import Piece
from discourse.reading.html.blocks import html_to_pieces, parse_html
from discourse.reading.html.reader import read_html

SENTENCE = "The council will pay the fees of every adult who takes an approved course this year."
PAGE = f"""<!doctype html><html lang="en"><head><title>Fees for adults | Osmara Council</title>
<script>var tracking = 1;</script><style>p {{ color: red }}</style></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
<div class="cookie-banner"><p>We use cookies to remember your choice and to count our visitors every day.</p></div>
<main><h1>Fees for adults</h1><p>{SENTENCE}</p><h2>Who may ask</h2><p>{SENTENCE} Nobody is left out of it.</p>
<ul><li>Adults in work who ask for a place</li><li>Adults out of work who ask for a place</li></ul>
<table><caption>Places</caption><tr><th>Year</th><th>Places</th></tr><tr><td>2020</td><td>40 places</td></tr></table>
<blockquote><p>We waited for this day, said one of the learners at the college.</p></blockquote></main>
<footer><p>Osmara Council, all rights reserved</p></footer></body></html>"""


def pieces(markup: str) -> list[tuple[str, str]]:
    root = parse_html(markup)
    assert root is not None
    return [(piece.kind.value, piece.text) for piece in html_to_pieces(root)]


def read(tmp_path: Path, markup: str | bytes, kind: SourceKind = SourceKind.AUTO) -> Reading:
    path = tmp_path / "page.html"
    path.write_bytes(markup.encode() if isinstance(markup, str) else markup)
    return read_html(Source(path, "0" * 64, kind))


def blocks(document: Document) -> list[tuple[str, str]]:
    return [(block.kind.value, document.text[block.start : block.end]) for block in document.blocks]


def test_a_page_gives_its_main_text_in_blocks(tmp_path: Path) -> None:
    document = read(tmp_path, PAGE).documents[0]
    found = blocks(document)
    assert ("heading", "Fees for adults") in found
    assert ("heading", "Who may ask") in found
    assert ("list_item", "Adults out of work who ask for a place") in found
    assert ("table_row", "Year: 2020; Places: 40 places") in found
    assert document.metadata.title == "Fees for adults"


@pytest.mark.parametrize("noise", ["Home", "News", "cookies", "tracking", "rights reserved", "color"])
def test_menus_banners_scripts_and_feet_stay_out(tmp_path: Path, noise: str) -> None:
    assert noise not in read(tmp_path, PAGE).documents[0].text


def test_a_page_declared_in_windows_1252_reads_right(tmp_path: Path) -> None:
    markup = f"<html><head><meta charset=windows-1252></head><body><p>{SENTENCE} Café – “yes”.</p></body></html>"
    assert "Café – “yes”." in read(tmp_path, markup.encode("cp1252")).documents[0].text


def test_a_page_of_scripts_only_is_empty_with_a_reason(tmp_path: Path) -> None:
    reading = read(tmp_path, "<html><body><div id=app></div><script>start()</script></body></html>")
    assert reading.status is Status.EMPTY
    assert "save the page from a browser" in reading.reason


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>See the annex.<sup>12</sup> It is long.</p>", "See the annex. It is long."),
        ("<p>See it<a href='#n1'><sup>[3]</sup></a>.</p>", "See it."),
        ("<p>Rooms of 20 m<sup>2</sup> each</p>", "Rooms of 20 m² each"),
        ("<p>Section 23<sup>1</sup> applies</p>", "Section 23¹ applies"),
        ("<p>On the 10<sup>th</sup> day</p>", "On the 10th day"),
        ("<p><sup>1</sup> The law applies.</p>", "1 The law applies."),
    ],
)
def test_note_marks_go_and_other_raised_digits_stay(markup: str, text: str) -> None:
    assert pieces(markup) == [("paragraph", text)]


def test_line_breaks_in_a_paragraph_part_headings_from_text() -> None:
    found = pieces(f"<p>OUR RECORD<br>{SENTENCE}</p>")
    assert found == [("heading", "OUR RECORD"), ("paragraph", SENTENCE)]


def test_bold_alone_is_a_heading() -> None:
    assert pieces("<p><strong>What we will do</strong></p><p><b>We</b> will act.</p>") == [
        ("heading", "What we will do"),
        ("paragraph", "We will act."),
    ]


def test_a_layout_table_gives_paragraphs_not_rows() -> None:
    long = SENTENCE * 10
    assert pieces(f"<table><tr><td><p>{long}</p></td><td>Menu</td></tr></table>")[0] == ("paragraph", long)


def test_a_table_of_terms_has_no_header() -> None:
    assert pieces("<table><tr><td>Date</td><td>Monday</td></tr><tr><td>Place</td><td>Hall</td></tr></table>") == [
        ("table_row", "Date; Monday"),
        ("table_row", "Place; Hall"),
    ]


def test_hidden_parts_are_not_read() -> None:
    assert pieces("<p>Seen</p><p hidden>No</p><p style='display: none'>No</p><div aria-hidden=true>No</div>tail") == [
        ("paragraph", "Seen"),
        ("paragraph", "tail"),
    ]


def test_deep_nesting_is_read_without_running_out_of_stack() -> None:
    assert pieces("<div>" * 1500 + "deep" + "</div>" * 1500) == [("paragraph", "deep")]


def course_page(*scripts: str) -> str:
    tags = "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)
    return f"<html><head>{tags}</head><body><p>{SENTENCE}</p></body></html>"


COURSE = {
    "@context": "https://schema.org",
    "@type": "Course",
    "name": "Crane Signals",
    "description": "<p>Learn to signal.</p><p>Bring boots.</p>",
    "provider": {"@type": "Organization", "@id": "#org"},
    "hasCourseInstance": [{"@id": "#run"}],
}


def test_a_course_page_is_a_listing(tmp_path: Path) -> None:
    reading = read(tmp_path, course_page(json.dumps(COURSE)))
    assert reading.is_listing
    assert reading.documents[0].text == "Crane Signals\n\nLearn to signal.\n\nBring boots."
    assert reading.documents[0].place == "item 1"


def test_a_broken_script_loses_only_itself(tmp_path: Path) -> None:
    reading = read(tmp_path, course_page('{"@type": "Course", "name": ', json.dumps(COURSE) + ";"))
    assert len(reading.documents) == 1
    assert reading.rejected == ("JSON-LD script 1: it is not JSON (Expecting value)",)


def test_nodes_of_a_graph_are_looked_up_by_id(tmp_path: Path) -> None:
    graph = {
        "@graph": [
            COURSE,
            {"@id": "#org", "@type": "Organization", "name": "Harbour School", "address": {"addressCountry": "Osmara"}},
            {"@id": "#run", "@type": "CourseInstance", "courseMode": "online", "startDate": "2024-03-01"},
        ]
    }
    reading = read(tmp_path, course_page(json.dumps(graph)))
    (document,) = reading.documents
    assert document.metadata.body == "Harbour School"
    assert document.metadata.jurisdiction == "Osmara"
    assert document.metadata.year == 2024
    assert "Delivery: online" in document.text
    assert reading.rejected == ()


def test_a_course_page_added_as_policy_is_a_document(tmp_path: Path) -> None:
    reading = read(tmp_path, course_page(json.dumps(COURSE)), SourceKind.POLICY)
    assert not reading.is_listing
    assert reading.documents[0].text == SENTENCE


def test_a_page_without_course_added_as_listing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"is not a course listing: it holds no schema\.org Course in JSON-LD"):
        read(tmp_path, PAGE, SourceKind.LISTING)


def test_pieces_carry_the_depth_of_nested_lists() -> None:
    root = parse_html("<ol><li>one<ul><li>inner</li></ul></li></ol>")
    assert root is not None
    assert [(piece.text, piece.level) for piece in html_to_pieces(root)] == [("one", 1), ("inner", 2)]
    assert isinstance(html_to_pieces(root)[0], Piece)


def test_advertisements_of_a_saved_page_are_not_text() -> None:
    root = parse_html(
        f'<div class="ad-slot"><p>Buy now.</p></div><div id="advertisement">Buy more.</div><p>{SENTENCE}</p>'
    )
    assert root is not None
    assert [piece.text for piece in html_to_pieces(root)] == [SENTENCE]
