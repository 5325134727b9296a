"""Which files of a watched folder are taken as whole."""

from pathlib import Path

import pytest

from discourse.pipeline.settling import Settling, find_files


def names(folder: Path, *, leave: frozenset[Path] = frozenset()) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in find_files(folder, leave=leave)]


@pytest.mark.parametrize(
    "temporary",
    [
        "report.pdf.part",  # Firefox, wget of some
        "Unconfirmed 48213.crdownload",  # Chromium
        ".report.pdf.Xq81aB",  # rsync
        ".~lock.report.docx#",  # LibreOffice
        "~$report.docx",  # Word
        "report.pdf.filepart",  # WinSCP
        ".hidden/report.pdf",
        "report.pdf.download/report.pdf",  # Safari
        "notes.xyz",
        "report.pdf.meta.yaml",
    ],
)
def test_a_file_in_the_making_is_not_seen(tmp_path: Path, temporary: str) -> None:
    (tmp_path / temporary).parent.mkdir(exist_ok=True)
    (tmp_path / temporary).write_text("half")
    assert names(tmp_path) == []


def test_the_placeholder_of_a_download_is_not_seen_before_its_end(tmp_path: Path) -> None:
    (tmp_path / "report.pdf").touch()
    (tmp_path / "report.aQ3x.pdf.part").write_text("half")
    (tmp_path / "other.txt").write_text("whole")
    (tmp_path / "list.csv").write_text("half")
    (tmp_path / "list.csv.part").write_text("half")
    assert names(tmp_path) == ["other.txt"]
    (tmp_path / "report.aQ3x.pdf.part").rename(tmp_path / "report.pdf")
    (tmp_path / "list.csv.part").unlink()
    assert names(tmp_path) == ["list.csv", "other.txt", "report.pdf"]


def test_an_empty_file_alone_is_seen_so_that_its_reason_is_told(tmp_path: Path) -> None:
    (tmp_path / "blank.txt").touch()
    assert names(tmp_path) == ["blank.txt"]


def test_what_a_project_makes_is_no_source(tmp_path: Path) -> None:
    for name in ("outputs/prevalence.csv", "inbox/a.txt"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("words")
    assert names(tmp_path, leave=frozenset({(tmp_path / "outputs").resolve()})) == ["inbox/a.txt"]


def test_a_file_settles_when_it_has_not_changed_for_so_long(tmp_path: Path) -> None:
    file, settling = tmp_path / "a.txt", Settling(5)
    file.write_text("half")
    assert settling.settled(find_files(tmp_path, leave=frozenset()), now=100) == []
    assert settling
    file.write_text("all of it")
    assert settling.settled(find_files(tmp_path, leave=frozenset()), now=104) == []
    assert settling.settled(find_files(tmp_path, leave=frozenset()), now=108.9) == []
    assert settling.settled(find_files(tmp_path, leave=frozenset()), now=109) == [file]


def test_a_file_that_goes_away_is_not_waited_for(tmp_path: Path) -> None:
    file, settling = tmp_path / "a.txt", Settling(5)
    file.write_text("half")
    settling.settled(find_files(tmp_path, leave=frozenset()), now=0)
    file.unlink()
    assert settling.settled(find_files(tmp_path, leave=frozenset()), now=9) == []
    assert not settling


def test_a_description_that_comes_later_makes_a_file_new(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("words")
    before = find_files(tmp_path, leave=frozenset())
    (tmp_path / "a.txt.meta.yaml").write_text("jurisdiction: Osmara\n")
    assert find_files(tmp_path, leave=frozenset()) != before
