"""Every command of the tutorials, run in order as their reader would."""

import csv
import shutil
from pathlib import Path

import pytest
from tutorial_runner import Command, read_steps, run_page

TUTORIALS = Path(__file__).parents[2] / "docs" / "tutorials"


def use_the_model(folder: Path) -> None:
    settings = folder / "study" / "discourse.toml"
    text = settings.read_text(encoding="utf-8")
    assert 'model = "shipped"' in text
    settings.write_text(text.replace('model = "shipped"', 'model = "models/trust"'), encoding="utf-8")


def fill_the_audit(folder: Path) -> None:
    sheet = folder / "audit.csv"
    with sheet.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        row["trust"] = str(int(any(word in row["text"].lower() for word in ("regist", "assess", "approv"))))
    with sheet.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)


BY_HAND = {"use_the_model": use_the_model, "fill_the_audit": fill_the_audit}


@pytest.mark.walk
@pytest.mark.parametrize("name", ["journalist", "scholar", "watcher"])
def test_every_command_of_a_tutorial_does_what_its_page_states(name: str, tmp_path: Path) -> None:
    for given in ("reports", "codings"):
        shutil.copytree(TUTORIALS / given, tmp_path / given)
    run_page(TUTORIALS / f"{name}.md", tmp_path, BY_HAND)


PAGE = """```console
$ echo one; echo two
one
$ false
$ echo $?
1
```
<!-- by hand: mark -->
```console
$ cat mark
x…z
```
"""


def test_the_runner_passes_what_is_as_stated(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE, encoding="utf-8")
    run_page(page, tmp_path, {"mark": lambda folder: Path(folder / "mark").write_text("xyz") and None})


@pytest.mark.parametrize(
    ("block", "told"),
    [
        ("$ echo one\ntwo\n", "states 'two'"),
        ("$ echo two; echo one\none\ntwo\n", "states 'two'"),
        ("$ exit 3\n$ echo done\n", "ended with 3"),
    ],
)
def test_the_runner_fails_where_a_command_does_otherwise(tmp_path: Path, block: str, told: str) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"```console\n{block}```\n", encoding="utf-8")
    with pytest.raises(AssertionError, match=told):
        run_page(page, tmp_path, {})


def test_a_slow_block_is_not_run() -> None:
    text = "```{.console .slow}\n$ discourse demo\n```\n```console\n$ ls\n```\n"
    assert list(read_steps(text)) == [Command("ls", ())]
