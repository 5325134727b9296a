"""Projects as other tools write them: their line endings, marks, braces, folders, notes in files of their own, PDFs."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID, uuid5

import pytest
from exchange_example import codebook, material, source

from discourse.domain.codes import Stance
from discourse.domain.codings import READ
from discourse.domain.documents import Page
from discourse.exchange.material import Material
from discourse.exchange.refi_read import read_qdpx

TEXT = "Badges 🎓 for all.\nThe guild pays.\n\nNobody is asked twice.\nFees rise again."
QUOTES = ("The guild pays.", "Nobody is asked twice.", "Fees rise")


@dataclass(frozen=True)
class Dialect:
    """How a tool writes a project. `counts` is what a line ending counts in positions."""

    origin: str
    newline: str = "\n"
    counts: int = 1
    mark: bytes = b""
    folder: str = "sources"
    project: str = "project.qde"
    shape: Callable[[str], str] = str
    mention: Callable[[str], str] = str
    named: bool = True


DIALECTS = [
    Dialect("QualCoder 3.5", mark=b"\xef\xbb\xbf"),
    Dialect("QualCoder 3.4 Windows", newline="\r\n", counts=2, mark=b"\xef\xbb\xbf"),
    Dialect("ATLAS.ti 23", newline="\r\n", folder="Sources", project="Project.qde", shape=str.upper),
    Dialect("NVivo 14 Windows", newline="\r\n", counts=2, shape=lambda one: f"{{{one.upper()}}}"),
    # Braces where a thing is made, none where it is meant.
    Dialect("NVivo Mac", shape=lambda one: f"{{{one}}}", mention=str.upper),
    Dialect("MAXQDA 2022", mention=lambda one: f"{{{one}}}"),
    Dialect("Quirkos", named=False),
]


def guid(name: str) -> str:
    return str(uuid5(UUID(int=6), name))


def write(path: Path, dialect: Dialect, text: str = TEXT) -> Path:
    """A project with three codings by two people, a note on a coding and one, in a file of its own, on a selection."""
    make, mean = (lambda name: dialect.shape(guid(name))), (lambda name: dialect.mention(guid(name)))
    counted = text.replace("\n", "\r\n"[: dialect.counts])

    def selection(number: int, user: str, code: str, inside: str = "", after: str = "") -> str:
        start = counted.index(QUOTES[number])
        name = f'name="{QUOTES[number]}" ' if dialect.named else ""
        return (
            f'<PlainTextSelection guid="{make(f"s{number}")}" {name}startPosition="{start}" '
            f'endPosition="{start + len(QUOTES[number])}" creatingUser="{mean(user)}">'
            f'<Coding guid="{make(f"c{number}")}" creatingUser="{mean(user)}" '
            f'creationDateTime="2026-02-03T10:00:00+02:00"><CodeRef targetGUID="{mean(code)}"/>{inside}</Coding>{after}'
            "</PlainTextSelection>"
        )

    note = f'<NoteRef targetGUID="{mean("memo")}"/>'
    far_note = f'<NoteRef targetGUID="{mean("far")}"/>'
    xml = f"""<?xml version="1.0" encoding="utf-8"?>
<Project xmlns="urn:QDA-XML:project:1.0" name="Study" origin="{dialect.origin}">
<Users><User guid="{make("u1")}" name="Cleo"/><User guid="{make("u2")}" name="Dan" id="dn"/></Users>
<CodeBook><Codes><Code guid="{make("f")}" name="Everything" isCodable="false">
<Code guid="{make("hope")}" name="HOPE" isCodable="true" color="#0072B2"/>
<Code guid="{make("cautious")}" name="Hope: contested" isCodable="true"/></Code>
<Code guid="{make("haste")}" name="Haste" isCodable="true"/></Codes></CodeBook>
<Sources><TextSource guid="{make("t")}" name="guild" richTextPath="internal://{guid("t")}.docx"
 plainTextPath="internal://{guid("t")}.txt">
{selection(0, "u1", "hope", inside=note)}{selection(1, "u2", "cautious")}{selection(2, "u1", "haste", after=far_note)}
</TextSource></Sources>
<Notes><Note guid="{make("memo")}" name="m"><PlainTextContent>So it
says.</PlainTextContent></Note>
<Note guid="{make("far")}" name="n" creatingUser="{mean("u1")}" plainTextPath="internal://{guid("far")}.txt"/></Notes>
</Project>"""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(dialect.project, xml)
        raw = dialect.mark + text.replace("\n", dialect.newline).encode()
        archive.writestr(f"{dialect.folder}/{guid('t')}.txt", raw)
        archive.writestr(f"{dialect.folder}/{guid('far')}.txt", dialect.mark + b"Later.")
    return path


def ours(text: str = TEXT) -> Material:
    paper = source("guild.txt", text)
    return Material("Study", codebook(), (paper,))


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda one: one.origin)
def test_what_other_tools_write_comes_in_whole(tmp_path: Path, dialect: Dialect) -> None:
    # Without its words a selection can be placed only where there is one way of counting.
    text = TEXT if dialect.named else TEXT.replace("🎓 ", "")
    found = read_qdpx(write(tmp_path / "a.qdpx", dialect, text), ours(text), coder="")
    said = [(one.coder, one.code_id, one.stance, one.quote, one.memo, one.time) for one in found.codings]
    moment = "2026-02-03T08:00:00Z"
    assert found.refused == ()
    assert said == [
        ("person:Cleo", "hope", None, QUOTES[0], "So it\nsays.", moment),
        ("person:Dan", "hope", Stance.CONTESTED, QUOTES[1], "", moment),
        ("person:Cleo", "haste", None, QUOTES[2], "", moment),
        ("person:Cleo", READ, None, QUOTES[2], "Later.", ""),
    ]


def test_a_selection_without_its_words_in_a_text_with_two_ways_of_counting_is_refused(tmp_path: Path) -> None:
    dialect = replace(DIALECTS[3], named=False)
    found = read_qdpx(write(tmp_path / "a.qdpx", dialect), ours(), coder="")
    assert found.codings == ()
    assert "nothing says how the file counts" in found.refused[0]


def test_a_pdf_that_another_tool_read_in_its_own_way_is_coded_by_its_words(tmp_path: Path) -> None:
    """ATLAS.ti gives an area and its text one GUID, counts pages from 0 and has line breaks where the page has them."""
    pdf = tmp_path / "guild.pdf"
    pdf.write_bytes(b"%PDF-1.4 invented")
    theirs = "Badges for all. The guild\npays.\n\n12\n\nNobody is asked twice.\nFees rise again."
    mine = source("guild.pdf", TEXT, (Page(1, 0, len(TEXT)),), original=pdf)
    start = theirs.index("The guild")
    xml = f"""<Project xmlns="urn:QDA-XML:project:1.0" name="S" origin="ATLAS.ti">
<Users><User guid="{guid("u")}" name="Cleo"/></Users>
<CodeBook><Codes><Code guid="{guid("hope")}" name="Hope" isCodable="true"/></Codes></CodeBook>
<Sources><PDFSource guid="{guid("p")}" name="renamed" path="internal://{guid("p")}.pdf">
<PDFSelection guid="{guid("s")}" page="0" firstX="1" firstY="2" secondX="3" secondY="4" name="The guild">
<Coding guid="{guid("c")}" creatingUser="{guid("u")}"><CodeRef targetGUID="{guid("hope")}"/></Coding></PDFSelection>
<Representation guid="{guid("r")}" name="renamed" plainTextPath="internal://{guid("r")}.txt">
<PlainTextSelection guid="{guid("s")}" startPosition="{start}" endPosition="{start + 15}" name="The guild pays.">
<Coding guid="{guid("c")}" creatingUser="{guid("u")}"><CodeRef targetGUID="{guid("hope")}"/></Coding>
</PlainTextSelection></Representation></PDFSource></Sources></Project>"""
    path = tmp_path / "a.qdpx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Project.qde", xml)
        archive.writestr(f"Sources/{guid('p')}.pdf", pdf.read_bytes())
        archive.writestr(f"Sources/{guid('r')}.txt", theirs.replace("\n", "\r\n"))
    found = read_qdpx(path, replace(material(), texts=(mine,), codings=()), coder="")
    (coding,) = found.codings
    assert (coding.coder, coding.quote, coding.document_id) == ("person:Cleo", "The guild pays.", mine.document_id)
    assert found.refused == ()
    assert any("found again by their words" in text for text in found.lost)
    assert not any("areas" in text for text in found.lost)
