"""Goals that tests measure: each row is a part of the suite, counted."""

import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from projects import Goal

_TESTS = Path(__file__).parents[2] / "tests"


def tested(name: str, *paths: str) -> Callable[[Path], Goal]:
    """A goal that is reached when all tests of these files pass."""

    def measure(folder: Path) -> Goal:
        began = time.monotonic()
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            f"--basetemp={folder}",
            *(str(_TESTS / path) for path in paths),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=_TESTS.parent)
        passed = len(re.findall(r"^[.sx]+", done.stdout, re.MULTILINE)) and done.returncode == 0
        failed = re.findall(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)
        dots = sum(line.count(".") for line in re.findall(r"^[.sxFE]+", done.stdout, re.MULTILINE))
        return Goal(
            name,
            f"{dots} tests pass, {len(failed)} fail {' '.join(failed)[:200]}".strip(),
            bool(passed),
            time.monotonic() - began,
        )

    return measure
