"""Runs the commands of a tutorial in order, as its reader would, and compares what they print with the page.

A fenced block `console` has commands after `$` and, under each, lines that its output holds in this order; `…` stands
for anything. A command must end with 0 unless the next one is `echo $?`. A block with the class `slow` is not run. A
comment `<!-- by hand: NAME -->` stands for what a person does there; the test does it in Python.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_STEP = re.compile(r"<!-- by hand: (\w+) -->|^```(?:console|\{\.console([^}]*)\})\n(.*?)^```$", re.M | re.S)
_SECONDS = 300


@dataclass(frozen=True)
class Command:
    """One command line and what the page says that it prints."""

    line: str
    stated: tuple[str, ...]


def read_steps(page: str) -> Iterator[Command | str]:
    """The page's commands, and the names of what is done by hand, in their order."""
    for hand, classes, block in _STEP.findall(page):
        if hand:
            yield hand
        elif "slow" not in classes:
            for text in re.split(r"^\$ ", block, flags=re.M)[1:]:
                line, *stated = text.rstrip().split("\n")
                yield Command(line, tuple(stated))


def run_page(page: Path, folder: Path, by_hand: Mapping[str, Callable[[Path], None]]) -> None:
    """Do all steps of a tutorial in `folder`; an `AssertionError` names the first command that did otherwise."""
    steps = list(read_steps(page.read_text(encoding="utf-8")))
    code = 0
    for step, after in zip(steps, [*steps[1:], ""], strict=True):
        if isinstance(step, str):
            by_hand[step](folder)
            continue
        code, shown = _run(step.line, folder, code)
        told = isinstance(after, Command) and after.line == "echo $?"
        assert code == 0 or told, f"{page.name}: '{step.line}' ended with {code}:\n{shown}"
        _check(step, shown, page.name)


def _run(line: str, folder: Path, code_before: int) -> tuple[int, str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", f"(exit {code_before}); {line}"],
        cwd=folder,
        env={**os.environ, "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        timeout=_SECONDS,
        check=False,
    )
    # Numbers are printed with spaces that do not break; a page is written with plain ones.
    return done.returncode, done.stdout.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def _check(step: Command, shown: str, page: str) -> None:
    at = 0
    for stated in step.stated:
        pattern = ".*".join(map(re.escape, stated.strip().split("…")))
        found = re.compile(pattern).search(shown, at)
        assert found, f"{page}: after '{step.line}' the page states '{stated}', but there was:\n{shown}"
        at = found.end()
