import os
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from discourse.domain import registry
from discourse.domain.documents import Reading, Status
from discourse.domain.ids import hash_bytes
from discourse.domain.sources import Source, SourceKind
from discourse.reading.read import choose_reader, read_source, readable_suffixes

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the folder ../shared is not beside this checkout")
NO_ID = "0" * 64


def read(path: Path, kind: SourceKind = SourceKind.AUTO) -> Reading:
    return read_source(Source(path, NO_ID, kind))


def write(tmp_path: Path, name: str, data: bytes | str) -> Path:
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


@pytest.mark.parametrize(
    ("name", "data", "reader"),
    [
        ("a.pdf", b"%PDF-1.7\n", "pdf"),
        ("a.txt", b"junk first\n%PDF-1.4\n", "pdf"),
        ("a.pdf", b"1 0 obj", "pdf"),
        ("a.pdf", b"<!DOCTYPE html><html><body>Not found</body></html>", "html"),
        ("page", b"\xef\xbb\xbf<!-- saved --><html><body>x</body></html>", "html"),
        ("a.xml", b"<?xml version='1.0'?><!DOCTYPE html><html/>", "html"),
        ("a.xml", "<?xml version='1.0' encoding='utf-16'?><catalog/>".encode("utf-16"), "xml"),
        ("feed", b"<?xml version='1.0'?><catalog/>", "xml"),
        ("data", b'[{"title": "x"}]', "json"),
        ("a.json", b"not json at all", "json"),
        ("a.txt", b"[1] A note in a plain text", "text"),
        ("a.md", b"<p>Markdown may begin with a tag</p>", "markdown"),
        ("README", b"Plain words.", "text"),
        ("a.csv", "title;fee\n".encode("utf-16"), "csv"),
        ("a.tsv", b"title\tfee\n", "csv"),
    ],
)
def test_a_reader_is_chosen_by_content_then_by_name(tmp_path: Path, name: str, data: bytes, reader: str) -> None:
    assert choose_reader(write(tmp_path, name, data)) == reader


def test_every_reader_of_the_registry_loads() -> None:
    for name in registry.names("readers"):
        assert callable(registry.load("readers", name))


def test_suffixes_are_lower_case_with_their_dot() -> None:
    assert {".pdf", ".html", ".docx", ".txt", ".md", ".csv", ".json", ".xml"} <= readable_suffixes()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old or password-protected Office file; save it as DOCX"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "cannot be opened as a workbook"),
        ("a.rtf", b"plain words", "is named '.rtf' but is no RTF file"),
        ("a.odt", b"plain words", "is named '.odt' but is no OpenDocument file"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "is an image"),
        ("a.gz", b"\x1f\x8b\x08", "is a gzip archive; unpack it"),
        ("a.bin", bytes(range(256)) * 4, "is a binary file of an unknown format; readable are"),
        ("a.txt", b"\x00" * 500, "is a binary file of an unknown format"),
        ("a.docx", b"plain words", "is named '.docx' but is no Word file"),
        ("a.docx", b"PK\x03\x04rubbish", "is a damaged ZIP or Office file"),
        ("a.yml", b"openapi: 3.0.1\n", "is text of an unknown kind '.yml'"),
        ("a.json", b'{"title": ', "is not valid JSON: Expecting value in line 1, column 11"),
        ("a.xml", b"<?xml version='1.0'?><a><b></a>", "is not well-formed XML"),
    ],
)
def test_what_cannot_be_read_fails_with_its_reason(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    reading = read(write(tmp_path, name, data))
    assert reading.status is Status.FAILED
    assert reading.reason.startswith(f"'{name}'")
    assert said in reading.reason
    assert reading.reason.endswith(".")


@pytest.mark.parametrize(
    ("member", "said"),
    [
        ("xl/workbook.xml", "cannot be opened as a workbook"),
        ("ppt/presentation.xml", "a PowerPoint file"),
        ("content.xml", "an OpenDocument file; save it as ODT, DOCX or PDF"),
        ("report.pdf", "a ZIP archive; unpack it"),
    ],
)
def test_zipped_formats_are_told_apart(tmp_path: Path, member: str, said: str) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, "x")
    assert said in read(path).reason


def test_an_empty_file_is_empty_and_not_failed(tmp_path: Path) -> None:
    reading = read(write(tmp_path, "a.pdf", b""))
    assert reading.status is Status.EMPTY
    assert reading.reason == "'a.pdf' is empty (0 bytes); get the file again."


def test_folders_pipes_devices_and_missing_files_are_refused(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert "is a folder; give a regular file" in read(tmp_path).reason
    assert "is a pipe; give a regular file" in read(pipe).reason
    assert "is a device; give a regular file" in read(Path("/dev/null")).reason
    assert "cannot be opened (No such file or directory)" in read(tmp_path / "gone.pdf").reason


def test_an_unforeseen_error_is_a_failure_with_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(source: Source) -> Reading:
        raise ZeroDivisionError("by  nought")

    monkeypatch.setattr(registry, "load", lambda kind, name: broken)
    reading = read(write(tmp_path, "a.txt", "words"))
    assert reading.status is Status.FAILED
    assert reading.reason == (
        "'a.txt' could not be read (ZeroDivisionError: by nought); it may be damaged, open it and save it again."
    )


@pytest.mark.parametrize("error", [MemoryError, KeyboardInterrupt])
def test_lack_of_memory_and_interruption_pass_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    def broken(source: Source) -> Reading:
        raise error

    monkeypatch.setattr(registry, "load", lambda kind, name: broken)
    with pytest.raises(error):
        read(write(tmp_path, "a.txt", "words"))


def test_prose_added_as_a_listing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    docx.Document().save(str(path))
    assert "is not a course listing; listings are read from tables, JSON, XML and HTML" in (
        read(path, SourceKind.LISTING).reason
    )


def test_a_document_has_the_id_of_its_bytes(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "Some words.")
    source = Source(path, hash_bytes(path.read_bytes()))
    reading = read_source(source)
    assert reading.documents[0].id == reading.source_id == source.id
    assert reading.engine == "plain"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["a.txt", "a.md", "a.html", "a.csv", "a.json", "a.xml", "a.docx", "a"]),
    start=st.sampled_from(
        [b"", b"<html>", b"<?xml version='1.0'?>", b'{"@type": "Course", ', b"title,duration\n", b"PK"]
    ),
    data=st.binary(max_size=200),
)
def test_any_bytes_end_in_a_reading(tmp_path: Path, name: str, start: bytes, data: bytes) -> None:
    reading = read(write(tmp_path, name, start + data))
    assert reading.status is Status.OK or reading.reason


@pytest.mark.shared
@needs_shared
@pytest.mark.parametrize(("file", "records"), [("csv/edx_courses.csv", 974), ("xcri/open_university_xcri12.xml", 965)])
def test_real_listings_keep_or_reject_every_record(file: str, records: int) -> None:
    reading = read(SHARED / "listings" / file)
    assert len(reading.documents) + len(reading.rejected) == records


@pytest.mark.shared
@needs_shared
def test_every_real_text_and_page_is_read() -> None:
    files = [path for path in sorted((SHARED / "policy").iterdir()) if path.suffix in (".txt", ".md")]
    assert len(files) > 60
    files = [path for path in files if path.stat().st_size < 30_000]
    for path in files:
        reading = read(path)
        assert reading.status is Status.OK, reading.reason
        assert len(reading.documents[0].text) > 0.4 * path.stat().st_size


def test_a_page_saved_under_a_wrong_name_is_read_and_said(tmp_path: Path) -> None:
    reading = read(
        write(tmp_path, "a.pdf", "<!doctype html><html><body><p>The page has moved to the archive.</p></html>")
    )
    assert reading.documents[0].text == "The page has moved to the archive."
    assert reading.reason == "'a.pdf' is named as pdf but holds html"
