"""Encrypted files: opened with a password from a file or a prompt, which is kept nowhere."""

from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

import discourse
from discourse.domain.errors import UsageError
from discourse.pipeline.passwords import read_passwords

SECRET = "Kelp-and-Lanterns-7"
SENTENCE = "Short courses will raise productivity in the harbours of Kestria."


def encrypted(path: Path) -> Path:
    canvas = Canvas(str(path), encrypt=StandardEncryption(SECRET, "owner", strength=128), invariant=True)
    canvas.drawString(60, 700, SENTENCE)
    canvas.save()
    return path


def passwords(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "file", "password"),
    [
        ("one for all", "a/b.pdf", "one for all"),
        ("b.pdf\tx y", "a/b.pdf", "x y"),
        ("*.txt\tx\na/*.pdf\ty\n*\tz\n", "a/b.pdf", "y"),
        ("\ufeffb.pdf\tx\r\n\r\nc.pdf\ty\r\n", "c.pdf", "y"),
        ("c.pdf\tx", "a/b.pdf", ""),
    ],
)
def test_the_first_rule_that_fits_gives_the_password(tmp_path: Path, text: str, file: str, password: str) -> None:
    assert read_passwords(passwords(tmp_path / "p", text)).of(file) == password


@pytest.mark.parametrize("text", ["", f"a.pdf\t{SECRET}\n{SECRET}", f"\t{SECRET}"])
def test_a_wrong_password_file_is_told_without_what_it_holds(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError, match="password file") as caught:
        read_passwords(passwords(tmp_path / "p", text))
    assert SECRET not in str(caught.value)


def test_passwords_are_not_shown(tmp_path: Path) -> None:
    assert SECRET not in repr(read_passwords(passwords(tmp_path / "p", SECRET)))


def test_extract_asks_where_a_password_is_needed_and_none_is_given(tmp_path: Path) -> None:
    path = encrypted(tmp_path / "a.pdf")
    asked: list[str] = []

    def ask(name: str) -> str:
        asked.append(name)
        return SECRET

    assert discourse.extract(path).reason.startswith("'a.pdf' needs a password")
    assert discourse.extract(path, ask_password=ask).pages[0].text == SENTENCE
    given = passwords(tmp_path / "p", f"a.pdf\t{SECRET}")
    assert discourse.extract(path, password_file=given, ask_password=ask).pages[0].text == SENTENCE
    assert asked == ["a.pdf"]


def test_a_document_that_wanted_a_password_is_read_when_there_is_one(tmp_path: Path) -> None:
    project = discourse.init(tmp_path / "study")
    discourse.add([encrypted(project / "a.pdf")], project=project)
    found = discourse.collect_facts(project)
    assert [item.file for item in found.failed] == ["a.pdf"]
    wrong = discourse.collect_facts(project, password_file=passwords(tmp_path / "wrong", "not-this-one"))
    assert "another password" in wrong.failed[0].reason
    given = passwords(tmp_path / "p", f"*.pdf\t{SECRET}\n")
    assert discourse.collect_facts(project, password_file=given).failed == ()
    assert discourse.status(project)[0].status == "ok"
    # What was read stays read, and the password is nowhere.
    assert discourse.collect_facts(project).failed == ()
    held = [path for path in project.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]
    assert held == []
