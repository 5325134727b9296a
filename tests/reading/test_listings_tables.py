from pathlib import Path

import pytest

from discourse.domain.documents import Reading, Status
from discourse.domain.errors import SourceError
from discourse.domain.ids import record_id
from discourse.domain.sources import Source, SourceKind
from discourse.reading.listings.columns import cells_to_course, column_key, names_courses
from discourse.reading.listings.languages import language_code
from discourse.reading.listings.rich_text import cell_to_pieces, part_glued
from discourse.reading.listings.tables import read_csv_listing, read_header


def read(tmp_path: Path, data: str | bytes, kind: SourceKind = SourceKind.AUTO) -> Reading:
    path = tmp_path / "a.csv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_csv_listing(Source(path, "0" * 64, kind))


def test_a_row_is_a_document_of_title_description_and_facts(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        "Course Title,Summary,Provider,Country,Duration,Price,Start Date,Language,Room\n"
        'Crane Signals,"Learn to signal.Bring boots.",Harbour School,Osmara,6 weeks,$640,2024-03-01,English,B2\n',
    )
    (document,) = reading.documents
    assert document.text == (
        "Crane Signals\n\nLearn to signal. Bring boots.\n\n"
        "Provider: Harbour School\nDuration: 6 weeks\nPrice: $640\nStart: 2024-03-01"
    )
    assert document.id == record_id("0" * 64, "row 2")
    assert document.place == "row 2"
    metadata = document.metadata
    assert (metadata.title, metadata.body, metadata.jurisdiction) == ("Crane Signals", "Harbour School", "Osmara")
    assert (metadata.year, metadata.language, metadata.doc_type) == (2024, "en", "course listing")
    assert metadata.extra["Room"] == "B2"
    assert reading.is_listing


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_delimiters_of_spreadsheets_are_told(tmp_path: Path, encoding: str, delimiter: str) -> None:
    rows = [["title", "duration"], ["Café Management – Beginners’ Level", "6 weeks"]]
    data = "\r\n".join(delimiter.join(row) for row in rows).encode(encoding)
    assert read(tmp_path, data).documents[0].metadata.title == "Café Management – Beginners’ Level"


@pytest.mark.parametrize(
    ("header", "is_listing"),
    [
        ("title,duration", True),
        ("course,skills,rating", True),
        ("Course Title,Notes", True),
        ("name,number_of_credits", True),
        ("title,body,year,jurisdiction", False),
        ("Title,Content", False),
        ("duration,fee", False),
        ("title,author,price,level", False),
    ],
)
def test_columns_say_whether_a_table_lists_courses(header: str, is_listing: bool) -> None:
    assert names_courses(header.split(",")) is is_listing


def test_a_table_of_other_things_is_refused_with_its_columns(tmp_path: Path) -> None:
    data = "file,body,title\na.pdf,Ministry,Plan\n"
    with pytest.raises(SourceError, match=r"is not a course listing: its columns are 'file', 'body', 'title'; add it "):
        read(tmp_path, data)
    assert len(read(tmp_path, data, SourceKind.LISTING).documents) == 1


def test_a_listing_without_title_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="has no column for the course's title among 'code', 'fee'"):
        read(tmp_path, "code,fee\n1,2\n", SourceKind.LISTING)


def test_rows_that_cannot_be_kept_are_named(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        "title,duration,level,fee,url\n"
        "Crane Signals,6 weeks,3,1,u\n"
        ",6 weeks,3,1,u\n"
        "\n"
        "Crane Signals,6 weeks,3,1,u\n"
        "Rigging,2 weeks,3,1,u,extra,cells\n"
        "Rope\n"
        "Knots,1 week,3\n",
    )
    assert [document.metadata.title for document in reading.documents] == ["Crane Signals", "Knots"]
    assert sorted(reading.rejected) == [
        "row 3: it has no title",
        "row 5: the same as row 2",
        "row 6: it has 7 cells under 5 column names",
        "row 7: it breaks off after 1 of 5 cells",
    ]


def test_columns_of_the_same_name_are_kept_apart(tmp_path: Path) -> None:
    (document,) = read(tmp_path, "title,duration,note,note\nRigging,2 weeks,a,b\n").documents
    assert document.metadata.extra["note"] == "a"
    assert document.metadata.extra["note (2)"] == "b"


def test_a_header_alone_is_empty(tmp_path: Path) -> None:
    reading = read(tmp_path, "title,duration\n,\n")
    assert reading.status is Status.EMPTY
    assert "has column names but no rows" in reading.reason


def test_broken_quotes_are_read_and_said(tmp_path: Path) -> None:
    reading = read(tmp_path, 'title,duration\n"Rope" work,2 weeks\n')
    assert len(reading.documents) == 1
    assert "quotes do not match" in reading.reason


def test_a_very_long_cell_is_read(tmp_path: Path) -> None:
    text = "Learners tie a knot. " * 20_000
    assert len(read(tmp_path, f'title,duration,description\nKnots,1 week,"{text}"\n').documents[0].text) > 400_000


@pytest.mark.parametrize(
    "name", ["Course Title ", "courseTitle", "course-title", "COURSE_TITLE", "http://x.example/courseTitle"]
)
def test_names_are_compared_without_their_spelling(name: str) -> None:
    assert column_key(name) == "course_title"


def test_a_summary_cut_from_the_description_is_not_said_twice() -> None:
    cells = [("title", "Knots"), ("summary", "Learn to tie…"), ("description", "Learn to tie a knot.")]
    assert cells_to_course(cells).description == "Learn to tie a knot."


def test_bare_numbers_take_the_unit_that_another_column_states() -> None:
    course = cells_to_course([("title", "Knots"), ("price", "90"), ("currency", "EUR"), ("weeks_to_complete", "4")])
    assert (course.price, course.duration) == ("90 EUR", "4 weeks")


@pytest.mark.parametrize(
    ("glued", "parted"),
    [
        ("on any platform.The course", "on any platform. The course"),
        ("Are you ready?Then start", "Are you ready? Then start"),
        ("(see below).You will", "(see below). You will"),
        ("built in Node.js and ASP.NET 4.5", "built in Node.js and ASP.NET 4.5"),
        ("the U.S. market, e.g. Texas", "the U.S. market, e.g. Texas"),
    ],
)
def test_sentences_that_lost_their_blank_are_parted(glued: str, parted: str) -> None:
    assert part_glued(glued) == parted


@pytest.mark.parametrize(
    ("cell", "texts"),
    [
        ("<p>One &amp; two</p><ul><li>three</li></ul>", ["One & two", "three"]),
        ("&lt;p&gt;Fish &amp;amp; chips&lt;/p&gt;", ["Fish & chips"]),
        ("# Aim\n\nTo **learn**.", ["Aim", "To learn."]),
        ("['Tie knots', 'Untie knots']", ["Tie knots", "Untie knots"]),
        ('{" Rope"," Wire"}', ["Rope", "Wire"]),
        ("a < b and c > d", ["a < b and c > d"]),
        ("[__import__('os')]", ["[__import__('os')]"]),
    ],
)
def test_cells_lose_their_markup_and_keep_their_words(cell: str, texts: list[str]) -> None:
    assert [piece.text for piece in cell_to_pieces(cell)] == texts


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("English", "en"),
        ("Español", "es"),
        ("en-GB", "en"),
        ("中文", "zh"),
        ("English, French", ""),
        ("Klingon", ""),
        ("", ""),
    ],
)
def test_a_language_has_a_code_only_where_one_is_named(raw: str, code: str) -> None:
    assert language_code(raw) == code


def test_a_header_of_one_name_over_and_over_is_numbered_without_end() -> None:
    names = read_header(",".join(["title"] * 30_000))
    assert (names[1], names[-1]) == ("title (2)", "title (30000)")
    assert len(set(names)) == 30_000
