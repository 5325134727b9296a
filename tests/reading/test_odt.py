import zipfile
from pathlib import Path

import pytest

from discourse.domain.documents import AsideKind, Document, Reading, Status
from discourse.domain.sources import Source
from discourse.reading.read import read_source

SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"),
    )
)
AUTOMATIC = (
    '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Quotations"/>'
    '<style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
)
STYLES = (
    f"<office:document-styles {SPACES}><office:styles>"
    '<style:style style:name="Quotations" style:family="paragraph"/>'
    '<style:style style:name="Heading_20_2" style:display-name="Heading 2" style:family="paragraph"/></office:styles>'
    '<office:master-styles><style:master-page style:name="Standard"><style:header><text:p>Gazette</text:p>'
    "</style:header></style:master-page></office:master-styles></office:document-styles>"
)
META = (
    f'<office:document-meta {SPACES} xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta>'
    "<dc:title>Rules for Awards</dc:title></office:meta></office:document-meta>"
)


def write(tmp_path: Path, body: str, *, name: str = "a.odt", extra: dict[str, str] | None = None) -> Path:
    path = tmp_path / name
    content = (
        f"<office:document-content {SPACES}><office:automatic-styles>{AUTOMATIC}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    parts = {"content.xml": content, "styles.xml": STYLES, "meta.xml": META, **(extra or {})}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        for part, text in parts.items():
            archive.writestr(part, text)
    return path


def read(path: Path) -> Reading:
    return read_source(Source(path, "0" * 64))


def blocks(document: Document) -> list[tuple[str, str, int]]:
    return [(block.kind.value, document.text[block.start : block.end], block.level) for block in document.blocks]


def only(tmp_path: Path, body: str) -> list[tuple[str, str, int]]:
    (document,) = read(write(tmp_path, body)).documents
    return blocks(document)


def test_headings_styles_and_bold_lines_are_told_apart(tmp_path: Path) -> None:
    body = (
        '<text:h text:outline-level="1">Purpose</text:h><text:p text:style-name="Heading_20_2">Scope</text:p>'
        '<text:p text:style-name="P1">It works, they said.</text:p>'
        '<text:p><text:span text:style-name="T1">A bold line</text:span></text:p>'
        '<text:p>Open<text:s text:c="2"/>to<text:tab/>all\n  '
        '<text:span text:style-name="T1">adults</text:span>.</text:p>'
    )
    assert only(tmp_path, body) == [
        ("heading", "Purpose", 1),
        ("heading", "Scope", 2),
        ("quotation", "It works, they said.", 0),
        ("heading", "A bold line", 6),
        ("paragraph", "Open to all adults.", 0),
    ]


def test_lists_tables_and_contents_keep_their_form(tmp_path: Path) -> None:
    row = "<table:table-row>{}</table:table-row>"
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    rows = [("Award", "Hours", "Price"), ("Cranes", "40", "90"), ("Sails", "50", "")]
    body = (
        "<text:table-of-content><text:index-body><text:p>Purpose 3</text:p></text:index-body></text:table-of-content>"
        "<text:list><text:list-item><text:p>Outer</text:p><text:list><text:list-item><text:p>Inner</text:p>"
        "</text:list-item></text:list></text:list-item></text:list>"
        f"<table:table>{''.join(row.format(''.join(map(cell.format, cells))) for cells in rows)}</table:table>"
    )
    assert only(tmp_path, body) == [
        ("contents", "Purpose 3", 0),
        ("list_item", "Outer", 1),
        ("list_item", "Inner", 2),
        ("table_row", "Award: Cranes; Hours: 40; Price: 90", 0),
        ("table_row", "Award: Sails; Hours: 50", 0),
    ]


def test_notes_and_heads_are_asides_comments_and_deletions_are_gone(tmp_path: Path) -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>Gone.</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        "<text:p>Open<office:annotation><text:p>Really?</text:p></office:annotation> to all<text:note>"
        "<text:note-citation>1</text:note-citation><text:note-body><text:p>See the register.</text:p></text:note-body>"
        "</text:note> adults.</text:p>"
    )
    (document,) = read(write(tmp_path, body)).documents
    assert document.text == "Open to all adults."
    assert [(aside.kind, aside.text) for aside in document.asides] == [
        (AsideKind.RUNNING_HEAD, "Gazette"),
        (AsideKind.FOOTNOTE, "See the register."),
    ]
    assert document.metadata.title == "Rules for Awards"


def test_boxes_are_read_once_wherever_they_are_anchored(tmp_path: Path) -> None:
    box = "<draw:frame><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>"
    inner = box.format("Inner box.")
    body = f"{box.format('On the page.')}<text:p>Anchor.{box.format('Outer box.' + inner)}</text:p>"
    assert [text for _, text, _ in only(tmp_path, body)] == ["On the page.", "Anchor.", "Outer box.", "Inner box."]


def test_a_text_is_known_by_what_it_holds(tmp_path: Path) -> None:
    reading = read(write(tmp_path, "<text:p>Open to all.</text:p>", name="a.zip"))
    assert reading.status is Status.OK
    assert reading.engine == "opendocument"


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        ({"content.xml": "<office:broken"}, "is damaged (content.xml"),
        ({"content.xml": "<office/>"}, "holds no OpenDocument text"),
        ({"META-INF/manifest.xml": "<m:encryption-data/>"}, "is protected by a password"),
        (
            {"content.xml": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>'},
            "holds no OpenDocument text",
        ),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, extra: dict[str, str], said: str) -> None:
    reading = read(write(tmp_path, "", extra=extra))
    assert reading.status is Status.FAILED
    assert said in reading.reason


def test_a_file_of_pictures_is_empty_with_its_reason(tmp_path: Path) -> None:
    assert read(write(tmp_path, "<text:p><draw:frame/></text:p>")).status is Status.EMPTY
