"""REFI-QDA as other tools write it, and as the hostile do."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from exchange_example import FIRST, SECOND, codebook, material, people
from lxml import etree

from discourse.domain.codes import Stance
from discourse.domain.errors import UsageError
from discourse.exchange.positions import Selection, read_positions
from discourse.exchange.refi_read import read_qdpx
from discourse.exchange.refi_write import write_qdpx

SCHEMA = Path(__file__).parents[2].parent / "shared" / "data" / "refi" / "Project.xsd"
Edit = Callable[[dict[str, bytes]], dict[str, bytes]]


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def edited(path: Path, *pairs: tuple[str, str]) -> Path:
    """The example with texts of its project.qde replaced."""
    files = members(write_qdpx(material()))
    xml = files["project.qde"].decode()
    for old, new in pairs:
        assert old in xml
        xml = xml.replace(old, new)
    return packed(path, {**files, "project.qde": xml.encode()})


@pytest.mark.shared
@pytest.mark.parametrize("with_pdf", [False, True])
def test_a_project_is_valid_by_the_published_schema(tmp_path: Path, with_pdf: bool) -> None:
    if not SCHEMA.is_file():
        pytest.skip("the folder ../shared is not beside the checkout")
    pdf = tmp_path / "board.pdf"
    pdf.write_bytes(b"%PDF-1.4 invented")
    files = members(write_qdpx(material(original=pdf if with_pdf else None)))
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    schema.assertValid(etree.fromstring(files["project.qde"]))
    assert any(name.endswith(".pdf") for name in files) is with_pdf
    assert sorted(files)[0] == "project.qde"


def test_texts_are_written_without_mark_and_with_one_line_feed_a_line() -> None:
    texts = [data for name, data in members(write_qdpx(material())).items() if name.endswith(".txt")]
    assert sorted(map(len, texts)) == sorted([len(FIRST.encode()), len(SECOND.encode())])
    assert all(b"\r" not in data for data in texts)


@pytest.mark.parametrize("carriage", [True, False])
@pytest.mark.parametrize("units", [True, False])
@pytest.mark.parametrize("inclusive", [True, False])
def test_positions_are_read_as_other_tools_count_them(carriage: bool, units: bool, inclusive: bool) -> None:
    text = "One 🎓 line.\nTwo 🎓 lines here.\nAnd a third one."
    raw = text.replace("\n", "\r\n")
    quotes = ["Two 🎓 lines", "a third one", "line."]
    base = raw if carriage else text

    def counted(at: int) -> int:
        return len(base[:at].encode("utf-16-le")) // 2 if units else at

    given = [
        Selection(counted(base.index(name)), counted(base.index(name) + len(name)) - inclusive, name) for name in quotes
    ]
    found = read_positions(raw, given)
    assert [text[slice(*place)] for place in found.ranges if not isinstance(place, str)] == quotes


def test_a_file_outside_the_project_is_told_by_its_name(tmp_path: Path) -> None:
    given = material()
    inside, outside = "texts/board.txt", str(tmp_path / "letter.txt")
    texts = tuple(replace(text, file=file) for text, file in zip(given.texts, (inside, outside), strict=True))
    xml = members(write_qdpx(replace(given, texts=texts)))["project.qde"].decode()
    assert str(tmp_path) not in xml
    assert "<Description>letter.txt</Description>" in xml
    assert inside in xml


def test_shifted_text_is_refused_and_said() -> None:
    text = "Alpha beta gamma. Delta epsilon. Zeta eta theta."
    given = [
        Selection(text.index(word) + 3, text.index(word) + 3 + len(word), word) for word in ("beta", "Delta", "eta t")
    ]
    found = read_positions(text, given)
    assert {str(place) for place in found.ranges} == {
        "only 0 of 3 quotations stand where the file says; its text has shifted"
    }


def test_line_endings_that_nothing_explains_are_refused() -> None:
    (place,) = read_positions("One.\r\nTwo.", [Selection(6, 9)]).ranges
    assert "line endings" in str(place)


def test_another_persons_stance_and_renamed_user_come_in_as_hers(tmp_path: Path) -> None:
    thrift = codebook().by_id["hope"].name
    xml = members(write_qdpx(material()))["project.qde"].decode()
    root = etree.fromstring(xml.encode())
    guids = {item.get("name"): item.get("guid") for item in root.iter("{*}Code")}
    path = edited(
        tmp_path / "a.qdpx",
        (
            f'<CodeRef targetGUID="{guids[f"{thrift}: asserted"]}"',
            f'<CodeRef targetGUID="{guids[f"{thrift}: reported"]}"',
        ),
    )
    found = read_qdpx(path, material(), coder="")
    assert [item.stance for item in people(found.codings) if item.memo.startswith("Plain")] == [Stance.REPORTED]


def test_a_model_stays_the_coder_where_a_tool_forgets_its_users(tmp_path: Path) -> None:
    xml = members(write_qdpx(material()))["project.qde"].decode()
    start, end = xml.index("<Users>"), xml.index("</Users>") + len("</Users>")
    path = edited(tmp_path / "a.qdpx", (xml[start:end], ""))
    found = read_qdpx(path, material(), coder="person:Cleo")
    assert found.machine == 1
    assert {item.coder for item in found.codings} <= {"person:Ana", "person:Ben", "person:Cleo"}
    nobody = read_qdpx(path, replace(material(), codings=()), coder="")
    assert nobody.codings == ()
    assert "Some codings name no user; say whose they are with --coder NAME." in nobody.refused


def test_a_source_that_is_missing_or_elsewhere_is_named(tmp_path: Path) -> None:
    files = members(write_qdpx(material()))
    left = {name: data for name, data in files.items() if not name.endswith(".txt")}
    found = read_qdpx(packed(tmp_path / "a.qdpx", left), material(), coder="")
    assert found.codings == ()
    assert len(found.refused) == 2
    assert all("is missing" in reason for reason in found.refused)
    path = edited(tmp_path / "b.qdpx", ('plainTextPath="internal://', 'plainTextPath="absolute:///etc/'))
    assert all("lies outside the file" in reason for reason in read_qdpx(path, material(), coder="").refused)


def test_a_text_that_differs_is_coded_by_its_words_and_that_is_said(tmp_path: Path) -> None:
    files = members(write_qdpx(material()))
    root = etree.fromstring(files["project.qde"])
    board = next(item for item in root.iter("{*}TextSource") if item.get("name") == "Board")
    text = f"sources/{board.get('plainTextPath').removeprefix('internal://')}"
    for item in board.iter("{*}PlainTextSelection"):
        for name in ("startPosition", "endPosition"):
            item.set(name, str(int(item.get(name)) + 3))
    files |= {text: b"## " + files[text], "project.qde": etree.tostring(root)}
    path = packed(tmp_path / "a.qdpx", files)
    found = read_qdpx(path, material(), coder="")
    assert any(item.memo.startswith("Plain") and item.start == 0 for item in found.codings)
    assert any("found again by their words" in text for text in found.lost)


def test_one_guid_for_two_codes_is_told(tmp_path: Path) -> None:
    xml = members(write_qdpx(material()))["project.qde"].decode()
    guids = {item.get("name"): item.get("guid") for item in etree.fromstring(xml.encode()).iter("{*}Code")}
    path = edited(tmp_path / "a.qdpx", (guids["Thrift"], guids["Haste"].upper()))
    found = read_qdpx(path, material(), coder="")
    assert any("Two codes have the GUID" in reason for reason in found.refused)


@pytest.mark.parametrize(
    "name", ["../out.txt", "/etc/out.txt", "C:\\out.txt", "sources/../../out.txt", "\\\\host\\out"]
)
def test_a_name_that_leads_out_is_refused_before_anything_is_read(tmp_path: Path, name: str) -> None:
    path = packed(tmp_path / "a.qdpx", {**members(write_qdpx(material())), name: b"x"})
    with pytest.raises(UsageError, match="leads out of the archive"):
        read_qdpx(path, material(), coder="")


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.qdpx", {"project.qde": b"<a/>", "sources/x.txt": bytes(8 << 20)})
    with pytest.raises(UsageError, match="200 times its size"):
        read_qdpx(path, material(), coder="")


@pytest.mark.parametrize(
    ("xml", "message"),
    [
        (b'<!DOCTYPE p [<!ENTITY e SYSTEM "file:///etc/passwd">]><Project name="&e;"/>', "document type|not XML"),
        (b'<!DOCTYPE p [<!ENTITY e "x">]><Project name="a"><Description>&e;</Description></Project>', "document type"),
        (b"<Project " + b"<Code>" * 3000, "not XML"),
        (b"<Project>" + b"<Code>" * 3000 + b"</Code>" * 3000 + b"</Project>", "not XML"),
        (b"<CodeBook/>", "not a REFI-QDA project"),
        (b"PK", "not XML"),
    ],
)
def test_hostile_xml_is_refused_in_one_sentence(tmp_path: Path, xml: bytes, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        read_qdpx(packed(tmp_path / "a.qdpx", {"Project.qde": xml}), material(), coder="")


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.qdpx").write_bytes(b"no archive")
    with pytest.raises(UsageError, match="not a ZIP"):
        read_qdpx(tmp_path / "a.qdpx", material(), coder="")
    with pytest.raises(UsageError, match="holds 0 project files"):
        read_qdpx(packed(tmp_path / "b.qdpx", {"x": b""}), material(), coder="")
