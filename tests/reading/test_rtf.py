from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.domain.documents import AsideKind, Document, Reading, Status
from discourse.domain.sources import Source
from discourse.reading.read import read_source
from discourse.reading.rtf.paragraphs import Paragraph, parse_rtf
from discourse.reading.rtf.tokens import read_tokens

HEAD = (
    r"{\rtf1\ansi\ansicpg1252\deff0\uc1{\fonttbl{\f0\froman\fcharset0 Times;}{\f1\fnil\fcharset2 Symbol;}"
    r"{\f2\fcharset238 Times CE;}{\f3\fcharset128 Mincho;}}{\colortbl;\red0\green0\blue0;}"
    r"{\stylesheet{\ql Normal;}{\s1\outlinelevel0\b heading 1;}{\s2 heading 2;}{\*\cs10 Default Paragraph Font;}"
    r"{\s15 Quote;}{\s16 toc 1;}}{\info{\title Rules for Awards}{\author A. Person}}"
)


def read(tmp_path: Path, body: str, *, head: str = HEAD, tail: str = "}") -> Reading:
    path = tmp_path / "a.rtf"
    path.write_bytes(f"{head}{body}{tail}".encode("latin-1"))
    return read_source(Source(path, "0" * 64))


def blocks(document: Document) -> list[tuple[str, str, int]]:
    return [(block.kind.value, document.text[block.start : block.end], block.level) for block in document.blocks]


def only(tmp_path: Path, body: str) -> list[tuple[str, str, int]]:
    (document,) = read(tmp_path, body).documents
    return blocks(document)


def test_styles_tell_headings_quotations_and_contents(tmp_path: Path) -> None:
    body = (
        r"\pard\s16 Purpose\tab 3\par\pard\s1 Purpose\par\pard\s2 Scope\par\pard\s15 It works, they said.\par"
        r"\pard\outlinelevel2 Deeper\par\pard\plain\b A bold line\b0\par\pard\plain Plain text.\par"
    )
    assert only(tmp_path, body) == [
        ("contents", "Purpose 3", 0),
        ("heading", "Purpose", 1),
        ("heading", "Scope", 2),
        ("quotation", "It works, they said.", 0),
        ("heading", "Deeper", 3),
        ("heading", "A bold line", 6),
        ("paragraph", "Plain text.", 0),
    ]


def test_lists_are_kept_item_by_item_with_their_depth(tmp_path: Path) -> None:
    body = (
        r"{\listtext\f1\'b7\tab}\pard\ls1\ilvl0 Cranes\par{\listtext\f1\'b7\tab}\pard\ls1\ilvl1 Hooks\par"
        r"\pard\f1\'b7\f0\tab Typed by hand\par"
    )
    assert only(tmp_path, body) == [
        ("list_item", "Cranes", 1),
        ("list_item", "Hooks", 2),
        ("list_item", "Typed by hand", 1),
    ]


def test_a_table_is_rows_under_their_header(tmp_path: Path) -> None:
    row = r"\trowd\cellx1\cellx2\cellx3\pard\intbl {}\cell {}\cell {}\cell\row "
    body = row.format("Award", "Hours", "Price") + row.format(r"Crane\par signals", "40", "") + r"\pard After.\par"
    assert only(tmp_path, body) == [("table_row", "Award: Crane signals; Hours: 40", 0), ("paragraph", "After.", 0)]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (r"caf\'e9 for \'a3250 \endash  or \u8364\'80300", "café for £250 – or €300"),
        (r"the board\rquote s \ldblquote awards\rdblquote", "the board’s “awards”"),
        (r"\f2 \'bf\'f3\'b3ta\f0  crane", "żółta crane"),
        (r"\f3\'83\'65\'83\'58\'83g\f0", "テスト"),
        (r"\u-10179?\u-8704? here", "😀 here"),
        (r"\uc0\u322\uc2\u243\'3f\'3fdka", "łódka"),
        (r"c:\\dir \{x\} a\~b co\_op", r"c:\dir {x} a b co-op"),
        (r"seen {\v never }and {\deleted gone }once", "seen and once"),
        (r"{\field{\*\fldinst HYPERLINK x}{\fldrslt the register}} is open", "the register is open"),
        (r"before{\*\unknown what {is} this}{\pict 89504e} after", "before after"),
        (r"raw \bin5 {{{{{text", "raw text"),
    ],
)
def test_text_reads_as_it_was_printed(tmp_path: Path, written: str, said: str) -> None:
    assert only(tmp_path, rf"\pard {written}.\par") == [("paragraph", f"{said}.", 0)]


def test_notes_heads_and_feet_are_asides_and_the_title_is_known(tmp_path: Path) -> None:
    body = (
        r"{\header Gazette\par}{\footer Page {\field{\*\fldinst PAGE}{\fldrslt 3}}\par}"
        r"\pard Open to all{\super 1}{\footnote\pard{\super\chftn} See the register.\par} adults.\par"
    )
    (document,) = read(tmp_path, body).documents
    assert document.text == "Open to all adults."
    assert {(aside.kind, aside.text) for aside in document.asides} == {
        (AsideKind.RUNNING_HEAD, "Gazette"),
        (AsideKind.RUNNING_FOOT, "Page 3"),
        (AsideKind.FOOTNOTE, "See the register."),
    }
    assert document.metadata.title == "Rules for Awards"


def test_a_text_box_is_read_once(tmp_path: Path) -> None:
    box = r"{\shp{\*\shpinst{\sp{\sn x}{\sv 1}}{\shptxt\pard In a box.\par}}{\shprslt In a box.\par}}"
    body = rf"\pard Before.\par{box}\par"
    assert [text for _, text, _ in only(tmp_path, body)] == ["Before.", "In a box."]


def test_a_file_that_breaks_off_is_read_with_its_doubt(tmp_path: Path) -> None:
    reading = read(tmp_path, r"\pard The board pays for {\b all", tail="")
    assert reading.status is Status.OK
    assert reading.documents[0].text == "The board pays for all"
    assert "breaks off in the middle" in reading.reason


def test_bytes_that_fit_no_encoding_are_counted(tmp_path: Path) -> None:
    reading = read(tmp_path, r"\pard\f3 crane \'85\'20\f0  end\par")
    assert "2 bytes do not fit" in reading.reason


@pytest.mark.parametrize(("body", "status"), [("", Status.EMPTY), ("{" * 6000, Status.FAILED)])
def test_what_holds_no_text_or_nests_without_end_says_so(tmp_path: Path, body: str, status: Status) -> None:
    reading = read(tmp_path, body)
    assert reading.status is status
    assert reading.reason.startswith("'a.rtf'")


@given(
    st.lists(
        st.sampled_from([r"\par", r"\b", r"\u9999", r"\'e9", "{", "}", r"\cell", r"\row", r"\*", "a ", "\\", r"\s9"])
    )
)
def test_no_sequence_of_tokens_breaks_the_parser(parts: list[str]) -> None:
    parsed = parse_rtf(read_tokens(("{\\rtf1 " + "".join(parts)).encode("latin-1")))
    assert all(item.text for item in parsed.body if isinstance(item, Paragraph))
