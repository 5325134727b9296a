import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from pypdf import PdfWriter
from pypdf.constants import PageLabelStyle
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from discourse.domain.documents import AsideKind, BlockKind, Document, Reading, Status
from discourse.domain.ids import hash_file
from discourse.domain.sources import Source
from discourse.reading.pdf.reader import read_pdf
from discourse.reading.pdf.words import Word, WordPage

SHARED = Path(__file__).parents[2].parent / "shared"
WIDTH, HEIGHT = A4
LEFT, RIGHT, TOP, LEADING = 60, 330, 720, 13
Draw = Callable[[Canvas], None]

PROSE = [
    "The ministry of Vellin invites every training provider to",
    "describe how short awards are reviewed, who reviews them and",
    "what happens when an award no longer meets the standard that",
    "was set for it. Replies are published at the end of the year.",
]
OTHER = [
    "A council of learners reads the replies first. It may ask a",
    "provider to come and answer questions in an open meeting of",
    "the council, and it writes down what it has heard there for",
    "the ministry, which must answer in public within two months.",
]


def write(path: Path, *pages: Draw, encrypt: StandardEncryption | None = None, title: str = "") -> Path:
    canvas = Canvas(str(path), pagesize=A4, encrypt=encrypt, invariant=True)
    canvas.setTitle(title)
    for page in pages:
        page(canvas)
        canvas.showPage()
    canvas.save()
    return path


def lines(
    canvas: Canvas, texts: list[str], x: float = LEFT, y: float = TOP, font: str = "Times-Roman", size: float = 10
) -> None:
    canvas.setFont(font, size)
    for at, text in enumerate(texts):
        canvas.drawString(x, y - at * LEADING, text)


def read(path: Path) -> Reading:
    return read_pdf(Source(path, hash_file(path)))


def document_of(path: Path) -> Document:
    reading = read(path)
    assert reading.status is Status.OK, reading.reason
    return reading.documents[0]


def said(document: Document, kind: BlockKind) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks if block.kind is kind]


def asides(document: Document, kind: AsideKind) -> list[str]:
    return [aside.text for aside in document.asides if aside.kind is kind]


def test_lines_of_a_paragraph_become_running_text(tmp_path: Path) -> None:
    document = document_of(write(tmp_path / "a.pdf", lambda c: lines(c, PROSE)))
    assert document.text == " ".join(PROSE)
    assert [page.number for page in document.pages] == [1]
    assert document.id == document.source_id == hash_file(tmp_path / "a.pdf")


@pytest.mark.parametrize("by_line", [False, True])
def test_columns_are_read_one_after_the_other_however_they_were_drawn(tmp_path: Path, by_line: bool) -> None:
    def page(canvas: Canvas) -> None:
        if not by_line:
            lines(canvas, PROSE)
            lines(canvas, OTHER, x=RIGHT)
            return
        for at, (left, right) in enumerate(zip(PROSE, OTHER, strict=True)):
            lines(canvas, [left], y=TOP - at * LEADING)
            lines(canvas, [right], x=RIGHT, y=TOP - at * LEADING)

    assert document_of(write(tmp_path / "a.pdf", page)).text == " ".join(PROSE) + "\n" + " ".join(OTHER)


def test_a_heading_over_two_columns_comes_before_both(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        lines(canvas, PROSE)
        lines(canvas, OTHER, x=RIGHT)
        lines(
            canvas,
            ["How short awards of the coastal provinces are kept good"],
            y=TOP + 40,
            font="Helvetica-Bold",
            size=16,
        )

    document = document_of(write(tmp_path / "a.pdf", page))
    assert said(document, BlockKind.HEADING) == ["How short awards of the coastal provinces are kept good"]
    assert document.text.split("\n")[1:] == [" ".join(PROSE), " ".join(OTHER)]


def test_running_heads_feet_and_page_numbers_stand_beside_the_body(tmp_path: Path) -> None:
    def page(number: int) -> Draw:
        def draw(canvas: Canvas) -> None:
            lines(canvas, ["Vellin Board of Awards"], y=800)
            lines(canvas, [f"Body of leaf {chr(96 + number)} speaks here.", *PROSE])
            lines(canvas, [f"Page {number} of 5"], x=280, y=40)

        return draw

    document = document_of(write(tmp_path / "a.pdf", *map(page, range(1, 6))))
    assert asides(document, AsideKind.RUNNING_HEAD) == ["Vellin Board of Awards"] * 5
    assert asides(document, AsideKind.PAGE_NUMBER) == [f"Page {number} of 5" for number in range(1, 6)]
    assert "Vellin Board" not in document.text
    assert document.text.count("Body of leaf") == 5


def test_a_paragraph_over_a_page_end_is_one_block_on_two_pages(tmp_path: Path) -> None:
    def first(canvas: Canvas) -> None:
        lines(canvas, PROSE[:3], y=120)

    document = document_of(write(tmp_path / "a.pdf", first, lambda c: lines(c, PROSE[3:])))
    assert document.text == " ".join(PROSE[:3]) + "\n" + PROSE[3]
    assert [(block.start, block.end) for block in document.blocks] == [(0, len(document.text))]


def test_a_word_broken_over_a_page_end_stands_whole_on_the_first_page(tmp_path: Path) -> None:
    def first(canvas: Canvas) -> None:
        lines(canvas, [PROSE[0], "the many kinds of regis-"], y=120)

    document = document_of(write(tmp_path / "a.pdf", first, lambda c: lines(c, ["tration that exist, and of fees."])))
    assert [document.page_text(page) for page in document.pages] == [
        f"{PROSE[0]} the many kinds of registration",
        "that exist, and of fees.",
    ]


def test_hyphens_at_line_ends_go_unless_the_document_prints_the_compound(tmp_path: Path) -> None:
    texts = [
        "A short-course fund pays for educa-",
        "tion in the valley, and a short-",
        "course fund pays for the rest.",
    ]
    document = document_of(write(tmp_path / "a.pdf", lambda c: lines(c, texts)))
    assert (
        document.text
        == "A short-course fund pays for education in the valley, and a short-course fund pays for the rest."
    )


def test_footnotes_and_their_marks_leave_the_body(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        lines(canvas, [PROSE[0], "answer within a month."])
        canvas.setFont("Times-Roman", 6)
        canvas.drawString(
            LEFT + canvas.stringWidth("answer within a month.", "Times-Roman", 10), TOP - LEADING + 4, "1"
        )
        lines(canvas, ["1 See the Awards Order of the valley,", "section nine."], y=90, size=7)

    document = document_of(write(tmp_path / "a.pdf", page))
    assert document.text == f"{PROSE[0]} answer within a month."
    assert asides(document, AsideKind.FOOTNOTE) == ["1 See the Awards Order of the valley, section nine."]


def test_two_columns_in_a_cell_are_read_one_after_the_other(tmp_path: Path) -> None:
    left = [
        "Arts",
        "\u2022 The Painted Lantern Quarterly",
        "\u2022 Kilns and Glazes",
        "\u2022 Northern Sketchbook",
        "\u2022 Ink",
    ]
    right = [
        "Trades",
        "\u2022 The Joiner of Vellin Weekly",
        "\u2022 Rope and Tackle",
        "\u2022 Welders Almanac",
        "\u2022 Masonry",
    ]

    def page(canvas: Canvas) -> None:
        canvas.grid([LEFT, LEFT + 70, LEFT + 460], [500, 640])
        lines(canvas, ["Periodicals"], x=LEFT + 5, y=620)
        lines(canvas, left, x=LEFT + 80, y=620)
        lines(canvas, right, x=LEFT + 280, y=616)

    text = document_of(write(tmp_path / "cell.pdf", page)).text
    assert text.index("Ink") < text.index("Trades") < text.index("Rope and Tackle")


def test_a_ruled_table_says_its_columns_in_every_row(tmp_path: Path) -> None:
    rows = [["Province", "Awards", "Learners"], ["Vellin", "14", "1,200"], ["Orrin", "9", "830"]]

    def page(canvas: Canvas) -> None:
        lines(canvas, PROSE)
        canvas.grid([LEFT, LEFT + 100, LEFT + 180, LEFT + 280], [560, 580, 600, 620])
        for at, row in enumerate(rows):
            for x, cell in zip([LEFT + 4, LEFT + 104, LEFT + 184], row, strict=True):
                lines(canvas, [cell], x=x, y=606 - 20 * at, font="Helvetica-Bold" if at == 0 else "Helvetica")

    document = document_of(write(tmp_path / "a.pdf", page))
    assert said(document, BlockKind.TABLE_ROW) == [
        "Province | Awards | Learners",
        "Province: Vellin; Awards: 14; Learners: 1,200",
        "Province: Orrin; Awards: 9; Learners: 830",
    ]


def test_a_table_without_rules_is_read_row_by_row(tmp_path: Path) -> None:
    rows = [["Year", "Vellin", "Orrin"], ["2019", "31.5", "28.0"], ["2020", "33.1", "29.4"], ["2021", "35.8", "30.2"]]

    def page(canvas: Canvas) -> None:
        for at, row in enumerate(rows):
            for x, cell in zip([LEFT, LEFT + 110, LEFT + 220], row, strict=True):
                lines(canvas, [cell], x=x, y=TOP - at * 16)

    rows_said = said(document_of(write(tmp_path / "a.pdf", page)), BlockKind.TABLE_ROW)
    assert rows_said[-3:] == ["2019; 31.5; 28.0", "2020; 33.1; 29.4", "2021; 35.8; 30.2"]


def test_list_items_stand_each_for_itself(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        lines(canvas, ["The board will:"])
        for at, text in enumerate(["publish every review;", "hear the learners;", "close weak awards."]):
            lines(canvas, ["n"], y=TOP - 20 - at * 16, font="ZapfDingbats", size=7)
            lines(canvas, [text], x=LEFT + 18, y=TOP - 20 - at * 16)

    document = document_of(write(tmp_path / "a.pdf", page))
    assert said(document, BlockKind.LIST_ITEM) == [
        "• publish every review;",
        "• hear the learners;",
        "• close weak awards.",
    ]


def test_contents_captions_and_references_are_named(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        lines(canvas, ["Foreword ............................ 3", "Awards .............................. 7"], y=780)
        lines(canvas, PROSE, y=700)
        lines(canvas, ["Figure 2. Awards by province"], y=600)
        lines(canvas, ["References"], y=560, font="Times-Bold", size=13)
        lines(canvas, ["Aldane, R. (2015). Awards and their readers. Orrin Press."], y=530)

    document = document_of(write(tmp_path / "a.pdf", page))
    assert len(said(document, BlockKind.CONTENTS)) == 2
    assert said(document, BlockKind.CAPTION) == ["Figure 2. Awards by province"]
    assert said(document, BlockKind.REFERENCE) == ["Aldane, R. (2015). Awards and their readers. Orrin Press."]


def test_headings_have_levels_by_number_and_size(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        lines(canvas, ["Awards that last"], y=780, font="Times-Bold", size=20)
        lines(canvas, ["1.2 Who reviews an award"], y=740, font="Times-Bold", size=12)
        lines(canvas, PROSE, y=700)

    document = document_of(write(tmp_path / "a.pdf", page))
    levels = {document.text[block.start : block.end]: block.level for block in document.blocks}
    assert levels == {"Awards that last": 1, "1.2 Who reviews an award": 2, " ".join(PROSE): 0}


def test_a_page_drawn_sideways_is_read_upright(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        canvas.rotate(90)
        lines(canvas, PROSE, x=100, y=-200)

    assert document_of(write(tmp_path / "a.pdf", page)).text == " ".join(PROSE)


@pytest.mark.parametrize(
    ("title", "kept"),
    [("How awards are kept", "How awards are kept"), ("final_v3.docx", ""), ("Microsoft Word - Awards and more", "")],
)
def test_the_title_is_taken_unless_it_names_a_file(tmp_path: Path, title: str, kept: str) -> None:
    document = document_of(write(tmp_path / "a.pdf", lambda c: lines(c, PROSE), title=title))
    assert document.metadata.title == kept
    assert document.metadata.year is None


def test_a_page_without_a_text_layer_is_reported_and_noted(tmp_path: Path) -> None:
    path = write(tmp_path / "a.pdf", lambda c: lines(c, PROSE), lambda c: c.rect(50, 50, 300, 300, fill=1))
    reading = read(path)
    assert reading.status is Status.OK
    assert reading.reason == "'a.pdf', page 2 of 2: no text layer."
    assert reading.documents[0].pages[1].note == "no text layer; OCR is needed"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "'bad.pdf' is an empty file of 0 bytes"),
        (b"<html><body>Not found</body></html>", "'bad.pdf' is not a PDF"),
        (b"trailer<<>>\nstartxref\n0\n%%EOF\n", "'bad.pdf' is the end of a PDF, whose beginning is missing; fetch it"),
        (b"%PDF-1.7\n%%EOF" + b"\0" * 200, "'bad.pdf' is corrupt"),
    ],
)
def test_a_file_that_is_no_pdf_fails_with_its_name_and_reason(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "bad.pdf"
    path.write_bytes(data)
    reading = read(path)
    assert reading.status is Status.FAILED
    assert reading.reason.startswith(reason)


def test_a_file_that_is_gone_fails_with_its_name(tmp_path: Path) -> None:
    reading = read_pdf(Source(tmp_path / "gone.pdf", "0" * 64))
    assert (reading.status, reading.reason) == (
        Status.FAILED,
        "'gone.pdf' cannot be opened: No such file or directory.",
    )


def test_a_password_is_asked_for_only_where_one_is_needed(tmp_path: Path) -> None:
    closed = write(tmp_path / "a.pdf", lambda c: lines(c, PROSE), encrypt=StandardEncryption("secret", "owner"))
    opened = write(tmp_path / "b.pdf", lambda c: lines(c, PROSE), encrypt=StandardEncryption("", "owner"))
    assert read(closed).reason == "'a.pdf' needs a password; name a file that holds it with --password-file."
    assert read(closed).needs_password
    assert document_of(opened).text == " ".join(PROSE)


def test_a_file_opens_with_its_password_and_with_no_other(tmp_path: Path) -> None:
    path = write(tmp_path / "a.pdf", lambda c: lines(c, PROSE), encrypt=StandardEncryption("secret", "owner"))
    source = Source(path, hash_file(path))
    wrong = read_pdf(replace(source, password="lantern"))
    assert wrong.needs_password
    assert "another password than the one given" in wrong.reason
    assert "lantern" not in wrong.reason
    assert "secret" not in repr(replace(source, password="secret"))
    reading = read_pdf(replace(source, password="secret"))
    assert reading.documents[0].text == " ".join(PROSE)


def test_pages_of_pictures_are_empty_and_ask_for_ocr(tmp_path: Path) -> None:
    path = write(tmp_path / "a.pdf", *[lambda c: c.rect(50, 50, 300, 300, fill=1)] * 2)
    reading = read(path)
    assert reading.status is Status.EMPTY
    assert "no text layer" in reading.reason
    assert "all 2 pages" in reading.reason
    assert "OCR" in reading.reason


def test_a_broken_character_map_is_no_text(tmp_path: Path) -> None:
    # Glyph numbers taken for characters: the commonest fault of a lost character map.
    garbled = ["".join(chr(ord(char) - 29) if char.islower() else char for char in text) for text in PROSE * 3]
    path = write(tmp_path / "a.pdf", lambda c: lines(c, garbled))
    reading = read(path)
    assert reading.status is Status.EMPTY
    assert "broken text layer" in reading.reason


GARBLED = "0nN|GpVLN LWVpJ|YHW elNLUiQ|W"


def test_a_page_with_a_broken_font_is_kept_beside_the_body(tmp_path: Path) -> None:
    pages = [lambda c: lines(c, PROSE), lambda c: lines(c, [*OTHER, GARBLED]), lambda c: lines(c, PROSE)]
    reading = read(write(tmp_path / "a.pdf", *pages))
    document = reading.documents[0]
    assert document.text.split("\n") == [" ".join(PROSE), "", " ".join(PROSE)]
    assert asides(document, AsideKind.UNREADABLE) == [" ".join([*OTHER, GARBLED])]
    assert document.pages[1].note.startswith("text layer is broken")
    assert reading.reason == "'a.pdf', page 2 of 3: text layer is broken."


def test_ocr_is_asked_for_the_pages_that_need_it_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    @dataclass(frozen=True)
    class Found:
        words: WordPage
        note: str = "read by OCR: all well"

    def ocr_page(page: pdfium.PdfPage, number: int) -> Found:
        asked.append(number)
        words = [
            Word(text, 60 + 60 * at, 110 + 60 * at, 100, 10, bold=False) for at, text in enumerate(PROSE[3].split())
        ]
        return Found(WordPage(number, WIDTH, HEIGHT, tuple(words)))

    monkeypatch.setattr("discourse.reading.pdf.reader.load_attribute", lambda name: ocr_page)
    pages = [
        lambda c: lines(c, PROSE),
        lambda c: lines(c, [*OTHER, GARBLED]),
        lambda c: c.rect(50, 50, 300, 300, fill=1),
    ]
    path = write(tmp_path / "a.pdf", *pages)
    reading = read_pdf(Source(path, hash_file(path), ocr=True))
    assert asked == [2, 3]
    assert [page.engine for page in reading.documents[0].pages] == ["pypdfium2", "rapidocr", "rapidocr"]


def test_a_title_that_ends_in_the_gutter_leaves_the_columns_apart(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        lines(canvas, ["Short awards of the coast"], y=TOP + 40, font="Helvetica-Bold", size=22)
        for at, (left, right) in enumerate(zip(PROSE, OTHER, strict=True)):
            lines(canvas, [left], y=TOP - at * LEADING)
            lines(canvas, [right], x=RIGHT, y=TOP - 5 - at * LEADING)

    said_lines = document_of(write(tmp_path / "a.pdf", page)).text.split("\n")
    assert said_lines == ["Short awards of the coast", " ".join(PROSE), " ".join(OTHER)]


def test_a_justified_line_of_few_words_stays_whole(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        lines(canvas, PROSE)
        canvas.drawString(LEFT, TOP - 5 * LEADING, "Ada Orrin, Warden of Awards and", wordSpace=16)
        lines(canvas, ["Short Courses", *PROSE], y=TOP - 6 * LEADING)
        lines(canvas, OTHER, x=RIGHT)

    assert "Ada Orrin, Warden of Awards and Short Courses" in document_of(write(tmp_path / "a.pdf", page)).text


def test_a_box_comes_after_the_paragraph_it_stands_beside(tmp_path: Path) -> None:
    note = ["Harn has two awards", "and nine learners,", "all of them smiths."]

    def page(canvas: Canvas) -> None:
        lines(canvas, PROSE)
        canvas.rect(RIGHT - 6, TOP - 30, 120, 44)
        lines(canvas, note, x=RIGHT, y=TOP)

    document = document_of(write(tmp_path / "a.pdf", page))
    assert said(document, BlockKind.PARAGRAPH) == [" ".join(PROSE), " ".join(note)]


def test_a_paragraph_set_in_on_both_sides_is_a_quotation(tmp_path: Path) -> None:
    quoted = ["Nobody asked the smiths of Harn what they", "knew until the last forge had been closed."]

    def page(canvas: Canvas) -> None:
        lines(canvas, PROSE)
        lines(canvas, quoted, x=LEFT + 25, y=TOP - 70, size=9)
        lines(canvas, OTHER, y=TOP - 115)

    document = document_of(write(tmp_path / "a.pdf", page))
    assert said(document, BlockKind.QUOTATION) == [" ".join(quoted)]


def test_text_that_is_not_shown_is_not_read(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        lines(canvas, PROSE)
        text = canvas.beginText(LEFT, 500)
        text.setTextRenderMode(3)
        text.textLine("unseen words of a lost layer")
        canvas.drawText(text)
        canvas.setFillGray(1)
        canvas.drawString(LEFT, 400, "white words on white paper")
        canvas.saveState()
        clip = canvas.beginPath()
        clip.rect(0, 0, 50, 50)
        canvas.clipPath(clip, stroke=0)
        canvas.setFillGray(0)
        canvas.drawString(LEFT, 300, "words outside their clip")
        canvas.restoreState()

    assert document_of(write(tmp_path / "a.pdf", page)).text == " ".join(PROSE)


def test_what_is_clipped_away_is_not_read_however_much_it_is(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        lines(canvas, PROSE)
        canvas.saveState()
        clip = canvas.beginPath()
        clip.rect(RIGHT, 0, 300, HEIGHT)
        canvas.clipPath(clip, stroke=0)
        lines(canvas, OTHER * 4)
        canvas.restoreState()

    assert document_of(write(tmp_path / "a.pdf", page)).text == " ".join(PROSE)


def test_white_type_on_dark_ground_is_read(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        canvas.rect(0, 0, WIDTH, HEIGHT - 10, fill=1)
        canvas.setFillGray(1)
        lines(canvas, PROSE)

    assert document_of(write(tmp_path / "a.pdf", page)).text == " ".join(PROSE)


def test_an_initial_several_lines_high_begins_its_word(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        lines(canvas, ["W"], y=TOP - LEADING, size=30)
        lines(canvas, ["e ask every provider of the coast", "to say how its awards are kept and"], x=LEFT + 30)
        lines(canvas, ["who reads the replies of learners."], y=TOP - 2 * LEADING)

    text = document_of(write(tmp_path / "a.pdf", page)).text
    assert text.startswith("We ask every provider of the coast to say how its awards are kept and who reads")


def with_raised_marks(canvas: Canvas, *pieces: str) -> None:
    """A line of pieces, every other of which is small and raised."""
    text = canvas.beginText(LEFT, 600)
    for number, piece in enumerate(pieces):
        text.setFont("Times-Roman", 6 if number % 2 else 10)
        text.setRise(4 if number % 2 else 0)
        text.textOut(piece)
    canvas.drawText(text)


def test_a_raised_mark_before_a_comma_leaves_the_word(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        lines(canvas, PROSE)
        with_raised_marks(canvas, "The groups", "12", ", as they are called, meet.")

    assert document_of(write(tmp_path / "a.pdf", page)).text.endswith("The groups, as they are called, meet.")


def test_a_bracket_on_the_line_after_a_raised_mark_stays(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        lines(canvas, PROSE)
        with_raised_marks(
            canvas, "The fees (as the board sets them", "32", "), and what they pay for", "(33)", ", are told."
        )

    text = document_of(write(tmp_path / "a.pdf", page)).text
    assert text.endswith("The fees (as the board sets them), and what they pay for, are told.")


def test_a_page_has_the_label_of_its_file_where_that_is_not_its_number(tmp_path: Path) -> None:
    path = write(tmp_path / "a.pdf", *[lambda canvas: lines(canvas, PROSE)] * 3)
    assert [page.label for page in document_of(path).pages] == ["", "", ""]
    writer = PdfWriter(clone_from=path)
    writer.set_page_label(0, 1, style=PageLabelStyle.LOWERCASE_ROMAN)
    writer.set_page_label(2, 2, style=PageLabelStyle.DECIMAL, start=9)
    writer.write(path)
    assert [page.label for page in document_of(path).pages] == ["i", "ii", "9"]


def test_contents_may_name_the_page_before_the_title(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        lines(canvas, ["Contents"], font="Times-Bold", size=16)
        lines(canvas, ["3  Foreword", "5  Who asks", "9  What is done"], y=TOP - 40)

    contents = said(document_of(write(tmp_path / "a.pdf", page, lambda c: lines(c, PROSE))), BlockKind.CONTENTS)
    assert " ".join(contents) == "3 Foreword 5 Who asks 9 What is done"


def test_the_foot_of_a_single_page_stands_beside_the_body(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        lines(canvas, PROSE)
        lines(canvas, ["Vellin Board of Awards, Report 4"], y=40, size=7)

    document = document_of(write(tmp_path / "a.pdf", page))
    assert document.text == " ".join(PROSE)
    assert asides(document, AsideKind.RUNNING_FOOT) == ["Vellin Board of Awards, Report 4"]


def test_a_paragraph_runs_on_past_a_quotation_in_large_type(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        lines(canvas, PROSE[:2])
        lines(canvas, ["“Who reviews the reviewers?”"], y=TOP - 60, size=18)
        lines(canvas, PROSE[2:], y=TOP - 100)

    assert said(document_of(write(tmp_path / "a.pdf", page)), BlockKind.PARAGRAPH)[0] == " ".join(PROSE)


def test_a_list_has_levels_by_its_indents(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        lines(canvas, PROSE)
        for at, (indent, text) in enumerate([(0, "fees"), (20, "for adults"), (20, "for youths"), (0, "grants")]):
            lines(canvas, [f"• {text} of the coast"], x=LEFT + indent, y=TOP - 80 - at * LEADING)

    items = [b for b in document_of(write(tmp_path / "a.pdf", page)).blocks if b.kind is BlockKind.LIST_ITEM]
    assert [item.level for item in items] == [1, 2, 2, 1]


def test_the_labels_of_a_chart_do_not_break_a_paragraph_into_lines(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        for at in range(12):
            lines(canvas, [f"{at}0"], y=TOP - at * 9)
        for at, text in enumerate(PROSE):
            lines(canvas, [text], y=500 - at * 15)

    assert " ".join(PROSE) in said(document_of(write(tmp_path / "a.pdf", page)), BlockKind.PARAGRAPH)


def test_a_paragraph_goes_on_over_a_gap_in_mid_sentence(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        lines(canvas, PROSE[:2])
        lines(canvas, PROSE[2:], y=TOP - 3.2 * LEADING)
        lines(canvas, OTHER, y=TOP - 120)

    assert said(document_of(write(tmp_path / "a.pdf", page)), BlockKind.PARAGRAPH) == [" ".join(PROSE), " ".join(OTHER)]


def test_a_scan_of_bad_ocr_is_no_text(tmp_path: Path) -> None:
    noise = [
        "the rninistry lnvites every trainlng provider of the coast",
        "to descrihe how each short award is revlewed and by whom",
    ]

    def page(canvas: Canvas) -> None:
        canvas.rect(50, 50, 300, 300, fill=1)
        text = canvas.beginText(LEFT, TOP)
        text.setTextRenderMode(3)
        for line in noise * 6:
            text.textLine(line)
        canvas.drawText(text)

    reading = read(write(tmp_path / "a.pdf", page))
    assert reading.status is Status.EMPTY
    assert "OCR is needed" in reading.reason


def test_a_picture_of_a_page_is_read_where_the_extra_is_installed(tmp_path: Path) -> None:
    ocr = pytest.importorskip("discourse.reading.pdf.ocr", reason="needs the ocr extra")
    with pdfium.PdfDocument(write(tmp_path / "a.pdf", lambda c: lines(c, PROSE))) as pdf:
        page = ocr.ocr_page(pdf[0], 1)
    assert " ".join(word.text for word in page.words.words) == " ".join(PROSE)
    assert page.confidence > 0.9


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("161_pypdf_r4-user-password.pdf", "asdfzxcv"),
        ("166_pypdf_r6-user-password.pdf", "asdfzxcv"),
        ("170_pypdf_r5-user-password.pdf", "asdfzxcv"),
        ("144_sample-files_libreoffice-writer-password.pdf", "openpassword"),
        ("208_pdfplumber_password-example.pdf", "test"),
    ],
)
def test_encrypted_files_of_others_open_with_their_password(name: str, password: str) -> None:
    path = SHARED / "data" / "bad" / name
    if not path.is_file():
        pytest.skip("needs the folder shared/data/bad beside the checkout")
    source = Source(path, hash_file(path))
    without = read_pdf(source)
    # Two of them another engine opens as they are.
    assert without.needs_password or without.engine == "pdfplumber"
    assert not read_pdf(replace(source, password=password)).needs_password


CHILD = """
import sys
from pathlib import Path
from discourse.domain.sources import Source
from discourse.reading.pdf.reader import read_pdf
for path in map(Path, sys.argv[1:]):
    reading = read_pdf(Source(path, "0" * 64))
    assert reading.reason or reading.documents
    print(path.name, reading.status)
"""


@pytest.mark.shared
def test_no_hostile_file_raises() -> None:
    folder = SHARED / "data" / "bad"
    if not folder.is_dir():
        pytest.skip("needs the folder shared/data/bad beside the checkout")
    files = sorted(folder.glob("*.pdf"))
    # A child process, because a broken file can end the process that reads it.
    done = subprocess.run(
        [sys.executable, "-c", CHILD, *files], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert len(done.stdout.splitlines()) == len(files)
