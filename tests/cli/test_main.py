"""The contract of the command line: what is printed and which exit code, on the real parts."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

Run = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize("command", ["add x", "run", "status", "compare", "topics", "facts", "report", "kwic x"])
def test_a_command_without_a_project_says_so_and_exits_2(cli: Run, tmp_path: Path, command: str) -> None:
    code, _, err = cli(*command.split(), "--project", tmp_path)
    assert code == 2
    assert f"There is no discourse project in '{tmp_path}'" in err
    assert "discourse init" in err


@pytest.mark.parametrize("words", [["papyrus"], ["run", "--workers", "none"], ["add"], ["compare", "--by", "colour"]])
def test_wrong_usage_exits_2(cli: Run, words: list[str]) -> None:
    assert cli(*words)[0] == 2


def test_init_makes_a_project_once(cli: Run, tmp_path: Path) -> None:
    assert cli("init", tmp_path / "study")[0] == 0
    code, _, err = cli("init", tmp_path / "study")
    assert code == 2
    assert "already is a discourse project" in err


def test_init_refuses_a_codebook_that_breaks_a_rule_and_makes_nothing(cli: Run, tmp_path: Path) -> None:
    book = tmp_path / "mine.yaml"
    book.write_text("name: Mine\ncodes:\n- id: thrift\n  colour_name: red\n", encoding="utf-8")
    code, _, err = cli("init", tmp_path / "study", "--codebook", book)
    assert code == 2
    assert "mine.yaml" in err
    assert "unknown key 'colour_name'" in err
    assert not (tmp_path / "study").exists()


def test_added_files_wait_until_the_next_run(cli: Run, tmp_path: Path) -> None:
    cli("init", tmp_path)
    (tmp_path / "a.txt").write_text("Fees are waived.", encoding="utf-8")
    code, out, err = cli("add", tmp_path / "a.txt", tmp_path / "gone.pdf", "--project", tmp_path, "--year", "2020")
    assert code == 3
    assert "Added 1 file" in out
    assert "gone.pdf: there is no such file or folder" in err
    code, out, _ = cli("status", "--project", tmp_path, "--json")
    (document,) = json.loads(out)["documents"]
    assert code == 0
    assert document | {"document_id": ""} == {
        "file": "a.txt",
        "document_id": "",
        "status": "waiting",
        "reason": "",
        "is_gone": False,
        "codable": 0,
        "pages": 0,
        "passages": 0,
        "records": 0,
        "code": "",
    }


def test_add_shows_how_the_columns_of_a_listing_were_understood(cli: Run, tmp_path: Path) -> None:
    cli("init", tmp_path)
    settings = tmp_path / "discourse.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("[listings.columns]", '[listings.columns]\n"Dauer" = "duration, weeks"\n#'))
    listing = tmp_path / "courses.csv"
    listing.write_text("course_title,Dauer,room,price\nWelding,6,B2,40 EUR\n", encoding="utf-8")
    _, out, _ = cli("add", listing, "--project", tmp_path)
    assert "title from 'course_title', duration from 'Dauer', price from 'price'; kept as they are: room." in out


def test_facts_reads_what_waits_and_prints_the_definitions(cli: Run, tmp_path: Path) -> None:
    cli("init", tmp_path)
    (tmp_path / "a.txt").write_text("A micro-credential has 5 to 15 credits.", encoding="utf-8")
    cli("add", tmp_path / "a.txt", "--project", tmp_path, "--jurisdiction", "Kestria")
    code, out, _ = cli("facts", "--project", tmp_path, "--out", tmp_path / "tables")
    assert code == 0
    assert "Kestria       policy  credit  5–15 credits  10      1 of 1" in out
    assert "1 fact." in out
    assert (tmp_path / "tables" / "facts.csv").is_file()
    assert (tmp_path / "tables" / "definitions.csv").is_file()


def test_facts_of_documents_without_any_say_so_without_a_bare_table(cli: Run, tmp_path: Path) -> None:
    cli("init", tmp_path)
    (tmp_path / "a.txt").write_text("The board met twice in the spring.", encoding="utf-8")
    cli("add", tmp_path / "a.txt", "--project", tmp_path)
    _, out, _ = cli("facts", "--project", tmp_path)
    assert out.startswith("No document says how long an award is")
    assert "0 facts." in out


def test_facts_names_a_file_that_gave_no_text_and_exits_3(cli: Run, tmp_path: Path) -> None:
    cli("init", tmp_path)
    (tmp_path / "blank.txt").touch()
    cli("add", tmp_path / "blank.txt", "--project", tmp_path)
    code, out, _ = cli("facts", "--project", tmp_path)
    assert code == 3
    assert "blank.txt" in out


def test_extract_prints_pages_as_one_object(cli: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# Fees\n\nFees are waived for rural learners.\n", encoding="utf-8")
    code, out, _ = cli("extract", path, "--format", "json")
    found = json.loads(out)
    assert code == 0
    assert list(found) == ["document_id", "file", "status", "reason", "engine", "pages", "code"]
    assert found["pages"] == [{"number": 1, "text": "Fees\n\nFees are waived for rural learners."}]


def test_extract_of_an_unreadable_file_gives_its_reason_and_exits_3(cli: Run, tmp_path: Path) -> None:
    path = tmp_path / "empty.pdf"
    path.touch()
    code, out, _ = cli("extract", path, "--format", "json")
    assert code == 3
    assert json.loads(out)["status"] == "empty"
    assert "empty.pdf" in json.loads(out)["reason"]


def test_an_encrypted_file_is_extracted_with_a_password_file(cli: Run, tmp_path: Path) -> None:
    path, given = tmp_path / "a.pdf", tmp_path / "passwords.txt"
    canvas = Canvas(str(path), encrypt=StandardEncryption("kelp", "owner"))
    canvas.drawString(60, 700, "Fees are waived.")
    canvas.save()
    given.write_text("a.pdf\tkelp\n", encoding="utf-8")
    code, out, err = cli("extract", path)
    assert (code, out) == (3, "")
    assert "'a.pdf' needs a password; name a file that holds it with --password-file." in err
    code, out, err = cli("extract", path, "--password-file", given)
    assert (code, out) == (0, "--- page 1 ---\nFees are waived.\n")
    assert "kelp" not in out + err


def test_on_a_terminal_the_password_is_asked_for(cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path), encrypt=StandardEncryption("kelp", "owner"))
    canvas.drawString(60, 700, "Fees are waived.")
    canvas.save()
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("discourse.cli.extract.getpass", lambda prompt: "kelp" if "a.pdf" in prompt else "")
    assert cli("extract", path)[1] == "--- page 1 ---\nFees are waived.\n"


@pytest.mark.parametrize("command", ["run", "extract"])
def test_ocr_is_a_choice_of_two(cli: Run, tmp_path: Path, command: str) -> None:
    code, _, err = cli(command, *([tmp_path] if command == "extract" else []), "--ocr", "perhaps")
    assert code == 2
    assert "auto" in err
    assert "off" in err


def test_a_bug_of_ours_exits_1_without_a_traceback(cli: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def broken(_: Path) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr("discourse.pipeline.status.open_project", broken)
    code, _, err = cli("status", "--project", tmp_path)
    assert code == 1
    assert "a bug of ours (ZeroDivisionError: by zero)" in err
    assert "Traceback" not in err


def test_an_interruption_exits_4(cli: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def interrupted(_: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("discourse.pipeline.status.open_project", interrupted)
    code, _, err = cli("status", "--project", tmp_path)
    assert code == 4
    assert "what was finished is kept" in err


def test_help_needs_no_heavy_library() -> None:
    shown = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "discourse.cli", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "compare" in shown.stdout
    assert not [name for name in ("torch", "spacy", "polars", "numpy", "rich") if f"| {name}\n" in shown.stderr]
