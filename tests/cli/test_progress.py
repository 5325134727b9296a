from types import SimpleNamespace

import pytest

from discourse.cli import progress
from discourse.cli.progress import follow, time_left


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (3, "less than a minute left"),
        (95, "about 2 min left"),
        (5_400, "about 90 min left"),
        (9_000, "about 2 h left"),
    ],
)
def test_time_left_is_told_no_more_exactly_than_it_is_known(seconds: float, words: str) -> None:
    assert time_left(seconds) == words


def test_a_pipe_gets_lines_with_the_time_left(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = iter([0, 0.5, 15.5, 31, 46, 46.1])
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    with follow() as tell:
        tell("reading", 1, 1)  # Half a second is worth no line.
        for done in (1, 2, 3):
            tell("coding", done, 3)
        tell("facts", 1, 1)
    assert capsys.readouterr().err.splitlines() == [
        "Coding passages: 1 of 3",
        "Coding passages: 2 of 3, less than a minute left",
        "Coding passages: 3 of 3",
    ]


def test_a_script_that_listens_gets_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with follow(quiet=True) as tell:
        tell("reading", 1, 2)
    assert capsys.readouterr().err == ""
