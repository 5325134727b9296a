"""G10 without its memory, which `make torture` measures; rows T2 to T6, T18 and T20 of docs/security.md."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

import discourse
from discourse.cli.text import printable, printable_line
from discourse.domain.codebook import load_codebook, read_codebook
from discourse.domain.documents import Metadata
from discourse.domain.errors import CodebookError, DiscourseError, LimitError, UsageError
from discourse.domain.failures import FailureCode
from discourse.domain.ids import hash_file
from discourse.domain.sources import Source, SourceKind
from discourse.pipeline.backup import restore
from discourse.pipeline.gather import gather
from discourse.reading.listings.sheet_area import check_sheets
from discourse.reading.read import read_source
from discourse.tables.kwic import compile_pattern

TORTURE = Path(__file__).parents[2] / "benchmarks" / "torture"
sys.path.insert(0, str(TORTURE))

from hostile import zipped  # noqa: E402
from nobody_in import in_process, visit_all  # noqa: E402
from sheets import ods, ods_row, xlsb  # noqa: E402
from strangers import xlsx  # noqa: E402

TEN_TIMES_TEN = "a: &a [x,x]\n" + "".join(
    f"{c}: &{c} [*{p},*{p},*{p},*{p},*{p}]\n" for p, c in zip("abcdefghijkl", "bcdefghijklm", strict=True)
)
NAME = "a\x1b]8;;http://x\x07\u202efdp.exe\ndiscourse: all well\u2028.pdf"


def test_every_strangers_file_is_refused_in_a_sentence_or_read_as_harmless_text(tmp_path: Path) -> None:
    visits, troubles = visit_all(tmp_path / "torture", in_process)
    assert not troubles
    assert len(visits) >= 60


def test_a_limit_has_its_own_code(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(zipped({"word/document.xml": b" " * (30 << 20)}))
    reading = read_source(Source(tmp_path / "a.docx", hash_file(tmp_path / "a.docx")))
    assert (reading.code, reading.documents) == (FailureCode.LIMIT, ())


def test_a_sheet_with_gaps_is_no_bomb(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{row}"><c r="A{row}"/><c r="CV{row}"/></row>' for row in range(1, 60_000))
    (tmp_path / "a.xlsx").write_bytes(xlsx(rows))
    check_sheets(tmp_path / "a.xlsx")
    (tmp_path / "a.xlsx").write_bytes(xlsx(rows + '<row r="1000000"><c s="1"  r = "ZZ1000000"/></row>'))
    with pytest.raises(LimitError, match="row 1,000,000 and column 702 and hardly any before it"):
        check_sheets(tmp_path / "a.xlsx")


@pytest.mark.parametrize(
    ("name", "near", "far"),
    [
        (
            "a.xlsb",
            xlsb([(0, 0, "title"), (2, 0, "Knots"), (3_000, 1_000, "Rope")]),
            xlsb([(0, 0, "title"), (2, 0, "Knots"), (30_000, 1_000, "Rope")]),
        ),
        (
            "a.ods",
            # Every ODS fills its sheet up with empty rows, whose repeats are no cells.
            ods(ods_row("title") + ods_row("") + ods_row("Knots") + ods_row("", rows=1_048_000, columns=16_384)),
            ods(ods_row("title") + ods_row("", rows=29_999, columns=2) + ods_row("Rope", columns=1_001)),
        ),
    ],
)
def test_a_sheet_far_larger_than_filled_is_refused_before_it_is_read(
    name: str, near: bytes, far: bytes, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(near)
    reading = read_source(Source(path, hash_file(path), SourceKind.LISTING))
    assert [document.place for document in reading.documents][:1] == ["row 3"]
    path.write_bytes(far)
    with pytest.raises(LimitError, match="row 30,001 and column 1,001 and hardly any before it"):
        check_sheets(path)


def test_aliases_of_aliases_do_not_swell_a_sidecar_or_a_codebook(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Words.", encoding="utf-8")
    (tmp_path / "a.txt.meta.yaml").write_text(TEN_TIMES_TEN, encoding="utf-8")
    found = gather([tmp_path / "a.txt"], root=tmp_path, manifest=None, kind=SourceKind.AUTO, given=Metadata())
    assert "nests lists under 'b'" in found.failed[0].reason
    with pytest.raises(CodebookError, match=r"aliases \(\*name\) are not read.*line 2"):
        read_codebook(TEN_TIMES_TEN + "codes: *m\n", where="book.yaml")


def test_a_sidecars_list_of_texts_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Words.", encoding="utf-8")
    (tmp_path / "a.txt.meta.yaml").write_text("title: Plan\nkeywords: [nets, ropes]\n", encoding="utf-8")
    (entry,) = gather(
        [tmp_path / "a.txt"], root=tmp_path, manifest=None, kind=SourceKind.AUTO, given=Metadata()
    ).entries
    assert (entry.metadata.title, entry.metadata.extra["keywords"]) == ("Plan", "nets; ropes")


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system", "!!python/name:os.system", "!!python/module:os"])
def test_a_codebook_cannot_carry_code(tmp_path: Path, tag: str) -> None:
    canary = tmp_path / "canary"
    book = tmp_path / "codebook.yaml"
    book.write_text(f'name: {tag} ["touch {canary}"]\ncodes: []\n', encoding="utf-8")
    with pytest.raises(CodebookError, match="not readable YAML"):
        load_codebook(book)
    with pytest.raises(yaml.YAMLError):
        yaml.safe_load(book.read_text(encoding="utf-8"))
    assert not canary.exists()


@pytest.mark.parametrize(
    "members",
    [
        {"backup.json": b" " * (2 << 20)},
        {"backup.json": b'{"files": {"../../out": "0"}}', "../../out": b"x"},
        {"backup.json": b"[" * 100_000},
        {"backup.json": b"\xff"},
        {},
    ],
)
def test_a_hostile_backup_writes_nothing(tmp_path: Path, members: dict[str, bytes]) -> None:
    (tmp_path / "b.zip").write_bytes(zipped(members))
    with pytest.raises(UsageError, match=r"backup|changed"):
        restore(tmp_path / "b.zip", project=tmp_path / "inner" / "study")
    assert [path.name for path in tmp_path.iterdir()] == ["b.zip"]


def test_a_backup_of_flipped_bytes_is_refused_in_a_sentence(tmp_path: Path) -> None:
    whole = zipped({"backup.json": b'{"files": {}}' + b" " * 500, "a": b"x" * 500})
    for at in range(0, len(whole), 7):
        (tmp_path / "b.zip").write_bytes(whole[:at] + bytes([whole[at] ^ 0x5A]) + whole[at + 1 :])
        with pytest.raises(DiscourseError):
            restore(tmp_path / "b.zip", project=tmp_path / "study")


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", "(a|aa)+$", "(.*a){20}", "(?:a*)*b", r"(\w+\s?)+!"])
def test_no_pattern_of_a_user_runs_for_ever(pattern: str) -> None:
    began = time.process_time()
    with pytest.raises(UsageError, match=r"could take forever|matches nothing"):
        compile_pattern(pattern)
    assert time.process_time() - began < 1


def test_no_name_drives_a_terminal_or_ends_its_line() -> None:
    shown = printable_line(NAME)
    assert shown == "a\\x1b]8;;http://x\\x07\\u202efdp.exe\\ndiscourse: all well\\u2028.pdf"
    assert printable("a\nb\tc") == "a\nb\tc"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_files_name_forges_no_line_of_the_output(tmp_path: Path) -> None:
    study = discourse.init(tmp_path / "study")
    command = [sys.executable, "-m", "discourse.cli", "add", str(tmp_path / NAME.replace("/", ":")), "--project", study]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, "there is no such file" in done.stderr) == (3, True)
    assert "\ndiscourse: all well" not in done.stdout + done.stderr
    assert not {"\x1b", "\x07", "\u202e", "\u2028"} & set(done.stdout + done.stderr)


def test_links_in_a_circle_pipes_and_devices_are_no_sources(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "own.txt").symlink_to(tmp_path / "own.txt")
    (tmp_path / "zero.txt").symlink_to("/dev/zero")
    found = gather([tmp_path], root=tmp_path / "p", manifest=None, kind=SourceKind.AUTO, given=Metadata())
    assert (found.entries, found.failed) == ((), ())
    assert {(Path(item.file).name, item.reason) for item in found.left} >= {
        ("zero.txt", "not a regular file"),
        ("own.txt", "not a regular file"),
    }
    given = [Path("/dev/zero"), tmp_path / "own.txt"]
    named = gather(given, root=tmp_path / "p", manifest=None, kind=SourceKind.AUTO, given=Metadata())
    assert [item.reason for item in named.failed] == [
        "it is not a regular file; give a file or a folder",
        "there is no such file or folder; check the path",
    ]
