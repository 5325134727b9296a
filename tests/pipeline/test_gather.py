import os
from pathlib import Path

import pytest

from discourse.domain.documents import Metadata
from discourse.domain.sources import SourceKind
from discourse.pipeline.gather import Gathered, gather
from discourse.pipeline.manifest import read_manifest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    (folder / "inner").mkdir(parents=True)
    for name in ("b.txt", "a.pdf", "inner/c.md", "notes.xyz", ".hidden.txt"):
        (folder / name).write_text(f"The text of {name}.", encoding="utf-8")
    return folder


def found(*paths: Path, root: Path, manifest: Path | None = None, given: Metadata | None = None) -> Gathered:
    rows = read_manifest(manifest) if manifest else None
    return gather(paths, root=root, manifest=rows, kind=SourceKind.AUTO, given=given or Metadata())


def manifest(folder: Path, text: str) -> Path:
    path = folder / "manifest.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_folder_gives_what_can_be_read_in_name_order_and_lists_the_rest(folder: Path, tmp_path: Path) -> None:
    gathered = found(folder, root=tmp_path)
    assert [entry.file for entry in gathered.entries] == ["reports/a.pdf", "reports/b.txt", "reports/inner/c.md"]
    assert [(Path(item.file).name, item.reason) for item in gathered.left] == [
        ("notes.xyz", "files of type '.xyz' are not read")
    ]


def test_a_file_outside_the_project_is_kept_by_its_full_path(folder: Path, tmp_path: Path) -> None:
    (entry,) = found(folder / "b.txt", root=tmp_path / "elsewhere").entries
    assert entry.file == (folder / "b.txt").resolve().as_posix()


def test_a_file_that_the_user_names_is_taken_whatever_its_type(folder: Path, tmp_path: Path) -> None:
    assert [entry.file for entry in found(folder / "notes.xyz", root=tmp_path).entries] == ["reports/notes.xyz"]


def test_with_a_manifest_its_files_are_taken_and_the_others_listed(folder: Path, tmp_path: Path) -> None:
    path = manifest(folder, "file,jurisdiction\na.pdf,Kestria\ninner/c.md,Osmara\n")
    gathered = found(folder, root=tmp_path, manifest=path)
    assert {entry.file: entry.metadata.jurisdiction for entry in gathered.entries} == {
        "reports/a.pdf": "Kestria",
        "reports/inner/c.md": "Osmara",
    }
    assert {Path(item.file).name for item in gathered.left} == {"b.txt", "notes.xyz"}


@pytest.mark.parametrize("named", ["c.md", "inner/c.md", "reports/inner/c.md"])
def test_a_manifest_matches_by_name_or_by_relative_path(folder: Path, tmp_path: Path, named: str) -> None:
    path = manifest(tmp_path, f"file,year\n{named},2019\n")
    assert [entry.metadata.year for entry in found(folder, root=tmp_path, manifest=path).entries] == [2019]


def test_a_file_that_is_described_and_not_there_may_come_later(folder: Path, tmp_path: Path) -> None:
    path = manifest(folder, "file,year\na.pdf,2019\ngone.pdf,2020\n")
    gathered = found(folder, root=tmp_path, manifest=path)
    assert len(gathered.entries) == 1
    assert (gathered.failed, gathered.awaited) == ((), ("gone.pdf (row 3)",))
    (folder / "b.txt.meta.yaml").write_text("year: 2019", encoding="utf-8")
    (folder / "later.pdf.meta.json").write_text("{}", encoding="utf-8")
    gathered = found(folder, root=tmp_path)
    assert gathered.awaited == ("reports/later.pdf",)
    # A sidecar is neither left aside nor a source.
    assert not any(".meta." in item.file for item in gathered.left)


@pytest.mark.parametrize(
    ("header", "is_left"), [("file,jurisdiction,year", True), ("file;title;url", True), ("file,title,credits", False)]
)
def test_a_manifest_in_the_folder_is_no_listing(folder: Path, tmp_path: Path, header: str, is_left: bool) -> None:
    path = manifest(folder, f"{header}\na.pdf\n")
    for gathered in (found(folder, root=tmp_path), found(path, root=tmp_path)):
        left = [item.reason for item in gathered.left if item.file.endswith("manifest.csv")]
        assert left == (["a manifest; --manifest takes in what it says of other files"] if is_left else [])
        assert ("reports/manifest.csv" in [entry.file for entry in gathered.entries]) is not is_left


def test_a_manifest_wins_over_options_and_options_over_a_sidecar(folder: Path, tmp_path: Path) -> None:
    (folder / "a.pdf.meta.yaml").write_text(
        "jurisdiction: Sidecar\nbody: Sidecar\ntitle: Sidecar\nyear: 2001\nfunder: Sidecar", encoding="utf-8"
    )
    path = manifest(folder, "file,jurisdiction\na.pdf,Manifest\n")
    (entry,) = found(folder, root=tmp_path, manifest=path, given=Metadata(jurisdiction="Option", body="Option")).entries
    known = entry.metadata
    assert (known.jurisdiction, known.body, known.title, known.year) == ("Manifest", "Option", "Sidecar", 2001)
    assert dict(known.extra) == {"funder": "Sidecar"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("year: soon", "gives the year 'soon', which is not four digits"),
        ("- a", "'key: value' lines"),
        ("[", "cannot be read"),
    ],
)
def test_a_broken_sidecar_costs_its_file_and_no_other(folder: Path, tmp_path: Path, text: str, reason: str) -> None:
    (folder / "a.pdf.meta.yaml").write_text(text, encoding="utf-8")
    gathered = found(folder, root=tmp_path)
    assert [entry.file for entry in gathered.entries] == ["reports/b.txt", "reports/inner/c.md"]
    assert reason in gathered.failed[0].reason


def test_a_missing_path_is_told_and_the_others_are_taken(folder: Path, tmp_path: Path) -> None:
    gathered = found(tmp_path / "none", folder / "b.txt", root=tmp_path)
    assert len(gathered.entries) == 1
    assert gathered.failed[0].reason == "there is no such file or folder; check the path"


def test_links_in_a_circle_and_pipes_do_not_hold_us_up(folder: Path, tmp_path: Path) -> None:
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    os.mkfifo(folder / "pipe.txt")
    gathered = found(folder, root=tmp_path)
    assert len(gathered.entries) == 3
    assert [item.reason for item in gathered.left if item.file.endswith("pipe.txt")] == ["not a regular file"]
