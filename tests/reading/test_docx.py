import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from discourse.domain.documents import AsideKind, Document, Reading, Status
from discourse.domain.errors import SourceError
from discourse.domain.sources import Source
from discourse.reading.docx import read_docx

NOTES = (
    '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:t>----</w:t></w:r></w:p></w:footnote>'
    '<w:footnote w:id="1"><w:p><w:r><w:t>Budget paper, page 4.</w:t></w:r></w:p></w:footnote></w:footnotes>'
)


def read(tmp_path: Path, word: WordDocument) -> Reading:
    path = tmp_path / "a.docx"
    word.save(str(path))
    return read_docx(Source(path, "0" * 64))


def blocks(document: Document) -> list[tuple[str, str, int]]:
    return [(block.kind.value, document.text[block.start : block.end], block.level) for block in document.blocks]


def with_body(xml: str) -> WordDocument:
    word = docx.Document()
    word.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{xml}</w:p>"))
    return word


def test_styles_become_kinds_of_blocks(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_heading("Skills Plan", 0)
    word.add_heading("Who pays", 2)
    word.add_paragraph("The county pays.")
    word.add_paragraph("fees", style="List Bullet")
    word.add_paragraph("They told us so.", style="Intense Quote")
    word.add_paragraph("Table 1: Places", style="Caption")
    assert blocks(read(tmp_path, word).documents[0]) == [
        ("heading", "Skills Plan", 1),
        ("heading", "Who pays", 2),
        ("paragraph", "The county pays.", 0),
        ("list_item", "fees", 1),
        ("quotation", "They told us so.", 0),
        ("caption", "Table 1: Places", 0),
    ]


def test_rows_are_labelled_by_the_header(tmp_path: Path) -> None:
    word = docx.Document()
    table = word.add_table(rows=0, cols=3)
    for row in (("County", "Places", "Fee"), ("Arden", "40", "none"), ("Belm", "55", "120")):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    assert blocks(read(tmp_path, word).documents[0]) == [
        ("table_row", "County: Arden; Places: 40; Fee: none", 0),
        ("table_row", "County: Belm; Places: 55; Fee: 120", 0),
    ]


def test_tracked_changes_read_as_accepted(tmp_path: Path) -> None:
    xml = (
        "<w:r><w:t xml:space='preserve'>The fee is </w:t></w:r>"
        "<w:del><w:r><w:delText>low</w:delText></w:r></w:del><w:ins><w:r><w:t>nil</w:t></w:r></w:ins>"
    )
    assert read(tmp_path, with_body(xml)).documents[0].text == "The fee is nil"


def test_text_in_content_controls_and_links_is_read(tmp_path: Path) -> None:
    xml = (
        "<w:sdt><w:sdtContent><w:r><w:t xml:space='preserve'>Chosen </w:t></w:r></w:sdtContent></w:sdt>"
        "<w:hyperlink><w:r><w:t>linked</w:t></w:r></w:hyperlink>"
    )
    assert read(tmp_path, with_body(xml)).documents[0].text == "Chosen linked"


def test_raised_digits_that_mark_a_note_are_dropped(tmp_path: Path) -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("We had 40 replies.")
    paragraph.add_run("12").font.superscript = True
    paragraph.add_run(" Most were short.")
    assert read(tmp_path, word).documents[0].text == "We had 40 replies. Most were short."


def test_footnotes_heads_and_feet_are_asides(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph("The county pays.")
    word.sections[0].header.paragraphs[0].text = "County Plan"
    word.sections[0].footer.paragraphs[0].text = "Draft"
    path = tmp_path / "plain.docx"
    word.save(str(path))
    target = tmp_path / "a.docx"
    add_footnotes(path, target)
    document = read_docx(Source(target, "0" * 64)).documents[0]
    assert {(aside.kind, aside.text) for aside in document.asides} == {
        (AsideKind.RUNNING_HEAD, "County Plan"),
        (AsideKind.RUNNING_FOOT, "Draft"),
        (AsideKind.FOOTNOTE, "Budget paper, page 4."),
    }
    assert document.text == "The county pays."


def add_footnotes(path: Path, target: Path) -> None:
    relation = (
        '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" '
        'Target="footnotes.xml"/></Relationships>'
    )
    override = (
        '<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.footnotes+xml"/></Types>'
    )
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "word/_rels/document.xml.rels":
                text = text.replace(b"</Relationships>", relation.encode())
            if name == "[Content_Types].xml":
                text = text.replace(b"</Types>", override.encode())
            new.writestr(name, text)
        new.writestr("word/footnotes.xml", NOTES)


def test_the_title_property_wins_unless_word_made_it_up(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_heading("Skills Plan", 1)
    word.core_properties.title = "Microsoft Word - draft3.doc"
    assert read(tmp_path, word).documents[0].metadata.title == "Skills Plan"
    word.core_properties.title = "A Plan for Skills"
    assert read(tmp_path, word).documents[0].metadata.title == "A Plan for Skills"


def test_a_document_without_text_is_empty(tmp_path: Path) -> None:
    reading = read(tmp_path, docx.Document())
    assert reading.status is Status.EMPTY
    assert "holds no text" in reading.reason


def test_a_zip_bomb_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (30 * 2**20))
    with pytest.raises(SourceError, match=r"'bomb\.docx' would unpack to 30 MiB, more than a document needs"):
        read_docx(Source(path, "0" * 64))


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    docx.Document().save(buffer)
    bomb = (
        '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        f"<w:document {nsdecls('w')}><w:body><w:p><w:r><w:t>x&b;</w:t></w:r></w:p></w:body></w:document>"
    )
    path = tmp_path / "entities.docx"
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, bomb if name == "word/document.xml" else old.read(name))
    assert "aaaa" not in read_docx(Source(path, "0" * 64)).documents[0].text


def test_a_damaged_archive_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "cut.docx"
    docx.Document().save(str(path))
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(SourceError, match=r"'cut\.docx' is a damaged ZIP or Office file .*and save it anew"):
        read_docx(Source(path, "0" * 64))
