"""The container file is right as far as can be told without building it."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_all_that_is_copied_is_there_and_let_in() -> None:
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = {
        source for line in re.findall(r"^COPY (?!--from)(.+)$", TEXT, re.MULTILINE) for source in line.split()[:-1]
    }
    assert copied == let_in
    assert all((ROOT / source).exists() for source in copied)


def test_the_base_is_pinned_and_the_program_does_not_run_as_root() -> None:
    bases = re.findall(r"^FROM (\S+)", TEXT, re.MULTILINE)
    assert all(re.fullmatch(r"python:3\.\d+\.\d+-slim-\w+", base) for base in bases)
    user, entry = TEXT.index("\nUSER "), TEXT.index("\nENTRYPOINT ")
    assert user < entry
    assert "USER root" not in TEXT


def test_the_image_has_what_the_wheel_is_made_of() -> None:
    included = re.findall(r'^"(\w+)" = "discourse/_bundled/', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert included == ["models", "corpus"]
    assert all(f"COPY {name} {name}\n" in TEXT for name in included)
