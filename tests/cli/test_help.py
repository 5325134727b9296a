"""Help that teaches: every command has an example that would be understood, and a mistyped name is guessed."""

import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from typer.main import get_command

from discourse.cli.main import app
from discourse.cli.text import RED, coloured

SPOKEN_TO_BY_SCRIPTS = (
    "run", "status", "compare", "topics", "facts", "kwic", "doctor", "agreement", "evaluate", "verify",
)  # fmt: skip


def commands(command: Any, *names: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, one in getattr(command, "commands", {}).items():
        yield (*names, name), one
        yield from commands(one, *names, name)


COMMANDS = dict(commands(get_command(app)))


@pytest.mark.parametrize("names", COMMANDS, ids=" ".join)
def test_every_help_has_examples_of_options_that_there_are(names: tuple[str, ...]) -> None:
    examples = re.findall(r"^ *Example: (.+)$", COMMANDS[names].help, re.MULTILINE)
    assert examples
    for example in examples:
        program, *words = shlex.split(example)
        assert program == "discourse"
        depth = max(count for count in (1, 2) if tuple(words[:count]) in COMMANDS)
        called = COMMANDS[tuple(words[:depth])]
        assert tuple(words[: len(names)]) == names
        options = {option for parameter in called.params for option in parameter.opts}
        assert {word for word in words[depth:] if word.startswith("--")} <= options


@pytest.mark.parametrize("names", COMMANDS, ids=" ".join)
def test_every_command_says_in_a_line_what_it_does(names: tuple[str, ...]) -> None:
    # What is longer is cut off in the list of commands.
    assert len(COMMANDS[names].help.split("\n\n")[0].replace("\n", " ").split(". ")[0]) <= 66


@pytest.mark.parametrize("name", SPOKEN_TO_BY_SCRIPTS)
def test_what_scripts_read_can_be_had_as_json(name: str) -> None:
    assert any("--json" in parameter.opts for parameter in COMMANDS[(name,)].params)


def run_discourse(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; sys.argv[0] = 'discourse'; from discourse.cli.main import main; main()",
            *words,
        ],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


def test_a_mistyped_command_is_guessed() -> None:
    assert "Did you mean 'compare'?" in run_discourse("comapre").stderr


def test_the_shell_completes_commands_and_values() -> None:
    words = {"_DISCOURSE_COMPLETE": "complete_bash", "COMP_CWORD": "1", "COMP_WORDS": "discourse agr"}
    assert run_discourse(**words).stdout.split() == ["agreement"]
    words |= {"COMP_CWORD": "3", "COMP_WORDS": "discourse export --format refi"}
    assert run_discourse(**words).stdout.split() == ["refi-qda", "refi-codebook"]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_colour_is_for_terminals_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert coloured("bad\x1b[2J", RED, Terminal()) == "\x1b[31mbad\\x1b[2J\x1b[0m"
    assert coloured("bad", RED, io.StringIO()) == "bad"
    monkeypatch.setenv("NO_COLOR", "1")
    assert coloured("bad", RED, Terminal()) == "bad"
